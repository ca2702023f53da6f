"""Counts whose zeros are blank, or that other numbers stand beside: read as counts, or asked."""

from pathlib import Path

import pytest

from helpers.layouts import Reading

from .written import asked, explained

YES = (3, 2, 0, 1, 3, 3, 2, 0, 1, 2, 3, 0)
THREE = tuple(
    (a, b, 4 - a - b) for a, b in zip(YES, (0, 1, 3, 2, 1, 0, 2, 4, 0, 1, 1, 2), strict=True)
)
PAGE = [1, 1, 2, 2, 2, 3, 4, 4, 5, 6, 6, 6]
SHARE = ["0.31", "0.5", "0.22", "0.9", "0.31", "0.4", "0.7", "0.15", "0.55", "0.31", "0.4", "0.86"]


def table(heads: tuple[str, ...], zero: str = "0", **beside: list) -> str:
    """Counts of three categories between an id, what stands before them and what stands after."""
    cells = [[str(n) if n else zero for n in row] for row in THREE]
    before = {name.strip("_"): one for name, one in beside.items() if name.startswith("_")}
    after = {name: one for name, one in beside.items() if not name.startswith("_")}
    lines = [",".join(("id", *before, *heads, *after))]
    for i, row in enumerate(cells):
        parts = (*(one[i] for one in before.values()), *row, *(one[i] for one in after.values()))
        lines.append(",".join(map(str, (f"q{i + 1}", *parts))))
    return "\n".join(lines) + "\n"


PLAIN = ("yes", "no", "unsure")
HEADED = ("Number of yes", "Number of no", "Number of unsure")
BESIDE = {
    "_words": [40, 31, 28, 55, 61, 33, 47, 39, 30, 42, 51, 44],
    "page": PAGE,
    "entropy": SHARE,
}


@pytest.mark.parametrize("zero", ["0", ""])
@pytest.mark.parametrize("heads", [PLAIN, HEADED, ("n_yes", "n_no", "n_unsure")])
@pytest.mark.parametrize(
    "beside", [{}, {"page": PAGE}, BESIDE, {"_max": list(map(max, THREE)), "raters": [4] * 12}]
)
@pytest.mark.parametrize("reading", [None, Reading(layout="counts")])
def test_what_adds_up_in_every_row_is_counts(
    tmp_path: Path, zero: str, heads: tuple[str, ...], beside: dict, reading: Reading | None
) -> None:
    found = explained(tmp_path, table(heads, zero, **beside), reading)
    assert (found.layout, found.ratings.categories) == ("counts a category", heads)
    assert found.ratings.extracts[:2] == ("q1", "q2")
    counts = [[(row == j).sum() for j in range(3)] for row in found.ratings.codes]
    assert list(map(tuple, counts)) == list(THREE)


def test_columns_that_are_no_counts_are_named(tmp_path: Path) -> None:
    said = explained(tmp_path, table(PLAIN, **BESIDE)).ratings.origin.changes
    assert "not taken for categories: columns 2, 7" in said


def test_raters_beside_counts_of_their_codes_stay_raters(tmp_path: Path) -> None:
    raters = [("yes",) * n + ("no",) * (3 - n) for n in YES]
    rows = [
        f"{i},{','.join(row)},{row.count('yes')},{row.count('no')}" for i, row in enumerate(raters)
    ]
    found = explained(tmp_path, "\n".join(["id,Ann,Bob,Cem,n_yes,n_no", *rows]) + "\n")
    assert found.layout == "one column a rater"
    assert found.ratings.codes.shape == (12, 3)


def test_headers_of_counts_whose_rows_add_up_to_different_numbers_are_asked_about(
    tmp_path: Path,
) -> None:
    rows = [f"{i},{n},{i % 3 * n}" for i, n in enumerate(YES)]
    said = asked(tmp_path, "\n".join(["id,n_yes,n_no", *rows]) + "\n")
    assert "--layout counts" in said
    assert "--layout wide" in said


def test_numbers_that_raters_counted_stay_their_ratings(tmp_path: Path) -> None:
    rows = [f"{i},{n},{max(n, i % 2)}" for i, n in enumerate(YES)]
    found = explained(tmp_path, "\n".join(["id,count_AB,count_CD", *rows]) + "\n")
    assert found.layout == "one column a rater"


@pytest.mark.parametrize("head", ["max", "raters", "wave"])
def test_what_is_one_number_in_every_row_is_no_category(tmp_path: Path, head: str) -> None:
    rows = [(2, 1, 0), (1, 0, 2), (2, 1, 0), (0, 1, 2), (0, 2, 1), (2, 0, 1), (0, 1, 2)]
    lines = [f"{i},2,{','.join(map(str, row))}" for i, row in enumerate(rows)]
    found = explained(tmp_path, "\n".join([f"id,{head},A,B,C", *lines]) + "\n").ratings
    assert found.categories == ("A", "B", "C")
    assert found.codes.shape == (7, 3)


def test_a_category_headed_as_the_others_is_not_left_out_to_make_rows_add_up(
    tmp_path: Path,
) -> None:
    text = "id,1,3,4,2\nE1,2,1,0,0\nE2,1,2,0,0\nE3,2,0,1,0\nE4,3,0,0,1\n"
    found = explained(tmp_path, text, Reading(layout="counts"))
    assert found.ratings.categories == ("1", "3", "4", "2")
    assert found.ratings.codes.shape == (4, 4)
