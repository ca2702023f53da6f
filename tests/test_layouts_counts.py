"""Counts with a total, shares and patterns: what stands for several raters or several extracts."""

import re
from pathlib import Path

import pytest

from helpers.agreement import spss
from helpers.errors import StudyError
from helpers.layouts import Reading

from .written import explained

GIVEN = ((0, 0, 3), (0, 3, 0), (1, 2, 0), (3, 0, 0), (0, 1, 2), (2, 0, 1), (0, 0, 3), (1, 1, 1))
NOT_ALL = (*GIVEN[:6], (0, 0, 2), (1, 2, 1))


def with_total(head: str, rows: tuple[tuple[int, ...], ...] = GIVEN) -> str:
    body = [",".join(map(str, (f"E{i}", *row, sum(row)))) for i, row in enumerate(rows, 1)]
    return "\n".join([f"id,A,B,C,{head}", *body]) + "\n"


@pytest.mark.parametrize("head", ["n", "N", "k", "#", "All", "count", "raters", "Gesamt", "Σ"])
def test_a_column_that_adds_up_the_others_is_no_category(tmp_path: Path, head: str) -> None:
    found = explained(tmp_path, with_total(head))
    assert (found.layout, found.ratings.categories) == ("counts a category", ("A", "B", "C"))
    assert found.ratings.codes.shape == (8, 3)
    said = "column 5 is the sum of those beside it, and left out"
    assert said in found.ratings.origin.changes
    again = explained(tmp_path, with_total(head), found.reading)
    assert again.ratings.labels().equals(found.ratings.labels())


def test_a_sum_in_a_few_rows_is_asked_about(tmp_path: Path) -> None:
    text = with_total("n", GIVEN[:4])
    ways = "type --layout counts, or, if it is their sum, --layout counts --raters 'columns 2 to 4'"
    with pytest.raises(StudyError, match=ways):
        explained(tmp_path, text)
    told = explained(tmp_path, text, Reading(layout="counts", raters=("columns 2 to 4",)))
    assert told.ratings.codes.shape == (4, 3)


def test_a_sum_beside_counts_of_some_of_the_raters_is_asked_about(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"`--layout counts --extract id` .* column is their sum"):
        explained(tmp_path, with_total("n", NOT_ALL))
    told = explained(tmp_path, with_total("n", NOT_ALL), Reading(layout="counts"))
    assert told.ratings.categories == ("A", "B", "C")


@pytest.mark.parametrize("named", [("columns 2 to 4",), ("A", "B", "C")])
def test_the_columns_of_categories_can_be_named(tmp_path: Path, named: tuple[str, ...]) -> None:
    text = with_total("n").replace("1,2,0,3", "1,2,0,4")  # no longer their sum
    found = explained(tmp_path, text, Reading(layout="counts", raters=named))
    assert found.ratings.categories == ("A", "B", "C")
    again = explained(tmp_path, text, found.reading)
    assert again.ratings.labels().equals(found.ratings.labels())
    with pytest.raises(StudyError, match=r"`--layout wide --raters .*`--layout counts"):
        explained(tmp_path, with_total("n"), Reading(raters=named))


def test_the_sum_of_marks_is_no_rater(tmp_path: Path) -> None:
    marks = ((1, 1, 1), (0, 0, 0), (1, 0, 1), (0, 1, 0), (1, 1, 1), (1, 1, 0), (0, 0, 0), (1, 1, 1))
    found = explained(tmp_path, with_total("score", marks).replace("A,B,C", "Ann,Ben,Eve"))
    assert found.reading.raters == ("Ann", "Ben", "Eve")
    said = "column 5 is the sum of those beside it, and left out"
    assert said in found.ratings.origin.changes


SHARES = ("0,0,100", "0,100,0", "33.3,66.7,0", "100,0,0", "33.3,33.3,33.3", "66.7,0,33.3")


@pytest.mark.parametrize("whole", ["100", "1", "%"])
def test_shares_do_not_tell_how_many_raters_there_were(tmp_path: Path, whole: str) -> None:
    cells = [row.split(",") for row in SHARES]
    if whole == "1":
        cells = [[f"{float(cell) / 100:.2f}" for cell in row] for row in cells]
    if whole == "%":
        cells = [[f"{cell}%" for cell in row] for row in cells]
    rows = [f"E{i},{','.join(row)}" for i, row in enumerate(cells)]
    said = "columns 2 to 4 add up to 1(00)? in each row, as shares do, .*; give how many"
    with pytest.raises(StudyError, match=said) as refused:
        explained(tmp_path, "\n".join(["id,A,B,C", *rows]) + "\n")
    assert "--layout counts" not in str(refused.value)


def test_shares_beside_how_many_rated_are_refused_too(tmp_path: Path) -> None:
    rows = [f"E{i},{row},{3 + i % 2}" for i, row in enumerate(SHARES)]
    with pytest.raises(StudyError, match="columns 2 to 4 add up to 100 in each row, as shares do"):
        explained(tmp_path, "\n".join(["id,A,B,C,n", *rows]) + "\n")


def test_a_hundred_raters_are_believed_when_told(tmp_path: Path) -> None:
    rows = ("0,0,100", "0,100,0", "33,67,0", "100,0,0", "33,33,34", "66,0,34")
    text = "\n".join(["id,A,B,C", *(f"E{i},{row}" for i, row in enumerate(rows))]) + "\n"
    with pytest.raises(StudyError, match="or type --layout counts if so many raters rated each"):
        explained(tmp_path, text)
    told = explained(tmp_path, text, Reading(layout="counts"))
    assert told.ratings.codes.shape == (6, 100)


PATTERNS = "A,A,11\nB,B,9\nC,C,7\nB,A,2\nC,A,1\n"
OFTEN = "column 3 holds whole numbers, .*; give one row an extract: each row as often as column"


@pytest.mark.parametrize("head", ["weight", "count", "freq", "n", "Frequency"])
def test_rows_that_stand_for_several_extracts_are_refused(tmp_path: Path, head: str) -> None:
    with pytest.raises(StudyError, match=OFTEN) as refused:
        explained(tmp_path, f"Anna,Ben,{head}\n{PATTERNS}")
    assert "--raters" not in str(refused.value)


def test_rows_that_may_stand_for_several_extracts_are_asked_about(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=f"{OFTEN} 3 says; or type --raters 'column 1,column 2'"):
        explained(tmp_path, f"Anna,Ben,Fälle\n{PATTERNS}")
    told = Reading(raters=("column 1", "column 2"))
    assert explained(tmp_path, f"Anna,Ben,Fälle\n{PATTERNS}", told).ratings.codes.shape == (5, 2)


TEAMS = ("Anna,Ben,C,C", "Ben,Cara,B,B", "Cara,Anna,A,B", "Anna,Ben,A,A", "Ben,Cara,A,C")


@pytest.mark.parametrize("rows", [TEAMS, tuple(f"Anna,Ben,{row[-3:]}" for row in TEAMS)])
def test_two_coders_a_row_are_to_be_given_a_row_each(tmp_path: Path, rows: tuple[str, ...]) -> None:
    text = "\n".join(
        ["segment,coder1,coder2,code1,code2", *(f"E{i},{r}" for i, r in enumerate(rows))]
    )
    said = "columns 2, 3 never hold the same in a row, .*; give each code a row of its own"
    with pytest.raises(StudyError, match=said):
        explained(tmp_path, text + "\n")


FLEISS = """subject,1,2,3,4,5,Sum,P_i
1,0,0,0,0,14,14,1.000
2,0,2,6,4,2,14,0.253
3,0,0,3,5,6,14,0.308
4,0,3,9,2,0,14,0.440
5,2,2,8,1,1,14,0.330
6,7,7,0,0,0,14,0.462
7,3,2,6,3,0,14,0.242
8,2,5,3,2,2,14,0.176
9,6,5,2,1,0,14,0.286
10,0,2,2,3,7,14,0.286
"""
FLEISS_KAPPA = 0.210  # as printed beside this well-known table


@pytest.mark.parametrize(
    ("old", "new"),
    [("", ""), ("Sum,P_i", "n,P"), ("Sum,P_i", "N,agreeing"), ("10,0,2,", "10,,2,"), (",14,", ",")],
)
def test_a_column_of_each_rows_agreement_is_no_category(tmp_path: Path, old: str, new: str) -> None:
    text = FLEISS.replace(old, new)
    if new == ",":
        text = re.sub(",14,(?=[01])", ",", FLEISS.replace("Sum,", ""))
    found = explained(tmp_path, text)
    assert (found.layout, found.ratings.codes.shape) == ("counts a category", (10, 14))
    assert spss(found.ratings).overall.kappa == pytest.approx(FLEISS_KAPPA, abs=5e-4)
    where = 7 if new == "," else 8
    said = f"column {where} is how far the counts in columns 2 to 6 agree, and left out"
    assert said in found.ratings.origin.changes
    assert where == 7 or any("column 7 is the sum" in x for x in found.ratings.origin.changes)
    again = explained(tmp_path, text, found.reading)
    assert again.ratings.labels().equals(found.ratings.labels())


def test_agreement_of_two_raters_a_row_is_no_category(tmp_path: Path) -> None:
    two = ((2, 0, 0), (1, 1, 0), (0, 0, 2), (0, 1, 1), (0, 2, 0), (2, 0, 0))
    rows = [f"{i},{a},{b},{c},2,{int(2 in (a, b, c))}" for i, (a, b, c) in enumerate(two, 1)]
    for n in (4, 6):
        found = explained(tmp_path, "\n".join(["id,A,B,C,Total,P_i", *rows[:n]]) + "\n")
        assert found.ratings.categories == ("A", "B", "C")
        assert found.ratings.codes.shape == (n, 2)


def test_a_rater_is_not_taken_for_an_agreement(tmp_path: Path) -> None:
    rows = [f"{i},{i % 3},{i % 3},{(i + i // 5) % 3},{i % 2}" for i in range(1, 21)]
    found = explained(tmp_path, "\n".join(["id,R1,R2,R3,R4", *rows]) + "\n")
    assert (found.layout, found.ratings.codes.shape) == ("one column a rater", (20, 4))


@pytest.mark.parametrize("head", ["percent_yes", "% yes", "share", "prop_yes,percent_no"])
@pytest.mark.parametrize(("whole", "decimals"), [(1, 3), (100, 1), (100, 0)])
def test_the_share_of_a_count_is_no_category(
    tmp_path: Path, head: str, whole: int, decimals: int
) -> None:
    rows = []
    for i, yes in enumerate((0, 1, 2, 5, 2, 6, 5, 5, 6, 0), 1):
        shares = [f"{whole * n / 6:.{decimals}f}" for n in (yes, 6 - yes)][: len(head.split(","))]
        rows.append(f"{i},{yes},{6 - yes},{','.join(shares)}")
    found = explained(tmp_path, "\n".join([f"item,n_yes,n_no,{head}", *rows]) + "\n")
    assert (found.layout, found.ratings.codes.shape) == ("counts a category", (10, 6))
    assert found.ratings.categories == ("n_yes", "n_no")
    said = "column 4 is the share of one of the counts in columns 2, 3, and left out"
    assert said in found.ratings.origin.changes
    assert len([x for x in found.ratings.origin.changes if "share" in x]) == len(head.split(","))


def test_the_largest_of_the_counts_is_no_category(tmp_path: Path) -> None:
    head, *rows = FLEISS.replace(",Sum,P_i", "").splitlines()
    cells = [row.split(",")[:6] for row in rows]
    larger = [",".join([*row, str(max(map(int, row[1:])))]) for row in cells]
    found = explained(tmp_path, "\n".join([f"{head},max", *larger]) + "\n")
    assert spss(found.ratings).overall.kappa == pytest.approx(FLEISS_KAPPA, abs=5e-4)
    said = "column 7 is the largest of the counts in columns 2 to 6, and left out"
    assert said in found.ratings.origin.changes


@pytest.mark.parametrize("last", ["4,,,", ",1,,3"])
def test_blanks_under_raters_headers_are_no_zeros_though_rows_add_up(
    tmp_path: Path, last: str
) -> None:
    rows = (",,,4", ",,1,3", ",,3,1", ",2,,2", "1,,,3", last)
    text = "\n".join(("extract,EB,KN,CB,coder four", *(f"E{i},{r}" for i, r in enumerate(rows))))
    assert explained(tmp_path, f"{text}\n").ratings.codes.shape == (6, 4)


@pytest.mark.parametrize("head", ["N", "n_words"])
def test_what_may_tell_how_often_or_something_else_is_asked_about(
    tmp_path: Path, head: str
) -> None:
    with pytest.raises(StudyError, match=f"{OFTEN} 3 says") as question:
        explained(tmp_path, f"A,B,{head}\n{PATTERNS}")
    assert (
        "or type --raters 'column 1,column 2' if it tells something else, or --raters 'columns 1 "
        "to 3' if it is a rater's"
    ) in str(question.value)
