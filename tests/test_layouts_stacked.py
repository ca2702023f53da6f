"""Tables below one another: no header of another table and no second round is read as extracts."""

from pathlib import Path

from .written import asked, explained

ROWS = [f"S{i},{'yn'[i % 2]},{'ynn'[i % 3]}" for i in range(1, 13)]


def text(*rows: str) -> str:
    return "\n".join([*rows, ""])


def test_the_header_of_other_raters_below_is_no_extract(tmp_path: Path) -> None:
    said = asked(tmp_path, text("Study,AB,CD", *ROWS[:6], ",,", "Study,EF,GH", *ROWS[6:]))
    assert "row 9 looks like the header of another table below the first; save that" in said


def test_an_extract_called_as_its_column_is_headed_is_read(tmp_path: Path) -> None:
    found = explained(tmp_path, text("word,AB,CD", *ROWS, "word,y,y"))
    assert len(found.ratings.extracts) == 13


def test_a_second_round_is_not_put_to_the_first(tmp_path: Path) -> None:
    head = "Study,AB,CD"
    said = asked(tmp_path, text("Round 1,,", head, *ROWS, ",,", "Round 2,,", head, *ROWS))
    assert "are the same extracts once more, as in a second round; save each round" in said


def test_a_raters_rows_below_another_raters_are_read(tmp_path: Path) -> None:
    each = [
        [f"S{i},{who},{'yn'[i % step]}" for i in range(1, 9)] for who, step in (("A", 2), ("B", 1))
    ]
    found = explained(tmp_path, text("Study,coder,code", *each[0], "Study,coder,code", *each[1]))
    assert found.ratings.codes.shape == (8, 2)


def test_a_row_of_roles_below_the_header_is_left_out_and_said(tmp_path: Path) -> None:
    found = explained(tmp_path, text("Study,AB,CD", ",Student,Professor", *ROWS))
    assert len(found.ratings.extracts) == 12
    told = found.ratings.origin.changes
    assert "1 row left out: unlike the others in name and labels (2)" in told
