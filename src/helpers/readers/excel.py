"""Excel workbooks: one table a visible sheet, values as a person sees them."""

import io
import re
import warnings
import zipfile
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.errors import StudyError
from helpers.readers.archives import archive
from helpers.readers.sheets import MOST_CODES, hidden, titled
from helpers.readers.table import (
    MOST_CELLS,
    UNSTORED,
    Span,
    Table,
    apart,
    rows_frame,
    value_text,
)

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

CELL = rb"([A-Z]{1,3})([1-9][0-9]{0,6})"
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*?ref=[\"']" + CELL + b":" + CELL)
HIDDEN = rb"\s[^<>]*?hidden=[\"'](?:1|true)[\"'][^<>]*"
HIDDEN_ROW, HIDDEN_COLUMN = (re.compile(rb"<(?:\w+:)?" + tag + HIDDEN) for tag in (b"row", b"col"))
ROW_NUMBER, FIRST, LAST = (
    re.compile(rb"\s" + name + rb"=[\"']([0-9]{1,7})[\"']") for name in (b"r", b"min", b"max")
)
CHARTS = re.compile("/?chartsheets/")  # openpyxl stumbles over an empty one
REASON = "error values or formulas without a stored value"


def read(content: bytes, name: str, sheet: str | None = None) -> tuple[Table, ...]:
    """A table for each visible sheet that holds something; or for the one named, hidden or not.

    The one named is followed by what could be a list of its codes: nothing else is read then.
    Error values, and formulas whose value was never stored, are marked as missing.

    Raises:
        StudyError: when the workbook is damaged or too large, or has no sheet of that name, or
            none of its cells is filled.
    """
    archive(content, name).close()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's, of styles and settings: nothing we read
            if sheet is None:
                return tuple(_visible(content, name))
            return _named(content, name, sheet)
    except StudyError:
        raise
    except Exception as problem:  # openpyxl raises errors of many kinds on a damaged file
        raise StudyError(f"{name}: the workbook cannot be read ({_line(problem)})") from None


def _visible(content: bytes, name: str) -> Iterator[Table]:
    paths = _paths(content)
    values = _workbook(content, data_only=True)
    formulas = _workbook(content, data_only=False) if _formulas(content, paths.values()) else None
    for one in values.worksheets:
        if one.sheet_state == "visible":
            table = _table(one, formulas[one.title] if formulas else None, name)
            table = _as_seen(table, content, paths[one.title])
            if not table.cells.empty:
                yield table


def _named(content: bytes, name: str, sheet: str) -> tuple[Table, ...]:
    paths = _paths(content)
    sheet = titled(sheet, list(paths), name)
    others = set(paths.values()) - {paths[sheet]}
    twin = None
    if _formulas(content, [paths[sheet]]):
        twin = _workbook(content, data_only=False, without=others)[sheet]
    table = _table(_workbook(content, data_only=True, without=others)[sheet], twin, name)
    if table.cells.empty:
        raise StudyError(f"{name}: sheet {sheet!r} holds no cells")
    table = _as_seen(table, content, paths[sheet])
    return (table, *_code_lists(content, name, sheet))


def _code_lists(content: bytes, name: str, sheet: str) -> list[Table]:
    """The other visible sheets of two columns and few rows; a damaged one is passed over."""
    try:
        sheets = _workbook(content, data_only=True).worksheets
    except Exception:  # whatever is wrong there, nobody asked for it
        return []
    others = [one for one in sheets if one.title != sheet and one.sheet_state == "visible"]
    return [_table(one, None, name) for one in others if _may_list_codes(one)]


def _may_list_codes(sheet: "Worksheet") -> bool:
    try:
        sizes = [len(row) for row in islice(_cells(sheet), MOST_CODES + 1)]
    except Exception:  # as above
        return False
    return len(sizes) <= MOST_CODES and max(sizes, default=0) == 2


def _workbook(content: bytes, data_only: bool, without: Container[str] = ()) -> "Workbook":
    """The workbook, as if the sheets at some paths were not in it: a damaged one is not met."""
    from openpyxl.reader.excel import ExcelReader

    reader = ExcelReader(io.BytesIO(content), read_only=True, data_only=data_only)
    kept = [path for path in reader.valid_files if not CHARTS.search(path)]
    reader.valid_files = [path for path in kept if path not in without]
    reader.read()
    return reader.wb


def _paths(content: bytes) -> dict[str, str]:
    """Where each sheet is in the archive."""
    from openpyxl.reader.excel import ExcelReader

    reader = ExcelReader(io.BytesIO(content), read_only=True)
    reader.read_manifest()
    reader.read_workbook()
    parts = [(sheet.name, part.target) for sheet, part in reader.parser.find_sheets()]
    return {sheet: target for sheet, target in parts if not CHARTS.search(target)}


def _formulas(content: bytes, paths: Iterable[str]) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return any(b"<f" in opened.read(path) for path in paths)


def _table(sheet: "Worksheet", twin: "Worksheet | None", name: str) -> Table:
    rows, flags = [], []
    cells = 0
    for row, other in zip(_cells(sheet), _cells(twin) if twin else _nothing(), strict=False):
        cells += len(row)
        if cells > MOST_CELLS:
            raise StudyError(f"{name}: sheet {sheet.title!r} holds more than {MOST_CELLS:,} cells")
        rows.append([value_text(cell.value) for cell in row])
        flags.append([_no_value(cell) for cell in row])
        for j, cell in enumerate(other[: len(row)]):
            if cell.data_type == "f" and row[j].value is None:
                rows[-1][j], flags[-1][j] = UNSTORED, True
    _strip_end(rows, flags)
    frame = rows_frame(rows, name)
    missing = np.zeros(frame.shape, dtype=bool)
    for i, row_flags in enumerate(flags):
        missing[i, : len(row_flags)] = row_flags
    return Table(name, frame, missing=missing, reason=REASON, sheet=sheet.title)


def _as_seen(table: Table, content: bytes, path: str) -> Table:
    """The table with what openpyxl passes over, row by row: which cells are merged or hidden."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        sheet = opened.read(path)
    merged = apart(_merged(sheet), *table.cells.shape)
    return replace(table, merged=merged, notes=(*table.notes, *_hidden(table, sheet)))


def _merged(sheet: bytes) -> list[Span]:
    from openpyxl.utils import column_index_from_string

    _, _, rest = sheet.rpartition(b"sheetData")
    return [
        Span(column_index_from_string(left.decode()) - 1, int(top) - 1, int(bottom) - 1)
        for left, top, _, bottom in MERGED.findall(rest)
    ]


def _hidden(table: Table, sheet: bytes) -> list[str]:
    """What is to be said of rows and columns of the sheet that nobody sees."""
    rows = [int(row[1]) for tag in HIDDEN_ROW.findall(sheet) if (row := ROW_NUMBER.search(tag))]
    columns: list[int] = []
    for tag in HIDDEN_COLUMN.findall(sheet):
        first, last = FIRST.search(tag), LAST.search(tag)
        if first is not None and last is not None:
            columns += range(int(first[1]) - 1, min(int(last[1]), table.cells.shape[1]))
    return hidden(table, [row - 1 for row in rows], columns)


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


def _line(problem: Exception) -> str:
    return " ".join(f"{type(problem).__name__}: {problem}".split())[:160]
