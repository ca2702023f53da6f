"""Counts with a total, shares and patterns: what stands for several raters or several extracts."""

from pathlib import Path

import pytest

from helpers import sources
from helpers.errors import StudyError
from helpers.layouts import Reading
from helpers.sources import Explanation

GIVEN = ((0, 0, 3), (0, 3, 0), (1, 2, 0), (3, 0, 0), (0, 1, 2), (2, 0, 1), (0, 0, 3), (1, 1, 1))
NOT_ALL = (*GIVEN[:6], (0, 0, 2), (1, 2, 1))


def explained(folder: Path, text: str, reading: Reading | None = None) -> Explanation:
    (folder / "t.csv").write_text(text)
    return sources.explain([folder / "t.csv"], reading)


def with_total(head: str, rows: tuple[tuple[int, ...], ...] = GIVEN) -> str:
    body = [",".join(map(str, (f"E{i}", *row, sum(row)))) for i, row in enumerate(rows, 1)]
    return "\n".join([f"id,A,B,C,{head}", *body]) + "\n"


@pytest.mark.parametrize("head", ["n", "N", "k", "#", "All", "count", "raters", "Gesamt", "Σ"])
def test_a_column_that_adds_up_the_others_is_no_category(tmp_path: Path, head: str) -> None:
    found = explained(tmp_path, with_total(head))
    assert (found.layout, found.ratings.categories) == ("counts a category", ("A", "B", "C"))
    assert found.ratings.codes.shape == (8, 3)
    said = "column 5 is the sum of those beside it, and left out"
    assert said in found.ratings.origin.changes
    again = explained(tmp_path, with_total(head), found.reading)
    assert again.ratings.labels().equals(found.ratings.labels())


def test_a_sum_beside_counts_of_some_of_the_raters_is_asked_about(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"`--layout counts --extract id` .* column is their sum"):
        explained(tmp_path, with_total("n", NOT_ALL))
    told = explained(tmp_path, with_total("n", NOT_ALL), Reading(layout="counts"))
    assert told.ratings.categories == ("A", "B", "C")


@pytest.mark.parametrize("named", [("columns 2 to 4",), ("A", "B", "C")])
def test_the_columns_of_categories_can_be_named(tmp_path: Path, named: tuple[str, ...]) -> None:
    text = with_total("n").replace("1,2,0,3", "1,2,0,4")  # no longer their sum
    found = explained(tmp_path, text, Reading(layout="counts", raters=named))
    assert found.ratings.categories == ("A", "B", "C")
    again = explained(tmp_path, text, found.reading)
    assert again.ratings.labels().equals(found.ratings.labels())
    with pytest.raises(StudyError, match=r"`--layout wide --raters .*`--layout counts"):
        explained(tmp_path, with_total("n"), Reading(raters=named))


def test_the_sum_of_marks_is_no_rater(tmp_path: Path) -> None:
    marks = ((1, 1, 1), (0, 0, 0), (1, 0, 1), (0, 1, 0), (1, 1, 1), (1, 1, 0), (0, 0, 0), (1, 1, 1))
    found = explained(tmp_path, with_total("score", marks).replace("A,B,C", "Ann,Ben,Eve"))
    assert found.reading.raters == ("Ann", "Ben", "Eve")
    said = "column 5 is the sum of those beside it, and left out"
    assert said in found.ratings.origin.changes
