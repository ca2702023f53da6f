"""A column that numbers the rows beside one that names the extracts: never a rater's."""

from pathlib import Path

import pytest

from helpers.layouts import Reading

from .written import asked, explained

CODES = ("2,2", "1,1", "3,3", "2,1", "1,1", "3,3", "2,2", "1,2")
HEADS = ("", "Unnamed: 0", "#", "No", "Nr.", "S/N")


def written(head: str, first: int, names: str = "E0") -> str:
    rows = [f"{i},{names}{i},{codes}" for i, codes in enumerate(CODES, first)]
    return "\n".join([f"{head},id,R1,R2", *rows]) + "\n"


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("first", [0, 1])
def test_numbers_of_rows_beside_names_are_no_rater(tmp_path: Path, head: str, first: int) -> None:
    found = explained(tmp_path, written(head, first))
    assert (found.reading.extract, found.reading.raters) == ("id", ("R1", "R2"))
    assert any(said.startswith("not taken for raters: ") for said in found.ratings.origin.changes)


def test_numbers_that_do_not_begin_as_rows_do_are_asked_about(tmp_path: Path) -> None:
    text = written("#", 2)
    assert "whether column 1 holds a rater is not plain" in asked(tmp_path, text)
    named = Reading(raters=("#", "R1", "R2"))
    assert len(explained(tmp_path, text, named).reading.raters) == 3
