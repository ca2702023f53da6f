"""A column that says how far each row's raters agree, worked out from counts beside it."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from helpers.layouts import extracts, gathered, roles, totals
from helpers.layouts.columns import Column, Columns, numbers

MOST = 1000  # distinct values; agreements of few raters are fewer by far
EXACT = 1e-9
HEADS = frozenset(("p", "i", "pi"))


def without_agreement(columns: Columns) -> Columns:
    """The same table, the column left blank that holds each row's agreement, and this said."""
    likely = (c for c in columns.columns if _may_be_agreement(c))
    told = ((c, counts) for c in likely if _is_agreement(c, counts := _counts(columns, c)))
    found, counts = next(told, (None, []))
    if found is None:
        return columns
    where, rest = columns.position(found), numbers([columns.position(c) for c in counts])
    note = f"column {where} is how far the counts in {rest} agree, and left out"
    return columns.without([found], note)


def _may_be_agreement(column: Column) -> bool:
    """Whether all cells are numbers that differ, as whole ones in a few rows can by chance."""
    spoken, whole = roles.words(column), column.filled == len(column.codes)
    if not whole or len(column.levels) > MOST:
        return False
    if any(gathered.number(level) is None for level in column.levels):
        return False
    enough = len(column.codes) >= roles.FEW or not roles.is_counts([column])
    return bool(spoken and spoken <= HEADS) or (enough and len(column.levels) > 1)


def _counts(columns: Columns, beside: Column) -> list[Column]:
    """The other columns of whole numbers, without a number of the row or the sum of the others."""
    first, *others = columns.columns
    free = others if extracts.rises(first) else columns.columns
    whole = [c for c in free if c.filled and c is not beside and not roles.words(c) & roles.TOTALS]
    whole = [c for c in whole if roles.is_counts([c]) and not roles.is_beside(c)]
    total = totals.likely(whole)
    return [c for c in whole if c is not total]


def _is_agreement(column: Column, counts: Sequence[Column]) -> bool:
    """Whether each cell is the share of pairs of its row's raters that agree, as rounded there."""
    if len(counts) < 2:
        return False
    told = _agreement(np.stack([roles.whole_numbers(c) for c in counts]))
    values = [gathered.number(level) for level in column.levels]
    given, off = np.array(values, dtype=np.float64)[column.codes], _rounding(column.levels)
    return any(bool((np.abs(given - told * whole) <= off).all()) for whole in (1, 100))


def _agreement(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    n = counts.sum(axis=0)
    with np.errstate(invalid="ignore"):  # one rater agrees with nobody
        shares: NDArray[np.float64] = (counts * (counts - 1)).sum(axis=0) / (n * (n - 1))
    return shares


def _rounding(levels: Sequence[str]) -> float:
    """How far numbers written so may be from what they stand for; whole ones are exact."""
    decimals = max(len(match[1]) if (match := re.search(r"[.,](\d+)", x)) else 0 for x in levels)
    return 0.5 * 10.0**-decimals + EXACT if decimals else EXACT
