"""Raters' columns that may hold no judgement of their own are taken, and said, with a way out."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from helpers.layouts import Reading

from .test_layouts_unlike import majority, rated, table
from .written import explained

SEED = 45  # of the few where chance agrees so well that nothing is asked
KEPT = "kept as a rater's, though"
HEADS = "Ann,Ben,Eve,Zoe"


def said(tmp_path: Path, rows: Sequence[Sequence[str]], heads: str = HEADS) -> list[str]:
    """What is said of the columns that were taken, beside the new names."""
    told = explained(tmp_path, table(heads, rows))
    assert told.ratings.codes.shape == (len(rows), len(heads.split(",")))
    return [note for note in told.ratings.origin.changes if "type --raters" in note]


def test_of_raters_alone_nothing_is_said(tmp_path: Path) -> None:
    assert said(tmp_path, rated(40, 4)) == []
    assert said(tmp_path, [(one, one, one, one) for one, *_ in rated(20)]) == []


def test_a_copy_of_a_rater_is_said(tmp_path: Path) -> None:
    rows = [(*row, row[1]) for row in rated(30)]
    copy = (
        f"{KEPT} column 5 holds the codes of column 3 in every row; if it is a copy, type --raters "
    )
    few = "columns 2 to 4"
    assert said(tmp_path, rows) == [f"{copy}'{few}'"]
    told = explained(tmp_path, table(HEADS, rows), Reading(raters=(few,)))
    assert told.ratings.codes.shape == (30, 3)
    assert not any("copy" in note for note in told.ratings.origin.changes)


def test_what_is_said_by_most_in_a_few_rows_is_said(tmp_path: Path) -> None:
    # Too few rows to ask: a good rater may well be with the most in each of them.
    rows = [(*row, majority(row)) for row in rated(9, seed=13)]
    assert said(tmp_path, rows) == [
        f"{KEPT} column 5 says what most of the others say in every row; if that was agreed on, "
        "type --raters 'columns 2 to 4'"
    ]


@pytest.mark.parametrize("heads", ["model,Ann,Ben", "Ann,model,Ben", "Ann,Ben,model"])
def test_a_column_that_by_luck_agrees_a_little_is_said(tmp_path: Path, heads: str) -> None:
    chance = random.Random(SEED + 1000)
    at = heads.split(",").index("model")
    raters = rated(40, 2, SEED, "01")
    rows = [(*row[:at], chance.choice("01"), *row[at:]) for row in raters]
    (note,) = said(tmp_path, rows, heads)
    far = "agrees with the others far less than they do; if it is no rater's, type --raters"
    assert note.startswith(f"{KEPT} column {at + 2} {far} ")


def test_headers_that_are_alike_are_not_doubted_for_a_poor_rater(tmp_path: Path) -> None:
    raters = rated(24, 3, seed=5)
    rows = [(a, b, "ABC"[i % 3]) for i, (a, b, _) in enumerate(raters)]
    assert said(tmp_path, rows, "Coder A,Coder B,Coder C") == []
