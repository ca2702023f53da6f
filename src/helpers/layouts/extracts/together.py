"""Columns that name the extract together, where none does alone: patient and side."""

import re
from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np

from helpers.layouts.columns import Column, Columns, cells, joined, roles, unlike
from helpers.layouts.rows import heading
from helpers.layouts.words import terms

Family = tuple[Column, ...]

# What is rated in parts, or is a part of it.
UNIT = terms.word_set(
    "patient side eye tooth surface quadrant lesion slide image picture photo scan specimen sample "
    "interval sentence utterance "
    "video clip visit session school class classroom pupil student child study trial article paper "
    "review domain page line turn paragraph chapter question post thread tweet dialogue "
    "conversation speaker person household family site clinic hospital country year month week "
    "day date time timepoint wave name"
)
# What columns are headed by that are numbered and hold no rater each.
MEASURES = terms.word_set("q question var variable v score scale grade level measure dimension x")
NAMED = terms.EXTRACT | terms.DOCUMENT | UNIT
MOST_COLUMNS = 6
MOST_TOGETHER = 3
FIRST = 1000


def column(columns: Columns, raters: Family = ()) -> Column | None:
    """The columns that name every row once, as one; None where they are not told from raters'.

    `raters` are known to hold ratings.
    """
    known = raters or headed(columns.columns)
    ids = [c for c in columns.columns if _able(c) and c not in known]
    if raters:
        return _first(ids)
    if not columns.header_known and heading.holds_labels(columns.columns):
        return None
    if known:
        shared = frozenset().union(*(c.vocabulary for c in known))
        return _first([c for c in ids if is_named(c, ids) or not c.vocabulary & shared])
    return _told_by_agreement(columns)


def possible(columns: Columns) -> tuple[Column, Family] | None:
    """The same with the raters' columns, where these might as well be something else."""
    known = headed(columns.columns)
    ids = [c for c in columns.columns if _able(c) and c not in known]
    for some in ([c for c in ids if is_named(c, ids)], ids[:MOST_TOGETHER]):
        found = _first(some)
        rest = _rest(columns, found) if found is not None else ()
        if found is not None and len(rest) > 1 and _share(rest):
            return found, rest
    return None


def headed(columns: Iterable[Column]) -> Family:
    """The columns whose headers tell raters apart by a number, a letter or initials; two or more.

    >>> import pandas as pd
    >>> def heads(*names: str) -> list[str]:
    ...     return [c.name for c in headed(Column.from_cells(n, pd.Series(["1"])) for n in names)]
    >>> heads("side", "Reader 1", "Reader 2"), heads("item", "AB", "CD"), heads("who", "Q1", "Q2")
    (['Reader 1', 'Reader 2'], ['AB', 'CD'], [])
    """
    groups: dict[str, Family] = {}
    for one in columns:
        kind = _kind(one)
        if one.filled and kind:
            groups[kind] = (*groups.get(kind, ()), one)
    return max(groups.values(), key=len) if any(len(g) > 1 for g in groups.values()) else ()


def comes_again(column: Column) -> bool:
    """Whether each name comes several times, by and large."""
    return 3 * len(column.levels) <= 2 * len(column.codes)


def is_named(column: Column, others: Sequence[Column] = ()) -> bool:
    """Whether a header says, and says nothing but, what is rated; numbered alike, it may not."""
    spoken = roles.words(column)
    alone = not any(roles.stem(c) == roles.stem(column) for c in others if c is not column)
    return bool(spoken) and spoken <= NAMED and alone


def _kind(column: Column) -> str:
    """What the header has in common with those of the other raters; blank where it is no rater's.

    A header of one word for a rater heads a column of their names.
    """
    name = column.name
    if roles.is_unheaded(column):
        return ""
    if roles.is_rater_alone(column):
        return "rater"
    if roles.is_initials(name) and not roles.words(column) & NAMED:
        return "initials"
    stem = re.sub(r"([\s_.\-]*\d+|[\s_.\-]+[A-Za-z])$", "", name).casefold()
    spoken = terms.said(stem)
    measured = terms.CATEGORY | NAMED - {"person"} | terms.BESIDE | MEASURES
    return "" if stem == name.casefold() or not spoken or spoken & measured else stem


def _told_by_agreement(columns: Columns) -> Column | None:
    """The columns headed as what is rated, where all others agree as raters do."""
    ids = [c for c in columns.columns if _able(c)]
    found = _first([c for c in ids if is_named(c, ids)])
    rest = _rest(columns, found) if found is not None else ()
    agree = all(unlike.agree_well(one, other) for one, other in combinations(rest, 2))
    # Student can be what is rated, and who rates.
    agree &= not any(
        unlike.agree_well(i, c) for i in (found.members if found else ()) for c in rest
    )
    return found if 1 < len(rest) <= unlike.MOST and agree else None


def _rest(columns: Columns, ids: Column) -> Family:
    """The columns beside that can hold ratings."""
    free = [c for c in columns.columns if c not in ids.members and c.filled]
    return tuple(c for c in free if not roles.is_beside(c) and not roles.is_text(c))


def _share(family: Family) -> bool:
    return all(cells.shares(family[0], one) for one in family[1:])


def _able(column: Column) -> bool:
    """Whether a column can be one of those that name the extract together."""
    whole = column.filled == len(column.codes) and not roles.is_text(column)
    # Commas part the columns that are asked for together.
    return whole and "," not in column.name and not roles.is_headed_as_rater(column)


def _first(ids: Sequence[Column]) -> Column | None:
    """The fewest of some columns that name every row once, none of which does so alone.

    Each name comes several times: one that comes twice among many may be a mistake.
    """
    some = [c for c in ids if comes_again(c)][:MOST_COLUMNS]
    some += [c for c in ids if c not in some][: MOST_COLUMNS - len(some)]
    ways = (way for n in range(2, MOST_TOGETHER + 1) for way in combinations(some, n))
    return next((joined(way) for way in ways if _name_rows(way)), None)


def _name_rows(way: Family) -> bool:
    rows = len(way[0].codes)
    again = any(map(comes_again, way)) and not any(c.unique for c in way)
    if not again or np.prod([float(len(c.levels)) for c in way]) < rows:
        return False
    head = np.stack([c.codes[:FIRST] for c in way], axis=1)
    return len(np.unique(head, axis=0)) == len(head) and joined(way).unique


def completed(columns: Columns, extract: Column, raters: Family) -> Family:
    """The extract's column and as few others as name every row once with it; none if none do.

    Each is the one that tells most rows apart which those before it did not.
    """
    taken = (*raters, *extract.members)
    free = [c for c in columns.columns if c not in taken and c.filled == len(c.codes)]
    free = [c for c in free if not (cells.is_prose(c) or c.unique or roles.words(c) & terms.REMARK)]
    found = list(extract.members)
    while free and len(found) <= MOST_TOGETHER:
        best = max(free, key=lambda c: len(joined((*found, c)).levels))
        found, free = [*found, best], [c for c in free if c is not best]
        if joined(found).unique:
            return tuple(found)
    return ()
