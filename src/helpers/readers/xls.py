"""Excel 97-2003 workbooks (.xls): one table a sheet, values as a person sees them."""

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.errors import StudyError
from helpers.readers.sheets import Sheet, hidden
from helpers.readers.table import Span, Table, apart, rows_frame, value_text

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Sheet as Rows

REASON = "error values"


def read(content: bytes, name: str) -> list[Sheet]:
    """Every sheet of the workbook; error values are marked as missing.

    Raises:
        StudyError: when the file is damaged, locked with a password, or no workbook.
    """
    import xlrd

    try:
        # Only with formatting does xlrd tell which cells are merged.
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
        return [Sheet(_table(book, one, name), one.visibility == 0) for one in book.sheets()]
    except StudyError:
        raise
    except Exception as problem:  # xlrd raises errors of many kinds on a damaged file
        raise StudyError(f"{name}: {_refusal(str(problem))}") from None


def _refusal(problem: str) -> str:
    if "encrypted" in problem:
        return "this is a workbook locked with a password; open it and save it as a plain .xlsx"
    if "Can't find workbook" in problem:
        return "this is a file of an old Office version; open it and save it as a plain .xlsx"
    line = " ".join(problem.split())[:160]
    return f"the workbook cannot be read ({line}); open it in Excel and save it as .xlsx"


def _table(book: "Book", sheet: "Rows", name: str) -> Table:
    import xlrd

    rows = [sheet.row(i) for i in range(sheet.nrows)]
    frame = rows_frame([[value_text(_value(book, cell)) for cell in row] for row in rows], name)
    missing = np.zeros(frame.shape, dtype=bool)
    for i, row in enumerate(rows):
        missing[i, : len(row)] = [cell.ctype == xlrd.XL_CELL_ERROR for cell in row]
    spans = [Span(left, top, bottom - 1) for top, bottom, left, _ in sheet.merged_cells]
    table = Table(
        name,
        frame,
        missing=missing,
        reason=REASON,
        sheet=sheet.name,
        merged=apart(spans, *frame.shape),
    )
    unseen = ([i for i, info in infos.items() if info.hidden] for infos in _infos(sheet))
    return replace(table, notes=tuple(hidden(table, *unseen)))


def _infos(sheet: "Rows") -> tuple[dict[int, Any], dict[int, Any]]:
    return sheet.rowinfo_map, sheet.colinfo_map


def _value(book: "Book", cell: Any) -> Any:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#ERROR")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        when = xlrd.xldate_as_datetime(cell.value, book.datemode)
        return when if cell.value >= 1 else when.time()
    return cell.value
