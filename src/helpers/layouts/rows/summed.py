"""Rows without a name at the end that sum up the table: no extracts."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from helpers.layouts.columns import Column, cells
from helpers.layouts.words.texts import counted

MOST = 3  # rows: a sum, a mean and a share
Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


def rows(columns: Sequence[Column], codes: Integers, filled: Integers) -> list[int]:
    """The last of some filled rows whose every cell sums up the cells above them.

    Args:
        columns: the table's.
        codes: shape (rows, columns); their codes.
        filled: the places of the rows in question, in order.
    """
    return last(filled, MOST, lambda above, row: _sums_up(columns, codes, above, row))


def last(filled: Integers, most: int, told: Callable[[Integers, int], bool]) -> list[int]:
    """The last rows, as many as can be, each of which those above all of them tell to be none."""
    for n in range(min(most, len(filled) - cells.FEW), 0, -1):
        rows = filled[-n:].tolist()
        if all(told(filled[:-n], row) for row in rows):
            return list(rows)
    return []


def said(
    found: Sequence[int],
    numbers: Sequence[int],
    what: str = "sums, means or shares of those above",
) -> list[str]:
    """What is to be said of such rows; `numbers` are the rows' numbers in the file."""
    shown = ", ".join(str(numbers[row]) for row in found)
    return counted(len(found), "row", f"at the end left out: {what} ({shown})")


def _sums_up(columns: Sequence[Column], codes: Integers, above: Integers, row: int) -> bool:
    """Whether each cell of a row is the sum, or each the mean, and not all are labels too."""
    cells = np.flatnonzero(codes[row] >= 0).tolist()
    texts = [columns[j].levels[codes[row, j]] for j in cells]
    if len(columns) < 2 or any(np.isnan(_number(text.removesuffix("%"))) for text in texts):
        return False
    if all(codes[row, j] in codes[above, j] for j in cells):
        return False
    over = [_values(columns[j])[_given(codes[above, j])] for j in cells]
    # One cell alone may be a rating.
    whole = (_is_sum, _is_mean, _is_share, _is_below_words)
    ways = whole if len(cells) > 1 else (_is_share, _is_fraction)
    return all(map(len, over)) and any(
        all(is_it(text, one) for text, one in zip(texts, over, strict=True)) for is_it in ways
    )


def _given(codes: Integers) -> Integers:
    return codes[codes >= 0]


def _is_sum(text: str, above: Floats) -> bool:
    return bool(abs(_number(text) - above.sum()) < 1e-6)


def _is_mean(text: str, above: Floats) -> bool:
    digits = len(text.replace(",", ".").partition(".")[2])
    off = 0.5 * 10.0**-digits if digits else 0.0
    return bool(abs(_number(text) - above.mean()) <= off + 1e-9)


def _is_fraction(text: str, above: Floats) -> bool:
    return not text.isdecimal() and _is_mean(text, above)


def _is_share(text: str, above: Floats) -> bool:
    bare = text.removesuffix("%").strip()
    digits = len(bare.replace(",", ".").partition(".")[2])
    share = 100 * above.mean()
    return bare != text and bool(abs(_number(bare) - share) <= 0.5 * 10.0**-digits + 1e-9)


def _is_below_words(text: str, above: Floats) -> bool:
    """Whether a number stands below cells of which none is one."""
    return not np.isnan(_number(text)) and bool(np.isnan(above).all())


def _values(column: Column) -> Floats:
    """The number of each level, not a number where it is none."""
    return np.array([*map(_number, column.levels)])


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return np.nan
