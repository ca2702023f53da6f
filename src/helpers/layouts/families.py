"""Which columns hold one rater each: families of columns that hold the same labels."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from helpers.errors import StudyError
from helpers.layouts import extracts, roles
from helpers.layouts.columns import Column, Columns, numbers
from helpers.layouts.indicators import pairs
from helpers.layouts.reading import Reading

MOST = 3  # families weighed; a question with more ways would help nobody

Family = tuple[Column, ...]


@dataclass(frozen=True, eq=False)
class Raters:
    """Columns that may hold one rater each.

    Attributes:
        columns: in the order of the file, or as they were named.
        how: what tells that they are raters'.
        certain: whether a person named them.
        sharing: how far they share labels, from 0 to 1.
        rivalled: whether other columns, unlike these, are headed as raters.
    """

    columns: Family
    how: str
    certain: bool = False
    sharing: float = 0.0
    rivalled: bool = False


def raters(columns: Columns, reading: Reading, layout: str) -> list[Raters]:
    """The families of columns that may each be the raters', the largest first.

    Raises:
        StudyError: when a column beside them may hold one more rater.
    """
    named = tuple(c for name in reading.raters for c in columns.spanned(name))
    if len(named) > 1:
        return [Raters(_once(columns, named), "were named as raters", certain=True)]
    if reading.raters:  # one alone names the column of raters in a long table
        return []
    able = _able_columns(columns, reading)
    if found := _families(columns, able, asked=reading.layout == layout):
        extract = extracts.column(columns, reading, _members(able, found))
        for family in _preferred(found):
            names = extract.members if extract is not None else ()
            _check_left_out(columns, family, found, [c for c in able if c not in names])
            _check_first(columns, family, reading)
            _check_heads(columns, family)
            _check_ranks(columns, family)
        return _weighed(columns, able, found)
    by_name = tuple(c for c in able if roles.words(c) & roles.RATER)
    if len(by_name) > 1:
        return [Raters(by_name, "are headed as raters", sharing=_sharing(by_name))]
    left = Raters(tuple(able), "are what is left", sharing=_sharing(tuple(able)))
    return [left] if reading.layout == layout else []


def _once(columns: Columns, named: Family) -> Family:
    for i, column in enumerate(named):
        if column in named[:i]:
            raise StudyError(
                f"{columns.name}: column {columns.position(column)} is named twice with --raters; "
                "each rater needs a column of their own"
            )
    return named


def _able_columns(columns: Columns, reading: Reading) -> list[Column]:
    """The columns that can hold ratings."""
    named = extracts.column(columns, reading, ())
    fixed = list(named.members) if named is not None else []
    fixed += [columns.named(reading.service)] if reading.service is not None else []
    # A header that is the word alone heads a column of raters' names; twice, each a rater's labels.
    heads = {c.name for c in columns.columns}
    fixed += [c for c in columns.columns if _names_raters(c) and f"{c.name} (2)" not in heads]
    return [c for c in columns.columns if c not in fixed and _able(c)]


def _names_raters(column: Column) -> bool:
    return column.name.casefold() in roles.RATER


def _able(column: Column) -> bool:
    return bool(column.filled) and not roles.is_beside(column) and not roles.is_text(column)


def _families(columns: Columns, able: list[Column], asked: bool) -> list[Family]:
    """Columns that share labels or are headed alike; the largest family first."""
    related: list[Family] = []
    left = list(able)
    while left:
        group = [left.pop(0)]
        for one in group:
            near = [c for c in left if _related(one, c)]
            left = [c for c in left if c not in near]
            group += near
        related.append(tuple(c for c in able if c in group))
    whole = [one for one in related if len(one) > 1 and _may_rate(one)]
    # Variables told apart by a suffix are a layout of their own.
    suffixed = list(roles.suffixed(columns.columns).values())
    if len(suffixed) > 1 and not asked:
        whole = [one for one in whole if one not in suffixed]
        return sorted(whole, key=len, reverse=True)[:MOST]
    parts = [part for one in whole for part in (one, *([] if pairs(one) else _parts(one)))]
    return sorted(parts, key=len, reverse=True)[:MOST]


def _may_rate(family: Family) -> bool:
    return any(map(roles.holds_labels, family)) or all(map(roles.is_rater_alone, family))


def _parts(family: Family) -> list[Family]:
    """What a family falls into by its headers, where these speak of different things."""
    by_subject: dict[str, Family] = {}
    for column in family:
        subject = roles.subject(column)
        by_subject[subject] = (*by_subject.get(subject, ()), column)
    parts = [part for part in by_subject.values() if len(part) > 1]
    rest = tuple(c for c in family if len(by_subject[roles.subject(c)]) == 1)
    parts += [rest] if len(rest) > 1 else []
    return parts if len(parts) > 1 else []


def _related(one: Column, other: Column) -> bool:
    return _numbered(one, other) or roles.shares(one, other) or roles.are_initials(one, other)


def _numbered(one: Column, other: Column) -> bool:
    """Whether two headers are one but for their number, or a word for a rater and their mark."""
    if all(map(roles.is_rater_alone, (one, other))):
        return True
    return roles.stem(one) == roles.stem(other) != "" and one.name != other.name


def _weighed(columns: Columns, able: list[Column], found: list[Family]) -> list[Raters]:
    preferred = _preferred(found)
    weighed = [
        Raters(one, _how(one), sharing=_sharing(one), rivalled=one not in preferred)
        for one in found
    ]
    together = _members(able, found)
    if len(preferred) > 1 and together not in found and _may_be_one(preferred):
        how = "hold labels too few to tell whether they are one family"
        weighed.append(Raters(together, how, sharing=max(one.sharing for one in weighed)))
    return weighed


def _how(family: Family) -> str:
    alike = all(roles.shares(family[0], one) for one in family[1:])
    headed = all(map(roles.is_rater_alone, family))
    return "are headed as raters" if headed and not alike else "hold the same labels"


def _preferred(found: list[Family]) -> list[Family]:
    """The families whose every header is a rater's, else all."""
    return [one for one in found if all(map(roles.is_headed_as_rater, one))] or found


def _members(able: list[Column], found: list[Family]) -> Family:
    return tuple(c for c in able if any(c in family for family in found))


def _may_be_one(found: list[Family]) -> bool:
    """Whether too few cells are filled to tell families apart, or they share a label."""
    few = min(c.filled for family in found for c in family) < roles.ENOUGH_TO_TELL
    first, *others = [_vocabulary(family) for family in found]
    return few or any(not first.isdisjoint(other) for other in others)


def _check_left_out(
    columns: Columns, family: Family, found: list[Family], able: Sequence[Column]
) -> None:
    """Refuse to guess where columns in no family might hold a rater's labels too."""
    known, seen = _vocabulary(family), min(c.filled for c in family)
    # Beside headers that say rater and no more, another header says that it is none.
    headed = all(map(roles.is_rater_alone, family))
    unclear = []
    for column in able:
        told = headed and not roles.is_headed_as_rater(column)
        few = min(column.filled, seen) < roles.ENOUGH_TO_TELL and not told
        if not any(column in one for one in found) and (column.vocabulary & known or few):
            unclear.append(column)
    if unclear:
        _ask(columns, family, tuple(unclear))


def _check_first(columns: Columns, family: Family, reading: Reading) -> None:
    """Refuse to guess whether numbers that rise from row to row are codes, or number the rows."""
    first, *others = family
    alike = [one for one in others if _headed_alike(first, one)]
    # No rater needs a code of their own for every row, where others do with fewer.
    told = reading.extract is not None or any(len(c.levels) >= len(first.levels) for c in alike)
    if first is columns.columns[0] and extracts.rises(first) and not told:
        _ask(columns, tuple(others), (first,))


def _check_heads(columns: Columns, family: Family) -> None:
    """Refuse to guess whether a column beside those headed as raters holds what they agreed on."""
    headed = tuple(c for c in family if roles.is_headed_as_rater(c))
    if 1 < len(headed) < len(family):
        _ask(columns, headed, tuple(c for c in family if c not in headed))


def _check_ranks(columns: Columns, family: Family) -> None:
    """Refuse what one coder gave an extract first and second: these are no two raters."""
    ranks = [roles.rank(column) for column in family]
    if len(set(ranks)) == len(family) and roles.SECOND & frozenset().union(*ranks):
        where = numbers([columns.position(c) for c in family])
        named = shlex.quote(",".join(columns.numbered(family)))
        raise StudyError(
            f"{columns.name}: {where} are headed as one coder's main and second codes, not as two "
            f"raters; if each is a rater's, type --raters {named}"
        )


def _headed_alike(one: Column, other: Column) -> bool:
    names = (one.name, other.name)
    numeric = all(map(str.isdecimal, names))
    return numeric or _numbered(one, other) or roles.are_initials(one, other)


def _ask(columns: Columns, family: Family, unclear: Family) -> None:
    where = numbers([columns.position(c) for c in unclear])
    holds = "holds a rater" if len(unclear) == 1 else "hold raters"
    few, more = (
        f"--raters {shlex.quote(','.join(columns.numbered(_in_order(columns, c))))}"
        for c in (family, (*family, *unclear))
    )
    ways = f"{few} or, if so, {more}" if len(family) > 1 else f"{more} if so"
    raise StudyError(f"{columns.name}: whether {where} {holds} is not plain; type {ways}")


def _in_order(columns: Columns, some: Family) -> Family:
    return tuple(c for c in columns.columns if c in some)


def _vocabulary(family: Family) -> frozenset[str]:
    return frozenset().union(*(c.vocabulary for c in family))


def _sharing(family: Family) -> float:
    shares = [roles.overlap(family[0], other) for other in family[1:]]
    return float(np.mean(shares)) if shares else 0.0
