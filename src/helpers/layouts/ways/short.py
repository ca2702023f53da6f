"""Counts where many ratings are missing, so that rows add up to less than others."""

from collections.abc import Sequence

import numpy as np

from helpers.layouts.columns import Column, adding, cells, roles


def most(columns: Sequence[Column]) -> int:
    """What most rows add up to and none exceeds, if that is what all raters together give; else 0.

    In some rows one column has it all, as where all raters chose one category. The codes of two
    raters who often gave the highest one would add up to more wherever they agree on it; and they
    would add up to more where both are high, if not to the same in every row.

    >>> import pandas as pd
    >>> rows = {"A": "100110", "B": "120112"}
    >>> most([Column.from_cells(name, pd.Series(list(cells))) for name, cells in rows.items()])
    2
    """
    if not cells.is_counts(columns) or roles.speak_of_raters(columns):
        return 0
    values = np.column_stack([cells.whole_numbers(c) for c in columns])
    sums, highest = values.sum(axis=1), int(values.max())
    many = values.all() and sums.max() > adding.MOST_RATERS
    if len(sums) < cells.FEW or highest < 2 or many:
        return 0
    if sums.min() == sums.max() and (values != values[0]).any():
        return int(sums.max())
    whole = sums == highest
    if sums.max() != highest or values.all():
        return 0
    alone = int((values == highest).any(axis=1).sum())
    return highest if whole.mean() > 0.5 and 1 < alone < whole.sum() else 0
