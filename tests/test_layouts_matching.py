"""What tells that rows of several files are the same extract, where their numbers do not."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from helpers.errors import StudyError
from helpers.layouts import Reading

from .written import explained_together

LETTERS = "ABBAAC"
ORDER = (2, 0, 1, 5, 4, 3)


def one_rater(numbers: Sequence[object], beside: Sequence[object], head: str = "data") -> str:
    rows = zip(numbers, beside, LETTERS, strict=True)
    return f"id,{head},label\n" + "".join(f"{i},{what},{code}\n" for i, what, code in rows)


NAMES = [f"passage {i}" for i in range(6)]


@pytest.mark.parametrize("second", [range(3, 9), range(7, 13)])
def test_numbers_that_run_on_from_file_to_file_give_way_to_what_they_number(
    tmp_path: Path, second: range
) -> None:
    found = explained_together(tmp_path, one_rater(range(1, 7), NAMES), one_rater(second, NAMES))
    assert found.reading.extract == "data"
    assert (found.ratings.codes[:, 0] == found.ratings.codes[:, 1]).all()


def test_short_names_that_contradict_the_numbers_are_asked_about(tmp_path: Path) -> None:
    files = [one_rater(range(1, 7), names) for names in (NAMES, [NAMES[i] for i in ORDER])]
    with pytest.raises(StudyError, match="type --extract id or --extract data"):
        explained_together(tmp_path, *files)


def test_numbers_of_rows_beside_names_are_no_other_names(tmp_path: Path) -> None:
    files = [one_rater(names, range(1, 7), "row") for names in (NAMES, [NAMES[i] for i in ORDER])]
    assert explained_together(tmp_path, *files).reading.extract == "id"


def test_an_extract_of_which_one_raters_codes_were_dropped_stands_in_both_files(
    tmp_path: Path,
) -> None:
    files = [one_rater(range(1, 7), NAMES), one_rater(range(2, 8), [*NAMES[1:], "passage 7"])]
    files[0] += "3,passage 2,C\n"  # a second code
    reading = Reading(extract="data", several="drop")
    found = explained_together(tmp_path, *files, reading=reading)
    changes = found.ratings.origin.changes
    assert "1 rating with several codes: left out as missing" in changes
    assert "2 extracts found in one file only" in changes


def test_a_file_of_several_raters_is_no_file_of_one(tmp_path: Path) -> None:
    files = [
        "id,annotator,label\n" + "".join(f"{i},{who},{code}\n" for i, who, code in rows)
        for rows in ([(1, "A", "x"), (1, "B", "x"), (2, "A", "y")], [(2, "B", "y"), (3, "A", "x")])
    ]
    with pytest.raises(StudyError) as refusal:
        explained_together(tmp_path, *files)
    assert str(refusal.value) == (
        "file 1: column 2 names 2 raters, so it is no file of one; put the rows of all files into "
        "one, under one header"
    )
    one = [one_rater(range(1, 7), [who] * 6, "annotator") for who in "AB"]
    assert explained_together(tmp_path, *one).ratings.codes.shape == (6, 2)
