"""Rows and columns of a sheet that nobody sees: read, and said."""

from pathlib import Path

from openpyxl import Workbook

from helpers import sources
from helpers.layouts import Reading

ROWS = ["AAA", "BBB", "BBA", "AAB", "CCC", "ABA"]


def written(folder: Path, rows: tuple[int, ...], columns: str) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["id", "Anna", "Ben", "Cara"])
    for i, labels in enumerate(ROWS, 1):
        sheet.append([f"E{i}", *labels])
    for row in rows:
        sheet.row_dimensions[row].hidden = True
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
