"""Counts beside numbers that are none, and counts that look like ratings: known, asked or said."""

from pathlib import Path

from helpers.layouts import Reading

from .written import explained, typed

FEW = ("2,14,0,4", "2,2,12,4", "1,3,16,0", "12,1,1,6", "0,1,1,18", "2,15,0,3")


def test_headers_that_say_counts_tell_them_from_a_page_in_few_rows(tmp_path: Path) -> None:
    head = "page,n_raters,Number of joy,Number of fear,Number of hope,Number of none"
    rows = (f"{1 + i // 3},20,{row}" for i, row in enumerate(FEW))
    found = explained(tmp_path, "\n".join((head, *rows, "")))
    assert found.layout == "counts a category"
    assert [c.removeprefix("Number of ") for c in found.ratings.categories] == [
        *("joy", "fear", "hope", "none")
    ]


def test_a_page_beside_counts_in_few_rows_is_no_category(tmp_path: Path) -> None:
    rows = (f"q{i},{1 + i // 3},{row}" for i, row in enumerate(FEW))
    found = explained(tmp_path, "\n".join(("id,page,A,B,C,D", *rows, "")))
    assert found.ratings.categories == ("A", "B", "C", "D")


def test_numbers_that_avoid_each_other_are_said_to_be_counts_perhaps(tmp_path: Path) -> None:
    rows = [f"q{i},{a},{b}" for i, (a, b) in enumerate(["21", "12", "31", "13", "32", "23"] * 3)]
    text = "\n".join(("id,yes,no", *rows, ""))
    (said,) = explained(tmp_path, text).ratings.origin.cautions
    assert said == (
        "kept as raters', though columns 2, 3 agree less than chance would have it; if they say "
        "how many raters chose a category, type --layout counts --raters 'column 2,column 3'"
    )
    counted = typed(tmp_path / "t.csv", "--layout counts --raters 'column 2,column 3'")
    assert counted.categories == ("yes", "no")


def test_raters_who_are_typed_are_never_said_to_be_counts(tmp_path: Path) -> None:
    rows = [f"q{i},{a},{b}" for i, (a, b) in enumerate(["21", "12", "31", "13", "32", "23"] * 3)]
    text = "\n".join(("id,yes,no", *rows, ""))
    found = explained(tmp_path, text, Reading(raters=("yes", "no")))
    assert not found.ratings.origin.cautions


def test_rows_that_mostly_add_up_are_said_where_raters_are_taken(tmp_path: Path) -> None:
    cells = ("2,", ",2", ",2", "1,", "2,", ",2", "1,1", "2,", ",2", "1,1", ",2", "1,1")
    rows = (f"{i},{f'0.{i}7' * (i % 5 > 0)},{1 + i // 3},{row}" for i, row in enumerate(cells))
    found = explained(tmp_path, "\n".join((",entropy,page,include,exclude", *rows, "")))
    (said,) = found.ratings.origin.cautions
    assert said.startswith("kept as raters', though most rows add up to 2, and none to more; if")


def test_a_category_that_as_many_chose_in_every_row_stays_one(tmp_path: Path) -> None:
    rows = (f"E{i},{1 if i == 4 else 3},{int(i == 4) * 2},1" for i in range(8))
    found = explained(tmp_path, "\n".join(("extract,1,2,3", *rows, "")))
    assert found.layout == "counts a category"
    assert found.ratings.categories == ("1", "2", "3")
