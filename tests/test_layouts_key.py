"""A list of codes and their meaning right of the table: no column of it is a rater's."""

from pathlib import Path

import pytest

from .written import explained

ROWS = ("11", "22", "32", "11", "22", "33", "12", "33")
KEY = ("1,low", "2,mid", "3,high")


def written(heads: str, between: str = ",") -> str:
    keys = [*KEY, *[","] * (len(ROWS) - len(KEY))]
    rows = [
        f"{i},{','.join(row)},{between}{key}"
        for i, (row, key) in enumerate(zip(ROWS, keys, strict=True), 1)
    ]
    return "\n".join([f"id,Anna,Ben,{between}{heads}", *rows]) + "\n"


@pytest.mark.parametrize("heads", ["Code,Meaning", "code,label", "Value,Description"])
@pytest.mark.parametrize(("between", "where"), [(",", "5, 6"), ("", "4, 5")])
def test_a_list_of_codes_right_of_the_table_is_left_out_and_said(
    tmp_path: Path, heads: str, between: str, where: str
) -> None:
    found = explained(tmp_path, written(heads, between))
    assert ["".join(row) for row in found.ratings.labels().to_numpy()] == list(ROWS)
    said = f"columns {where} are a list of codes beside the table, and left out"
    assert said in found.ratings.origin.changes


def test_a_table_of_codes_and_labels_is_no_such_list(tmp_path: Path) -> None:
    rows = [f"{i},{row[0]},{row[1]}" for i, row in enumerate(ROWS, 1)]
    found = explained(tmp_path, "\n".join(["id,code,label", *rows]) + "\n")
    assert found.ratings.codes.shape == (len(ROWS), 2)
