"""Rows at the end that say how often each rater gave a category: no extracts."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from helpers.layouts.columns import Column, cells
from helpers.layouts.rows import summed

MOST = 12  # categories
FEWEST = 2  # raters
WHAT = "how often each rater gave a category"
Integers = NDArray[np.int64]


def rows(columns: Sequence[Column], codes: Integers, filled: Integers) -> list[int]:
    """The last of some filled rows that are named by a label and count it in each column.

    Args:
        columns: the table's.
        codes: shape (rows, columns); their codes.
        filled: the places of the rows in question, in order.
    """
    return summed.last(filled, MOST, lambda above, row: _counts_a_label(columns, codes, above, row))


def _counts_a_label(columns: Sequence[Column], codes: Integers, above: Integers, row: int) -> bool:
    first, *others = np.flatnonzero(codes[row] >= 0).tolist() or [0]
    name = columns[first].levels[codes[row, first]].casefold() if codes[row, first] >= 0 else ""
    if len(others) < FEWEST:
        return False
    given = [columns[j].levels[codes[row, j]] for j in others]
    labels = {
        level.casefold() for j in others for level in columns[j].levels if _names(name, level)
    }
    return any(
        given == [_times(columns[j], codes[above, j], label) for j in others] for label in labels
    )


def _names(name: str, level: str) -> bool:
    """Whether a name is that of a label, with words before it where the label is a number."""
    label = level.casefold()
    return name.endswith(f" {label}") or (name == label and not cells.is_number(label))


def _times(column: Column, codes: Integers, label: str) -> str:
    known = [i for i, level in enumerate(column.levels) if level.casefold() == label]
    return str(int(np.isin(codes, known).sum()))
