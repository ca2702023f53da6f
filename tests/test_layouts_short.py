"""Counts with missing ratings or a category called a total: never taken for raters' codes."""

from pathlib import Path

import pytest

from helpers.errors import StudyError

from .written import explained_together

TOTAL = "id,Total,Partial,None\n1,0,2,0\n2,0,1,1\n3,0,1,1\n4,0,1,1\n5,1,1,0\n6,2,0,0\n7,1,0,1\n"
ASKED = {
    "two categories, and ratings missing": (
        "id,cat 0,cat 1\n1,1,1\n2,0,2\n3,0,0\n4,1,1\n5,1,1\n6,0,2\n7,1,1\n8,0,1\n",
        "columns 2, 3 hold whole numbers; most rows add up to 2, and none to more",
    ),
    "two categories that were both chosen everywhere": (
        "id,cat 0,cat 1\n1,2,2\n2,2,2\n3,2,2\n4,3,1\n5,1,3\n6,3,1\n",
        "columns 2, 3 hold whole numbers; most rows add up to 4, and none to more",
    ),
    "a category called a total": (
        f"{TOTAL}8,0,1,0\n9,1,1,0\n10,2,0,0\n",
        "columns 2 to 4 hold whole numbers; nearly every row adds up to 2, and none to more",
    ),
}


@pytest.mark.parametrize("case", ASKED)
def test_counts_that_could_be_two_raters_codes_are_asked_about(tmp_path: Path, case: str) -> None:
    text, why = ASKED[case]
    with pytest.raises(StudyError) as asked:
        explained_together(tmp_path, text)
    assert f"`--layout counts --extract id` (counts a category: {why})" in str(asked.value)
    assert "`--layout wide --raters " in str(asked.value)


def test_a_category_called_a_total_is_one_where_rows_add_up_only_with_it(tmp_path: Path) -> None:
    found = explained_together(tmp_path, TOTAL)
    assert found.layout == "counts a category"
    assert found.ratings.categories == ("Total", "Partial", "None")
    assert found.ratings.codes.tolist()[:2] == [[1, 1], [1, 2]]


def test_a_column_called_a_total_that_is_less_than_another_is_none(tmp_path: Path) -> None:
    text = "id,Total,Partial,None\n1,0,1,3\n2,0,2,2\n3,2,0,1\n4,2,1,1\n5,0,2,2\n6,3,0,0\n"
    with pytest.raises(StudyError, match="counts"):
        explained_together(tmp_path, text)


def test_codes_of_raters_who_agree_are_not_asked_about(tmp_path: Path) -> None:
    text = "id,Ann,Ben\n1,1,1\n2,0,0\n3,2,2\n4,1,1\n5,1,0\n6,0,0\n7,1,1\n8,2,1\n"
    assert explained_together(tmp_path, text).layout == "one column a rater"
