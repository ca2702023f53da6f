"""Tables without headers whose first column tells the document: it is no rater's."""

import re
from pathlib import Path

import pytest

from helpers.layouts import Reading

from .written import asked, explained

CODES = ("aa", "bb", "cc", "ab", "bb", "aa", "bc", "cc", "ab", "aa", "cc", "bb")
NUMBERS = [",".join(two.translate(str.maketrans("abc", "123"))) for two in CODES]


def block(first: list[str], codes: list[str]) -> str:
    return "\n".join([*(f"{one},{two}" for one, two in zip(first, codes, strict=True)), ""])


DOCUMENTS = [f"Interview {i // 4 + 1}" for i in range(12)]
NUMBERED = [str(i // 4 + 1) for i in range(12)]


def test_a_first_column_of_other_words_is_no_raters(tmp_path: Path) -> None:
    ratings = explained(tmp_path, block(DOCUMENTS, [",".join(two) for two in CODES])).ratings
    assert ratings.categories == ("a", "b", "c")
    assert ratings.codes.shape == (12, 2)
    assert "not taken for raters: column 1" in ratings.origin.changes


def test_numbers_that_stand_together_are_asked_about(tmp_path: Path) -> None:
    text = block(NUMBERED, NUMBERS)
    said = asked(tmp_path, text)
    assert "whether column 1, whose labels stand together as documents do, holds a rater" in said
    options = re.findall("--layout block --raters '(.*?)'", said)
    found = [explained(tmp_path, text, Reading("block", raters=(*o.split(","),))) for o in options]
    assert [one.ratings.codes.shape for one in found] == [(12, 2), (12, 3)]


@pytest.mark.parametrize("rows", [NUMBERS, NUMBERS[::-1]])
def test_a_table_sorted_by_one_rater_is_not_asked_about(tmp_path: Path, rows: list[str]) -> None:
    third = [row[0] if i % 3 else row[-1] for i, row in enumerate(sorted(rows))]
    text = "\n".join([*map(",".join, zip(sorted(rows), third, strict=True)), ""])
    assert explained(tmp_path, text).ratings.codes.shape == (12, 3)
