"""A first column of 1, 2, 3 and so on numbers the extracts, though raters give numbers too."""

from pathlib import Path

import pytest

from .written import asked, explained

CODES = ("3122", "2333", "1111", "4454", "5555", "2212")


def table(heads: str, raters: int) -> str:
    rows = [f"{i},{','.join(row[:raters])}" for i, row in enumerate(CODES, 1)]
    return "\n".join([heads, *rows, ""])


@pytest.mark.parametrize(
    "heads", ["Essay,Smith,Jones", "S,I,II,III,IV", "Patient,Yael,Noa,Mia,Tom"]
)
def test_what_counts_the_rows_is_no_rater(tmp_path: Path, heads: str) -> None:
    raters = heads.count(",")
    assert explained(tmp_path, table(heads, raters)).ratings.codes.shape == (6, raters)


def test_a_rater_by_whose_ranks_rows_are_sorted_is_asked_about(tmp_path: Path) -> None:
    assert "whether column 1" in asked(tmp_path, table("Ann,Bob,Eve,Kim", 3))
