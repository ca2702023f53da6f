"""Tables whose columns are numbered items: a row may be a rater's, which nobody should guess."""

import re
import shlex
from pathlib import Path

import pytest

from helpers.layouts import Reading

from .written import asked, explained

TOLD = {
    "a survey": ("ResponseId,Q1,Q2,Q3", "R_"),
    "cases": ("respondent,case1,case2,case3", ""),
    "essays": ("Student,essay1,essay2,essay3", "S"),
    "statements": ("panelist,Statement 1,Statement 2,Statement 3", ""),
    "an expert's items": ("expert,item1,item2,item3", ""),
    "a name": ("name,vignette1,vignette2,vignette3", "N"),
}
UNTOLD = {
    "images": ("id,image01,image02,image03", ""),
    "a blank corner": (
        ",1,2,3,4,5,6,7,8,9",
        ["Anna", "Ben", "Cy", "Dan", "Eve", "Flo", "Gil", "Hal"],
    ),
}
RATERS = (
    "id,R1,R2,R3",
    "id,rater1,rater2,rater3",
    "item,coder_1,coder_2,coder_3",
    "case,1,2,3",
    "case,reader 1,reader 2,reader 3",
    "participant,theme,theme1,theme2",
    "id,rating1,rating2,rating3",
)
CODES = ["aca", "bbb", "bac", "ccb", "bcc", "aab", "cba", "abb"]


def table(head: str, names: str | list[str]) -> str:
    """Eight rows under a header, named by a mark and their number, or as given."""
    given = [f"{names}{i}" for i in range(1, 9)] if isinstance(names, str) else names
    width = head.count(",")
    rows = [
        f"{name},{','.join((codes * 3)[:width])}" for name, codes in zip(given, CODES, strict=True)
    ]
    return "\n".join([head, *rows, ""])


@pytest.mark.parametrize("what", TOLD)
def test_a_row_a_person_is_to_be_turned_round(tmp_path: Path, what: str) -> None:
    said = asked(tmp_path, table(*TOLD[what]))
    assert "headed as what was rated: each row is a rater's, as column 1 tells; turn" in said


@pytest.mark.parametrize("what", UNTOLD)
def test_a_row_that_may_be_a_persons_is_asked_about(tmp_path: Path, what: str) -> None:
    said = asked(tmp_path, table(*UNTOLD[what]))
    assert "headed as what was rated: each row may be a rater's; turn" in said


@pytest.mark.parametrize("what", [*TOLD, *UNTOLD])
def test_what_the_question_offers_is_taken(tmp_path: Path, what: str) -> None:
    text = table(*(TOLD | UNTOLD)[what])
    options = re.findall("--layout wide --raters '.*?' --extract '.*?'", asked(tmp_path, text))
    _, layout, _, raters, _, extract = shlex.split(options[0])
    found = explained(tmp_path, text, Reading(layout, raters=(raters,), extract=extract))
    assert len(found.ratings.extracts) == 8
    assert len(found.ratings.raters) == text.splitlines()[0].count(",")


@pytest.mark.parametrize("head", RATERS)
def test_numbered_raters_are_not_asked_about(tmp_path: Path, head: str) -> None:
    assert explained(tmp_path, table(head, "E")).ratings.codes.shape == (8, 3)


def test_an_item_is_not_taken_for_the_extracts(tmp_path: Path) -> None:
    found = explained(tmp_path, table(*TOLD["cases"]), Reading(layout="wide"))
    assert found.ratings.codes.shape == (8, 3)


def test_passages_as_headers_are_what_was_rated(tmp_path: Path) -> None:
    heads = ",".join(f"Quote {i} as it was said by somebody" for i in range(8))
    rows = [f"{who},{','.join('ABCAABCB'[i:] + 'ABCAABCB'[:i])}" for i, who in enumerate("XYZ")]
    said = asked(tmp_path, "\n".join([f"coder,{heads}", *rows]) + "\n")
    assert "columns 2 to 9 are headed as what was rated: each row is a rater's, as column 1" in said


def test_a_row_an_expert_is_asked_about_where_experts_are_no_fewer_than_items(
    tmp_path: Path,
) -> None:
    rows = ("1,2,3,2,1", "1,2,3,3,1", "2,2,3,2,1", "1,2,2,2,1", "1,3,3,2,1", "1,2,3,2,2")
    body = "".join(f"Expert {i},{row}\n" for i, row in enumerate(rows))
    said = asked(tmp_path, f"Expert,apple,pear,bread,milk,egg\n{body}")
    assert "columns 2 to 6 are headed as what was rated: each row is a rater's" in said
    assert "type --layout wide --raters 'columns 2 to 6' --extract 'column 1'" in said


@pytest.mark.parametrize("heads", ["V1,V2,V3", "I01,I02,I03"])
def test_columns_headed_as_any_are_said_to_be_what_was_rated_perhaps(
    tmp_path: Path, heads: str
) -> None:
    rows = ("1,1,1", "2,2,2", "3,3,1", "1,1,1", "2,2,2", "3,3,3", "2,1,2", "1,1,1")
    found = explained(tmp_path, "\n".join((heads, *rows, "")))
    (said,) = found.ratings.origin.cautions
    assert said == (
        "kept as raters', though columns 1 to 3 are headed as programs head any column, and may "
        "be what was rated; if each row is a rater's, turn it round"
    )
