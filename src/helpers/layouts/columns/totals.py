"""A column that adds up the others beside it: neither a rater nor a category."""

from collections.abc import Sequence

import numpy as np

from helpers.layouts.columns import Column, Columns, cells

FEWEST = 3  # a sum and what it adds up
HEAD = 1000
DIFFERENT = 4  # rows; fewer add up by chance


def column(columns: Sequence[Column]) -> Column | None:
    """The one that is the sum of all others in every row, if there is one.

    >>> import pandas as pd
    >>> rows = {"A": "01230", "B": "30101", "C": "02001", "n": "33332"}
    >>> found = column([Column.from_cells(n, pd.Series(list(cells))) for n, cells in rows.items()])
    >>> found.name
    'n'
    """
    found = likely(columns)
    if found is None or len(found.codes) < cells.FEW:
        return None
    rows = np.unique(np.stack([c.codes for c in columns])[:, :HEAD], axis=1).shape[1]
    return found if rows >= DIFFERENT else None


def likely(columns: Sequence[Column]) -> Column | None:
    """The same, where rows may be too few or too much alike to tell."""
    whole = [c for c in columns if c.filled and cells.is_counts([c])]
    if len(whole) < FEWEST:
        return None
    values = [cells.whole_numbers(c) for c in whole]
    every = np.sum(values, axis=0)
    found = [j for j, one in enumerate(values) if np.array_equal(2 * one, every)]
    used = sum(bool(one.any()) for one in values)
    told = len(found) == 1 and used >= FEWEST and values[found[0]].max() > 1
    return whole[found[0]] if told else None


def is_none(one: Column, others: Sequence[Column]) -> bool:
    """Whether a column of counts is less than one of the others too often for their sum."""
    if not others or not cells.is_counts(others):
        return False
    least = np.max([cells.whole_numbers(c) for c in others], axis=0)
    return int((cells.whole_numbers(one) < least).sum()) > 1


def said(columns: Columns, total: Column | None) -> list[str]:
    """What is to be said of a sum that was left out."""
    if total is None:
        return []
    return [f"column {columns.position(total)} is the sum of those beside it, and left out"]
