"""Tables pasted side by side under the same headers."""

import re
import shlex
from pathlib import Path

import pytest

from helpers.layouts import Reading

from .written import asked, explained

ONE = ("ABC", "AAB", "BBB", "CCA", "ABA", "CCC", "BAB", "AAA", "BBC", "CAC", "BBB", "AAB")
OTHER = ("BBB", "ABA", "CCC", "CCA", "BAA", "CBC", "BBB", "ACA", "ABC", "CAC", "BAB", "AAC")


def beside(*tables: tuple[str, ...], gap: bool, heads: str = "R1 R2 R3", first: int = 1) -> str:
    """Tables whose rows have names of their own, from `first` on in every one but the first."""
    head = ["id", *heads.split()]
    rows = [head] + [[f"E{i}", *ONE[i - 1]] for i in range(1, len(ONE) + 1)]
    for table in tables:
        for i, row in enumerate(rows):
            more = [f"E{i + first - 1}", *table[i - 1]] if i else head[:4]
            row.extend([""] * gap + more)
    return "\n".join(map(",".join, rows)) + "\n"


def typed(message: str) -> list[Reading]:
    """The readings that a message offers between backticks."""
    return [_reading(shlex.split(way)) for way in re.findall(r"`(--layout [^`]+)`", message)]


def _reading(words: list[str]) -> Reading:
    told = dict(zip(words[::2], words[1::2], strict=True))
    return Reading(
        layout=told["--layout"],
        raters=tuple(told["--raters"].split(",")),
        extract=told["--extract"],
        category_column=told.get("--category-column"),
    )


@pytest.mark.parametrize("gap", [False, True])
@pytest.mark.parametrize("heads", ["R1 R2 R3", "Anna Ben Cleo", "AB CD EF"])
def test_a_copy_of_the_table_beside_it_is_left_out(tmp_path: Path, heads: str, gap: bool) -> None:
    found = explained(tmp_path, beside(ONE, gap=gap, heads=heads))
    assert ["".join(row) for row in found.ratings.labels().to_numpy()] == list(ONE)
    where = "columns 6 to 9" if gap else "columns 5 to 8"
    assert f"{where} are a copy of the table beside them, and left out" in (
        found.ratings.origin.changes
    )
    again = explained(tmp_path, beside(ONE, gap=gap, heads=heads), found.reading)
    assert again.ratings.labels().equals(found.ratings.labels())


@pytest.mark.parametrize("gap", [False, True])
@pytest.mark.parametrize("heads", ["R1 R2 R3", "Anna Ben Cleo", "AB CD EF"])
@pytest.mark.parametrize("first", [1, 13])
def test_which_of_two_tables_is_asked(tmp_path: Path, heads: str, gap: bool, first: int) -> None:
    text = beside(OTHER, gap=gap, heads=heads, first=first)
    message = asked(tmp_path, text)
    assert "2 tables stand side by side under the same headers" in message
    ways = typed(message)
    read = [explained(tmp_path, text, way).ratings for way in ways]
    rows = [["".join(row) for row in ratings.labels().to_numpy()] for ratings in read]
    assert rows == [list(ONE), list(OTHER)]
    assert read[1].extracts[0] == f"E{first}"


def test_the_shorter_of_two_tables_is_to_be_saved_alone(tmp_path: Path) -> None:
    text = beside(OTHER, gap=True).replace("E12,B,B,B,", "E12,B,B,B").replace(",E12,A,A,C", ",,,,")
    message = asked(tmp_path, text)
    assert len(typed(message)) == 1
    assert "save any other as a file of its own" in message


def test_counts_side_by_side_are_to_be_saved_alone(tmp_path: Path) -> None:
    rows = ("0,0,3", "0,3,0", "1,2,0", "3,0,0", "0,1,2", "2,0,1", "0,0,3", "1,1,1")
    body = [f"E{i},{a},E{i},{b}" for i, (a, b) in enumerate(zip(rows, rows[::-1], strict=True))]
    message = asked(tmp_path, "\n".join(["id,A,B,C,id,A,B,C", *body]) + "\n")
    assert "on; save each as a file of its own; if they are one" in message
