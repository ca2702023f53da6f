"""Rows at the end that count the labels above them: left out, or named, and never silent."""

from pathlib import Path

import pytest

from .written import explained

PAIRS = (
    ("1", "1"),
    ("0", "1"),
    ("1", "0"),
    ("0", "0"),
    ("1", "1"),
    ("0", "0"),
    ("1", "1"),
    ("0", "0"),
)
WORDS = {"0": "no", "1": "yes"}


def table(*footers: str, words: bool = False, name: str = "") -> str:
    pairs = [tuple(WORDS[code] if words else code for code in pair) for pair in PAIRS]
    rows = [f"{name}{i},{','.join(pair)}" for i, pair in enumerate(pairs, 1)]
    return "\n".join(["Item,Ann,Bob", *rows, *footers]) + "\n"


@pytest.mark.parametrize("blank", [(), (",,",)])
@pytest.mark.parametrize(
    ("footers", "words"),
    [
        (("Count of 1,4,4",), False),
        (("n = 0,4,4", "n = 1,4,4"), False),
        (("yes,4,4",), True),
        (("No,4,4", "Yes,4,4"), True),
        (("# of yes,4,4",), True),
    ],
)
def test_rows_that_count_a_label_in_each_column_are_no_extracts(
    tmp_path: Path, footers: tuple[str, ...], words: bool, blank: tuple[str, ...]
) -> None:
    found = explained(tmp_path, table(*blank, *footers, words=words)).ratings
    assert found.codes.shape == (8, 2)
    assert len(found.categories) == 2
    said = " ".join(found.origin.changes)
    assert "at the end left out: how often each rater gave a category (" in said


def test_a_row_named_unlike_the_numbers_above_is_left_out_or_named(tmp_path: Path) -> None:
    words = explained(tmp_path, table("Count of 1,12,14", words=True)).ratings
    assert words.codes.shape == (8, 2)
    assert "1 row left out: unlike the others in name and labels (10)" in words.origin.changes
    numbers = explained(tmp_path, table("Count of 1,12,14")).ratings.origin.changes
    kept = "kept as extracts, though unlike the others: row 10; delete what is none"
    assert kept in numbers


@pytest.mark.parametrize("last", ["Q9,1,1", "Q9,0,2", "8 of 1,1,0"])
def test_an_extract_of_another_series_is_one(tmp_path: Path, last: str) -> None:
    found = explained(tmp_path, table(last, name="P")).ratings
    assert found.codes.shape == (9, 2)
    assert "unlike the others" not in " ".join(found.origin.changes)


def test_a_number_that_is_also_a_label_names_an_extract(tmp_path: Path) -> None:
    rows = [f"{i},{i % 5},{i % 5}" for i in (*range(6, 16), 4)]
    found = explained(tmp_path, "\n".join(["Item,Ann,Bob", *rows]) + "\n").ratings
    assert found.codes.shape == (11, 2)
