"""Columns that number the rows, as pandas and R write them beside a column of names."""

import re
from collections.abc import Sequence

import numpy as np

from helpers.layouts.columns import Column, cells

HEAD = re.compile(r"column \d+|unnamed: ?\d+|#|no\.?|nr\.?|s/n|s\.? ?no\.?|index|row|x", re.I)


def columns(free: Sequence[Column], extract: Column | None) -> list[Column]:
    """Those that number the rows from 0 or 1, where another column names the extracts.

    >>> import pandas as pd
    >>> rows = {"#": "01234", "id": "pqrst", "Nr.": "22131"}
    >>> number, names, code = [
    ...     Column.from_cells(n, pd.Series(list(cells))) for n, cells in rows.items()
    ... ]
    >>> [c.name for c in columns([number, code], names)], columns([number], None)
    (['#'], [])
    """
    if extract is None or not extract.unique:
        return []
    return [c for c in free if c not in extract.members and numbers_rows(c)]


def numbers_rows(column: Column) -> bool:
    """Whether a column under a header as programs write it numbers the rows from 0 or 1."""
    rows = len(column.codes)
    if not HEAD.fullmatch(column.name) or column.filled < rows or rows < cells.FEW:
        return False
    values = cells.whole_numbers(column) if cells.is_counts([column]) else np.zeros(rows)
    return any(np.array_equal(values, np.arange(first, first + rows)) for first in (0, 1))
