"""A first row that goes on with the names below it is an extract, not a header."""

from pathlib import Path

import pytest

from helpers.layouts import Reading
from helpers.layouts.rows.first_row import EITHER, NOTE

from .written import asked, explained

CODES = ("yes,no", "no,no", "no,no", "yes,yes", "no,yes", "yes,yes", "no,no", "yes,yes")


def rows(name: str, codes: tuple[str, ...] = CODES, first: int = 1) -> str:
    return "".join(f"{name}{i},{code}\n" for i, code in enumerate(codes, first))


@pytest.mark.parametrize("name", ["doc", "Interview ", "file", "item", "Case_", "Rater "])
def test_names_that_count_up_from_the_first_row_are_no_header(tmp_path: Path, name: str) -> None:
    found = explained(tmp_path, rows(name))
    assert found.ratings.codes.shape == (8, 2)
    assert found.ratings.extracts[0] == f"{name}1"
    assert NOTE in found.ratings.origin.changes


@pytest.mark.parametrize("head", ["doc,Ann,Bob", "Doc 1,Doc 2,Doc 3", "item,yes,no"])
def test_a_header_of_such_words_stays_one(tmp_path: Path, head: str) -> None:
    found = explained(tmp_path, f"{head}\n{rows('doc')}")
    assert found.ratings.codes.shape == (8, 2)
    assert NOTE not in found.ratings.origin.changes


def test_a_question_about_columns_says_that_the_first_row_may_be_no_header(tmp_path: Path) -> None:
    codes = ("1,3,1", "3,3,2", "3,3,2", "2,2,2", "2,2,2", "2,2,2", "2,2,2", "1,1,2")
    text = "".join(f"Sentence number {i} of the corpus indeed,{c}\n" for i, c in enumerate(codes))
    said = asked(tmp_path, text)
    assert EITHER in said
    read = explained(tmp_path, text, Reading(raters=("columns 2 to 4",), header="no"))
    assert read.ratings.codes.shape == (8, 3)
