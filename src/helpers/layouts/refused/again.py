"""Columns of what a rater said again, beside what the same rater said first: no further rater's."""

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from helpers.errors import StudyError
from helpers.layouts.columns import Column, Columns, cells, roles
from helpers.layouts.extracts import naming
from helpers.layouts.words import terms
from helpers.layouts.words.texts import numbers

AGAIN = terms.word_set(
    "2nd 3rd again rerated rereading reread rerun repeat repeated retest recode recoded second "
    "third encore erneut nochmals retester segunda wiederholt wiederholung zweite zweiter zweites"
)
ABOUT = terms.word_set(
    "1st coding first for pass re read reading round session test the time times zweitens mal vez "
    "durchgang runde"
)


@dataclass(frozen=True, eq=False)
class Again:
    """What one rater said first, and again."""

    first: Column
    again: Column


def refuse(columns: Columns) -> None:
    """Refuse to take what a rater said again for the ratings of one more rater.

    Raises:
        StudyError: with what to type without it, and for that rater's agreement over time.
    """
    named = naming.likeliest(columns)
    free = [c for c in columns.columns if c.filled and c is not named and not roles.is_beside(c)]
    able = [c for c in free if any(cells.shares(c, one) for one in free if one is not c)]
    found = _pairs(able)
    few = [c for c in able if not any(c is pair.again for pair in found)]
    if not found or len(few) < 2:
        return
    where = numbers([columns.position(pair.again) for pair in found])
    own = " or ".join(_typed(columns, (pair.first, pair.again)) for pair in found)
    raise StudyError(
        f"{columns.name}: the header of {where} says that a rater of another column rated again; "
        f"type, for the first ratings, {_typed(columns, few)}; for how far that rater agrees with "
        f"themselves, {own}; or, if each column is another rater's, {_typed(columns, able)}"
    )


def _pairs(able: Sequence[Column]) -> list[Again]:
    """The columns headed as another one, and as said again."""
    first = {_bare(c): c for c in able if not _parts(c) & AGAIN}
    repeats = [c for c in able if _parts(c) & AGAIN and _names_a_rater(_bare(c))]
    return [Again(first[_bare(c)], c) for c in repeats if _bare(c) in first]


def _parts(column: Column) -> frozenset[str]:
    return frozenset(_cut(column))


def _bare(column: Column) -> tuple[str, ...]:
    """The header's words and numbers, without those that say when."""
    return tuple(part for part in _cut(column) if part not in AGAIN | ABOUT)


def _cut(column: Column) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", column.name).casefold())


def _names_a_rater(bare: Sequence[str]) -> bool:
    """Whether words name one rater: `Second coder` beside `Coder` is another."""
    return bool(set(bare) - terms.RATER - terms.CATEGORY)


def _typed(columns: Columns, raters: Sequence[Column]) -> str:
    return f"--raters {shlex.quote(','.join(columns.numbered(raters)))}"
