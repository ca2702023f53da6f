"""Columns that follow from the raters' codes in every row, and so hold nothing of their own."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from helpers.layouts.columns import Column, Columns, cells, roles
from helpers.layouts.columns.unlike import aligned

Integers = NDArray[np.int64]


def counts(numbers: Integers, raters: Sequence[Column]) -> bool:
    """Whether whole numbers tell how many raters gave a code, or the most frequent one.

    >>> import pandas as pd
    >>> rows = ("aab", "aba", "abc")
    >>> columns = [Column.from_cells(str(j), pd.Series(list(row))) for j, row in enumerate(rows)]
    >>> counts(np.array([3, 2, 1]), columns), counts(np.array([3, 2, 2]), columns)
    (True, False)
    """
    codes = aligned(raters)
    same = (codes[:, None] == codes[None]) & (codes >= 0)
    most = same.sum(axis=1).max(axis=0)
    ways = ((codes >= 0).sum(axis=0), most, np.where(most > 1, most, 0))
    return any(np.array_equal(numbers, way) for way in ways)


def sums(numbers: Integers, others: Sequence[Column]) -> bool:
    """Whether whole numbers are the sums of those beside them."""
    whole = cells.is_counts(others)
    return whole and np.array_equal(numbers, np.sum(list(map(cells.whole_numbers, others)), axis=0))


def column(columns: Sequence[Column]) -> Column | None:
    """The one that tells in every row how many of the others gave the same code, if one does."""
    for one in columns:
        others = [c for c in columns if c is not one]
        if roles.speak_of_raters([one]):
            continue
        whole = one.filled == len(one.codes) >= cells.FEW and cells.is_counts([one])
        if whole and len(others) > 2 and len(one.levels) > 1:
            numbers = cells.whole_numbers(one)
            told = numbers.max() <= len(others) and counts(numbers, others)
            if told and _rated_by_several(others) >= cells.FEW:
                return one
    return None


def _rated_by_several(raters: Sequence[Column]) -> int:
    """In how many rows there are several codes: of one alone, a count tells nothing."""
    return int((np.sum([c.codes >= 0 for c in raters], axis=0) > 1).sum())


def said(columns: Columns, found: Sequence[Column]) -> list[str]:
    """What is to be said of such columns."""
    how = "tells how many raters gave the same code, and is left out"
    return [f"column {columns.position(one)} {how}" for one in found]
