"""Files of a rater each whose header has a blank corner, or that hold columns that never vary."""

from pathlib import Path

import pytest

from helpers.errors import StudyError

from .written import asked, explained_together

ANN, BEN = ("a", "b", "b", "a", "c", "b", "a"), ("a", "b", "c", "a", "c", "a", "a")


def series(codes: tuple[str, ...], head: str = ",Severity", name: str = "") -> str:
    return "\n".join([head, *(f"{name}{i},{code}" for i, code in enumerate(codes))]) + "\n"


@pytest.mark.parametrize("name", ["", "doc_", "P0"])
@pytest.mark.parametrize("head", [",Severity", ";my code", ",x"])
def test_a_header_with_a_blank_corner_is_no_line_above_the_table(
    tmp_path: Path, head: str, name: str
) -> None:
    ours, theirs = (series(one, head, name).replace(",", head[0]) for one in (ANN, BEN))
    found = explained_together(tmp_path, ours, theirs)
    assert found.ratings.codes.shape == (7, 2)
    assert found.ratings.extracts[0] == f"{name}0"
    assert "1 line above the header row left out" not in found.ratings.origin.changes


def test_a_line_above_a_header_that_speaks_of_extracts_stays_one(tmp_path: Path) -> None:
    found = explained_together(
        tmp_path, *(",Ratings\n" + series(one, "id,code") for one in (ANN, BEN))
    )
    assert found.ratings.codes.shape == (7, 2)
    assert "1 line above the header row left out" in found.ratings.origin.changes


def test_a_first_row_of_codes_with_a_blank_is_asked_about(tmp_path: Path) -> None:
    rows = [f"{a}\t{b}" for a, b in zip(ANN, BEN, strict=True)]
    said = asked(tmp_path, "\n".join(["\ta", *rows]) + "\n")
    assert "--layout block --raters 'column 1,column 2'" in said


@pytest.mark.parametrize("beside", [("yes", "yes"), ("Ann", "Ben")])
@pytest.mark.parametrize("head", ["id,done,stance", "id,done,code"])
def test_a_column_that_never_varies_in_a_file_holds_no_codes(
    tmp_path: Path, head: str, beside: tuple[str, str]
) -> None:
    pairs = zip((ANN, BEN), beside, strict=True)
    texts = [series(tuple(f"{one},{code}" for code in codes), head) for codes, one in pairs]
    found = explained_together(tmp_path, *texts)
    assert found.reading.category_column == head.rpartition(",")[2]
    assert found.ratings.categories == ("a", "b", "c")


def test_marks_and_blanks_are_asked_about_still(tmp_path: Path) -> None:
    marks = ("x", "", "x", "", "", "x", "")
    texts = [
        series(tuple(f"{m},{code}" for m, code in zip(marks, codes, strict=True)), "id,odd,stance")
        for codes in (ANN, BEN)
    ]
    with pytest.raises(StudyError, match="--category-column odd or --category-column stance"):
        explained_together(tmp_path, *texts)
