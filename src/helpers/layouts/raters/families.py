"""Which columns hold one rater each: families of columns that hold the same labels."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from helpers.errors import StudyError
from helpers.layouts.columns import (
    Column,
    Columns,
    agreeing,
    cells,
    headed,
    roles,
    row_index,
    totals,
    unlike,
)
from helpers.layouts.columns.marked import pairs
from helpers.layouts.extracts import naming
from helpers.layouts.long import criteria
from helpers.layouts.raters import outsiders, unclear, unnamed
from helpers.layouts.raters.unclear import Family
from helpers.layouts.reading import Reading
from helpers.layouts.words import terms

MOST = 5  # families weighed; a question with more ways would help nobody
MOSTLY = 0.5


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
    # One alone names the column of raters in a long table.
    if reading.raters or criteria.stand_beside_raters(columns, reading):
        return []
    able = _able_columns(columns, reading)
    if found := _families(columns, able, asked=reading.layout == layout):
        extract = naming.column(columns, reading, _members(able, found))
        whole = [one for one in found if any(set(part) < set(one) for part in found)]
        for family in (one for one in _preferred(found) if one not in whole):
            names = extract.members if extract is not None else ()
            free = [c for c in (*able, *_may_name_raters(columns, able)) if c not in names]
            unclear.check(columns, family, found, free, reading)
        return _weighed(columns, able, found)
    unclear.check_named(columns, able, _may_name_raters(columns, able), reading)
    by_name = tuple(c for c in able if roles.words(c) & terms.RATER)
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
    named = naming.column(columns, reading, ())
    fixed = list(named.members) if named is not None else []
    fixed += [columns.named(reading.service)] if reading.service is not None else []
    # A header that is the word alone heads a column of raters' names; twice, each a rater's labels.
    heads = {c.name for c in columns.columns}
    fixed += row_index.columns(columns.columns, named)
    if reading.extract is not None:  # whoever names the extracts has seen their other numbers
        fixed += [c for c in columns.columns if _is_another_name(c)]
    free = [c for c in columns.columns if c not in fixed and _able(c)]
    ratings = [c for c in free if not (roles.is_raters_remark(c) or _is_remark(c, free))]
    free = ratings if len(ratings) > 1 else free
    able = [
        c
        for c in free
        if not _names_raters(c)
        or f"{c.name} (2)" in heads
        or any(unlike.agree_well(c, one) for one in free if one is not c)
    ]
    beside = (totals.column(able), agreeing.column(able), *filter(cells.is_measured, able))
    return [c for c in able if c not in beside or _shares_a_label(c, able)]


def _shares_a_label(column: Column, others: Sequence[Column]) -> bool:
    """Whether a column of decimals has one in common with another, as half points may be."""
    rest = (c for c in others if c is not column)
    return cells.is_measured(column) and any(column.vocabulary & c.vocabulary for c in rest)


def _is_remark(column: Column, others: Sequence[Column]) -> bool:
    """Whether a header is another's with a word for a remark: `EB comment` beside `EB`."""
    spoken = roles.words(column)
    bare = (roles.words(c) for c in others)
    return any(one and one < spoken and spoken - one <= terms.WRITTEN for one in bare)


def _is_another_name(column: Column) -> bool:
    """Whether a column numbers or names the extracts once more, as in the order of showing."""
    whole = column.filled == len(column.codes) >= cells.FEW and column.unique
    return whole and roles.speaks_of_extracts(column, frozenset())


def _names_raters(column: Column) -> bool:
    return column.name.casefold() in terms.RATER


def _may_name_raters(columns: Columns, able: list[Column]) -> list[Column]:
    """The columns that are headed as raters' names, and could be one's whose labels they hold."""
    free = [c for c in columns.columns if c not in able and _able(c) and _names_raters(c)]
    return [c for c in free if any(cells.overlap(c, one) == 1 for one in able)]


def _able(column: Column) -> bool:
    return bool(column.filled) and not roles.is_beside(column) and not roles.is_text(column)


def _families(columns: Columns, able: list[Column], asked: bool) -> list[Family]:
    """Columns that share labels or are headed alike; the largest family first."""
    related: list[Family] = []
    apart = unnamed.apart(able)
    left = [c for c in able if c is not apart]
    with_heads = not all(map(roles.is_unheaded, columns.columns))
    while left:
        group = [left.pop(0)]
        for one in group:
            near = [c for c in left if _related(one, c) or (with_heads and _beside(one, c))]
            left = [c for c in left if c not in near]
            group += near
        related.append(tuple(c for c in able if c in group))
    whole = [one for one in related if len(one) > 1 and _may_rate(one)]
    # Variables told apart by a suffix are a layout of their own.
    suffixed = list(roles.suffixed(columns.columns).values())
    if len(suffixed) > 1 and not asked:
        whole = [one for one in whole if one not in suffixed]
        whole += [part for one in whole for part in headed.by_pandas(one)]
        return sorted(whole, key=len, reverse=True)[:MOST]
    parts = [part for one in whole for part in (one, *([] if pairs(one) else _parts(one)))]
    return sorted(parts, key=len, reverse=True)[:MOST]


def _may_rate(family: Family) -> bool:
    named = any(map(roles.holds_labels, family)) or all(map(roles.is_rater_alone, family))
    initials = all(roles.is_initials(c.name) for c in family)
    return named or _agree(family) or (initials and all(cells.shares(family[0], c) for c in family))


def _agree(family: Family) -> bool:
    """Whether columns of many labels, each with one that comes again, say mostly the same."""
    if any(len(c.levels) == c.filled or roles.is_text(c) for c in family):
        return False
    codes = unlike.aligned(family)
    same = (codes == codes[0]).all(axis=0) & (codes[0] >= 0)
    return bool(same.mean() >= MOSTLY)


def _parts(family: Family) -> list[Family]:
    """What a family falls into by its headers, where these speak of different things."""
    if questions := headed.of_questions(family):
        return questions
    by_subject: dict[str, Family] = {}
    for column in family:
        subject = roles.subject(column)
        by_subject[subject] = (*by_subject.get(subject, ()), column)
    parts = [part for part in by_subject.values() if len(part) > 1]
    rest = tuple(c for c in family if len(by_subject[roles.subject(c)]) == 1)
    parts += [rest] if len(rest) > 1 else []
    return parts if len(parts) > 1 else headed.parts(family)


def _related(one: Column, other: Column) -> bool:
    if outsiders.numbered(one, other) or roles.are_initials(one, other):
        return True
    counted = cells.is_counted_beside(one, other) or cells.is_counted_beside(other, one)
    return cells.shares(one, other) and not counted


def _beside(one: Column, other: Column) -> bool:
    """Whether neither has a header, so that in a table that has some they are something beside."""
    return roles.is_unheaded(one) and roles.is_unheaded(other)


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
    alike = all(cells.shares(family[0], one) for one in family[1:])
    headed = all(map(roles.is_rater_alone, family))
    return "are headed as raters" if headed and not alike else "hold the same labels"


def _preferred(found: list[Family]) -> list[Family]:
    """The families whose every header is a rater's, else all."""
    return [one for one in found if all(map(roles.is_headed_as_rater, one))] or found


def _members(able: list[Column], found: list[Family]) -> Family:
    return tuple(c for c in able if any(c in family for family in found))


def _may_be_one(found: list[Family]) -> bool:
    """Whether too few cells are filled to tell families apart, or they share a label."""
    few = min(c.filled for family in found for c in family) < cells.ENOUGH_TO_TELL
    first, *others = [unclear.vocabulary(family) for family in found]
    return few or any(not first.isdisjoint(other) for other in others)


def _sharing(family: Family) -> float:
    """How far each shares labels with the one it shares most with: of two, how far they do."""
    if len(family) < 2:
        return 0.0
    return float(np.mean([max(cells.overlap(c, o) for o in family if o is not c) for c in family]))
