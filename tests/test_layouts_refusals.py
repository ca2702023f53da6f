"""What holds no ratings that could be compared is refused in one line; what does is not."""

from pathlib import Path

import pytest

from helpers import sources
from helpers.errors import StudyError
from helpers.layouts import Reading
from helpers.ratings import Ratings

SINGLE = "1,1,0,0\n2,0,1,0\n3,0,0,1\n4,0,1,0\n"


def read(text: str, tmp_path: Path, reading: Reading | None = None) -> Ratings:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    return sources.load_files([path], reading)


REFUSED = {
    f"id,barriers,outcomes,goals\n{SINGLE}": (
        "t.csv: columns 2 to 4 hold a single 1 in each row, as one person's codes do: one rating "
        "an extract, and agreement needs two; add the other raters' codes, or name the columns "
        "with --raters if each is a rater's"
    ),
    "2,2\n,1\n1,3\n3,\n": (
        "t.csv: no layout fits well, as where there are no ratings; to read it as the nearest, "
        "type `--layout wide --raters 'column 1,column 2'` (one column a rater: columns 1, 2 hold "
        "the same labels; but the header row holds labels too)"
    ),
    "id,Ann,Ben,Cy\n1,a,a,a\n2,b,a,b\n2,b,b,b\n4,a,a,a\n": (
        "t.csv: extract '2' appears more than once (rows 3 and 4); give each extract a row and a "
        "name of its own"
    ),
    "id,A,B\n1,,\n2,,\n3,,\n": "t.csv: every cell is blank: there are no ratings to compare",
    "id,A,B\n1,x,\n2,y,\n3,x,\n": (
        "t.csv: only column 2 can hold ratings; agreement needs two raters or more: add a column "
        "for each further rater"
    ),
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_compared_is_refused_with_the_reason(tmp_path: Path, text: str) -> None:
    with pytest.raises(StudyError) as refusal:
        read(text, tmp_path)
    assert str(refusal.value) == REFUSED[text]


@pytest.mark.parametrize("address", ["https://osf.io/x.csv", "s3://bucket/x.csv", "file:///x.csv"])
def test_an_address_is_no_file(address: str) -> None:
    with pytest.raises(StudyError) as refusal:
        sources.load(address)
    assert str(refusal.value) == (
        f"{address}: addresses are not read; download the file and name it"
    )


def test_three_raters_whose_marks_sum_to_one_are_read_when_named(tmp_path: Path) -> None:
    ratings = read(f"id,EB,KN,CB\n{SINGLE}", tmp_path, Reading(raters=("EB", "KN", "CB")))
    assert ratings.codes.tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 0]]


def test_a_span_of_columns_is_taken_where_the_table_alone_is_not_plain(tmp_path: Path) -> None:
    ragged = "id,A,B,\n1,a,a\n2,b\n3,b,b,c\n4,a,a\n"
    found = read(ragged, tmp_path, Reading(raters=("columns 2 to 3",)))
    assert len(found.raters) == 2
    assert len(found.extracts) == 4


def test_two_raters_with_zeros_and_ones_are_read(tmp_path: Path) -> None:
    ratings = read("id,EB,KN\n1,1,0\n2,0,1\n3,1,0\n4,0,1\n5,0,1\n", tmp_path)
    assert ratings.raters == ("R1", "R2")
    assert ratings.categories == ("0", "1")


def test_three_raters_with_zeros_and_ones_are_read(tmp_path: Path) -> None:
    ratings = read("id,EB,KN,CB\n1,1,1,1\n2,0,1,0\n3,1,0,1\n4,0,0,0\n", tmp_path)
    assert ratings.codes.tolist() == [[1, 1, 1], [0, 1, 0], [1, 0, 1], [0, 0, 0]]


def test_counts_of_three_raters_are_read(tmp_path: Path) -> None:
    text = "id,a,b,c\n1,3,0,0\n2,1,2,0\n3,1,1,1\n4,0,0,3\n5,0,3,0\n"
    assert not read(text, tmp_path).raters_known


def test_a_mark_for_each_rater_and_category_is_read(tmp_path: Path) -> None:
    head = "id,coder 1: a,coder 1: b,coder 2: a,coder 2: b"
    ratings = read(f"{head}\n1,1,0,1,0\n2,0,1,1,0\n3,1,0,0,1\n", tmp_path)
    assert ratings.codes.tolist() == [[0, 0], [1, 0], [0, 1]]


def test_marks_of_raters_who_shared_the_work_are_no_one_person_s(tmp_path: Path) -> None:
    head = "id,coder 1: a,coder 1: b,coder 2: a,coder 2: b"
    ratings = read(f"{head}\n1,1,0,0,0\n2,0,0,1,0\n3,0,1,0,0\n4,0,0,0,1\n", tmp_path)
    assert ratings.codes.tolist() == [[0, -1], [-1, 0], [1, -1], [-1, 1]]


@pytest.mark.parametrize("layout", [None, "wide"])
def test_a_column_of_categories_is_not_passed_over(tmp_path: Path, layout: str | None) -> None:
    with pytest.raises(StudyError, match="--category-column Ann: there is none in one column a r"):
        read(
            "id,Ann,Ben\n1,a,a\n2,b,b\n3,a,b\n4,b,b\n5,a,a\n",
            tmp_path,
            Reading(layout=layout, category_column="Ann"),
        )


def test_blank_cells_beside_a_single_mark_are_said_to_be_missing(tmp_path: Path) -> None:
    ratings = read("id,Ann,Ben,Cy\n1,x,x,x\n2,x,,x\n3,x,x,\n4,,,x\n5,x,x,x\n", tmp_path)
    assert any(
        "write 0 into them" in change and change.startswith("kept as missing")
        for change in ratings.origin.changes
    )
