"""Columns that never leave what the raters span: their mean, or one of their codes in each row."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from helpers.layouts.columns import Column, unlike
from helpers.layouts.raters import compared

CHANCE = 0.001

Rows = NDArray[np.bool_]


def found(family: Sequence[Column], chance: float = CHANCE) -> tuple[Column, ...]:
    """The first or last column, if it is in every row between or among what the others say.

    The others leave the span of the rest so often that this is hardly chance.
    """
    if not 2 < len(family) <= unlike.MOST:
        return ()
    values = np.array([compared.row_values(c) for c in family])
    numeric = not any(
        (np.isnan(row) & (c.codes >= 0)).any() for row, c in zip(values, family, strict=True)
    )
    codes = unlike.aligned(family)
    given = np.where(codes >= 0, values if numeric else codes, np.nan)
    told = [_inside(given, j, numeric) for j in range(len(family))]
    return tuple(family[j] for j in (0, len(family) - 1) if _always(told, j, chance))


def _inside(given: NDArray[np.float64], j: int, numeric: bool) -> Rows:
    """Whether a column is inside, in the rows where it and at least two others are filled."""
    rest = np.delete(given, j, axis=0)
    rows = ~np.isnan(given[j]) & ((~np.isnan(rest)).sum(axis=0) > 1)
    own, rest = given[j, rows], rest[:, rows]
    if not numeric:
        return np.asarray((rest == own).any(axis=0))
    return np.asarray((np.nanmin(rest, axis=0) <= own) & (own <= np.nanmax(rest, axis=0)))


def _always(told: Sequence[Rows], j: int, chance: float) -> bool:
    """Whether a column is inside in every row, though any may have been outside as often."""
    outside = sum(int((~rows).sum()) for rows in told)
    return bool(told[j].all()) and (1 - 1 / len(told)) ** outside < chance
