"""Shapes of files that people have published: what they hold is read, asked about or refused."""

from pathlib import Path

import pandas as pd
import pytest

from helpers.errors import StudyError
from helpers.layouts import Reading
from helpers.layouts.columns import Column, Columns, joined
from helpers.layouts.long import parts, persons

from .written import asked, explained, typed

RESULTS = {
    "a kappa a pair": (
        "measure,annotator_pair,weighted_kappa,n_items\n"
        "relevance,A1-A2,-0.02,741\nrelevance,A1-A3,0.11,741\nclarity,A1-A2,0.31,741\n"
    ),
    "an alpha a component": (
        "comparison,component,n_units,pct_agree,alpha\n"
        "humans,source,25,0.96,0.0\nhumans,outcome,25,0.84,0.54\nall,source,25,0.88,0.35\n"
    ),
    "a kappa a kind": "type,match,kappa\ngesture,0.959,0.814\ngaze,0.91,0.77\nvoice,0.88,0.61\n",
    "an alpha a code": '"attributes","alpha values"\n"Country","0.782"\n"Age","1"\n"Sex","0.9"\n',
    "correlations": (
        "participant,human mean,human mode,llm mean,llm mode,correlation coefficient,p-value\n"
        "0,3.17,2,2.85,3,0.73,0.01\n1,4.13,2,3.80,3,0.63,0.02\n2,4.10,3,3.10,3,0.52,0.04\n"
    ),
}


@pytest.mark.parametrize("what", RESULTS)
def test_results_are_refused_whatever_the_coefficient(tmp_path: Path, what: str) -> None:
    assert "this holds results (a kappa or its like a row)" in asked(tmp_path, RESULTS[what])


def test_codes_against_codes_at_two_places_are_refused(tmp_path: Path) -> None:
    heads = [f"{code}.{place}" for place in ("Winnipeg", "New Orleans") for code in "ABC"]
    rows = ("A,38,5,0,5,3,0", "B,33,11,3,3,11,4", "C,10,14,5,2,13,3")
    said = asked(tmp_path, "\n".join((f"rownames,{','.join(heads)}", *rows, "")))
    assert "its rows and its columns have the same names" in said


def test_a_year_and_the_years_since_are_no_counts(tmp_path: Path) -> None:
    years = (2007, 2022, 2022, 2013, 2015, 2016, 2009, 2018, 2021, 2022, 2010, 2021)
    rows = (f"{i},{year},{2025 - year - (i == 5)}" for i, year in enumerate(years))
    with pytest.raises(StudyError):
        explained(tmp_path, "\n".join(("physician_id,training_year,experience", *rows, "")))


def test_a_letter_in_as_many_cells_of_every_row_is_said_to_mean_not_rated(tmp_path: Path) -> None:
    rows = ("-1\to\t-1\to", "o\to\t-1\t1", "o\t-1\to\t1", "1\t1\to\to", "0\to\t-1\to", "o\t1\t0\to")
    text = "\n".join((*rows, *rows, ""))
    found = explained(tmp_path, text).ratings.origin
    assert (
        "kept as a label, though 'o' stands 2 times in every row; if it means not rated, type "
        "--missing o"
    ) in found.cautions
    said = "kept as a label, though it reads as not rated: 'o' (24); --missing o makes it missing"
    assert said in found.cautions
    told = typed(tmp_path / "t.csv", "--missing o")
    assert told.categories == ("-1", "0", "1")
    assert not [x for x in told.origin.cautions if "not rated" in x]


def test_a_label_of_one_rater_alone_is_not_said_to_mean_not_rated(tmp_path: Path) -> None:
    rows = (f"E{i},{'ab'[i % 2]},{'ab'[i % 3 % 2]},c" for i in range(8))
    found = explained(tmp_path, "\n".join(("id,Rater 1,Rater 2,Rater 3", *rows, "")))
    assert not [x for x in found.ratings.origin.cautions if "not rated" in x]


def test_persons_who_name_extracts_together_with_another_column_are_said() -> None:
    table = {"participant": "001122", "item": "abacab", "quantifier": "pqpqpq", "value": "121212"}
    found = [Column.from_cells(name, pd.Series(list(cells))) for name, cells in table.items()]
    participant, item, quantifier, value = found
    part = parts.Roles(joined((participant, item)), quantifier, value)
    (said,) = persons.said(Columns("t.csv", tuple(found), tuple(range(2, 8))), part)
    assert said == (
        "kept as raters', though headed as none's: column 3; if it names none, name the columns "
        "with --raters and --extract"
    )


def test_what_one_person_judged_of_each_extract_is_no_rater(tmp_path: Path) -> None:
    rows = (f"u{i},{i % 2},{i % 3 % 2},{i % 5 % 2}" for i in range(12))
    text = "\n".join(("pair_id,h_grounded,h_helpful,h_polite", *rows, ""))
    said = asked(tmp_path, text)
    assert "columns 2 to 4 are headed as what was judged of each extract, not as who" in said
    assert typed(tmp_path / "t.csv", "--layout wide --raters 'columns 2 to 4'").codes.shape[1] == 3


def test_raters_of_several_qualities_are_asked_about_as_ever(tmp_path: Path) -> None:
    chance = ("0110", "1011", "0010", "1100", "0101", "1110", "0001", "1000")
    rows = (f"u{i},{','.join(row)}" for i, row in enumerate(chance))
    heads = "id,Ann clarity,Ben clarity,Ann relevance,Ben relevance"
    said = asked(tmp_path, "\n".join((heads, *rows, "")))
    assert "headed as what was judged" not in said
    assert "--raters 'column 2,column 3'" in said


def test_hashtags_in_one_cell_are_several_codes(tmp_path: Path) -> None:
    tags = ("#calm #open", "#calm", "#open", "#shy #open", "#shy", "#calm")
    rows = (f"E{i},{tag},{tags[i - 1]}" for i, tag in enumerate(tags))
    text = "\n".join(("id,Rater 1,Rater 2", *rows, ""))
    assert "'#calm #open' looks like several codes in one cell; type --split ' '" in asked(
        tmp_path, text
    )
    told = typed(tmp_path / "t.csv", "--split ' ' --several first")
    assert told.categories == ("#calm", "#open", "#shy")


def test_a_row_a_pattern_is_refused_whatever_stands_beside_how_often_it_came(
    tmp_path: Path,
) -> None:
    acuity = [(r, left, who) for r in "1234" for left in "1234" for who in ("male", "female")]
    rows = (f"{i},{100 + 7 * i},{','.join(one)}" for i, one in enumerate(acuity))
    said = asked(tmp_path, "\n".join(("rownames,Freq,right,left,gender", *rows, "")))
    assert "no two rows hold the same labels, and column 2 says how often each came" in said


def test_how_often_something_came_is_no_category(tmp_path: Path) -> None:
    pairs = [(task, who) for task in ("Cook", "Clean", "Shop", "Pay") for who in ("Ann", "Ben")]
    rows = (f"{task},{who},{3 * i % 7}" for i, (task, who) in enumerate(pairs))
    with pytest.raises(StudyError):
        explained(tmp_path, "\n".join(("Task,Who,Freq", *rows, "")))


def test_measures_are_no_categories_whatever_the_layout(tmp_path: Path) -> None:
    wide = (f"{1.5 + i * 0.37:.2f},{2 + i * 0.41:.2f},{1 + i * 0.37:.2f}" for i in range(40))
    said = asked(
        tmp_path, "\n".join(("id,n40,n100,n400", *(f"{i},{x}" for i, x in enumerate(wide))))
    )
    assert "columns 2 to 4 seem to hold scores on a continuous scale" in said
    long = (f"{year},{firm},{100 + year * 3 + firm}" for year in range(20) for firm in range(8))
    said = asked(tmp_path, "\n".join(("year,coder,value", *long, "")))
    assert "column 3 seems to hold measures (65 different numbers in 160 cells)" in said
    typed_long = "--layout long --raters coder --extract year --category-column value"
    assert typed(tmp_path / "t.csv", typed_long).codes.shape == (20, 8)


def test_correlations_are_refused_as_results(tmp_path: Path) -> None:
    rows = ("V1,1.0,.43,.21", "V2,.43,1.0,.37", "V3,.21,.37,1.0")
    said = asked(tmp_path, "\n".join(("rownames,V1,V2,V3", *rows, "")))
    assert said.endswith("as correlations do: these are results, not ratings")


def test_a_failed_answer_is_said_to_be_kept_as_a_label(tmp_path: Path) -> None:
    rows = (
        f"{i},{'include' if i % 2 else 'exclude'},{'error' if i == 3 else 'include'}"
        for i in range(12)
    )
    found = explained(tmp_path, "\n".join(("id,Rater 1,Rater 2", *rows, "")))
    said = "kept as a label, though it reads as not rated: 'error' (1); --missing error makes it "
    assert f"{said}missing" in found.ratings.origin.cautions


def test_columns_that_have_nothing_in_common_are_said_to_be_no_raters_perhaps(
    tmp_path: Path,
) -> None:
    rows = (f"{i},{i % 2},{i // 2 % 2}" for i in range(40))
    text = "\n".join(("id,cartel,ice", *rows, ""))
    (said,) = explained(tmp_path, text).ratings.origin.cautions
    assert said.startswith("kept as raters', though columns 2, 3 agree hardly more than chance")
    headed = text.replace("cartel,ice", "Rater 1,Rater 2")
    assert not explained(tmp_path, headed).ratings.origin.cautions


def test_an_extract_named_by_several_columns_can_be_typed_as_the_refusal_says(
    tmp_path: Path,
) -> None:
    rows = [
        f"{81 + i // 4},{'ab'[i // 2 % 2]},{1 + i % 2},m{i % 3},m{(i + i % 5 // 4) % 3}"
        for i in range(24)
    ]
    text = "\n".join(("question_id,system,turn,winner1,winner2", *rows, ""))
    with pytest.raises(StudyError, match="extract '81' appears more than once") as refusal:
        explained(tmp_path, text, Reading(raters=("winner1", "winner2"), extract="question_id"))
    option = str(refusal.value).partition(", or type ")[2].partition(" if these")[0]
    assert option == "--extract 'column 1,column 2,column 3'"
    read = typed(tmp_path / "t.csv", f"--raters 'column 4,column 5' {option}")
    assert read.codes.shape == (24, 2)


ONE_RATER = {
    "times beside": (
        "annotation_id,annotator,created_at,review,sentiment,updated_at",
        lambda i: (
            f"{i},1,2026-02-0{i % 7 + 1}T10:35,Text no {i},{'PN'[i % 2]},2026-02-0{i % 7 + 1}T10:35"
        ),
    ),
    "levels beside": (
        "ID,Annotator,Level_7,Level_5,Level_3",
        lambda i: f"{i},AB,{i % 7},{i % 5},{i * 7 % 3}",
    ),
}


@pytest.mark.parametrize("what", ONE_RATER)
def test_rows_of_one_rater_alone_are_refused_as_such(tmp_path: Path, what: str) -> None:
    head, row = ONE_RATER[what]
    said = asked(tmp_path, "\n".join((head, *map(row, range(20)), "")))
    assert said == (
        "t.csv: column 2 names one rater in every row; agreement needs two raters or more: put "
        "the other raters' rows below, or name every rater's file"
    )


def test_one_name_beside_raters_columns_is_no_matter(tmp_path: Path) -> None:
    rows = (f"{i},office,{'ab'[i % 2]},{'ab'[i % 2 if i % 5 else 0]}" for i in range(20))
    found = explained(tmp_path, "\n".join(("id,user,EB,KN", *rows, "")))
    assert found.ratings.codes.shape == (20, 2)
