"""Excel workbooks: one table a visible sheet, values as a person sees them."""

import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.errors import StudyError
from helpers.readers.archives import archive
from helpers.readers.table import Table, number_text, rows_frame

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MOST_CELLS = 20_000_000
REASON = "error values or formulas without a stored value"


def read(content: bytes, name: str, sheet: str | None = None) -> tuple[Table, ...]:
    """A table for each visible sheet that holds something, and for the one named, hidden or not.

    Error values, and formulas whose value was never stored, are marked as missing.

    Raises:
        StudyError: when the workbook is damaged or too large, or has no sheet of that name.
    """
    archive(content, name).close()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's, of styles and settings: nothing we read
            return tuple(_tables(content, name, sheet))
    except StudyError:
        raise
    except Exception as problem:  # openpyxl raises errors of many kinds on a damaged file
        raise StudyError(f"{name}: the workbook cannot be read ({_line(problem)})") from None


def _tables(content: bytes, name: str, sheet: str | None) -> Iterator[Table]:
    values = _workbook(content, data_only=True)
    formulas = _workbook(content, data_only=False) if _has_formulas(content) else None
    for one in _chosen(values, name, sheet):
        twin = formulas[one.title] if formulas else None
        table = _table(one, twin, name)
        if not table.cells.empty:
            yield table


def _workbook(content: bytes, data_only: bool) -> "Workbook":
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)


def _has_formulas(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        sheets = [path for path in opened.namelist() if path.startswith("xl/worksheets/")]
        return any(b"<f" in opened.read(path) for path in sheets)


def _chosen(workbook: "Workbook", name: str, sheet: str | None) -> list["Worksheet"]:
    titles = [one.title for one in workbook.worksheets]
    if sheet is not None and sheet not in titles:
        raise StudyError(f"{name}: no sheet {sheet!r}; there are {', '.join(map(repr, titles))}")
    return [
        one for one in workbook.worksheets if one.sheet_state == "visible" or one.title == sheet
    ]


def _table(sheet: "Worksheet", twin: "Worksheet | None", name: str) -> Table:
    rows, flags = [], []
    cells = 0
    for row, other in zip(_cells(sheet), _cells(twin) if twin else _nothing(), strict=False):
        cells += len(row)
        if cells > MOST_CELLS:
            raise StudyError(f"{name}: sheet {sheet.title!r} holds more than {MOST_CELLS:,} cells")
        rows.append([_text(cell) for cell in row])
        flags.append([_no_value(cell) for cell in row])
        for j, cell in enumerate(other[: len(row)]):
            if cell.data_type == "f" and row[j].value is None:
                rows[-1][j], flags[-1][j] = "=", True
    _strip_end(rows, flags)
    frame = rows_frame(rows)
    missing = np.zeros(frame.shape, dtype=bool)
    for i, row_flags in enumerate(flags):
        missing[i, : len(row_flags)] = row_flags
    return Table(name, frame, missing=missing, reason=REASON, sheet=sheet.title)


def _cells(sheet: "Worksheet") -> Iterable[tuple[Any, ...]]:
    sheet.reset_dimensions()  # type: ignore[attr-defined]  # what the file says of its size is often wrong
    return sheet.iter_rows()


def _nothing() -> Iterator[tuple[Any, ...]]:
    while True:
        yield ()


def _strip_end(rows: list[list[str]], flags: list[list[bool]]) -> None:
    while rows and not any(rows[-1]):
        rows.pop()
        flags.pop()


def _no_value(cell: Any) -> bool:
    return bool(cell.data_type == "e")


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value) if not isinstance(value, timedelta) else str(value.total_seconds())


def _line(problem: Exception) -> str:
    return " ".join(f"{type(problem).__name__}: {problem}".split())[:160]
