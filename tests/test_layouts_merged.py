"""Merged cells of a workbook: names are carried down and counted, ratings are asked about."""

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook
from tests.readers.test_excel import altered

from helpers import readers, sources
from helpers.errors import StudyError
from helpers.sources import Explanation

CODES = "abbacbacb"
HEAD = ("Document", "Extract", "Coder", "Code")


def workbook(rows: Sequence[Sequence[object]], *merged: str) -> bytes:
    book, out = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    book.save(out)
    return out.getvalue()


def explained(folder: Path, rows: Sequence[Sequence[object]], *merged: str) -> Explanation:
    """How a workbook of some rows is understood, with cells merged."""
    path = folder / "t.xlsx"
    path.write_bytes(workbook(rows, *merged))
    return sources.explain([path])


def long() -> list[list[object]]:
    """Two documents, the first with one extract, the second with two; three coders each."""
    coders = [("Ann", "Ben", "Eve")[i % 3] for i in range(9)]
    return [
        list(HEAD),
        *([f"D{i > 2}", f"E{i // 3}", who, CODES[i]] for i, who in enumerate(coders)),
    ]


NAMES = ("B2:B4", "B5:B7", "B8:B10", "A2:A4", "A5:A10")


def test_merged_names_are_carried_down_and_counted(tmp_path: Path) -> None:
    found = explained(tmp_path, long(), *NAMES)
    assert found.ratings.extracts == ("E0", "E1", "E2")
    assert ["".join(row) for row in found.ratings.labels().to_numpy()] == ["abb", "acb", "acb"]
    said = "6 cells of column 2 filled from the merged cell above"
    assert said in found.ratings.origin.changes


def test_merged_titles_and_headers_are_left_alone(tmp_path: Path) -> None:
    rows = [["Our codes", None, None, None], *long()]
    found = explained(tmp_path, rows, "A1:D1", "A3:A5", "B3:B5", "A2:A2")
    assert found.ratings.extracts == ("E0", "E1", "E2")
    second = [["Extract", "Coder A", None, "Coder B", None], [None, "Trust", "Time"] * 2]
    marks = [[i, *row] for i, row in enumerate([(1, 0, 1, 0), (0, 1, 0, 1), (1, 0, 0, 1)] * 2)]
    second[1] = [None, "Trust", "Time", "Trust", "Time"]
    two = explained(tmp_path, [*second, *marks], "A1:A2", "B1:C1", "D1:E1")
    assert two.ratings.extracts == tuple("012345")
    assert not any("merged" in said for said in two.ratings.origin.changes)


def test_a_blank_row_in_a_merged_cell_stays_blank(tmp_path: Path) -> None:
    found = explained(tmp_path, [*long()[:4], [None] * 4, *long()[4:]], "B2:B5")
    assert found.ratings.extracts == ("E0", "E1", "E2")
    assert "2 cells of column 2 filled from the merged cell above" in found.ratings.origin.changes


def test_headings_merged_across_are_no_extracts(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Extract", "R1", "R2"]]
    for part in range(3):
        rows += [[f"Interview {part}", None, None]]
        rows += [[f"E{part}{i}", "ab"[i % 2], "ab"[i // 2]] for i in range(4)]
    found = explained(tmp_path, rows, "A2:C2", "A7:C7", "A12:C12")
    assert len(found.ratings.extracts) == 12
    said = "3 rows of one cell merged across columns left out: headings"
    assert said in found.ratings.origin.changes


WIDE = [["Extract", "R1", "R2"], *([i, a, b] for i, (a, b) in enumerate(["ab", "bb", "aa", "ab"]))]


@pytest.mark.parametrize(("rows", "cells"), [(long(), "D2:D4"), (WIDE, "B2:B3"), (WIDE, "B3:C3")])
def test_merged_ratings_are_asked_about(
    tmp_path: Path, rows: list[list[object]], cells: str
) -> None:
    column = "ABCD".index(cells[0]) + 1
    with pytest.raises(StudyError, match=f"^t.xlsx: column {column} holds ratings in merged cells"):
        explained(tmp_path, rows, cells)


HOSTILE = ["B2:XFD1048576", "XFD1:XFD9", "B2:B4", "B2", "A2:A1048576"]


@pytest.mark.parametrize("cells", HOSTILE)
def test_ranges_beyond_the_table_and_upon_another_are_cut(tmp_path: Path, cells: str) -> None:
    content = workbook(long(), "B2:B4")
    more = f'<mergeCell ref="{cells}"/>'.encode() * 5000
    changed = altered(content, "sheet1.xml", lambda x: x.replace(b'<mergeCell ref="B2:B4"/>', more))
    (table,) = readers.read(changed, "t.xlsx")
    assert len(table.merged) <= 1
    assert all(span.column < 2 and span.first == 1 and span.last <= 9 for span in table.merged)
