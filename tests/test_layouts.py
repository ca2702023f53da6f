"""Each layout on the files people really send, what is weighed, and what is asked."""

import json
from pathlib import Path

import numpy as np
import pytest

from helpers import sources
from helpers.errors import StudyError
from helpers.layouts import Reading
from helpers.ratings import Ratings
from helpers.readers.refi_codes import codebook

FILES = Path(__file__).parent / "data" / "layouts"
GOLDEN = sorted((Path(__file__).parent / "data" / "agreement").glob("*.csv"))
EXPECTED = json.loads((FILES / "expected.json").read_text())
# The one cell that a file leaves out on purpose: (row, rater), counting from 0.
LEFT_OUT = {"03": (6, 2), "09": (9, 1), "10": (4, 2)}
NAMES = {
    "01": "01_wide_initials_bom_crlf.csv",
    "03": "03_r_writecsv_index_na_match.csv",
    "04": "04_long_rater_number.csv",
    "06": "06_semicolon_cp1252_dirty_labels.csv",
    "07": "07_counts_matrix.csv",
    "09": "09_titlerow_blankrows_total_codes.xlsx",
    "10": "10_value_labels_missing99.sav",
    "14": "14_project_three_users.qdpx",
}


def read(text: str, tmp_path: Path, reading: Reading | None = None) -> Ratings:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return sources.load_files([path], reading)


def codes(ratings: Ratings) -> list[list[int | None]]:
    """The table in the codes of `expected.json`."""
    numbers = {label: int(code) for code, label in EXPECTED["labels"].items()}
    numbers |= {str(code): code for code in numbers.values()}
    plain = [label.casefold().removeprefix(f"{label[0]}. ") for label in ratings.categories]
    known = [numbers[label] for label in plain]
    return [[known[c] if c >= 0 else None for c in row] for row in ratings.codes]


@pytest.mark.parametrize("number", [number for number in NAMES if number != "07"])
def test_the_same_table_comes_from_every_layout(number: str) -> None:
    reading = Reading(merge_labels=number == "06")
    ratings = sources.load_files([FILES / NAMES[number]], reading)
    expected = [list(row) for row in EXPECTED["rows"]]
    if number in LEFT_OUT:
        row, rater = LEFT_OUT[number]
        expected[row][rater] = None
    assert codes(ratings) == expected
    assert ratings.raters == ("R1", "R2", "R3")
    assert len(ratings.categories) == 5


def test_counts_hold_no_rater() -> None:
    ratings = sources.load_files([FILES / NAMES["07"]])
    expected = [sorted(row) for row in EXPECTED["rows"]]
    assert [sorted(filter(None, row)) for row in codes(ratings)] == expected
    assert not ratings.raters_known
    assert ratings.extracts == tuple(map(str, range(1, 21)))


CHANGES = {
    "01": ["raters renamed R1 to R3 in the file's order; --keep-names shows their names"],
    "03": ["not taken for raters: column 1, 'match'", "1 cell missing: NA without quotes"],
    "06": [
        "text decoded from Windows-1252 (not UTF-8)",
        "1 row at the end left out: Total",
        "not taken for raters: 'Comment'",
        "21 cells trimmed of surrounding space",
        "merged into 'future goals': 'future\\xa0goals', 'FUTURE GOALS', 'Future Goals'",
    ],
    "07": ["who gave which rating is not known: only how many raters chose each category"],
    "09": [
        "1 line above the header row left out",
        "2 blank rows left out",
        "2 rows at the end left out: Kappa, Total",
        "codes shown by the labels of the workbook's code list (5)",
        "1 rating missing",
    ],
    "10": ["1 cell missing: user-missing codes"],
}


@pytest.mark.parametrize("number", CHANGES)
def test_what_was_changed_is_said(number: str) -> None:
    reading = Reading(merge_labels=number == "06")
    changes = sources.load_files([FILES / NAMES[number]], reading).origin.changes
    assert set(CHANGES[number]) <= set(changes)
    assert not any(name in change for change in changes for name in EXPECTED["order"])


def test_names_are_kept_when_asked() -> None:
    ratings = sources.load_files([FILES / NAMES["01"]], Reading(keep_names=True))
    assert list(ratings.raters) == EXPECTED["order"]


def test_alike_labels_stay_apart_unless_asked_and_are_named() -> None:
    ratings = sources.load_files([FILES / NAMES["06"]])
    assert len(ratings.categories) == 15
    (warning,) = [c for c in ratings.origin.changes if c.startswith("kept apart")]
    assert "'barriers', 'BARRIERS'" in warning
    assert warning.endswith("--merge-labels makes them one")


@pytest.mark.parametrize("name", ["11_nvivo_like_coding_comparison.csv", "14_codebook.qdc"])
def test_results_and_codebooks_are_refused(name: str) -> None:
    with pytest.raises(StudyError, match=r"results|holds no ratings"):
        sources.load_files([FILES / name])


def test_a_qualcoder_comparison_is_refused(tmp_path: Path) -> None:
    heads = "Code,Agree %,A and B %,Not A Not B %,Disagree %,A not B %,B not A %,Kappa"
    text = f"{heads}\na,9,9,9,9,9,9,1\n"
    with pytest.raises(StudyError, match="this holds results"):
        read(text, tmp_path)


def test_the_codebook_beside_the_project_names_the_same_categories() -> None:
    found = codebook((FILES / "14_codebook.qdc").read_bytes(), "14_codebook.qdc")
    ratings = sources.load_files([FILES / NAMES["14"]])
    assert tuple(code.name for code in found if code.depth == 0) == ratings.categories


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_the_golden_tables_are_read_as_their_columns_say(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text())
    found = sources.explain([path], categories=expected["categories"])
    assert found.layout == "one column a rater"
    rows = path.read_text("utf-8").splitlines()
    assert found.ratings.codes.shape == (len(rows) - 1, rows[0].count(","))
    assert sorted(found.ratings.categories) == sorted(map(str, expected["categories"]))


def test_an_explanation_says_why_and_what_else() -> None:
    found = sources.explain([FILES / NAMES["07"]])
    assert found.layout == "counts a category"
    assert "each row adds up to the same number" in found.why
    (other,) = [one for one in found.others if one[0] == "one column a rater"]
    assert other[1] < found.score
    assert "but each row adds up to the same number, as counts do" in other[2]


def test_the_explained_reading_gives_the_same_table_again() -> None:
    for name in NAMES.values():
        found = sources.explain([FILES / name])
        again = sources.load_files([FILES / name], found.reading)
        assert np.array_equal(again.codes, found.ratings.codes), name


ASKED = {
    "codes under numbers": (
        "1\t2\t3\n1\t1\t2\n2\t2\t2\n3\t3\t3\n",
        ["--layout wide --raters 'columns 1 to 3'", "--layout block --raters 'columns 1 to 3'"],
    ),
    "two variables": (
        "id,theme,theme1,tone,tone1\n1,a,a,x,x\n2,b,b,y,y\n3,a,b,x,y\n",
        ["--category-column theme", "--category-column tone"],
    ),
    "either side of the pair": (
        "id,A_x,A_y,B_x,B_y\n1,1,0,0,1\n2,0,1,1,0\n",
        ["--layout indicators --raters 'part 1'", "--layout indicators --raters 'part 2'"],
    ),
    "counts or codes": ("id,P,Q\n1,0,2\n2,2,0\n3,0,2\n", ["--layout wide", "--layout counts"]),
    "a rater apart": (
        "id,EB,KN,CB\n1,a,a,z\n2,b,b,z\n3,a,b,z\n",
        ["type --raters 'column 2,column 3' or", "so, --raters 'columns 2 to 4'"],
    ),
}


@pytest.mark.parametrize("case", ASKED)
def test_where_two_ways_are_as_good_it_asks_with_the_options_to_type(
    tmp_path: Path, case: str
) -> None:
    text, options = ASKED[case]
    with pytest.raises(StudyError) as question:
        read(text, tmp_path)
    assert [option for option in options if option not in str(question.value)] == []
    assert "\n" not in str(question.value)


def test_a_question_is_answered_by_what_it_says_to_type(tmp_path: Path) -> None:
    text = ASKED["counts or codes"][0]
    wide = read(text, tmp_path, Reading(layout="wide", raters=("P", "Q"), extract="id"))
    counts = read(text, tmp_path, Reading(layout="counts", extract="id"))
    assert wide.categories == ("0", "2")
    assert counts.categories == ("P", "Q")


def test_a_block_of_codes_with_one_that_means_not_rated(tmp_path: Path) -> None:
    text = "a\ta\tb\na\to\ta\nb\tb\tb\no\tb\tb\n"
    ratings = read(text, tmp_path, Reading(missing=("o",)))
    assert ratings.categories == ("a", "b")
    assert ratings.codes.tolist() == [[0, 0, 1], [0, -1, 0], [1, 1, 1], [-1, 1, 1]]
    assert "2 cells missing as told: 'o'" in ratings.origin.changes


def test_a_missing_mark_that_no_cell_holds_is_named(tmp_path: Path) -> None:
    text = "id,A,B\n1,x,x\n2,x,99\n3,y,y\n4,x,y\n"
    reading = Reading(layout="wide", raters=("A", "B"), missing=("99", "zzz"))
    changes = read(text, tmp_path, reading).origin.changes
    assert "no cell holds 'zzz', told to mean missing" in changes
    assert any(change.startswith("1 cell missing as told: ") for change in changes)


def test_several_variables_are_told_apart_by_a_suffix(tmp_path: Path) -> None:
    text = "n,theme,theme1,theme2,sure,sure1,sure2\nx,a,a,b,1,1,2\ny,b,b,b,1,2,1\n"
    ratings = read(text, tmp_path, Reading(category_column="theme"))
    assert ratings.labels().to_numpy().tolist() == [["a", "a", "b"], ["b", "b", "b"]]
    assert ratings.origin.layout == "several variables told apart by a suffix"


def test_one_variable_with_a_suffix_needs_no_option(tmp_path: Path) -> None:
    ratings = read("id,theme,theme1\nx,a,a\ny,b,b\nz,a,b\n", tmp_path)
    assert ratings.codes.tolist() == [[0, 0], [1, 1], [0, 1]]


def test_indicators_with_crosses_and_blanks(tmp_path: Path) -> None:
    text = "id,EB: a,EB: b,KN: a,KN: b\n1,x,,x,\n2,,x,x,\n3,,,,x\n"
    ratings = read(text, tmp_path, Reading(raters=("EB", "KN")))
    assert ratings.categories == ("a", "b")
    assert ratings.codes.tolist() == [[0, 0], [1, 0], [-1, 1]]


def test_indicators_with_two_crosses_need_a_decision(tmp_path: Path) -> None:
    text = "id,coder 1: a,coder 1: b,coder 2: a,coder 2: b\n1,1,1,1,0\n2,0,1,1,0\n3,1,0,1,0\n"
    with pytest.raises(StudyError, match="several are marked at once"):
        read(text, tmp_path)
    ratings = read(text, tmp_path, Reading(several="drop"))
    assert ratings.codes.tolist() == [[-1, 0], [1, 0], [0, 0]]
    assert "1 rating with several codes: left out as missing" in ratings.origin.changes


def test_a_long_table_by_structure_alone(tmp_path: Path) -> None:
    body = [f"{who},s{i},{'pq'[(i + (who == 'K')) % 2]}" for who in "EKZ" for i in range(6)]
    found = read("\n".join(["A,B,C", *body]), tmp_path)
    assert found.codes.shape == (6, 3)
    assert found.extracts == ("s0", "s1", "s2", "s3", "s4", "s5")


def test_a_long_table_with_two_codes_for_one_cell(tmp_path: Path) -> None:
    text = "coder,unit,code\nE,1,a\nE,1,b\nE,2,a\nE,2,a\nK,1,a\nK,2,b\n"
    with pytest.raises(StudyError, match="rater 1 gave extract 1 several codes"):
        read(text, tmp_path)
    ratings = read(text, tmp_path, Reading(several="first"))
    assert ratings.codes.tolist() == [[0, 0], [0, 1]]
    changes = ratings.origin.changes
    assert "1 rating with several codes: the first one taken" in changes
    assert "1 row left out: the same code again for the same extract and rater" in changes


def test_files_of_highlights_are_matched_by_id_or_by_passage(tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    head = "id,document,tag,content\n"
    first.write_text(f"{head}1,d,a,we met\n2,d,b,we parted\n")
    second.write_text(f"{head}1,d,a,we met\n2,d,a,we parted\n")
    ratings = sources.load_files([first, second])
    assert ratings.extracts == ("1", "2")
    assert ratings.codes.tolist() == [[0, 0], [1, 0]]
    second.write_text(f"{head}7,d,a,we parted\n9,d,a,we met\n")
    ratings = sources.load_files([first, second])
    assert ratings.extracts == ("1", "2")
    assert ratings.codes.tolist() == [[0, 0], [1, 0]]


def test_text_never_becomes_an_extracts_name(tmp_path: Path) -> None:
    said = ["a long sentence that somebody said about the matter at hand", "and another one" * 4]
    ratings = read(f"quote,EB,KN\n{said[0]},a,a\n{said[1]},b,a\n", tmp_path)
    assert ratings.extracts == ("1", "2")
    assert not any(text in str(ratings.origin) for text in said)


PROBLEMS = {
    "one rater": (
        "id,EB\n1,a\n2,b\n",
        "only column 2 can hold ratings; agreement needs two raters or more",
    ),
    "no rows": ("id,EB,KN\n", "there is no row below the header"),
    "a name twice": ("id,EB,KN\n1,a,a\n1,b,b\n2,a,b\n", "extract '1' appears more than once"),
    "a blank name": ("id,EB,KN\n1,a,a\n,b,b\n2,a,b\n", "row 3 has no name in column 'id'"),
    "several codes": ("id,EB,KN\n1,a;b,a\n2,b,b\n3,a,a\n", "type --split ';' --several drop to"),
    "a word and codes": (
        'id,EB,KN\n1,a,"a, b"\n2,b,b\n3,a,a\n',
        "or --split '' if it is one label",
    ),
}


@pytest.mark.parametrize("problem", PROBLEMS)
def test_problems_are_named(tmp_path: Path, problem: str) -> None:
    text, message = PROBLEMS[problem]
    reading = Reading(layout="wide") if "name" in problem else None
    with pytest.raises(StudyError) as refusal:
        read(text, tmp_path, reading)
    assert str(refusal.value).startswith("t.csv: ")
    assert message in str(refusal.value)


def test_one_rater_named_is_not_enough(tmp_path: Path) -> None:
    with pytest.raises(
        StudyError, match="--raters names one column; agreement needs two raters or more"
    ):
        read("id,EB,KN\n1,a,a\n2,b,b\n", tmp_path, Reading(raters=("EB",)))


def test_unknown_columns_are_named_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="no column 'extrac'; did you mean 'extract'"):
        read("extract,EB,KN\n1,a,a\n2,b,b\n", tmp_path, Reading(extract="extrac"))


def test_cells_with_several_codes_are_settled_as_asked(tmp_path: Path) -> None:
    text = "id,EB,KN\n1,a;b,a\n2,b,b\n3,a,a\n"
    dropped = read(text, tmp_path, Reading(split=";", several="drop"))
    assert dropped.codes.tolist() == [[-1, 0], [1, 1], [0, 0]]
    first = read(text, tmp_path, Reading(split=";", several="first"))
    assert first.codes.tolist() == [[0, 0], [1, 1], [0, 0]]
    assert "1 cell with several codes: the first one taken" in first.origin.changes
    with pytest.raises(StudyError, match="1 cell with several codes; --several drop"):
        read(text, tmp_path, Reading(split=";"))


def test_sheets_that_both_hold_ratings_are_asked_for(tmp_path: Path) -> None:
    from openpyxl import Workbook

    workbook = Workbook()
    for sheet in (workbook.worksheets[0], workbook.create_sheet("Second round")):
        for row in (["id", "EB", "KN"], [1, "a", "a"], [2, "b", "b"], [3, "a", "b"]):
            sheet.append(row)
    path = tmp_path / "t.xlsx"
    workbook.save(path)
    with pytest.raises(StudyError, match="type --sheet Sheet or --sheet 'Second round'"):
        sources.load_files([path])
    assert sources.load_files([path], Reading(sheet="Second round")).codes.shape == (3, 2)


def test_a_column_that_says_where_an_extract_comes_from_is_no_rater(tmp_path: Path) -> None:
    rows = [f"{i},{i % 3 + 1},{i % 5 + 1},{i % 5 + 1},{'note' * (i == 2)}" for i in range(12)]
    ratings = read("\n".join(["id,Service,EB,KN,Remarks", *rows]), tmp_path)
    assert ratings.codes.shape == (12, 2)
    assert "not taken for raters: 'Service', 'Remarks'" in ratings.origin.changes


def test_initials_over_few_extracts_are_one_family(tmp_path: Path) -> None:
    ratings = read("extract_id,EB,KN,CB\n1,1,1,1\n2,2,2,3\n", tmp_path)
    assert ratings.raters == ("R1", "R2", "R3")
    assert ratings.codes.tolist() == [[0, 0, 0], [1, 1, 2]]
    assert ratings.extracts == ("1", "2")


@pytest.mark.parametrize("last", ["CB,1,x", "CB,4,5", "Site,1,3", "consensus,1,3"])
def test_initials_alone_make_no_rater(tmp_path: Path, last: str) -> None:
    """Other codes, or another kind of header, beside two raters: asked, or left out and said."""
    head, *cells = last.split(",")
    text = f"extract_id,EB,KN,{head}\n1,1,1,{cells[0]}\n2,2,2,{cells[1]}\n"
    if head == "CB":
        with pytest.raises(StudyError, match="whether column 4 holds a rater is not plain"):
            read(text, tmp_path)
    else:
        assert read(text, tmp_path).raters == ("R1", "R2")
