"""Tables whose extracts are named by two columns together: patient and side, extract and theme."""

import re
import shlex
from pathlib import Path

import pytest

from helpers import scale, sources
from helpers.cli import group
from helpers.layouts import Reading

from .written import asked, explained

CODES = ("1 1", "2 2", "3 3", "1 2", "2 2", "1 1", "3 2", "3 3", "2 2", "1 1", "2 2", "3 3")
PATIENTS = [f"{i // 2 + 1},{'LR'[i % 2]},{','.join(two.split())}" for i, two in enumerate(CODES)]
THEMES = [f"{i // 3 + 1},{'abc'[i % 3]},{int(i % 4 > 0)},{int(i % 5 > 1)}" for i in range(12)]
TWO = {
    "patient and side": ("patient,side,Reader 1,Reader 2", PATIENTS),
    "extract and theme": ("Extract,Theme,Rater 1,Rater 2", THEMES),
    "initials": ("study,item,AB,CD", PATIENTS),
    "people": ("patient,visit,nurse,doctor", PATIENTS),
    "one of them behind the raters": (
        "patient,Path A,Path B,side",
        [",".join((row.split(",") * 2)[i] for i in (0, 2, 3, 1)) for row in PATIENTS],
    ),
}
UNCLEAR = [f"{i // 3 + 1},{i % 3 + 1},{1 + i % 2},{1 + (i * i) % 5 % 2}" for i in range(12)]


def text(head: str, rows: list[str]) -> str:
    return "\n".join([head, *rows, ""])


@pytest.mark.parametrize("what", TWO)
def test_two_columns_name_the_extract(tmp_path: Path, what: str) -> None:
    head, rows = TWO[what]
    found = explained(tmp_path, text(head, rows))
    ratings, reading = found.ratings, found.reading
    assert (reading.layout, len(ratings.extracts), len(ratings.raters)) == ("wide", 12, 2)
    first, second = (reading.extract or "").split(",")
    at = [head.split(",").index(name) + 1 for name in (first, second)]
    assert f"extracts are named by columns {at[0]} + {at[1]}" in str(ratings.origin.changes)


@pytest.mark.parametrize("what", TWO)
def test_raters_that_were_named_are_taken(tmp_path: Path, what: str) -> None:
    head, rows = TWO[what]
    names = [name for name in head.split(",") if name not in ("patient", "side")][-2:]
    found = explained(tmp_path, text(head, rows), Reading(raters=tuple(names)))
    assert (found.ratings.codes == explained(tmp_path, text(head, rows)).ratings.codes).all()


def test_duckdb_takes_the_same_raters(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text(*TWO["patient and side"]))
    found, _ = scale.reduce(path)
    assert found.counts.sum() == len(sources.load_files([path]).extracts) == 12
    assert found.codes.shape[1] == 2


@pytest.mark.parametrize("head", ["farm,cow,left,right", "unit,who,code_a,code_b"])
def test_what_may_be_something_else_is_asked(tmp_path: Path, head: str) -> None:
    said = asked(tmp_path, text(head, UNCLEAR))
    typed = "--layout wide --raters 'column 3,column 4' --extract 'column 1,column 2'"
    assert f"`{typed}`" in said
    for option in re.findall("`(.*?)`", said):
        args = ["agreement", str(tmp_path / "t.csv"), "--draws", "0", "--json"]
        group.main([*args, *shlex.split(option)], standalone_mode=False)


def test_a_name_that_comes_twice_among_many_is_no_half_of_one(tmp_path: Path) -> None:
    rows = [
        f"E{max(i, 2)},{i},{code}"
        for i, code in enumerate(["A,A", "B,B", "A,B", "B,B", "A,A", "B,A"])
    ]
    assert "'E2' appears more than once" in asked(tmp_path, text("id,page,Rater 1,Rater 2", rows))


def test_measures_of_one_rater_are_not_two_raters(tmp_path: Path) -> None:
    said = asked(tmp_path, text("participant,image,valence,arousal", UNCLEAR))
    assert "can be read in" in said


def test_a_rater_called_as_what_is_rated_may_be_is_a_rater(tmp_path: Path) -> None:
    each = [[(i + (i % n == k)) % 3 for i in range(60)] for n, k in ((11, 5), (9, 8), (7, 6))]
    dates = [f"2023-{i % 7 + 1:02}-{i % 27 + 1:02}" for i in range(60)]
    rows = [",".join(map(str, row)) for row in zip(*each, dates, strict=True)]
    (tmp_path / "t.csv").write_text("\n".join(["Physician,Student,Expert,date", *rows]) + "\n")
    assert sources.load_files([tmp_path / "t.csv"]).codes.shape == (60, 3)
