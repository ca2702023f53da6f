"""Labels that differ only by case, underscores or inner space, there or not."""

from dataclasses import replace
from pathlib import Path

import pytest

from helpers import sources
from helpers.errors import StudyError
from helpers.layouts import Reading
from helpers.ratings import Ratings

SPELLED = ("service factors", "servicefactors", "ServiceFactors", "service_factors")
ROWS = [*zip("1234", SPELLED, reversed(SPELLED), strict=True), ("5", "bars 1 1", "bars 11")]
TEXT = "\n".join([",".join(row) for row in (("id", "Ann", "Ben"), *ROWS)])


def read(folder: Path, reading: Reading) -> Ratings:
    path = folder / "spelled.csv"
    path.write_text(TEXT)
    return sources.load_files([path], replace(reading, raters=("Ann", "Ben")))


def test_labels_that_differ_by_a_space_that_is_there_or_not_are_named(tmp_path: Path) -> None:
    found = read(tmp_path, Reading())
    assert set(SPELLED) < set(found.categories)
    (said,) = [said for said in found.origin.changes if said.startswith("kept apart, though alike")]
    assert all(repr(label) in said for label in SPELLED)
    assert "bars" not in said


def test_they_are_merged_as_told_but_for_a_space_between_digits(tmp_path: Path) -> None:
    found = read(tmp_path, Reading(merge_labels=True))
    assert found.categories == ("bars 1 1", "bars 11", "service factors")
    assert (found.codes[:4] == 2).all()
    assert any("merged into 'service factors'" in said for said in found.origin.changes)


def test_declared_categories_say_that_merging_would_do(tmp_path: Path) -> None:
    reading = Reading(categories=("Service Factors", "bars 1 1", "bars 11"))
    with pytest.raises(StudyError, match=r"is not one of .*; --merge-labels makes them one"):
        read(tmp_path, reading)
    merged = Reading(categories=reading.categories, merge_labels=True)
    assert read(tmp_path, merged).categories == reading.categories


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,P,Q\n e0,x,y\ne1 ,x,x\ne2,y,y\n", "2 extract names trimmed of surrounding space"),
        (
            "id,rater,code\n1,a ,x\n1,b,x\n2,a,y\n2,b,x\n3,a,x\n3,b\u00a0,y\n",
            "2 cells that name extracts or raters trimmed of surrounding space",
        ),
    ],
)
def test_names_that_are_trimmed_are_counted(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "t.csv").write_text(text)
    assert said in sources.explain([tmp_path / "t.csv"]).ratings.origin.changes
