"""Columns that compare the raters' labels: left out and said, or asked about, never a rater's."""

from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.layouts import Reading

from .written import asked, explained

TWO = ("11", "00", "10", "11", "00", "01", "11", "00", "01", "10", "00", "11")
THREE = ("111", "000", "101", "110", "000", "001", "101", "000", "011", "100", "000", "111")

Work = Callable[[str], str]


def equal(row: str) -> str:
    return str(int(len(set(row)) == 1))


def unequal(row: str) -> str:
    return str(int(len(set(row)) > 1))


def written(head: str, work: Work, rows: tuple[str, ...] = TWO) -> str:
    names = ["Anna", "Ben", "Cleo"][: len(rows[0])]
    body = [f"E{i},{','.join(row)},{work(row)}" for i, row in enumerate(rows, 1)]
    return "\n".join([",".join(["id", *names, head]), *body]) + "\n"


@pytest.mark.parametrize(
    ("head", "work"),
    [
        ("disagree", unequal),
        ("Disagreement?", unequal),
        ("Übereinstimmung", equal),
        ("conflict", lambda row: "x" if len(set(row)) > 1 else ""),
        ("mismatch", lambda row: "yes" if len(set(row)) > 1 else "no"),
        ("concordant", equal),
        ("identiques", equal),
        ("desacuerdo", unequal),
    ],
)
@pytest.mark.parametrize("rows", [TWO, THREE, ("AA", "BB", "AB", "CC"), ("10", "11", "00")])
def test_whether_raters_agree_is_left_out_and_said(
    tmp_path: Path, head: str, work: Work, rows: tuple[str, ...]
) -> None:
    found = explained(tmp_path, written(head, work, rows))
    assert ["".join(row) for row in found.ratings.labels().to_numpy()] == list(rows)
    where = "columns 2 to 4" if len(rows[0]) > 2 else "columns 2, 3"
    said = f"column {len(rows[0]) + 2} tells whether the raters in {where} agree, and left out"
    assert said in found.ratings.origin.changes


@pytest.mark.parametrize("head", ["disagree", "discrepancy", "both", "either", "any coder"])
def test_what_compares_raters_by_its_header_alone_is_asked_about(tmp_path: Path, head: str) -> None:
    text = written(head, lambda row: row[0])
    assert "column 4, headed as what compares raters," in asked(tmp_path, text)


@pytest.mark.parametrize(
    ("head", "work", "rows"),
    [
        ("Dora", equal, TWO),
        ("Dora", unequal, THREE),
        ("Dora", max, TWO),
        ("Dora", min, THREE),
        ("", equal, ("11", "00", "10", "11", "00")),
        ("max", max, ("11", "00", "12", "22", "00", "33", "11", "22", "00", "33")),
    ],
)
def test_what_is_worked_out_from_the_raters_is_asked_about(
    tmp_path: Path, head: str, work: Work, rows: tuple[str, ...]
) -> None:
    text = written(head, work, rows)
    message = asked(tmp_path, text)
    n = len(rows[0])
    assert f"column {n + 2}, worked out from the others in every row," in message
    few = "column 2,column 3" if n == 2 else "columns 2 to 4"
    for typed, raters in ((few, n), (f"columns 2 to {n + 2}", n + 1)):
        assert f"--raters '{typed}'" in message
        found = explained(tmp_path, text, Reading(raters=tuple(typed.split(","))))
        assert found.ratings.codes.shape == (len(rows), raters)


@pytest.mark.parametrize("work", [equal, max, lambda row: row[0]])
def test_few_rows_do_not_tell_that_a_rater_is_none(tmp_path: Path, work: Work) -> None:
    rows = ("11", "00", "11", "10", "00", "11", "00", "11", "01", "00")
    text = written("Dora", work, rows).replace("E2,0,0,1", "E2,0,0,0")
    found = explained(tmp_path, text, Reading(layout="wide"))
    assert found.ratings.codes.shape == (10, 3)


def test_raters_whose_headers_are_alike_are_not_asked_about(tmp_path: Path) -> None:
    text = written("Rater 3", max).replace("Anna,Ben", "Rater 1,Rater 2")
    assert explained(tmp_path, text).ratings.codes.shape == (12, 3)


def test_columns_that_are_no_raters_for_several_reasons_are_asked_about_at_once(
    tmp_path: Path,
) -> None:
    rows = [f"E{i},{','.join(row)},{row[0]},{max(row)}" for i, row in enumerate(TWO, 1)]
    message = asked(tmp_path, "\n".join(["id,Anna,Ben,Konsens,max", *rows]) + "\n")
    said = "columns 4, 5, headed as what raters agreed on or worked out from the others"
    assert said in message
    assert "--raters 'column 2,column 3' or, if so, --raters 'columns 2 to 5'" in message
