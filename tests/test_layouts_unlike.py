"""Columns with the raters' labels that may be no rater's, and others that may be one's."""

import random
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from helpers.layouts import Reading

from .written import asked, explained, explained_together

Row = tuple[str, ...]

SETTLED = ("Reconciled", "Discussion", "After discussion", "Resolution", "Team decision", "Outcome")
SETTLED += ("Joint", "Combined", "Master", "Arbiter", "truth", "majority vote", "Tie-breaker")


def rated(n: int, raters: int = 3, seed: int = 1, labels: Sequence[str] = "ABC") -> list[Row]:
    """What raters say who agree well, in letters."""
    chance = random.Random(seed)
    true = [chance.choice(labels) for _ in range(n)]
    return [
        tuple(one if chance.random() < 0.8 else chance.choice(labels) for _ in range(raters))
        for one in true
    ]


def table(heads: str, rows: Sequence[Sequence[str]]) -> str:
    body = [",".join((f"E{i}", *row)) for i, row in enumerate(rows, 1)]
    return "\n".join([f"id,{heads}", *body]) + "\n"


def beside(where: str, why: str, few: str, more: str) -> str:
    holds = "hold raters" if where.startswith("columns") else "holds a rater"
    way = f"whether {where}, {why}, {holds} is not plain; type --raters {few} or, if so,"
    return f"t.csv: {way} --raters {more}"


@pytest.mark.parametrize("head", SETTLED)
def test_what_was_agreed_on_by_its_header_is_asked_about(tmp_path: Path, head: str) -> None:
    text = table(f"Ann,Ben,Eve,{head}", rated(20, 4))
    why = "headed as what raters agreed on"
    question = beside("column 5", why, "'columns 2 to 4'", "'columns 2 to 5'")
    assert asked(tmp_path, text) == question
    told = explained(tmp_path, text, Reading(raters=("columns 2 to 4",)))
    assert told.ratings.codes.shape == (20, 3)


def majority(row: Row) -> str:
    return max(row, key=row.count)


def test_what_is_said_by_most_in_every_row_is_asked_about(tmp_path: Path) -> None:
    rows = [(*row, majority(row)) for row in rated(60)]
    why = "filled as what raters agreed on"
    question = beside("column 5", why, "'columns 2 to 4'", "'columns 2 to 5'")
    assert asked(tmp_path, table("Ann,Ben,Eve,Zoe", rows)) == question
    # Nothing of raters' headers is doubted for what a good rater says.
    found = explained(tmp_path, table("R1,R2,R3,R4", rows))
    assert found.ratings.codes.shape == (60, 4)


@pytest.mark.parametrize("head", ["Third coder", "Extra", "Which?"])
def test_what_is_filled_where_two_disagree_is_asked_about(tmp_path: Path, head: str) -> None:
    rows = [(*row, row[0] if len(set(row)) > 1 else "") for row in rated(40, 2)]
    why = "filled as what raters agreed on"
    question = beside("column 4", why, "'column 2,column 3'", "'columns 2 to 4'")
    assert asked(tmp_path, table(f"AB,CD,{head}", rows)) == question


CHANCE = "agreeing with the others hardly more than by chance"
KNOWN = "headed as what is known of an extract"


@pytest.mark.parametrize(
    ("head", "why"),
    [
        *((head, CHANCE) for head in ("quality", "Zoe", "flag")),
        *((head, KNOWN) for head in ("Round", "Grade", "stratum", "female")),
    ],
)
def test_what_agrees_with_no_rater_is_asked_about(tmp_path: Path, head: str, why: str) -> None:
    chance = random.Random(3)
    rows = [(*row, chance.choice("12")) for row in rated(40, 3, labels="123")]
    question = beside("column 5", why, "'columns 2 to 4'", "'columns 2 to 5'")
    assert asked(tmp_path, table(f"Ann,Ben,Eve,{head}", rows)) == question
    found = explained(tmp_path, table("R1,R2,R3,R4", rows))
    assert found.ratings.codes.shape == (40, 4)


@pytest.mark.parametrize("seed", range(30))
def test_raters_who_agree_well_are_not_asked_about(tmp_path: Path, seed: int) -> None:
    for n, heads in ((12, "Ann,Ben,Eve"), (40, "Ann,Ben,Eve,Zoe"), (150, "Ann,Ben,Eve,Zoe,Max")):
        raters = heads.count(",") + 1
        found = explained(tmp_path, table(heads, rated(n, raters, seed)))
        assert found.ratings.codes.shape == (n, raters)


NAMES = ("Consensus", "gold", "FINAL_CODE", "majority", "adjudicator", "ground_truth", "Reconciled")


@pytest.mark.parametrize("name", NAMES)
def test_what_was_agreed_on_is_no_rater_among_names(tmp_path: Path, name: str) -> None:
    who = ("Ann", "Ben", name)
    rows = [f"{i},{who[j]},{row[j]}" for i, row in enumerate(rated(12)) for j in range(3)]
    text = "\n".join(["extract,coder,code", *rows]) + "\n"
    assert asked(tmp_path, text) == (
        "t.csv: R3 of column 2: named as what raters agreed on; leave these rows out, or type "
        "--raters 'column 2' to keep them as a rater's"
    )
    told = explained(tmp_path, text, Reading(raters=("column 2",)))
    assert told.ratings.codes.shape == (12, 3)
    said = "R3 of column 2, named as what raters agreed on, kept as a rater"
    assert said in told.ratings.origin.changes


CALLED = ("Nurse,Doctor,Researcher", "Anna,Bob,User", "PI,RA,Reviewer", "Author,Reviewer")
CALLED += ("Student,Supervisor,Analyst", "Jo,Coder,Al")


@pytest.mark.parametrize("heads", CALLED)
def test_a_rater_who_goes_by_what_raters_are_called_is_one(tmp_path: Path, heads: str) -> None:
    raters = tuple(heads.split(","))
    found = explained(tmp_path, table(heads, rated(50, len(raters))))
    assert found.reading.raters == raters


def test_a_rater_called_so_who_agrees_with_none_is_asked_about(tmp_path: Path) -> None:
    chance = random.Random(5)
    rows = [(*row, chance.choice("ABC")) for row in rated(30, 2)]
    said = "whether column 4 holds a rater is not plain; type --raters 'column 2,column 3' or, if"
    assert said in asked(tmp_path, table("Nurse,Doctor,Researcher", rows))


def test_the_columns_taken_are_said_where_only_the_layout_was_told(tmp_path: Path) -> None:
    found = explained(tmp_path, table("Ann,Ben,note", rated(12)), Reading(layout="wide"))
    assert "the raters are columns 2, 3" in found.ratings.origin.changes


def test_names_beside_those_headed_as_raters_are_asked_about(tmp_path: Path) -> None:
    said = "whether columns 4, 5 hold raters is not plain; type --raters 'column 2,column 3' or, if"
    assert said in asked(tmp_path, table("Coder 1,Coder 2,Anna,Ben", rated(20, 4)))


def test_two_who_agree_little_are_asked_about_where_one_is_called_so(tmp_path: Path) -> None:
    chance = random.Random(5)
    rows = [(chance.choice("ABC"), chance.choice("ABC")) for _ in range(30)]
    said = "whether column 3 holds a rater is not plain; type --raters 'column 2,column 3' if so"
    assert said in asked(tmp_path, table("Author,Reviewer", rows))


OTHERWISE: dict[str, tuple[Sequence[str], dict[str, str]]] = {
    "zeros": ("123", {"1": "01", "2": "02", "3": "03"}),
    "letters": (("Yes", "No"), {"Yes": "Y", "No": "N"}),
    "truth": ("10", {"1": "TRUE", "0": "FALSE"}),
    "words": ("123", {"1": "Stigma", "2": "Access", "3": "Cost"}),
}


@pytest.mark.parametrize("how", OTHERWISE)
def test_a_rater_who_wrote_the_codes_another_way_is_not_dropped(tmp_path: Path, how: str) -> None:
    labels, other = OTHERWISE[how]
    rows = [(*row[:2], other[row[2]]) for row in rated(40, labels=labels)]
    question = asked(tmp_path, table("Ann,Ben,Eve", rows))
    assert "column 4 looks like a rater's who wrote the codes another way (" in question
    assert all(f"{mine!r} for {theirs!r}" in question for theirs, mine in other.items())
    assert question.endswith("or type --raters 'column 2,column 3' to leave it out")
    told = explained(tmp_path, table("Ann,Ben,Eve", rows), Reading(raters=("column 2", "column 3")))
    assert told.ratings.codes.shape == (40, 2)


def test_the_names_of_one_raters_codes_are_no_rater(tmp_path: Path) -> None:
    words = {"1": "Stigma", "2": "Access", "3": "Cost"}
    rows = [(*row, words[row[0]]) for row in rated(40, labels="123")]
    found = explained(tmp_path, table("Ann,Ben,Eve,theme", rows))
    assert "not taken for raters: column 5" in found.ratings.origin.changes


def test_what_may_be_the_codes_in_other_words_is_said(tmp_path: Path) -> None:
    words = {"A": "Stigma", "B": "Access", "C": "Cost"}
    mine = [row[0] for row in rated(40)]
    rows = [(*row[:2], words[one]) for row, one in zip(rated(40, seed=2), mine, strict=True)]
    for i in range(0, 40, 2):
        rows[i] = (*rows[i][:2], words[rows[i][0]])
    found = explained(tmp_path, table("Ann,Ben,Eve", rows))
    said = "kept out, though column 4 could be a rater's who wrote the codes another way; if so, "
    said += "write them alike"
    assert said in found.ratings.origin.changes


@pytest.mark.parametrize("seed", range(20))
def test_what_has_nothing_to_do_with_the_codes_is_left_out(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    rows = [(*row, chance.choice(("north", "south"))) for row in rated(40)]
    found = explained(tmp_path, table("Ann,Ben,Eve,area", rows))
    assert found.ratings.codes.shape == (40, 3)


def ways(question: str) -> list[str]:
    return re.findall(r"`--layout wide --raters '(.*?)'(?: --extract id)?`", question)


@pytest.mark.parametrize(
    "heads",
    [
        "Ann,Ann confidence,Ben,Ben confidence,Eve,Eve confidence",
        "Ann,Ann sure?,Ben,Ben sure?,Eve,Eve sure?",
        "theme_Ann,severity_Ann,theme_Ben,severity_Ben,theme_Eve,severity_Eve",
    ],
)
def test_what_each_rater_said_of_two_things_is_asked_about(tmp_path: Path, heads: str) -> None:
    codes, sure = rated(40, labels="12345"), rated(40, seed=2, labels="12345")
    rows = [
        [x for pair in zip(*two, strict=True) for x in pair]
        for two in zip(codes, sure, strict=True)
    ]
    every, one = "columns 2 to 7", "column 2,column 4,column 6"
    question = asked(tmp_path, table(heads, rows))
    assert sorted(ways(question)) == sorted((every, one, "column 3,column 5,column 7"))
    told = explained(tmp_path, table(heads, rows), Reading(raters=tuple(one.split(","))))
    assert told.ratings.codes.shape == (40, 3)


def test_what_two_raters_said_twice_is_asked_about_either_way(tmp_path: Path) -> None:
    heads = "Ann pre,Ben pre,Ann post,Ben post"
    offered = re.findall(r"--raters '([^']+)'", asked(tmp_path, table(heads, rated(40, 4))))
    assert {"column 2,column 3", "column 2,column 4", "columns 2 to 5"} <= set(offered)


def test_a_rater_who_was_left_out_is_not_said_to_write_the_same_codes_another_way(
    tmp_path: Path,
) -> None:
    rows = "".join(f"{i},{code},{code},{code}\n" for i, code in enumerate("abcabcabcabc", 1))
    found = explained_together(
        tmp_path, f"id,EB,KN,CB\n{rows}", reading=Reading(raters=("EB", "KN"))
    )
    changes = found.ratings.origin.changes
    assert "not taken for raters: column 4" in changes
    assert not any("another way" in said for said in changes)
