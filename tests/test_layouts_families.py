"""Where several families of columns could be the raters': weighed, or asked, never by name."""

import csv
import random
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from helpers import sources
from helpers.cli.data import convert
from helpers.errors import StudyError
from helpers.layouts import Reading

ROWS = 40
PEOPLE = ("alice@clinic.example", "Bob Stone", "KN")
ITEMS = tuple(f"Q{i}" for i in range(1, 31))


def written(path: Path, columns: dict[str, str], rows: int = ROWS) -> Path:
    """A table with an id and columns that draw their cells from the letters given."""
    chance = random.Random(1)
    lines = [",".join(["id", *columns])]
    for i in range(rows):
        lines.append(",".join([str(i), *(chance.choice(letters) for letters in columns.values())]))
    path.write_text("\n".join(lines))
    return path


def question(path: Path) -> str:
    with pytest.raises(StudyError) as asked:
        sources.load_files([path])
    assert "\n" not in str(asked.value)
    return str(asked.value)


def answered(path: Path, way: str) -> tuple[str, ...]:
    """The raters that come of typing one of the ways that a question offers."""
    out = path.with_suffix(".out.csv")
    out.unlink(missing_ok=True)
    args = [str(path), "--to", "csv", "--keep-names", "--out", str(out), *shlex.split(way)]
    result = CliRunner().invoke(convert, args)
    assert result.exit_code == 0, result.output
    return tuple(next(csv.reader(out.open(encoding="utf-8"))))[1:]


def ways(asked: str) -> list[str]:
    return re.findall(r"`(--layout [^`]*)`", asked)


def test_items_beside_raters_are_asked_about(tmp_path: Path) -> None:
    columns = dict.fromkeys(ITEMS, "12345") | dict.fromkeys(PEOPLE, "abc")
    path = written(tmp_path / "t.csv", columns)
    asked = question(path)
    assert asked.startswith("t.csv: can be read in 2 ways; type ")
    items, people = ways(asked)
    assert items == "--layout wide --raters 'columns 2 to 31' --extract id"
    assert people == "--layout wide --raters 'columns 32 to 34' --extract id"
    assert answered(path, items) == ITEMS
    assert answered(path, people) == PEOPLE


def test_items_that_share_the_raters_labels_are_asked_about_too(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", dict.fromkeys((*ITEMS, *PEOPLE), "12345"))
    spans = [re.findall(r"columns \d+ to \d+", way)[0] for way in ways(question(path))]
    assert spans == ["columns 2 to 34", "columns 2 to 31", "columns 32 to 34"]


@pytest.mark.parametrize("labels", ["abc", "12345"])
def test_headers_that_say_rater_settle_it_and_the_other_is_told(
    tmp_path: Path, labels: str
) -> None:
    raters = ("rater 1", "rater 2", "rater 3")
    path = written(
        tmp_path / "t.csv", dict.fromkeys(ITEMS, "12345") | dict.fromkeys(raters, labels)
    )
    found = sources.explain([path])
    assert found.reading.raters == raters
    doubted = [why for _, _, why in found.others if "but other columns are headed as raters" in why]
    assert any(why.startswith("columns 2 to 31 hold the same labels") for why in doubted)


SUFFIXED = {
    "a_r1,a_r2,b_r1,b_r2": ["--category-column a_r", "--category-column b_r"],
    "r1_a,r2_a,r1_b,r2_b": ["'column 2,column 3'", "'column 4,column 5'"],
    "Ann_a,Ben_a,Ann_b,Ben_b": ["'column 2,column 3'", "'column 4,column 5'"],
}


@pytest.mark.parametrize("heads", SUFFIXED)
def test_two_variables_by_two_raters_are_asked_about(tmp_path: Path, heads: str) -> None:
    labels = dict(zip(heads.split(","), ("xyz", "xyz", "pq", "pq"), strict=True))
    asked = question(written(tmp_path / "t.csv", labels))
    assert [way for way in SUFFIXED[heads] if way not in asked] == []
    assert len(ways(asked)) == 2


def test_two_variables_with_the_same_labels_may_be_four_raters(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", dict.fromkeys(("r1_a", "r1_b", "r2_a", "r2_b"), "xyz"))
    found = [re.findall(r"columns? [\d a-z,]+", way)[0] for way in ways(question(path))]
    assert found == ["columns 2 to 5", "column 2,column 4", "column 3,column 5"]


def test_in_few_rows_two_families_may_be_one(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("id,ann,ben,cat,dan\n1,x,x,p,p\n2,y,y,q,q\n3,x,y,p,q\n4,y,x,p,p\n")
    found = ways(question(path))
    assert len(found) == 3
    assert "--layout wide --raters 'columns 2 to 5' --extract id" in found
    assert answered(path, found[-1]) == ("ann", "ben", "cat", "dan")


def test_a_question_shows_no_rater_s_name(tmp_path: Path) -> None:
    rows = "1,a,a,z\n2,b,b,z\n3,a,b,z\n"
    (tmp_path / "t.csv").write_text(f"id,{','.join(PEOPLE)}\n{rows}")
    for reading in (Reading(), Reading(extract="idd"), Reading(service="KNN")):
        with pytest.raises(StudyError) as asked:
            sources.load_files([tmp_path / "t.csv"], reading)
        assert not any(name in str(asked.value) for name in PEOPLE[:2])


NUMBERED = {
    ("columns 2 to 4",): PEOPLE,
    ("column 4", "column 2"): ("KN", PEOPLE[0]),
    ("kn", "Bob Stone"): ("KN", "Bob Stone"),
}


@pytest.mark.parametrize("asked", NUMBERED)
def test_columns_can_be_named_by_number(tmp_path: Path, asked: tuple[str, ...]) -> None:
    path = written(tmp_path / "t.csv", dict.fromkeys(PEOPLE, "xyz"))
    ratings = sources.load_files([path], Reading(raters=asked, keep_names=True))
    assert ratings.raters == NUMBERED[asked]


WRONG = {
    ("KN", "column 4"): "column 4 is named twice with --raters; each rater needs a column of their",
    (
        "column 2",
        "column 9",
    ): "no column 'column 9'; name one of its 4 columns by its header, or by",
    ("columns 3 to 9",): "no column 'column 5'",
}


@pytest.mark.parametrize("asked", WRONG)
def test_columns_that_are_not_there_or_named_twice_are_refused(
    tmp_path: Path, asked: tuple[str, ...]
) -> None:
    path = written(tmp_path / "t.csv", dict.fromkeys(PEOPLE, "xyz"))
    with pytest.raises(StudyError) as refusal:
        sources.load_files([path], Reading(raters=asked))
    assert WRONG[asked] in str(refusal.value)
