"""Columns that follow from the raters' codes are neither raters nor frequencies."""

from collections import Counter
from pathlib import Path

import pytest

from .written import explained

RATED = ("111", "121", "222", "331", "333", "123", "112", "232")
DISTINCT = ("111", "121", "222", "331", "333", "123")


@pytest.mark.parametrize("head", ["n_agree", "max count", "n"])
@pytest.mark.parametrize("rated", [RATED, DISTINCT], ids=["again", "distinct"])
def test_how_many_agreed_is_no_frequency_and_no_rater(
    tmp_path: Path, head: str, rated: tuple[str, ...]
) -> None:
    rows = [f"{i},{','.join(row)},{max(Counter(row).values())}" for i, row in enumerate(rated, 1)]
    found = explained(tmp_path, "\n".join([f"id,R1,R2,R3,{head}", *rows, ""])).ratings
    assert ["".join(row) for row in found.labels().to_numpy()] == list(rated)
    said = "column 5 tells how many raters gave the same code, and is left out"
    assert said in found.origin.changes


@pytest.mark.parametrize("head", ["n raters", "total", "n"])
def test_how_many_rated_is_no_frequency(tmp_path: Path, head: str) -> None:
    given = ((6, 0), (5, 1), (0, 6), (6, 0), (1, 5), (3, 3), (4, 2), (0, 6))
    rows = [f"{i},{yes},{no},6" for i, (yes, no) in enumerate(given, 1)]
    found = explained(tmp_path, "\n".join([f"item,yes,no,{head}", *rows, ""]))
    assert (found.layout, found.ratings.categories) == ("counts a category", ("yes", "no"))
    assert found.ratings.codes.shape == (8, 6)


@pytest.mark.parametrize(
    "rows",
    [("1,,,1", "1,,,1", "1,,,1", "1,,1,", "2,1,,1"), (*[",1,1,2"] * 4, "1,2,,1")],
    ids=["of single codes", "of two"],
)
def test_a_rater_is_no_number_of_those_who_agree_by_chance(
    tmp_path: Path, rows: tuple[str, ...]
) -> None:
    text = "\n".join(("extract,EB,KN,CB,coder four", *(f"E{i},{r}" for i, r in enumerate(rows))))
    assert explained(tmp_path, f"{text}\n").ratings.codes.shape == (5, 4)
