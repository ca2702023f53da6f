"""Workbooks: sheets, types, errors, formulas, damage."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook

from helpers.errors import StudyError
from helpers.readers import excel
from helpers.readers.table import rows_frame


def book(sheets: dict[str, list[list[Any]]], hidden: str | None = None) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name == hidden else "visible"
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def test_values_are_shown_as_a_person_would_type_them() -> None:
    content = book({"S": [["a", 1, 2.0, 0.5, True, date(2020, 1, 2), None]]})
    (table,) = excel.read(content, "t.xlsx")
    assert table.cells.iloc[0].tolist()[:5] == ["a", "1", "2", "0.5", "TRUE"]
    assert table.cells.iloc[0].tolist()[5].startswith("2020-01-02")


def test_every_visible_sheet_is_a_table() -> None:
    content = book({"A": [["x"]], "B": [["y"]], "C": [["z"]]}, hidden="C")
    assert [table.sheet for table in excel.read(content, "t.xlsx")] == ["A", "B"]


def test_a_sheet_can_be_named_even_a_hidden_one() -> None:
    content = book({"A": [["x"]], "C": [["z"]]}, hidden="C")
    found = {table.sheet: table.cells.iloc[0, 0] for table in excel.read(content, "t.xlsx", "C")}
    assert found == {"C": "z"}


def altered(content: bytes, sheet: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with the XML of one sheet changed."""
    source, out = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in source.namelist():
            xml = source.read(path)
            archive.writestr(path, change(xml) if path.endswith(sheet) else xml)
    return out.getvalue()


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "no XML": lambda _: b"rubbish",
    "cut short": lambda xml: xml[: xml.index(b"</row>")],
    "empty": lambda _: b"",
    "a number that is none": lambda xml: xml.replace(b"<v>1</v>", b"<v>one</v>"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_sheet_beside_the_one_named_does_not_matter(how: str) -> None:
    whole = book({"A": [["id", "x"], [2, "a"]], "B": [["code", "label"], [1, 1]]})
    content = altered(whole, "sheet2.xml", BROKEN[how])
    found = excel.read(content, "t.xlsx", "A")
    assert [(one.sheet, one.cells.iloc[1].tolist()) for one in found] == [("A", ["2", "a"])]
    with pytest.raises(StudyError, match=r"^t\.xlsx: the workbook cannot be read"):
        excel.read(content, "t.xlsx", "B")


def test_beside_the_sheet_named_only_what_may_list_codes_is_read() -> None:
    long = [["code", "label"], *([i, f"c{i}"] for i in range(excel.MOST_CODES))]
    sheets = {"A": [["x"]], "Codes": long[:6], "Long": long, "Wide": [["a", "b", "c"]], "None": []}
    found = excel.read(book(sheets), "t.xlsx", "A")
    assert [table.sheet for table in found] == ["A", "Codes"]
    assert len(found[1].cells) == 6


def test_a_sheet_named_that_holds_nothing_is_refused() -> None:
    with pytest.raises(StudyError, match=r"^t\.xlsx: sheet 'B' holds no cells$"):
        excel.read(book({"A": [["x"]], "B": []}), "t.xlsx", "B")


def test_a_sheet_is_named_case_aside() -> None:
    (table,) = excel.read(book({"Ratings": [["x"]], "B": []}), "t.xlsx", "ratings")
    assert table.sheet == "Ratings"


def test_an_unknown_sheet_is_refused_with_those_there_are() -> None:
    with pytest.raises(StudyError, match=r"^t\.xlsx: no sheet 'X'; there are 'A'$"):
        excel.read(book({"A": [["x"]]}), "t.xlsx", "X")


def test_error_values_and_formulas_without_a_value_are_marked() -> None:
    (table,) = excel.read(book({"A": [["id", "x"], ["1", "#N/A"], ["2", "=A1"]]}), "t.xlsx")
    assert table.missing is not None
    assert table.missing.tolist() == [[False, False], [False, True], [False, True]]
    assert table.reason == "error values or formulas without a stored value"


@pytest.mark.parametrize("cut", [30, 200, 2000])
def test_a_damaged_workbook_is_one_line(cut: int) -> None:
    with pytest.raises(StudyError, match=r"^t\.xlsx: "):
        excel.read(book({"A": [["x"]]})[:cut], "t.xlsx")


def test_a_workbook_whose_xml_is_broken_is_one_line() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook")
    with pytest.raises(StudyError, match=r"^t\.xlsx: the workbook cannot be read"):
        excel.read(out.getvalue(), "t.xlsx")


def test_a_workbook_that_declares_entities_is_refused() -> None:
    source = zipfile.ZipFile(io.BytesIO(book({"A": [["x", "y"]]})))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path in source.namelist():
            text = source.read(path).decode()
            if path.startswith("xl/worksheets/"):
                text = '<!DOCTYPE x [<!ENTITY b "aaaa">]>' + text.replace("<t>", "<t>&b;")
            archive.writestr(path, text)
    with pytest.raises(StudyError, match=r"^t\.xlsx: the workbook cannot be read"):
        excel.read(out.getvalue(), "t.xlsx")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("rows", [[["a", "b"], ["1"]], [[], ["a", "b"]], [[], []], []])
def test_rows_that_differ_in_length_are_filled_with_blanks(rows: list[list[str]]) -> None:
    frame = rows_frame(rows, "t")
    assert frame.shape == (len(rows), max(map(len, rows), default=0))
    assert [[cell for cell in row if cell] for row in frame.to_numpy().tolist()] == rows


@pytest.mark.parametrize("sheet", [None, "Ratings"])
def test_an_empty_chart_beside_the_table_does_not_matter(sheet: str | None) -> None:
    workbook = Workbook()
    workbook.active.title = "Ratings"  # type: ignore[union-attr]
    workbook.active.append(["id", "A", "B"])  # type: ignore[union-attr]
    workbook.create_chartsheet("Chart")
    out = io.BytesIO()
    workbook.save(out)
    (table,) = excel.read(out.getvalue(), "t.xlsx", sheet)
    assert table.cells.to_numpy().tolist() == [["id", "A", "B"]]
    with pytest.raises(StudyError, match=r"t\.xlsx: no sheet 'Chart'; there are 'Ratings'$"):
        excel.read(out.getvalue(), "t.xlsx", "Chart")
