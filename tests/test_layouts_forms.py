"""Forms write a row a rater: what was rated heads the columns, whatever it is called."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from helpers.layouts import Reading

from .written import asked, explained

WORDS = ("apple", "pear", "bread", "milk", "egg", "fish", "rice", "tea", "salt", "oil")
CLIPS = tuple(f"clip_{i}.mp4" for i in range(1, 11))
STATEMENTS = tuple(f"[Statement {letter}]" for letter in "abcdefghij")


def form(first: str, names: Sequence[str], items: Sequence[str], seed: int = 1) -> str:
    chance = random.Random(seed)
    true = [chance.choice("123") for _ in items]
    said = [[t if chance.random() < 0.7 else chance.choice("123") for t in true] for _ in names]
    rows = [",".join((name, *row)) for name, row in zip(names, said, strict=True)]
    return "\n".join([",".join((first, *items)), *rows]) + "\n"


@pytest.mark.parametrize("items", [WORDS, CLIPS, STATEMENTS])
@pytest.mark.parametrize("first", ["ID", "Email", "ResponseId", "Participant", ""])
def test_a_row_a_rater_is_to_be_turned_round(
    tmp_path: Path, first: str, items: Sequence[str]
) -> None:
    text = form(first, ("x1", "x2", "x3", "x4"), items)
    question = asked(tmp_path, text)
    assert "turn the table round" in question
    assert "--layout wide --raters 'columns 2 to 11' --extract " in question
    typed = Reading(layout="wide", raters=("columns 2 to 11",), extract="column 1")
    assert explained(tmp_path, text, typed).ratings.codes.shape == (4, 10)


MAIL = tuple(f"{name}@uni.edu" for name in ("anna", "ben", "carl", "dana", "eve"))


@pytest.mark.parametrize(
    "heads", [MAIL, ("Anna", "Ben", "Carl", "Dana", "Eve"), ("EB", "KN", "CB", "AL", "TU")]
)
def test_participants_whom_several_rated_are_no_form(tmp_path: Path, heads: Sequence[str]) -> None:
    text = form("participant", [f"P{i}" for i in range(1, 13)], heads)
    assert explained(tmp_path, text).ratings.codes.shape == (12, 5)


@pytest.mark.parametrize("heads", [("EB", "KN", "CB", "AL", "TU"), ("R1", "R2", "R3", "R4", "R5")])
def test_more_raters_than_extracts_are_no_form(tmp_path: Path, heads: Sequence[str]) -> None:
    text = form("extract", ("x1", "x2", "x3", "x4"), heads)
    assert explained(tmp_path, text).ratings.codes.shape == (4, 5)
