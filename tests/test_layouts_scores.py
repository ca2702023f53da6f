"""Scores on a continuous scale are told from categories."""

import random
from pathlib import Path

import pytest

from helpers.layouts import Reading

from .written import asked, explained


@pytest.mark.parametrize("digits", [0, 1])
def test_scores_on_a_continuous_scale_are_called_so(tmp_path: Path, digits: int) -> None:
    chance = random.Random(4)
    true = [chance.uniform(0, 100) for _ in range(20)]
    rows = [[f"{x + chance.choice((0, 1, 2)):.{digits}f}" for _ in range(2)] for x in true]
    body = [f"{i},{','.join(row)}" for i, row in enumerate(rows, 1)]
    text = "\n".join(["id,Anna,Ben", *body, ""])
    said = asked(tmp_path, text)
    assert "columns 2, 3 seem to hold scores on a continuous scale" in said
    assert "put the scores into a few bands" in said
    assert "type --raters 'column 2,column 3' to take each number as a category" in said
    told = explained(tmp_path, text, Reading(raters=("column 2", "column 3")))
    assert told.ratings.codes.shape == (20, 2)
