"""Long tables that head those who rated as what was rated, or head neither: said, or asked."""

import re
import shlex
from pathlib import Path

import pytest

from helpers.layouts import Reading

from .written import asked, explained


def long(first: str, second: str) -> str:
    """Three people, twelve pictures."""
    rows = [f"{j},{i},{(i * j + i // 3) % 4}" for j in range(1, 4) for i in range(101, 113)]
    return "\n".join((f"{first},{second},rating", *rows)) + "\n"


@pytest.mark.parametrize("head", ["stimulus", "word"])
def test_persons_taken_for_extracts_are_said_with_the_other_way(tmp_path: Path, head: str) -> None:
    found = explained(tmp_path, long("subject", head))
    (caution,) = found.ratings.origin.cautions
    start = (
        "kept as raters', though headed as none's: column 2; if column 1 names the raters, type "
    )
    assert caution.startswith(start)
    choices = shlex.split(caution.removeprefix(start))
    names = dict(zip(choices[::2], choices[1::2], strict=True))
    typed = Reading(
        layout=names["--layout"],
        raters=(names["--raters"],),
        extract=names["--extract"],
        category_column=names["--category-column"],
    )
    assert explained(tmp_path, long("subject", head), typed).ratings.codes.shape == (12, 3)


def test_raters_headed_as_such_are_not_doubted(tmp_path: Path) -> None:
    assert explained(tmp_path, long("rater", "subject")).ratings.origin.cautions == ()


@pytest.mark.parametrize("heads", [("site", "case"), ("id", "item_id"), ("session_id", "item")])
def test_where_no_header_tells_both_ways_are_offered(
    tmp_path: Path, heads: tuple[str, str]
) -> None:
    question = asked(tmp_path, long(*heads))
    assert "columns 1 and 2 name each row together, as an extract and a rater do" in question
    shapes = [
        explained(
            tmp_path,
            long(*heads),
            Reading(layout="long", raters=(rater,), extract=extract, category_column=category),
        ).ratings.codes.shape
        for rater, extract, category in re.findall(
            r"--raters '(.*?)' --extract '(.*?)' --category-column '(.*?)'", question
        )
    ]
    assert sorted(shapes) == [(3, 12), (12, 3)]
