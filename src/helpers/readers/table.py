"""What every reader returns: a plain table, as the file holds it, nothing interpreted."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.errors import StudyError

MOST_CELLS = 20_000_000
SPARSE = 20  # times as many cells as are filled


UNSTORED = "="  # what stands, marked as missing, where a formula's value was never stored


class Span(NamedTuple):
    """Merged cells by their first column: its number and its rows, counting from 0."""

    column: int
    first: int
    last: int


@dataclass(frozen=True, eq=False)
class Table:
    """Cells as strings, blank where the file holds nothing.

    Attributes:
        name: the file's name, without its folder.
        cells: one row a row of the file, all strings; the index is the row's number in the file.
        header: the names of the columns where the format itself tells them, else None:
            then the header row is still among the cells.
        missing: True where the format itself makes plain that a filled cell is no value.
        reason: what the filled but missing cells are, in words that follow their number.
        declared: for a column, the list of its categories where the format has one.
        sheet: the sheet's name in a workbook.
        roles: for a format that knows them, the column that is `extract`, `rater`, `category`.
        notes: what was left out or assumed on the way.
        merged: which filled cells are merged with others, as `apart` leaves them.
        widths: how many cells each row of a text file has, blank or not; None elsewhere.
    """

    name: str
    cells: pd.DataFrame
    header: tuple[str, ...] | None = None
    missing: NDArray[np.bool_] | None = None
    reason: str = ""
    declared: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sheet: str | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    merged: tuple[Span, ...] = ()
    widths: NDArray[np.int64] | None = None


def apart(spans: Iterable[Span], rows: int, columns: int) -> tuple[Span, ...]:
    """The spans cut to the size of the table, less those that overlap one before.

    >>> apart([Span(0, 2, 9**9), Span(0, 3, 4), Span(9**9, 1, 2), Span(0, 7, 8)], 5, 2)
    (Span(column=0, first=2, last=4),)
    """
    kept: list[Span] = []
    for column, first, last in sorted(spans):
        free = not kept or kept[-1].column < column or kept[-1].last < first
        if column < columns and first < rows and free:
            kept.append(Span(column, first, min(last, rows - 1)))
    return tuple(kept)


def stem(name: str) -> str:
    """A name without the number at its end.

    >>> stem("theme_2"), stem("Coder 1"), stem("theme")
    ('theme', 'Coder', 'theme')
    """
    return re.sub(r"[\s_.\-]*\d+$", "", name)


def number_text(value: float) -> str:
    """A number as a person would type it.

    >>> number_text(3.0), number_text(0.25)
    ('3', '0.25')
    """
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def value_text(value: Any) -> str:
    """The value of a workbook's cell as a person would type it.

    >>> value_text(True), value_text(2.0), value_text(date(2020, 1, 2)), value_text(None)
    ('TRUE', '2', '2020-01-02', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value) if not isinstance(value, timedelta) else str(value.total_seconds())


def rows_frame(rows: list[list[str]], name: str) -> pd.DataFrame:
    """A frame of rows that may differ in length, filled with blanks, numbered from 1.

    Raises:
        StudyError: when a few long rows would make it grow out of proportion.
    """
    width = max(map(len, rows), default=0)
    if width * len(rows) > max(MOST_CELLS, SPARSE * sum(map(len, rows))):
        raise StudyError(
            f"{name}: {len(rows):,} rows of up to {width:,} cells, nearly all of them blank, are "
            "not read; delete what stands far from the table"
        )
    frame = pd.DataFrame([row + [""] * (width - len(row)) for row in rows], dtype=object)
    return frame.set_axis(range(1, len(frame) + 1), axis=0)
