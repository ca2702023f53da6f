"""Columns side by side whose rows add up to one number, as counts do, whatever stands beside."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from helpers.layouts.columns import Column, cells, roles, totals

MOST = 60  # columns looked at, and labels of those that may have been counted
MOST_RATERS = 200  # of whom some in every row choose each category
ENOUGH_PATTERNS = 4
ENOUGH_ROWS = 3
MOST_ROWS = 0.5

Integers = NDArray[np.int64]


def up(columns: Sequence[Column]) -> tuple[float, str]:
    """How far rows of whole numbers look like counts of raters, from 0 to 1, and what tells it.

    Every row must add up to the same total of 2 or more, zeros among the cells. Few rows, or
    none but zeros and ones, can do that by chance. Where not everyone rated every extract, some
    rows add up to less.
    """
    if not columns or not cells.is_counts(columns):
        return 0.0, ""
    values = np.column_stack([cells.whole_numbers(c) for c in columns])
    sums = values.sum(axis=1)
    most = int(sums.max())
    whole = sums == most
    if len(sums) < 2 or most < 2 or whole.mean() <= MOST_ROWS:
        return 0.0, ""
    patterns = len(np.unique(values[whole][:1000], axis=0))
    if values.all() and most > MOST_RATERS:  # a year and the years since then
        return 0.0, ""
    if values.all():  # two raters of whom one has the scale turned round add up so too
        apart = whole.all() and len(sums) > ENOUGH_ROWS and patterns > 2 and agreement(values) < 0
        return (0.5, "each row adds up to the same number") if apart else (0.0, "")
    told = patterns >= ENOUGH_PATTERNS and values.max() > 1
    blank = any(c.filled < len(c.codes) for c in columns)
    if whole.all() and (told or (patterns > 1 and not blank)):
        # A blank under a rater's header is as often a rating that is missing.
        unsure = blank and roles.speak_of_raters(columns)
        sure = told and not unsure and patterns > ENOUGH_PATTERNS - (not blank)
        sure = sure or (not blank and _disagree(values))
        return 1.0 if sure else 0.5, "each row adds up to the same number"
    told = told and patterns > ENOUGH_PATTERNS
    rows = "nearly every row adds" if whole.mean() >= cells.NEARLY_ALL else "most rows add"
    return 0.5 if told else 0.0, f"{rows} up to {most}, and none to more"


def found(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The most columns side by side that surely, or else perhaps, add up; none where none do."""
    ways = [(up(run)[0], run) for run in _runs(columns) if _differ(run)]
    told, run = max(ways, key=lambda way: way[0], default=(0.0, ()))
    return run if told else ()


def _runs(columns: Sequence[Column]) -> Iterator[tuple[Column, ...]]:
    """The columns side by side of which most rows add up to one number, the most columns first.

    A column of one number above 0 is no part of them, nor the sum of others: both add up alike.

    >>> import pandas as pd
    >>> rows = {"page": "11223", "yes": "32103", "no": "01230", "raters": "33333"}
    >>> table = [Column.from_cells(n, pd.Series(list(cells))) for n, cells in rows.items()]
    >>> [[c.name for c in run] for run in _runs(table)]
    [['yes', 'no']]
    """
    filled = [c for c in columns if c.filled][:MOST]
    able = [cells.is_counts([c]) and not is_constant(c) for c in filled]
    zero = np.zeros(len(filled[0].codes) if filled else 0, dtype=np.int64)
    values = [cells.whole_numbers(c) if ok else zero for c, ok in zip(filled, able, strict=True)]
    so_far = np.cumsum([zero, *values], axis=0)
    for size in range(len(filled), 1, -1):
        for first in range(len(filled) - size + 1):
            part = slice(first, first + size)
            sums = so_far[first + size] - so_far[first]
            if all(able[part]) and _mostly_alike(sums) and totals.likely(filled[part]) is None:
                yield tuple(filled[part])


def _differ(run: Sequence[Column]) -> bool:
    """Whether rows are of so many kinds that they hardly add up alike by chance."""
    rows = np.stack([cells.whole_numbers(c) for c in run], axis=1)
    few = len(rows) < cells.ENOUGH_TO_TELL
    return len(np.unique(rows, axis=0)) >= ENOUGH_PATTERNS - (not few)


def is_constant(column: Column) -> bool:
    """Whether all cells are one number above 0."""
    return (
        column.levels != ("0",) and len(column.levels) == 1 and column.filled == len(column.codes)
    )


def _mostly_alike(sums: Integers) -> bool:
    most = int(sums.max())
    return most > 1 and bool((sums == most).mean() > MOST_ROWS)


def are_tallies(run: Sequence[Column], columns: Sequence[Column]) -> bool:
    """Whether each counts a label in the other columns: the raters' own columns are there too."""
    others = [c for c in columns if c.filled and c not in run]
    labels = dict.fromkeys(level for c in others for level in c.levels[:MOST])
    tallies = [np.sum([_holds(c, label) for c in others], axis=0) for label in labels]
    return all(any(np.array_equal(cells.whole_numbers(c), one) for one in tallies) for c in run)


def _holds(column: Column, label: str) -> NDArray[np.bool_]:
    place = column.levels.index(label) if label in column.levels else -2
    held: NDArray[np.bool_] = column.codes == place
    return held


def _disagree(values: Integers) -> bool:
    """Whether columns, taken for raters', agree less than by chance, in rows enough to tell."""
    return len(values) >= cells.FEW and values.max() > 1 and agreement(values) < 0


def agreement(values: Integers) -> float:
    """How far the columns agree beyond chance: Fleiss' kappa."""
    (rows, raters), levels = values.shape, np.unique(values)
    times = np.stack([(values == level).sum(axis=1) for level in levels], axis=1)
    chance = float((times.sum(axis=0) ** 2).sum()) / (rows * raters) ** 2
    agreed = float((times * (times - 1)).sum()) / (rows * raters * (raters - 1))
    return (agreed - chance) / (1 - chance) if chance < 1 else 1.0
