"""A name or a header that comes again in a table of one column a rater."""

from pathlib import Path

import pytest

from helpers import sources
from helpers.errors import StudyError

HEAD = "id,Anna,Ben,Cara"
ROWS = [f"E{i},{codes}" for i, codes in enumerate(("C,C,C", "B,B,B", "B,B,A", "A,A,A") * 4, 1)]
TWICE = {
    "a row twice": ([HEAD, *ROWS, ROWS[3]], r"'E4' appears more than once \(rows 5 and 18\)"),
    "every name twice": (
        [HEAD, *(f"E{i // 2},{row.partition(',')[2]}" for i, row in enumerate(ROWS))],
        r"'E0' appears more than once \(rows 2 and 3\)",
    ),
    "two tables": ([HEAD, *ROWS, HEAD, *ROWS], r"'E1' appears more than once \(rows 2 and 19\)"),
}


def written(folder: Path, rows: list[str]) -> Path:
    (folder / "t.csv").write_text("\n".join(rows) + "\n")
    return folder / "t.csv"


@pytest.mark.parametrize("what", TWICE)
def test_a_repeated_name_is_told_by_its_rows(tmp_path: Path, what: str) -> None:
    rows, said = TWICE[what]
    with pytest.raises(StudyError, match=f"extract {said}; give each extract a row"):
        sources.explain([written(tmp_path, rows)])


def test_the_header_again_is_no_extract(tmp_path: Path) -> None:
    further = [f"F{row[1:]}" for row in ROWS]
    ratings = sources.load_files([written(tmp_path, [HEAD, *ROWS, HEAD, *further])])
    assert len(ratings.extracts) == 2 * len(ROWS)
    assert ratings.categories == ("A", "B", "C")
    assert "1 row left out: the header again" in ratings.origin.changes


def test_a_row_of_labels_like_the_first_is_an_extract(tmp_path: Path) -> None:
    block = ["A,B,A", "B,B,B", "A,B,A", "C,C,B", "A,A,A", "B,B,A", "C,C,C"]
    ratings = sources.load_files([written(tmp_path, block)])
    assert len(ratings.extracts) == len(block)
