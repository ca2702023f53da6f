"""One row a question: what one question says goes into a file of its own, or all are pooled."""

import re
import shlex
from pathlib import Path

import pytest

from helpers.cli import group
from helpers.layouts import Reading

from .written import asked, explained

QUESTIONS = ("Thesis", "Evidence", "Style", "Logic")
ROWS = [
    f"S{i},G{j},{what},{1 + (i * i + k + (j * i % 3 == 1)) % 4}"
    for i in range(12)
    for j in range(2)
    for k, what in enumerate(QUESTIONS)
]


def text(head: str, *, beside: str = "") -> str:
    return "\n".join([head, *(row + beside for row in ROWS), ""])


@pytest.mark.parametrize("rater", ["Grader", "coder", "Email Address", "participant"])
@pytest.mark.parametrize("beside", ["", ",2024"])
def test_a_row_a_question_is_asked_about_with_what_works(
    tmp_path: Path, rater: str, beside: str
) -> None:
    head = f"Student,{rater},Criterion,Score{',year' * bool(beside)}"
    said = asked(tmp_path, text(head, beside=beside))
    assert "keep the rows of one of these in a file of its own" in said
    (option,) = re.findall("`(.*?)`", said)
    args = ["agreement", str(tmp_path / "t.csv"), "--draws", "0", "--json"]
    group.main([*args, *shlex.split(option)], standalone_mode=False)
    named = Reading(
        layout="long",
        raters=("column 2",),
        extract="column 1,column 3",
        category_column="column 4",
    )
    assert explained(tmp_path, text(head, beside=beside), named).ratings.codes.shape == (48, 2)


def test_the_rows_of_one_question_are_read(tmp_path: Path) -> None:
    rows = [row for row in ROWS if "Style" in row]
    found = explained(tmp_path, "\n".join(["Student,Grader,Criterion,Score", *rows, ""]))
    assert found.ratings.codes.shape == (12, 2)
    assert found.reading.category_column == "Score"


def test_variables_that_are_taken_for_several_codes_say_so_too(tmp_path: Path) -> None:
    said = asked(tmp_path, text("unit,coder,variable,value"))
    assert "--extract 'column 1,column 3', or a file of its own for the rows" in said


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("ex {}", "Ex {}"),
        ("{}", "00{}"),
        ("Some text {} here.", "Some  text {} here."),
        ("doc_{}", "Doc {}"),
    ],
)
def test_names_that_every_rater_writes_another_way_are_the_cause_that_is_told(
    tmp_path: Path, name: str, other: str
) -> None:
    rows = [
        f"{(name, other)[j].format(i + 1)},{who},{'AB'[(i + j * (i % 4 == 0)) % 2]}"
        for i in range(20)
        for j, who in enumerate(("anna", "ben"))
    ]
    said = asked(tmp_path, "\n".join(["excerpt,coder,code", *rows, ""]))
    assert "two ways, as " + repr(name.format(1)) in said
    assert "fewer than two columns" not in said
