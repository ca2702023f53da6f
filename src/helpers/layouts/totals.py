"""A column that adds up the others beside it: neither a rater nor a category."""

from collections.abc import Sequence

import numpy as np

from helpers.layouts import roles
from helpers.layouts.columns import Column, Columns

FEWEST = 3  # a sum and what it adds up
DIFFERENT = 4  # rows; fewer add up by chance


def column(columns: Sequence[Column]) -> Column | None:
    """The one that is the sum of all others in every row, if there is one.

    >>> import pandas as pd
    >>> rows = {"A": "01230", "B": "30101", "C": "02001", "n": "33332"}
    >>> found = column([Column.from_cells(n, pd.Series(list(cells))) for n, cells in rows.items()])
    >>> found.name
    'n'
    """
    whole = [c for c in columns if c.filled and roles.is_counts([c])]
    if len(whole) < FEWEST:
        return None
    values = np.column_stack([roles.whole_numbers(c) for c in whole])
    used = [c for c, most in zip(whole, values.max(axis=0), strict=True) if most > 0]
    halves = (2 * values == values.sum(axis=1, keepdims=True)).all(axis=0)
    told = len(values) >= roles.FEW and len(np.unique(values, axis=0)) >= DIFFERENT
    if not told or halves.sum() != 1 or len(used) < FEWEST:
        return None
    found = int(np.argmax(halves))
    return whole[found] if values[:, found].max() > 1 else None


def said(columns: Columns, total: Column | None) -> list[str]:
    """What is to be said of a sum that was left out."""
    if total is None:
        return []
    return [f"column {columns.position(total)} is the sum of those beside it, and left out"]
