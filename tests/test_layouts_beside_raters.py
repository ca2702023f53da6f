"""What stands beside raters' columns and is none of them, by its header or by its cells."""

import re
from pathlib import Path

import pytest

from helpers import sources
from helpers.errors import StudyError

from .written import explained

WORDS = ("AA", "BB", "AB", "CC", "BB", "CC")
MARKS = ("11", "00", "11", "01", "00", "11")
SHORT = ("11", "22", "12", "33", "22", "33")


def table(head: str, codes: tuple[str, ...], *beside: str) -> str:
    """Extracts numbered E1 and so on, then what stands beside, then one code a rater."""
    cells = zip(*(one.split() for one in beside), strict=True)
    rows = (
        ",".join((f"E{i}", *more, *code))
        for i, (code, more) in enumerate(zip(codes, cells, strict=True), 1)
    )
    return "\n".join((head, *rows)) + "\n"


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("school", "Leeds Hull York Leeds Hull York"),
        ("party", "red blue red blue red red"),
        ("clinic", "North South North South South South"),
        ("Date coded", "2023-01-02 2023-01-03 2023-01-04 2023-01-05 2023-01-06 2023-01-09"),
    ],
)
def test_what_is_known_of_an_extract_is_no_rater_in_a_small_table(
    tmp_path: Path, head: str, cells: str
) -> None:
    found = explained(tmp_path, table(f"MRN,{head},AB,CD", WORDS, cells))
    assert found.reading.raters == ("AB", "CD")


def test_what_is_known_of_an_extract_in_the_raters_labels_is_asked_about(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"whether column 2(,.*)? holds a rater"):
        explained(tmp_path, table("MRN,party,AB,CD", WORDS, "A B A A B C"))


@pytest.mark.parametrize("head", ["id,age,Anna,Ben", "id,year,AB,CD", "id,length,Ann,Eve"])
def test_an_age_beside_marks_is_no_count(tmp_path: Path, head: str) -> None:
    found = explained(tmp_path, table(head, MARKS, "34 51 45 62 29 40"))
    assert (found.layout, len(found.reading.raters)) == ("one column a rater", 2)


@pytest.mark.parametrize("raters", ["nurse_A,nurse_B", "Grader 1,Grader 2"])
def test_a_score_beside_a_series_of_raters_is_asked_about(tmp_path: Path, raters: str) -> None:
    with pytest.raises(StudyError) as asked:
        explained(tmp_path, table(f"patient,pain_score,{raters}", SHORT, "3 1 2 1 3 2"))
    assert re.search("column 2(, headed and filled unlike .*,)? holds a rater", str(asked.value))
    assert "type --raters 'column 3,column 4' or, if so, --raters 'columns 2 to 4'" in str(
        asked.value
    )


def test_a_third_rater_beside_a_series_is_one_if_they_agree(tmp_path: Path) -> None:
    found = explained(tmp_path, table("patient,doctor,nurse_A,nurse_B", SHORT, "1 2 1 3 2 3"))
    assert len(found.reading.raters) == 3


UNANIMOUS = ((3, 0, 0), (0, 3, 0), (0, 0, 3), (3, 0, 0), (0, 3, 0), (3, 0, 0))


@pytest.mark.parametrize("heads", ["Low,Moderate,High", "Yes,No,Unclear", "1,2,3"])
@pytest.mark.parametrize("names", ["quote", "patient", "Document"])
def test_counts_of_unanimous_raters_are_counts(tmp_path: Path, names: str, heads: str) -> None:
    quotes = names == "quote"
    rows = (
        f"{f'the team said that it needs more time {i}' if quotes else f'P{i}'},{a},{b},{c}"
        for i, (a, b, c) in enumerate(UNANIMOUS)
    )
    found = explained(tmp_path, "\n".join((f"{names},{heads}", *rows)) + "\n")
    assert found.layout == "counts a category"
    assert found.ratings.codes.tolist()[:3] == [[0] * 3, [1] * 3, [2] * 3]


def test_an_address_that_names_a_rater_is_kept_whole(tmp_path: Path) -> None:
    heads = [f"{who}@uni.edu_{code}" for who in ("anna", "ben") for code in ("trust", "time")]
    rows = [f"{i},{'1,0' if i % 3 else '0,1'},{'1,0' if i % 4 else '0,1'}" for i in range(1, 13)]
    found = explained(tmp_path, "\n".join((f"id,{','.join(heads)}", *rows)) + "\n")
    assert found.ratings.categories == ("trust", "time")


def test_a_block_of_two_families_of_columns_is_asked_about(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="can be read in 3 ways"):
        explained(tmp_path, ",,1,2\n1,2,3,3\n")


def test_a_number_sign_heads_numbers_of_rows(tmp_path: Path) -> None:
    rows = (f"{i},{a},{b}" for i, (a, b) in enumerate(SHORT[:5], 1))
    found = explained(tmp_path, "\n".join(("#,Hana,Anna", *rows)) + "\n")
    assert (found.reading.extract, found.ratings.codes.shape) == ("#", (5, 2))


@pytest.mark.parametrize("heads", ["0,1", "1,2"])
def test_numbers_that_head_counts_are_no_row_of_counts(tmp_path: Path, heads: str) -> None:
    rows = (f"w{i}lo,{n},{4 - n}" for i, n in enumerate((4, 0, 3, 4, 1, 0)))
    found = explained(tmp_path, "\n".join((f"word,{heads}", *rows)) + "\n")
    assert found.layout == "counts a category"
    assert found.ratings.codes.shape == (6, 4)


def test_counts_of_many_numbered_categories_are_no_questionnaire(tmp_path: Path) -> None:
    heads = ",".join(f"T{i}" for i in range(1, 9))
    rows = (f"P{i},{','.join('4' if i == j else '0' for j in range(8))}" for i in range(5))
    found = explained(tmp_path, "\n".join((f"participant,{heads}", *rows)) + "\n")
    assert found.layout == "counts a category"


@pytest.mark.parametrize("names", ["word", "Document"])
def test_names_beside_the_numbers_that_a_program_wrote_name_the_extracts(
    tmp_path: Path, names: str
) -> None:
    rows = (f"{i},w{i}lo,{a},{b}" for i, (a, b) in enumerate(SHORT))
    found = explained(tmp_path, "\n".join((f",{names},Hana,Anna", *rows)) + "\n")
    assert found.reading.extract == names
    assert found.reading.raters == ("Hana", "Anna")


def test_a_rater_whose_codes_fall_is_no_number_of_extracts(tmp_path: Path) -> None:
    rows = ("1,4,7", "2,3,6", "3,3,5", "4,4,5", "5,2,5", "6,2,2", "7,1,1", "8,5,1")
    found = explained(tmp_path, "\n".join(("id,coder_1,coder_2", *rows)) + "\n")
    assert found.ratings.codes.shape == (8, 2)


def test_a_category_of_one_extract_is_no_share_of_another(tmp_path: Path) -> None:
    rows = ("0,0,1,5", "6,0,0,0", "1,5,0,0", "5,1,0,0", "3,3,0,0")
    text = "\n".join(("id,A,B,C,D", *(f"P{i},{row}" for i, row in enumerate(rows)))) + "\n"
    found = explained(tmp_path, text)
    assert found.ratings.categories == ("A", "B", "C", "D")


def test_an_answer_in_pairs_of_headers_is_no_number_of_an_extract(tmp_path: Path) -> None:
    heads = ",".join(f"{who}: {said}" for who in ("BP", "CK") for said in ("Yes", "No"))
    rows = (f"P{i},{'1,0' if i % 3 else '0,1'},{'1,0' if i % 4 else '0,1'}" for i in range(12))
    found = explained(tmp_path, "\n".join((f"participant,{heads}", *rows)) + "\n")
    assert found.ratings.categories == ("Yes", "No")


def test_a_site_that_goes_with_the_codes_is_no_rater_in_other_words(tmp_path: Path) -> None:
    codes = ("A", "B", "C", "A", "B", "C", "A", "A", "C", "B", "A", "B")
    town = {"A": "Hull", "B": "Leeds", "C": "York"}
    rows = (f"P{i},{town[c]},{c},{c}" for i, c in enumerate(codes))
    found = explained(tmp_path, "\n".join(("participant,school,AB,CD", *rows)) + "\n")
    assert found.reading.raters == ("AB", "CD")


def test_labels_that_each_rater_used_once_make_them_no_strangers(tmp_path: Path) -> None:
    rows = (
        f"{i},{'Unclear' if i == 3 else 'Low'},{'High' if i == 7 else 'Low'}" for i in range(40)
    )
    found = explained(tmp_path, "\n".join(("id,Anna,Ben", *rows)) + "\n")
    assert (found.reading.raters, found.ratings.codes.shape) == (("Anna", "Ben"), (40, 2))


def test_a_header_with_a_word_for_a_remark_added_is_no_rater_s(tmp_path: Path) -> None:
    rows = ("neg,,neg,", "pos,neg,pos,", "pos,,neg,pos", "neg,neg,neg,neg") * 3
    body = "".join(f"{i},{row}\n" for i, row in enumerate(rows, 1))
    (tmp_path / "t.csv").write_text(f"Nr,EB,EB comment,MK,MK comment\n{body}")
    found = sources.load_files([tmp_path / "t.csv"])
    assert found.codes.shape == (12, 2)
    assert "not taken for raters: column 3, column 5" in " ".join(found.origin.changes)


def test_dates_under_any_header_are_no_rater_s(tmp_path: Path) -> None:
    rows = "".join(f"e{i},{a},{b},2024-05-{i}\n" for i, (a, b) in enumerate(("aa", "bb", "ab"), 11))
    found = explained(tmp_path, f"id,EB,KN,when\n{rows}")
    assert found.ratings.codes.tolist() == [[0, 0], [1, 1], [0, 1]]
