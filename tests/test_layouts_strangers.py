"""Rows that hold something other than an extract: left out and said, or kept and said."""

from pathlib import Path

import pytest

from helpers import sources
from helpers.ratings import Ratings

from .written import explained

ROWS = ("E1,A,A", "E2,B,B", "E3,B,A", "E4,A,A", "E5,B,B", "E6,A,B")
LEFT_OUT = "left out: unlike the others in name and labels"


def read(folder: Path, *rows: str) -> Ratings:
    path = folder / "t.csv"
    path.write_text("\n".join(("id,Anna,Ben", *rows)) + "\n")
    return sources.load_files([path])


@pytest.mark.parametrize(
    "row",
    ["N,6,6", "Valid N,6,6", "Percent A,50%,50%", "Completed,yes,yes", "Initials,AB,CD"],
)
@pytest.mark.parametrize("place", ["first", "last", "below a blank row"])
def test_a_row_unlike_the_others_in_name_and_labels_is_no_extract(
    tmp_path: Path, row: str, place: str
) -> None:
    first, blank = place == "first", [","] * (place == "below a blank row")
    ratings = read(tmp_path, row, *ROWS) if first else read(tmp_path, *ROWS, *blank, row)
    assert ratings.extracts == tuple(f"E{i}" for i in range(1, 7))
    number = 2 if first else len(ROWS) + len(blank) + 2
    assert f"1 row {LEFT_OUT} ({number})" in ratings.origin.changes


def test_numbers_below_a_blank_row_are_no_codes_of_extracts_without_digits(tmp_path: Path) -> None:
    named = [f"{letter}{row[2:]}" for letter, row in zip("pqrstu", ROWS, strict=True)]
    assert len(read(tmp_path, *named, ",", "all,6,6").extracts) == 6


def test_a_row_unlike_the_others_in_name_alone_is_kept_and_said(tmp_path: Path) -> None:
    ratings = read(tmp_path, *ROWS, "Mode,A,B")
    assert len(ratings.extracts) == 7
    said = "kept as extracts, though unlike the others: row 8; delete what is none"
    assert said in ratings.origin.changes


@pytest.mark.parametrize("row", ["E7,C,C", "pilot,A,A"])
def test_a_label_of_its_own_or_a_name_of_its_own_leaves_nothing_out(
    tmp_path: Path, row: str
) -> None:
    assert len(read(tmp_path, *ROWS, row).extracts) == 7


def test_names_without_a_rating_are_counted(tmp_path: Path) -> None:
    ratings = read(tmp_path, "Interview 1,,", *ROWS, "Interview 2,,")
    assert "2 extracts rated by nobody" in ratings.origin.changes


def test_remarks_beside_the_table_are_no_rater(tmp_path: Path) -> None:
    beside = dict.fromkeys(range(8), "")
    beside |= {0: "Ben joined late", 3: "B = barrier"}
    rows = [f"E{i},{a},{b},,{beside[i]}" for i, (a, b) in enumerate(("AA", "BB", "BA", "AB") * 2)]
    (tmp_path / "t.csv").write_text("\n".join(("id,Anna,Ben,,", *rows)) + "\n")
    ratings = sources.load_files([tmp_path / "t.csv"])
    assert len(ratings.raters) == 2
    said = "1 column of remarks beside the table left out: column 5"
    assert said in ratings.origin.changes


@pytest.mark.parametrize("row", ["S9,EF,GH", ",PhD student,Postdoc"])
def test_a_row_with_labels_of_its_own_among_the_others_is_said(tmp_path: Path, row: str) -> None:
    rows = [f"S{i},{a},{b}" for i, (a, b) in enumerate(zip("ABBABAAB", "ABAABABB", strict=True))]
    text = "\n".join(["Study,AB,CD", *rows[:4], row, *rows[4:]]) + "\n"
    how = "kept as extracts, though what raters said there comes in no other row"
    said = f"{how}: row 6; delete what is none"
    assert said in explained(tmp_path, text).ratings.origin.cautions


def test_rare_labels_that_raters_share_or_differ_in_elsewhere_are_not_said(tmp_path: Path) -> None:
    for odd in (["x,x"], ["x,y", "A,z"], ["x,A"]):
        rows = [f"{a},{b}" for a, b in zip("ABBABAAB", "ABAABABB", strict=True)] + odd
        text = "".join(f"S{i},{row}\n" for i, row in enumerate(rows))
        said = explained(tmp_path, f"Study,AB,CD\n{text}").ratings.origin.cautions
        assert not any("comes in no other row" in note for note in said)
