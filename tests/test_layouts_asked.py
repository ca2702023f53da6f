"""What people send that nothing should guess: one clear answer, which names what to do."""

import random
import re
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook

from helpers import sources
from helpers.errors import StudyError
from helpers.layouts import Reading
from helpers.layouts.candidate import Candidate, Grid
from helpers.layouts.columns import Column, joined
from helpers.layouts.several import SeveralCodesError
from helpers.layouts.typed import way

from .written import asked, explained, typed

ONE = {
    "items of a questionnaire": (
        "record_id,item1,item2,item3,item4,item5\n1,1,2,3,1,2\n2,1,2,3,1,1\n3,1,2,3,1,2\n",
        "its columns are numbered alike and more than its rows, as if each row were a rater's",
    ),
    "a form with addresses": (
        "Timestamp,Email Address,Item 1,Item 2,Item 3\n"
        "2024/01/01 10:00,a@x.org,Joy,Fear,Joy\n2024/01/01 11:00,b@x.org,Joy,Fear,Fear\n",
        "each row is a rater's, as column 2 tells; turn the table round",
    ),
    "a form with initials": (
        "Timestamp,Your initials,Which theme? [E1],Which theme? [E2],Which theme? [E3]\n"
        "2024/01/01 10:00,AB,Joy,Fear,Joy\n2024/01/01 11:00,CD,Joy,Fear,Fear\n",
        "each row is a rater's, as column 2 tells; turn the table round",
    ),
    "a matrix of NVivo": (
        ",A : Trust,B : Time\n1 : Ann,1,0\n2 : Ben,1,1\n3 : Eve,0,1\n4 : Max,1,1\n",
        "its columns are lettered as in a matrix of NVivo, which does not tell who gave which",
    ),
    "codes against codes": (
        ",Ben: Joy,Ben: Fear,Ben: Hope\nAnn: Joy,10,2,1\nAnn: Fear,1,8,0\nAnn: Hope,0,1,6\n",
        "its rows and its columns have the same names, as where the codes of two raters are",
    ),
    "names that were merged": (
        "Extract,Coder,Code\nE1,Anna,Joy\n,Ben,Joy\nE2,Anna,Fear\n,Ben,Fear\nE3,Anna,Joy\n,Ben,Fear\n",
        "row 3 has no name in column 'Extract'; name the extract in every row",
    ),
    "marks beside the coder": (
        "Segment,Coder,Joy,Fear,Anger\n1,Anna,1,0,0\n1,Ben,1,0,0\n2,Anna,0,1,0\n2,Ben,0,0,1\n",
        "columns 3 to 5 hold a single 1 in each row; put one column in their place",
    ),
    "words for marks beside the coder": (
        "Excerpt,Coder,Joy,Fear,Anger\n1,Anna,True,False,False\n1,Ben,True,False,False\n"
        "2,Anna,False,True,False\n2,Ben,False,False,True\n",
        "columns 3 to 5 hold a single mark in each row; put one column in their place",
    ),
    "marks and blanks beside the coder": (
        "Segment,Coder,Joy,Fear,Anger\n1,Anna,x,x,\n1,Ben,x,,\n2,Anna,,x,\n2,Ben,,,x\n",
        "columns 3 to 5 hold marks alone; put one column in their place",
    ),
}


@pytest.mark.parametrize("what", ONE)
def test_a_table_that_has_to_be_turned_or_mended_first(tmp_path: Path, what: str) -> None:
    text, said = ONE[what]
    (tmp_path / "t.csv").write_text(text)
    with pytest.raises(StudyError) as refused:
        sources.explain([tmp_path / "t.csv"])
    assert said in str(refused.value)


def files(folder: Path, *texts: str) -> list[Path]:
    paths = [folder / f"{i}.csv" for i in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text)
    return paths


CODES = ("Joy Fear Joy Fear Joy Joy", "Joy Fear Fear Fear Joy Joy")


def test_codes_under_headers_of_their_own_are_the_one_other_column(tmp_path: Path) -> None:
    texts = [
        f"ID,Code {who}\n" + "".join(f"{i},{code}\n" for i, code in enumerate(codes.split(), 1))
        for who, codes in zip(("Anna", "Ben"), CODES, strict=True)
    ]
    found = sources.explain(files(tmp_path, *texts))
    assert (found.reading.extract, found.reading.category_column) == ("ID", "column 2")
    assert found.ratings.labels().to_numpy().T.tolist() == [codes.split() for codes in CODES]
    same = Reading(category_column="ID", extract="ID")
    with pytest.raises(StudyError, match="'ID' cannot hold the codes and name the extracts too"):
        sources.explain(files(tmp_path, *texts), same)


@pytest.mark.parametrize("reading", [Reading(), Reading(category_column="column 1")])
def test_files_of_one_column_cannot_be_matched(tmp_path: Path, reading: Reading) -> None:
    paths = files(tmp_path, *(codes.replace(" ", "\n") + "\n" for codes in CODES))
    with pytest.raises(StudyError, match="file 1: it has one column, so nothing tells which"):
        sources.explain(paths, reading)


def test_segments_numbered_anew_are_told_apart_in_files_too(tmp_path: Path) -> None:
    texts = [
        "Interview,Segment,Code\n"
        + "".join(f"Int{i // 3},{i % 3},{code}\n" for i, code in enumerate(codes.split()))
        for codes in CODES
    ]
    found = sources.explain(files(tmp_path, *texts))
    assert found.reading.extract == "Interview,Segment"
    assert found.ratings.labels().to_numpy().T.tolist() == [codes.split() for codes in CODES]
    again = sources.explain(files(tmp_path, *texts), found.reading)
    assert again.ratings.labels().equals(found.ratings.labels())


def test_files_that_hold_every_rater_are_parts_of_one_table(tmp_path: Path) -> None:
    text = "ID,Anna,Ben\n" + "".join(f"{i},{code},{code}\n" for i, code in enumerate("abcabc"))
    with pytest.raises(StudyError, match="put the rows of all files into one if each holds every"):
        sources.explain(files(tmp_path, text, text))


@pytest.mark.parametrize("head", ["Diff", "Mean", "Batch"])
def test_what_was_computed_beside_the_ratings_is_no_rater(tmp_path: Path, head: str) -> None:
    rows = ("1,1,1,0", "2,1,2,1", "3,2,2,0", "4,3,1,2", "5,3,3,0", "6,2,2,0", "7,1,1,0", "8,3,2,1")
    (path,) = files(tmp_path, f"ID,Anna,Ben,{head}\n" + "\n".join(rows) + "\n")
    found = sources.explain([path])
    assert found.reading.raters == ("Anna", "Ben")
    assert f"not taken for raters: {head!r}" in found.ratings.origin.changes


def test_a_legend_below_a_blank_row_is_left_out(tmp_path: Path) -> None:
    rows = [["ID", "Anna", "Ben"], *([i, "Joy", "Fear"] for i in range(1, 7))]
    below = [["", "", ""], ["Legend", "", ""], ["Joy", "positive", ""], ["Fear", "negative", ""]]
    path = tmp_path / "t.xlsx"
    pd.DataFrame([*rows, *below]).to_excel(path, header=False, index=False)
    found = sources.explain([path], Reading(layout="wide", raters=("Anna", "Ben")))
    assert found.ratings.extracts == tuple("123456")
    assert any("3 rows at the end left out" in said for said in found.ratings.origin.changes)


def test_values_of_one_label_stay_apart(tmp_path: Path) -> None:
    import pyreadstat

    frame = pd.DataFrame({"R1": [1.0, 2, 3, 1, 2, 3], "R2": [2.0, 1, 3, 1, 2, 3]})
    labels = {name: {1.0: "Other", 2.0: "Other", 3.0: "Joy"} for name in frame}
    pyreadstat.write_sav(frame, str(tmp_path / "t.sav"), variable_value_labels=labels)
    found = sources.explain([tmp_path / "t.sav"])
    assert found.ratings.categories == ("Other (1)", "Other (2)", "Joy")


READS = "kept as a label, though it reads as not rated: "
MARKS = ("99", "not coded", "(blank)", "–", "DK", "don't know", "Unsure")


@pytest.mark.parametrize("mark", MARKS)
def test_more_marks_that_read_as_missing_are_said(tmp_path: Path, mark: str) -> None:
    rows = [f"{i},{a},{b}" for i, (a, b) in enumerate(["ab", "bb", "aa", "bb", "ab", "aa"])]
    (path,) = files(tmp_path, "\n".join(["ID,Anna,Ben", *rows, f"9,a,{mark}"]) + "\n")
    changes = sources.explain([path]).ratings.origin.changes
    unsure = mark in ("DK", "don't know", "Unsure")  # answers of their own, as often as not
    kept = f"{mark!r} is kept as a label" if unsure else f"{READS}{mark!r}"
    assert any(said.startswith(f"{kept} (1); --missing ") for said in changes)


@pytest.mark.parametrize(
    ("labels", "said"), [("1238", "8"), ("0199", "9"), ("12349", "9"), ("567", ""), ("6789", "")]
)
def test_codes_far_beyond_the_others_are_said(tmp_path: Path, labels: str, said: str) -> None:
    rows = [f"E{i},{x},{x}" for i, x in enumerate(labels * 3)]
    (path,) = files(tmp_path, "\n".join(["ID,Anna,Ben", *rows]) + "\n")
    changes = sources.explain([path]).ratings.origin.changes
    found = [change[1] for change in changes if "is kept as a label" in change]
    assert found == list(said)


def test_a_cross_among_words_is_said_and_a_letter_among_letters_is_none(tmp_path: Path) -> None:
    for labels, said in ((("joy", "fear", "x"), True), (("x", "y", "z"), False)):
        rows = [f"E{i},{x},{x}" for i, x in enumerate(labels * 3)]
        (path,) = files(tmp_path, "\n".join(["ID,Anna,Ben", *rows]) + "\n")
        changes = sources.explain([path]).ratings.origin.changes
        assert any(x.startswith("'x' is kept as a label (6)") for x in changes) is said


def test_many_columns_can_name_the_extract_together() -> None:
    names = [Column.from_cells(name, pd.Series(map(str, range(10_000)))) for name in "abcde"]
    whole = joined(names)
    assert whole.unique
    assert whole.texts()[9_999] == " / ".join(["9999"] * 5)


def test_identifiers_of_annotations_are_no_categories(tmp_path: Path) -> None:
    rows = [
        f"{3 * i + k},{k},{i},{['Joy', 'Fear'][(i + (k == 2) * (i % 4 == 0)) % 2]},said {i}"
        for i in range(1, 9)
        for k in (1, 2, 3)
    ]
    text = "\n".join(["annotation_id,annotator,id,sentiment,text", *rows]) + "\n"
    found = sources.explain(files(tmp_path, text))
    assert found.reading.category_column == "sentiment"
    assert found.ratings.codes.shape == (8, 3)


def test_a_count_in_a_row_of_totals_is_no_rating_without_value(tmp_path: Path) -> None:
    book, path = Workbook(), tmp_path / "t.xlsx"
    for row in (["ID", "Anna", "Ben"], *([i, "ab"[i % 2], "ab"[i % 2]] for i in range(9))):
        book.worksheets[0].append(row)
    book.worksheets[0].append(["Total", None, "=COUNTA(C2:C10)"])
    book.save(path)
    changes = sources.explain([path]).ratings.origin.changes
    assert not any("no stored value" in said for said in changes)


@pytest.mark.parametrize("heads", ["doc,seg", "doc,para", "interview,part", "a,b"])
@pytest.mark.parametrize("mark", ["", "T"])
def test_what_names_extracts_with_another_is_no_rater(
    tmp_path: Path, heads: str, mark: str
) -> None:
    codes = ("112", "222", "122", "221", "111", "211", "222", "111", "121", "222", "112", "111")
    rows = [f"{mark}{i // 4},{mark}{i % 4},{','.join(row)}" for i, row in enumerate(codes * 2)]
    text = "\n".join([f"{heads},Anna,Ben,Cleo", *rows]) + "\n"
    assert "--raters 'columns 3 to 5'" in asked(tmp_path, text)
    told = explained(tmp_path, text, Reading(raters=("columns 3 to 5",)))
    assert ["".join(row) for row in told.ratings.labels().to_numpy()] == list(codes * 2)


def test_columns_headed_as_times_may_hold_ratings(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    codes = ("1,1", "2,2", "3,2", "1,1", "2,2", "3,3", "1,2", "3,3")
    rows = [f"{i},{two}\n" for i, two in enumerate(codes, 1)]
    path.write_text("".join(["id,time1,time2\n", *rows]))
    with pytest.raises(StudyError) as refused:
        sources.explain([path])
    typed = "--layout wide --raters 'column 2,column 3' --extract 'column 1'"
    assert "columns 2, 3 share labels, and are headed as what stands beside" in str(refused.value)
    assert f"type {typed} if each holds ratings" in str(refused.value)
    reading = Reading("wide", raters=("column 2", "column 3"), extract="column 1")
    assert sources.explain([path], reading).ratings.codes.shape == (8, 2)


def test_a_header_like_the_rows_below_it_is_asked_about_with_both_ways_to_type(
    tmp_path: Path,
) -> None:
    path, named = tmp_path / "letters.csv", ("columns 1 to 3",)
    path.write_text("a,b,c\nx,y,x\ny,y,x\nx,x,x\n")
    with pytest.raises(StudyError) as asked:
        sources.load_files([path], None)
    rows = {"wide": 3, "block": 4}
    for layout, n in rows.items():
        assert f"type `--layout {layout} --raters 'columns 1 to 3'`" in str(asked.value)
        told = sources.load_files([path], Reading(layout=layout, raters=named))
        assert told.codes.shape == (n, 3)


@pytest.mark.parametrize(
    "raters", ["Column 2,COLUMN 3", "columns 2 and 3", "columns 2-3", "Columns 2 to 3"]
)
def test_columns_are_named_by_number_as_people_write_it(tmp_path: Path, raters: str) -> None:
    rows = "".join(f"E{i},{a},{b},{a}\n" for i, (a, b) in enumerate(["xy", "xx", "yy", "yx"]))
    found = explained(tmp_path, f"id,P,Q,R\n{rows}", Reading(raters=tuple(raters.split(","))))
    assert found.reading.raters == ("P", "Q")


def test_columns_numbered_alike_can_be_typed_as_raters_at_once(tmp_path: Path) -> None:
    text = "Indicator,P1,P2,P3,P4,P5,P6\n1,2,2,2,2,2,3\n2,4,4,3,4,2,4\n3,1,1,1,1,1,1\n"
    said = asked(tmp_path, text)
    assert said.endswith(
        "or type --layout wide --raters 'columns 2 to 7' if each row is an extract"
    )
    read = typed(tmp_path / "t.csv", "--layout wide --raters 'columns 2 to 7'")
    assert read.codes.shape == (3, 6)


def test_a_way_that_is_refused_when_typed_says_what_would_have_to_be_mended() -> None:
    def grid() -> Grid:
        raise StudyError("t.csv: row 6 has no name in column 'text'; name every extract")

    one = Candidate("long", 0.6, ("columns 1, 2 and 3",), Reading(layout="long"), grid)
    assert way(one) == (
        "`--layout long` (one row a rating: columns 1, 2 and 3; but first mend this: row 6 has no "
        "name in column 'text'; name every extract)"
    )


@pytest.mark.parametrize("enough", [True, False])
def test_a_way_with_several_codes_a_rating_says_whether_enough_is_left(enough: bool) -> None:
    def grid() -> Grid:
        raise SeveralCodesError("t.csv: rater 1 gave extract 1 several codes", enough=enough)

    said = way(Candidate("long", 0.6, ("so",), Reading(layout="long"), grid))
    assert said.startswith("`--layout long --several drop` (one row a rating: so; where a rater")
    assert ("no extract has two ratings then" in said) is not enough


def question_by_question(folder: Path, heads: str, labels: str) -> list[str]:
    """The columns offered for answers drawn at random, a set of labels for each header."""
    chance = random.Random(3)
    rows = [",".join((f"E{i}", *(chance.choice(one) for one in labels.split()))) for i in range(24)]
    said = asked(folder, "\n".join((f"id,{heads}", *rows, "")))
    found = re.findall(r"`--layout wide --raters '([^']*)'`", said)
    assert all(typed(folder / "t.csv", f"--layout wide --raters '{one}'") for one in found)
    return found


def test_labels_that_differ_tell_which_part_of_the_headers_is_the_question(tmp_path: Path) -> None:
    heads = "anna: tone,anna: topic,anna: risk,ben: tone,ben: topic,ben: risk"
    found = question_by_question(tmp_path, heads, "pqr 123 xyz pqr 123 xyz")
    assert found == ["column 2,column 5", "column 3,column 6", "column 4,column 7"]


def test_where_labels_are_the_same_both_parts_are_offered_as_raters(tmp_path: Path) -> None:
    heads = "AE_C1,AE_C2,AE_C3,MK_C1,MK_C2,MK_C3"
    found = question_by_question(tmp_path, heads, " ".join(["0123"] * 6))
    assert found[:3] == ["column 2,column 5", "column 3,column 6", "column 4,column 7"]
    assert found[3:] == ["columns 2 to 4", "columns 5 to 7", "columns 2 to 7"]


def test_what_was_agreed_on_is_no_rater_of_any_question(tmp_path: Path) -> None:
    heads = "AE_C1,AE_C2,AE_C3,MK_C1,MK_C2,MK_C3,FINAL_C1,FINAL_C2,FINAL_C3"
    found = question_by_question(tmp_path, heads, " ".join(["0123"] * 9))
    assert found[:3] == ["column 2,column 5", "column 3,column 6", "column 4,column 7"]


def test_headers_without_a_word_are_asked_about_like_others(tmp_path: Path) -> None:
    rows = ("1,2,3,2", "2,2,3,3", "3,1,1,1", "1,1,2,1")
    said = asked(
        tmp_path, "\n".join(("Essay,#1,#2,#3,#4", *(f"{i},{r}" for i, r in enumerate(rows)), ""))
    )
    assert "--raters 'columns 2 to 5'" in said
