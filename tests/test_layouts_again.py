"""A rater who rated twice: the second column is no further rater's."""

import re
from pathlib import Path

import pytest

from helpers.layouts import Reading

from .written import asked, explained

ROWS = ("AAA", "ABA", "CCC", "BBB", "CAC", "AAA", "BBC", "CCC", "ABB", "CCC", "BAB")


def written(heads: str) -> str:
    rows = [f"E{i},{','.join(row)}" for i, row in enumerate(ROWS, 1)]
    return "\n".join([f"id,{heads}", *rows]) + "\n"


@pytest.mark.parametrize(
    "heads",
    [
        "Rater 1,Rater 2,Rater 1 (repeat)",
        "Rater 1,Rater 2,Rater 1 retest",
        "Rater1,Rater2,Rater1_repeat",
        "Anna,Ben,Anna again",
        "Anna,Ben,Anna 2nd",
        "Anna,Ben,Anna (second time)",
        "Anna first,Ben first,Anna second",
        "anna_test,ben_test,anna_retest",
    ],
)
def test_what_a_rater_said_again_is_asked_about(tmp_path: Path, heads: str) -> None:
    text = written(heads)
    message = asked(tmp_path, text)
    assert "the header of column 4 says that a rater of another column rated again" in message
    assert "Anna" not in message
    typed = re.findall(r"--raters '([^']+)'", message)
    for names, places in zip(typed, ((0, 1), (0, 2), (0, 1, 2)), strict=True):
        found = explained(tmp_path, text, Reading(raters=tuple(names.split(","))))
        labels = ["".join(row) for row in found.ratings.labels().to_numpy()]
        assert labels == ["".join(row[i] for i in places) for row in ROWS]


@pytest.mark.parametrize(
    "heads", ["Coder,Second coder,Third coder", "First,Second,Third", "Anna,Ben,Cleo second"]
)
def test_a_second_rater_is_another(tmp_path: Path, heads: str) -> None:
    found = explained(tmp_path, written(heads), Reading(layout="wide"))
    assert found.ratings.codes.shape == (len(ROWS), 3)
    assert "rated again" not in str(found.why)
