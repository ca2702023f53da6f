"""What every reader returns: a plain table, as the file holds it, nothing interpreted."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray


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


def number_text(value: float) -> str:
    """A number as a person would type it.

    >>> number_text(3.0), number_text(0.25)
    ('3', '0.25')
    """
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def rows_frame(rows: list[list[str]]) -> pd.DataFrame:
    """A frame of rows that may differ in length, filled with blanks, numbered from 1."""
    width = max(map(len, rows), default=0)
    frame = pd.DataFrame([row + [""] * (width - len(row)) for row in rows], dtype=object)
    return frame.set_axis(range(1, len(frame) + 1), axis=0)
