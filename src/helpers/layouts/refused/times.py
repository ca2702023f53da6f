"""Raters who rated the same extracts at several times, a column each: which time is asked."""

import re
from collections.abc import Sequence

from helpers.errors import StudyError
from helpers.layouts.columns import Column, Columns, cells, marked, pairing, roles
from helpers.layouts.columns.pairing import Pairs
from helpers.layouts.extracts import naming
from helpers.layouts.refused import answers
from helpers.layouts.words import terms
from helpers.layouts.words.texts import numbers

TIME = re.compile(
    r"(t|time|round|wave|session|occasion|trial|pass|read|reading|visit|week|day|month|(re-?)?test|pre|post"
    r"|before|after|baseline|follow-?up|runde|zeit|vorher|nachher|tour|temps|avant|après"
    r"|ronda|tiempo|antes|después)[\W_]*\d*",
    re.IGNORECASE,
)
NUMBER = re.compile(r"(.*?[^\W\d_])[\W_]*(\d+)")


def refuse(columns: Columns) -> None:
    """Refuse to take what raters said at several times for the ratings of as many raters.

    Raises:
        StudyError: with what to type for each time, and for each rater's own agreement over time.
    """
    named = naming.likeliest(columns)
    free = [c for c in columns.columns if c.filled and c is not named and not roles.is_beside(c)]
    coded = [c for c in free if not roles.is_text(c)]
    # What is known of an extract, as its side, shares no label with codes.
    able = [c for c in coded if any(cells.shares(c, one) for one in coded if one is not c)]
    if not all(cells.shares(able[0], c) for c in able[1:]):
        return
    if found := pairing.glued(able):
        raise _untold(columns, able, found, ("beginnings", "endings"))
    if any(map(marked.is_indicator, able)):
        return
    where = numbers([columns.position(c) for c in able]) if able else ""
    if found := _by_time(able):
        ways = _typed(columns, found)
        raise StudyError(
            f"{columns.name}: {where} are headed as what {len(found.second)} raters said at "
            f"{len(found.first)} times ({', '.join(found.first)}); type, for these in turn, "
            f"{ways[0]}; for how far each rater agrees with themselves, {ways[1]}; or, if each "
            f"column is another rater's, {answers.typed(columns, able)}"
        )
    if found := _by_number(able):
        raise _untold(columns, able, found, ("numbers", "names"))


def _untold(
    columns: Columns, able: Sequence[Column], found: Pairs, what: tuple[str, str]
) -> StudyError:
    """The question which part of the headers stands for raters; `what` the two parts are."""
    (one, other), ways = what, _typed(columns, found)
    return StudyError(
        f"{columns.name}: the headers of {numbers([columns.position(c) for c in able])} pair "
        f"{len(found.second)} {other} with {len(found.first)} {one}, and do not tell which stand "
        f"for raters; type, if the {other} do, {ways[0]}; if the {one} do, {ways[1]}; or, if each "
        f"column is another rater's, {answers.typed(columns, able)}"
    )


def _by_time(able: Sequence[Column]) -> Pairs | None:
    """The headers as a grid of times by raters, if some of their parts speak of times."""
    found = pairing.paired(able)
    if found is None or all(map(TIME.fullmatch, found.first)):
        return found
    return found.turned if all(map(TIME.fullmatch, found.second)) else None


def _by_number(able: Sequence[Column]) -> Pairs | None:
    """The headers as a grid of numbers by names, if these may be raters'."""
    parts = [_numbered(c.name) for c in able]
    found = pairing.full(parts, able) if len(parts) >= 4 else None
    told = found and any(terms.said(x) & (terms.CATEGORY | terms.RATER) for x in found.second)
    return None if told else found


def _numbered(name: str) -> tuple[str, str]:
    """The number at a header's end, and what is before it; a header without one is a first one."""
    match = NUMBER.fullmatch(name)
    return (match[2], match[1]) if match else ("1", name)


def _typed(columns: Columns, found: Pairs) -> tuple[str, str]:
    """The options for each first part, and for each second one."""
    return answers.raters(columns, found.turned), answers.raters(columns, found)
