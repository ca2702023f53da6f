"""Columns worked out from counts beside them: a count's share, or how far a row's raters agree."""

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from helpers.layouts.columns import Column, Columns, cells, roles, totals
from helpers.layouts.extracts import naming
from helpers.layouts.raters import gathered
from helpers.layouts.raters.compared import AGREE
from helpers.layouts.words import terms
from helpers.layouts.words.texts import numbers, plain

MOST = 1000  # distinct values; agreements of few raters are fewer by far
EXACT = 1e-9
HEADS = frozenset(("p", "i", "pi"))
SHARE = terms.word_set("percent percentage pct perc prop proportion share anteil prozent")


def without_derived(columns: Columns) -> Columns:
    """The same table, columns left blank that are worked out from counts, and this said."""
    columns = _without_modal(columns)
    for column in columns.columns:
        if _may_be_derived(column):
            counts = _counts(columns, column)
            if how := _how(column, counts):
                rest = numbers([columns.position(c) for c in counts])
                note = f"column {columns.position(column)} is {how.format(rest)}, and left out"
                columns = columns.without([column], note)
    return columns


def _without_modal(columns: Columns) -> Columns:
    """The same without a column that names, in every row, the largest of the counts beside it."""
    whole = [c for c in columns.columns if c.filled and cells.is_counts([c])]
    by_name = {plain(c.name): cells.whole_numbers(c) for c in whole}
    for column in columns.columns:
        if not cells.is_counts([column]) and _names_the_largest(column, by_name):
            note = f"column {columns.position(column)} names the largest count, and is left out"
            return columns.without([column], note)
    return columns


def _names_the_largest(column: Column, counts: Mapping[str, NDArray[np.int64]]) -> bool:
    """Whether each cell is the header of a count that no other one of its row exceeds."""
    named = [counts.get(plain(level)) for level in column.levels]
    given = [one for one in named if one is not None]
    # The rows of a table of two raters' codes are called as its columns are, each once.
    if len(given) < max(len(named), 2) or column.unique:
        return False
    rows, table = np.flatnonzero(column.codes >= 0), np.stack(given)
    largest = table.max(axis=0)[rows]
    return bool((table[column.codes[rows], rows] == largest).all())


def _may_be_derived(column: Column) -> bool:
    """Whether all cells are numbers that differ, as whole ones in a few rows can by chance."""
    if column.filled < len(column.codes) or len(column.levels) > MOST:
        return False
    if any(gathered.number(level) is None for level in column.levels):
        return False
    enough = len(column.codes) >= cells.FEW or not cells.is_counts([column])
    return _is_headed_as_agreement(column) or (enough and len(column.levels) > 1)


def _counts(columns: Columns, beside: Column) -> list[Column]:
    """The other columns of whole numbers, without a number of the row or the sum of the others."""
    first, *others = columns.columns
    free = others if naming.rises(first) else columns.columns
    whole = [c for c in free if c.filled and c is not beside and not roles.words(c) & terms.TOTALS]
    whole = [c for c in whole if cells.is_counts([c]) and not roles.is_beside(c)]
    whole = [c for c in whole if not _is_headed_as_share(c)]
    total = totals.likely(whole)
    return [c for c in whole if c is not total]


def _how(column: Column, counts: Sequence[Column]) -> str:
    """What each cell is, as rounded there: its row's share of pairs that agree, or of a count."""
    if len(counts) < 2:
        return ""
    whole = np.stack([cells.whole_numbers(c) for c in counts])
    # In a few rows of whole numbers a category can be what it is by chance.
    few = len(column.codes) < cells.ENOUGH_TO_TELL and cells.is_counts([column])
    told = not few or _is_headed_as_agreement(column)
    if told and _equals(column, _agreement(whole)):
        return "how far the counts in {} agree"
    if _adds_up(whole) and _equals(column, whole.max(axis=0)):
        return "the largest of the counts in {}"
    told = not few or _is_headed_as_share(column)
    shares = told and any(_equals(column, one) for one in _shares(whole))
    return "the share of one of the counts in {}" if shares else ""


def _is_headed_as_agreement(column: Column) -> bool:
    spoken = roles.words(column)
    return bool(spoken & AGREE) or (bool(spoken) and spoken <= HEADS)


def _is_headed_as_share(column: Column) -> bool:
    return bool(roles.words(column) & SHARE) or "%" in column.name


def _equals(column: Column, told: NDArray[np.float64] | NDArray[np.int64]) -> bool:
    """Whether the cells are these numbers, or these as percentages."""
    values = [gathered.number(level) for level in column.levels]
    given, off = np.array(values, dtype=np.float64)[column.codes], _rounding(column.levels)
    percent = 0.5 + EXACT if off == EXACT and _is_headed_as_share(column) else off
    ways = ((1, off), (100, percent))
    return any(bool((np.abs(given - told * whole) <= near).all()) for whole, near in ways)


def _adds_up(counts: NDArray[np.int64]) -> bool:
    n = counts.sum(axis=0)
    return bool((n == n[0]).all() and n[0] > 1)


def _agreement(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    n = counts.sum(axis=0)
    with np.errstate(invalid="ignore"):  # one rater agrees with nobody
        shares: NDArray[np.float64] = (counts * (counts - 1)).sum(axis=0) / (n * (n - 1))
    return shares


def _shares(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    n = counts.sum(axis=0)
    # Of one rater a row, a share is the mark itself.
    return counts / np.where(n > 1, n, np.nan)


def _rounding(levels: Sequence[str]) -> float:
    """How far numbers written so may be from what they stand for; whole ones are exact."""
    decimals = max(len(match[1]) if (match := re.search(r"[.,](\d+)", x)) else 0 for x in levels)
    return 0.5 * 10.0**-decimals + EXACT if decimals else EXACT
