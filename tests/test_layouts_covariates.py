"""Columns headed as what is known of an extract or its subject: never a rater's without a word."""

from pathlib import Path

import pytest

from helpers.layouts import Reading

from .written import asked, explained

ROWS = ("111", "000", "101", "111", "000", "010", "110", "000", "011", "000", "000", "111")


def written(*heads: str) -> str:
    rows = [f"E{i},{','.join(row)}" for i, row in enumerate(ROWS, 1)]
    return "\n".join([",".join(["id", *heads]), *rows]) + "\n"


HEADS = (
    "female|Male|smoker|current_smoker|treated|Treatment group|arm|included|died|alive|ward"
    "|Hospital|clinic|wave|phase|round|priority|severity|session|männlich|patient_dead"
)


@pytest.mark.parametrize("head", HEADS.split("|"))
def test_what_is_known_of_an_extract_is_asked_about(tmp_path: Path, head: str) -> None:
    for heads, at, few in (
        (("Anna", "Ben", head), 4, "column 2,column 3"),
        ((head, "Anna", "Ben"), 2, "column 3,column 4"),
    ):
        message = asked(tmp_path, written(*heads))
        assert f"column {at}, headed as what is known of an extract" in message
        assert f"--raters '{few}' or, if so, --raters 'columns 2 to 4'" in message
        found = explained(tmp_path, written(*heads), Reading(raters=tuple(few.split(","))))
        assert found.ratings.codes.shape == (len(ROWS), 2)


@pytest.mark.parametrize(
    "heads",
    [
        ("Phase 1", "Phase 2", "Phase 3"),
        ("Anna", "Ben", "Armin"),
        ("Anna", "Ben", "Hospital Rater"),
    ],
)
def test_raters_are_not_taken_for_it(tmp_path: Path, heads: tuple[str, ...]) -> None:
    found = explained(tmp_path, written(*heads), Reading(layout="wide"))
    assert found.ratings.codes.shape == (len(ROWS), 3)
