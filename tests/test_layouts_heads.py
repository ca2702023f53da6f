"""Two header rows, and a line of dashes below one: none of them is an extract."""

from pathlib import Path

import pytest

from helpers import sources
from helpers.layouts import Reading
from helpers.ratings import Ratings

ROWS = [("A", "A"), ("B", "B"), ("B", "A"), ("A", "A"), ("C", "C")]


def read(folder: Path, text: str) -> Ratings:
    path = folder / "t.csv"
    path.write_text(text)
    return sources.load_files([path], Reading(keep_names=True))


@pytest.mark.parametrize("top", [",Anna,,Ben,", "Extract,Anna,,Ben,"])
def test_raters_above_headers_that_come_again_are_joined_with_them(
    tmp_path: Path, top: str
) -> None:
    rows = (f"E{i},{a},well,{b}," for i, (a, b) in enumerate(ROWS, 1))
    ratings = read(tmp_path, "\n".join((top, "id,theme,comment,theme,comment", *rows)))
    assert ratings.raters == ("Anna", "Ben")
    assert ratings.categories == ("A", "B", "C")
    assert ratings.codes.T.tolist() == [[0, 1, 1, 0, 2], [0, 1, 0, 0, 2]]
    assert "two header rows joined into one" in ratings.origin.changes


def test_a_line_of_dashes_is_no_extract(tmp_path: Path) -> None:
    rows = (f"| E{i} | {a} | {b} |" for i, (a, b) in enumerate(ROWS, 1))
    ratings = read(tmp_path, "\n".join(("| id | Anna | Ben |", "|---|:---:|--:|", *rows)))
    assert ratings.categories == ("A", "B", "C")
    assert len(ratings.extracts) == len(ROWS)


def test_a_rating_that_is_a_dash_is_kept(tmp_path: Path) -> None:
    rows = [f"E{i},{a},{b}" for i, (a, b) in enumerate(ROWS, 1)]
    assert len(read(tmp_path, "\n".join(("id,Anna,Ben", "E0,-,-", *rows))).extracts) == 6
