"""Rows and columns of a sheet that nobody sees: read, and said."""

import struct
from pathlib import Path

from openpyxl import Workbook, load_workbook

from helpers import readers, sources
from helpers.layouts import Reading

from .test_workbooks import XLS, cell, ods, row

ROWS = ["AAA", "BBB", "BBA", "AAB", "CCC", "ABA"]


def written(folder: Path, rows: tuple[int, ...], columns: str) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["id", "Anna", "Ben", "Cara"])
    for i, labels in enumerate(ROWS, 1):
        sheet.append([f"E{i}", *labels])
    for place in rows:
        sheet.row_dimensions[place].hidden = True
    for column in columns:
        sheet.column_dimensions[column].hidden = True
    book.save(folder / "t.xlsx")
    return folder / "t.xlsx"


def said(path: Path, reading: Reading | None = None) -> list[str]:
    changes = sources.load_files([path], reading).origin.changes
    return [change for change in changes if "hidden" in change]


def test_hidden_rows_and_columns_are_said(tmp_path: Path) -> None:
    path = written(tmp_path, (3, 5, 6), "D")
    expected = ["3 hidden rows are read too: 3, 5, 6", "1 hidden column is read too: 4"]
    assert said(path) == said(path, Reading(sheet="Sheet")) == expected


def test_hidden_rows_and_columns_without_a_cell_are_passed_over(tmp_path: Path) -> None:
    assert said(written(tmp_path, (20,), "Z")) == []


def test_rows_kept_back_by_a_filter_are_said(tmp_path: Path) -> None:
    path = written(tmp_path, (3, 5), "")
    book = load_workbook(path)
    book.active.auto_filter.ref = "A1:D7"
    book.active.auto_filter.add_filter_column(0, ["E1", "E3", "E5", "E6"])
    book.save(path)
    assert said(path) == ["2 hidden rows are read too: 3, 5"]


def test_hidden_rows_and_columns_of_an_old_workbook_are_said(tmp_path: Path) -> None:
    content = bytearray(XLS.read_bytes())
    for place in (2, 4):  # the flag that hides a row, in what is said of each
        content[content.index(struct.pack("<HHH", 0x208, 16, place)) + 16] |= 0x20
    margins = content.index(struct.pack("<HH", 0x26, 8))
    column = struct.pack("<HHHHHHHH", 0x7D, 12, 1, 1, 2560, 15, 1, 0)
    content[margins : margins + 24] = column + struct.pack("<HHI", 0x99, 4, 0)
    (tmp_path / "t.xls").write_bytes(content)
    expected = ["2 hidden rows are read too: 3, 5", "1 hidden column is read too: 2"]
    assert said(tmp_path / "t.xls") == expected
    assert not any("hidden" in note for note in readers.read(XLS.read_bytes(), "t.xls")[0].notes)


def test_hidden_rows_and_columns_of_an_opendocument_sheet_are_said(tmp_path: Path) -> None:
    collapsed, kept_back = 'table:visibility="collapse"', 'table:visibility="filter"'
    rows = [row(*map(cell, ("id", "Anna", "Ben", "Cara")))]
    rows += [row(*map(cell, (f"E{i}", *labels))) for i, labels in enumerate(ROWS, 1)]
    for i, how in ((2, collapsed), (4, kept_back), (5, kept_back)):
        rows[i] = rows[i].replace("<table:table-row", f"<table:table-row {how}")
    widths = (
        '<table:table-column table:number-columns-repeated="3"/>'
        f'<table:table-column {collapsed} table:number-columns-repeated="16381"/>'
    )
    unseen = row(times=1048000).replace("<table:table-row", f"<table:table-row {collapsed}")
    (tmp_path / "t.ods").write_bytes(ods(widths, *rows, unseen))
    expected = ["3 hidden rows are read too: 3, 5, 6", "1 hidden column is read too: 4"]
    assert said(tmp_path / "t.ods") == expected == said(tmp_path / "t.ods", Reading(sheet="S"))
