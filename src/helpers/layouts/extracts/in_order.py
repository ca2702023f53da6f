"""First columns of 1, 2, 3 and so on that number the extracts, though raters give numbers too."""

from collections.abc import Sequence

import numpy as np

from helpers.layouts.columns import Column, cells, roles, turned
from helpers.layouts.words import terms

WHAT = turned.ITEMS | terms.word_set("target targets proband probanden stimuli")
SERIES = (
    tuple(map(str, range(1, 13))),
    ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"),
    tuple("ABCDEFGHIJKL"),
)


def names_rows(first: Column, others: Sequence[Column]) -> bool:
    """Whether a column that counts the rows is headed as what was rated, or beside a series.

    >>> import pandas as pd
    >>> cells = pd.Series(list("12345"))
    >>> target, one, two = [Column.from_cells(n, cells) for n in ("S", "I", "II")]
    >>> names_rows(target, [one, two]), names_rows(one, [two])
    (True, False)
    """
    used = tuple(c.name for c in others if c.filled)
    many = len(used) > 1
    beside = many and any(used == known[: len(used)] for known in SERIES)
    headed = bool(roles.words(first) & WHAT)
    return counts_rows(first) and (headed or (beside and not first.name.isdecimal()))


def counts_rows(column: Column) -> bool:
    """Whether the cells are 1, 2, 3 and so on, or begin with 0, in rows enough to tell."""
    rows = len(column.codes)
    if not column.filled == rows >= cells.FEW or not cells.is_counts([column]):
        return False
    values = cells.whole_numbers(column)
    return bool((np.diff(values) == 1).all() and values[0] in (0, 1))
