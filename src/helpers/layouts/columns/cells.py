"""What a column's cells look like, whatever its header says."""

import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from helpers.layouts.columns import Column
from helpers.layouts.words.texts import plain

TEXT_LENGTH = 40
SHARED = 0.5
ENOUGH_TO_TELL = 10  # fewer cells tell little of a column
FEW = 5  # fewer rows tell little of what stands above them, or of their sums
NEARLY_ALL = 0.8
WIDER = 3  # times as many numbers as labels
_NUMBER = re.compile(r"-?\d+([.,]\d+)?")
_DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}([ T].*)?")
_DECIMAL = re.compile(r"[.,]\d*[1-9]")
_WHOLE = re.compile(r"\d+(\.0*)?")  # pandas and R write 2 as 2.0 beside a blank cell


def is_prose(column: Column) -> bool:
    """Whether the cells are too long for labels."""
    return float(np.mean([len(level) for level in column.levels] or [0])) > TEXT_LENGTH


def is_counts(columns: Iterable[Column]) -> bool:
    """Whether every cell is a whole number, or blank where a count is none."""
    return all(
        column.filled and all(_WHOLE.fullmatch(level) for level in column.levels)
        for column in columns
    )


def are_numbered(column: Column) -> bool:
    """Whether each name has a number, as those of extracts have."""
    return all(any(map(str.isdecimal, name)) for name in column.levels)


def is_number(label: str) -> bool:
    """Whether a label is a number, with or without a sign and decimals."""
    return _NUMBER.fullmatch(label) is not None


def are_dates(column: Column) -> bool:
    """Whether every cell is a date, with or without a time of the day.

    >>> import pandas as pd
    >>> are_dates(Column.from_cells("when", pd.Series(["2024-05-03", "3.5.24 14:05", ""])))
    True
    """
    return bool(column.levels) and all(map(_DATE.fullmatch, column.levels))


def is_measured(column: Column) -> bool:
    """Whether the cells are numbers with decimals that hardly ever come again, as durations are."""
    numbers = list(map(is_number, column.levels))
    decimals = sum(bool(_DECIMAL.search(level)) for level in column.levels)
    again = 2 * len(column.levels) <= column.filled
    return bool(numbers) and all(numbers) and 2 * decimals > len(numbers) and not again


def are_shares(column: Column) -> bool:
    """Whether the cells are a few numbers with decimals again and again, which name nothing."""
    numbers = all(map(is_number, column.levels))
    few = 2 * len(column.levels) <= column.filled
    return numbers and few and any("." in level or "," in level for level in column.levels)


def overlap(one: Column, other: Column) -> float:
    """The share of the smaller vocabulary that the larger one has too, from 0 to 1."""
    a, b = one.vocabulary, other.vocabulary
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def shares(one: Column, other: Column) -> bool:
    """Whether two columns hold the same labels for the most part.

    Of labels that few extracts were given, one rater may have used some and the other others.
    """
    return overlap(one, other) > SHARED or all(
        _known_cells(a, b) > NEARLY_ALL for a, b in ((one, other), (other, one))
    )


def ranges_wider(column: Column, known: frozenset[str]) -> bool:
    """Whether a column holds many numbers of which few are among some labels, as counts do."""
    many = len(column.levels) >= max(ENOUGH_TO_TELL, WIDER * len(known) + 1)
    if not many or not all(map(is_number, column.levels)):
        return False
    found = zip(column.levels, column.counts.tolist(), strict=True)
    return bool(2 * sum(n for level, n in found if plain(level) in known) < column.filled)


def is_counted_beside(column: Column, other: Column) -> bool:
    """The same beside another column, of labels enough to tell."""
    told = other.filled >= ENOUGH_TO_TELL and len(other.levels) > 1
    return told and ranges_wider(column, other.vocabulary)


def _known_cells(one: Column, other: Column) -> float:
    """The share of a column's cells whose label the other one has too; 0 of a few cells."""
    known = np.array([plain(level) in other.vocabulary for level in one.levels], dtype=bool)
    return float(one.counts @ known / one.filled) if one.filled >= ENOUGH_TO_TELL else 0.0


def determines(one: Column, other: Column) -> bool:
    """Whether rows that are alike in one column are alike in the other, too."""
    both = (one.codes >= 0) & (other.codes >= 0)
    pairs = one.codes[both] * (len(other.levels) + 1) + other.codes[both]
    return len(np.unique(pairs)) == len(np.unique(one.codes[both]))


def whole_numbers(column: Column) -> NDArray[np.int64]:
    """The cells of a column of counts, as numbers; blank ones are 0."""
    values = [int(level.partition(".")[0][:9]) for level in column.levels]
    return np.array([*values, 0], dtype=np.int64)[column.codes]
