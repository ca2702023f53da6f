"""Why a table is not read: columns that share labels are named, however few come again."""

from pathlib import Path

import pytest

from helpers.layouts import Reading

from .written import asked, explained

MARKS = """\
Case,1,2,3,4
1,83,83,83,83
2,69,73,99,99
3,75,72,72,72
4,67,67,67,79
5,82,82,82,82
6,79,80,80,80
"""


def test_marks_that_hardly_come_again_can_be_typed(tmp_path: Path) -> None:
    question = asked(tmp_path, MARKS)
    may = "t.csv: columns 2 to 5 share labels, and may hold ratings all the same; type --raters "
    assert question == f"{may}'columns 3 to 5' or --raters 'columns 2 to 5' if so"
    found = explained(tmp_path, MARKS, Reading(raters=("columns 2 to 5",)))
    assert found.ratings.codes.shape == (6, 4)


@pytest.mark.parametrize("rows", ["a,x,y\nb,z,u\n", "a,1,yes\nb,2,no\n"])
def test_columns_that_share_nothing_are_not_offered(tmp_path: Path, rows: str) -> None:
    assert "may hold ratings all the same" not in asked(tmp_path, f"id,this,that\n{rows}")
