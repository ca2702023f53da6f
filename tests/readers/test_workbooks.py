"""Old Excel and OpenDocument workbooks: read like .xlsx, with merged cells, errors and damage."""

import io
import random
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
from openpyxl import Workbook

from helpers import readers, sources
from helpers.errors import StudyError
from helpers.readers.table import rows_frame

XLS = Path(__file__).parents[1] / "data" / "workbooks" / "excel97.xls"
SPACES = " ".join(
    f'xmlns:{part}="urn:oasis:names:tc:opendocument:xmlns:{part}:1.0"'
    for part in ("office", "table", "text", "style")
)
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def cell(text: object, kind: str = "string", more: str = "", times: int = 1) -> str:
    """A cell as LibreOffice writes it; None is blank."""
    repeated = f'table:number-columns-repeated="{times}"'
    if text is None:
        return f"<table:table-cell {repeated} {more}/>"
    typed = f'office:value-type="{kind}" calcext:value-type="{kind}"'
    return f"<table:table-cell {typed} {repeated} {more}><text:p>{text}</text:p></table:table-cell>"


def row(*cells: str, times: int = 1) -> str:
    repeated = f'table:number-rows-repeated="{times}"'
    return f"<table:table-row {repeated}>{''.join(cells)}</table:table-row>"


def ods(*rows: str, more: str = "", manifest: str = "<manifest/>", start: str = "") -> bytes:
    hidden = (
        '<office:automatic-styles><style:style style:name="ta2">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    )
    sheet = f'<table:table table:name="S">{"".join(rows)}</table:table>{more}'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    root = "office:document-content"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", f"{start}<{root} {SPACES} {CALC}>{hidden}{body}</{root}>")
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def cells(content: bytes, name: str = "t.ods") -> list[list[str]]:
    (table,) = readers.read(content, name)
    return [list(map(str, one)) for one in table.cells.to_numpy()]


def test_an_old_workbook_is_read_like_a_new_one() -> None:
    found = sources.explain([XLS])
    assert found.ratings.extracts == ("E0", "E1", "E2")
    labels = found.ratings.labels().fillna("").to_numpy().tolist()
    assert labels == [["Trust", "Time", "Time"], ["Trust", "", "Money"], ["Trust", "Time", "Money"]]
    for said in (
        "6 cells of column 1 filled from the merged cell above",
        "1 cell missing: error values",
        "codes shown by the labels of the workbook's code list (3)",
    ):
        assert said in found.ratings.origin.changes


def test_the_values_of_an_old_workbook_are_those_a_person_would_type() -> None:
    table = readers.read(XLS.read_bytes(), "t.xls", "Ratings")[0]
    assert table.cells.iloc[3].tolist() == ["E0", "Ann", "1", "2020-01-02T00:00:00", "0.5", "FALSE"]
    assert table.missing is not None
    assert np.argwhere(table.missing).tolist() == [[7, 2]]
    assert table.cells.iloc[7, 2] == "#N/A"


@pytest.mark.parametrize(
    ("sheet", "found"),
    [
        ("Hidden", ["Hidden", "Codes"]),
        ("hidden", ["Hidden", "Codes"]),
        (None, ["Ratings", "Codes"]),
    ],
)
def test_sheets_of_an_old_workbook_can_be_named(sheet: str | None, found: list[str]) -> None:
    tables = readers.read(XLS.read_bytes(), "t.xls", sheet)
    assert [table.sheet for table in tables] == found


def test_an_unknown_or_blank_sheet_is_refused() -> None:
    with pytest.raises(StudyError, match=r"^t\.xls: no sheet 'X'; there are 'Ratings', 'Hidden'"):
        readers.read(XLS.read_bytes(), "t.xls", "X")
    with pytest.raises(StudyError, match=r"^t\.ods: sheet 'S' holds no cells$"):
        readers.read(ods(row(cell(None, times=16384), times=1048576)), "t.ods", "S")


def test_a_locked_old_workbook_is_refused() -> None:
    content = bytearray(XLS.read_bytes())
    at = content.index(b"\x09\x08\x10\x00") + 20  # the record after the first
    content[at : at + 2] = b"\x2f\x00"
    with pytest.raises(StudyError, match=r"^t\.xls: this is a workbook locked with a password"):
        readers.read(bytes(content), "t.xls")


def test_a_damaged_old_workbook_is_one_line_or_read() -> None:
    whole = XLS.read_bytes()
    for seed in range(150):
        chance = random.Random(seed)
        content = bytearray(whole)
        for _ in range(chance.randint(1, 30)):
            content[chance.randrange(8, len(content))] = chance.randrange(256)
        try:
            readers.read(bytes(content[: chance.choice((len(content), 2000))]), "t.xls")
        except StudyError as problem:
            line = str(problem)
        else:
            line = "t.xls: "
        assert line.startswith("t.xls: ")
        assert "\n" not in line


def test_an_open_document_is_read_as_a_person_sees_it() -> None:
    number = cell("1,00", "float", 'office:value="1"')
    comment = "<office:annotation><text:p>hm</text:p></office:annotation>"
    first = row(cell("id"), cell("A"), cell(None), cell("B &amp; C"), cell(None, times=9999))
    second = row(number, cell("x", times=2), cell(f"{comment}two<text:s text:c='2'/>words"))
    third = row(
        cell("50%", "percentage", 'office:value="0.5"'),
        cell("WAHR", "boolean", 'office:boolean-value="true"'),
        cell("02.01.20", "date", 'office:date-value="2020-01-02"'),
        cell("a</text:p><text:p>b"),
    )
    content = ods(first, row(cell(None, times=9), times=2), second, third, row(times=1048000))
    assert cells(content) == [
        ["id", "A", "", "B & C"],
        *([[""] * 4] * 2),
        ["1", "x", "x", "two  words"],
        ["0.5", "TRUE", "2020-01-02", "a\nb"],
    ]


def test_errors_and_values_never_stored_are_marked_in_an_open_document() -> None:
    formula = 'table:formula="of:=1/0"'
    rows = [
        row(cell("id"), cell("A")),
        row(cell("1"), cell("#DIV/0!", "error", formula)),
        row(cell("2"), cell("Err:502", "float", f'office:value="0" {formula}')),
        row(cell("3"), cell(None, more=formula)),
        row(cell("4"), cell("#N/A")),
    ]
    (table,) = readers.read(ods(*rows), "t.ods")
    assert table.missing is not None
    assert np.argwhere(table.missing).tolist() == [[1, 1], [2, 1], [3, 1]]
    assert table.cells.iloc[4, 1] == "#N/A"


@pytest.mark.parametrize("typed", [1, 2])
def test_formulas_without_stored_values_are_named_with_what_to_do(
    tmp_path: Path, typed: int
) -> None:
    book, path = Workbook(), tmp_path / "t.xlsx"
    book.worksheets[0].append(["id", "R1", "R2", "R3"][: typed + 2])
    for i in range(6):
        book.worksheets[0].append([f"E{i}", *"ab"[i % 2] * typed, "=B2"])
    book.save(path)
    said = (
        f"formulas in column {typed + 2} have no stored value (6 cells): open the workbook in "
        "Excel or LibreOffice, save it, and give it anew"
    )
    if typed == 2:
        assert said in sources.explain([path]).ratings.origin.changes
    else:
        with pytest.raises(StudyError, match=re.escape(said)):
            sources.explain([path])


def test_merged_names_in_an_open_document_are_carried_down(tmp_path: Path) -> None:
    down = 'table:number-rows-spanned="2" table:number-columns-spanned="1"'
    pairs = [(cell(f"E{i}", more=down), "<table:covered-table-cell/>") for i in range(4)]
    body = [
        row(name, cell(who), cell(code))
        for pair, codes in zip(pairs, ("aa", "ab", "bb", "bb"), strict=True)
        for name, who, code in zip(pair, ("Ann", "Ben"), codes, strict=True)
    ]
    path = tmp_path / "t.ods"
    path.write_bytes(ods(row(cell("Extract"), cell("Coder"), cell("Code")), *body))
    found = sources.explain([path])
    assert found.ratings.codes.tolist() == [[0, 0], [0, 1], [1, 1], [1, 1]]


def test_hidden_sheets_of_an_open_document_are_passed_over() -> None:
    hidden = f'<table:table table:name="H" table:style-name="ta2">{row(cell("x"))}</table:table>'
    content = ods(row(cell("id")), more=hidden)
    assert [table.sheet for table in readers.read(content, "t.ods")] == ["S"]
    assert readers.read(content, "t.ods", "H")[0].cells.iloc[0, 0] == "x"


HOSTILE = {
    "too many rows": (ods(row(cell("x"), times=10**12)), "sheet 'S' holds more than 20,000,000"),
    "too many columns": (ods(row(cell("x", times=10**12))), "holds more than 20,000,000 cells"),
    "a cell far away": (
        ods(row(cell("x")), row(cell(None), times=10**6), row(cell(None, times=16000), cell("x"))),
        "delete what stands far from the table",
    ),
    "blank rows before one": (
        ods(row(cell("x")), row(times=10**12), row(cell("x"))),
        "sheet 'S' holds more than 20,000,000 cells",
    ),
    "entities": (
        ods(row(cell("&b;")), start='<!DOCTYPE x [<!ENTITY b "aaaa">]>'),
        "the workbook cannot be read (it declares a document type or entities",
    ),
    "no number": (ods(row(cell("1", "float", 'office:value="one"'))), "cannot be read (ValueError"),
    "locked": (
        ods(row(cell("x")), manifest="<manifest><encryption-data/></manifest>"),
        "this is a workbook locked with a password",
    ),
    "torn": (ods(row(cell("x")), start="<"), "the workbook cannot be read (ParseError"),
}


@pytest.mark.parametrize("how", HOSTILE)
def test_an_open_document_that_cannot_be_read_is_refused(how: str) -> None:
    content, reason = HOSTILE[how]
    with pytest.raises(StudyError) as refusal:
        readers.read(content, "t.ods")
    assert str(refusal.value).startswith("t.ods: ")
    assert reason in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_one_long_row_among_many_short_ones_is_not_filled_with_blanks() -> None:
    with pytest.raises(StudyError, match=r"^t: 20,000 rows of up to 20,000 cells, nearly all"):
        rows_frame([["x"] * 20_000, *[["x"]] * 19_999], "t")
