"""Tables with more than ratings in them, as people and programs make them."""

from pathlib import Path

import pytest

from helpers import sources
from helpers.errors import StudyError
from helpers.layouts import Reading

from .written import asked, explained

COUNTS = ("3,0,0", "0,3,0", "2,1,0", "0,0,3", "1,1,1", "0,2,1", "3,0,0", "0,1,2")
CODES = ("AAB", "BBB", "CAC", "CCC", "ABA", "AAA", "BBC", "CCC", "BBB", "AAC", "BBB", "ABA")


def table(head: str, rows: list[str]) -> str:
    return "\n".join([head, *rows]) + "\n"


def changes(tmp_path: Path, text: str) -> str:
    return " ".join(explained(tmp_path, text).ratings.origin.changes)


def agreed(row: str) -> str:
    counts = list(map(int, row.split(",")))
    return f"{sum(n * (n - 1) for n in counts) / 6:.3f}"


@pytest.mark.parametrize("share", ["p_j", "p(j)", "Proportion"])
def test_shares_of_categories_below_counts_are_no_extract(tmp_path: Path, share: str) -> None:
    rows = [f"E{i},{row},{agreed(row)}" for i, row in enumerate(COUNTS, 1)]
    text = table("item,low,mid,high,P_i", [*rows, f"{share},0.375,0.333,0.292,"])
    found = explained(tmp_path, text)
    assert (found.layout, found.ratings.codes.shape) == ("counts a category", (8, 3))


def test_a_column_that_names_the_largest_count_is_left_out_and_said(tmp_path: Path) -> None:
    largest = ("low", "mid", "low", "high", "low", "mid", "low", "high")
    rows = [f"{i},{row},{name}" for i, (row, name) in enumerate(zip(COUNTS, largest, strict=True))]
    text = table("item,low,mid,high,Modal", rows)
    assert explained(tmp_path, text).layout == "counts a category"
    assert "column 5 names the largest count, and is left out" in changes(tmp_path, text)


@pytest.mark.parametrize("head", ["item,words", "doc,line"])
def test_larger_numbers_beside_counts_are_no_category(tmp_path: Path, head: str) -> None:
    rows = [f"{i},{30 + 7 * i},{row}" for i, row in enumerate(COUNTS, 1)]
    found = explained(tmp_path, table(f"{head},low,mid,high", rows)).ratings
    assert found.categories == ("low", "mid", "high")
    assert found.codes.shape == (8, 3)


@pytest.mark.parametrize("head", ["n_raters", "n", "Total", "number of coders"])
def test_how_many_of_how_many_raters_is_refused_with_what_to_do(tmp_path: Path, head: str) -> None:
    rows = [f"{i},{i % 4},3" for i in range(1, 13)]
    said = asked(tmp_path, table(f"item,yes,{head}", rows))
    assert "column 3 seems to count the raters" in said
    assert "(column 3 less column 2), and type --layout counts" in said


def test_a_long_table_of_two_codes_says_which_one_is_not_taken(tmp_path: Path) -> None:
    rows = [
        f"E{i},{who},{'xy'[i % 2]},{'pq'[i % 3 > 1]}" for i in range(12) for who in ("EB", "KN")
    ]
    text = table("extract,rater,sentiment,topic", rows)
    said = "not taken: column 3; if codes, type --category-column 'column 3'"
    assert said in changes(tmp_path, text)
    named = sources.load_files([tmp_path / "t.csv"], Reading(category_column="column 3"))
    assert named.categories == ("x", "y")
    assert "not taken: column 4" in named.origin.changes


def test_subject_and_item_name_extracts_together(tmp_path: Path) -> None:
    rows = [
        f"S{s},item{i},{who},{'abc'[(s * i) % 3]}"
        for s in range(4)
        for i in range(5)
        for who in ("EB", "KN")
    ]
    found = explained(tmp_path, table("subject,item,judge,score", rows)).ratings
    assert found.codes.shape == (20, 2)


@pytest.mark.parametrize("head", ["", "Unnamed: 0", "No."])
def test_a_programs_row_numbers_name_the_extracts(tmp_path: Path, head: str) -> None:
    rows = [f"{i},{','.join(row)},{i / 7 + 1:.2f},2" for i, row in enumerate(CODES)]
    found = explained(tmp_path, table(f"{head},Dr. Smith,Dr. Jones,Dr. Li,duration,wave", rows))
    assert found.ratings.codes.shape == (12, 3)
    assert found.ratings.extracts[:2] == ("0", "1")


def test_durations_and_constants_are_no_codes_of_a_long_table(tmp_path: Path) -> None:
    rows = [
        f"{i},{who},{'xy'[i % 2]},{1 + i / 3 + len(who):.1f},1"
        for i in range(12)
        for who in ("EB", "KNN")
    ]
    found = explained(tmp_path, table("item_id,judge,decision,seconds,round", rows)).ratings
    assert found.categories == ("x", "y")


@pytest.mark.parametrize(
    "heads", ["Dr. Smith,Dr. Jones,Dr. Li", "a1@uni.edu,a2@uni.edu,b3@uni.edu"]
)
def test_one_of_several_headed_alike_is_a_rater_however_they_agree(
    tmp_path: Path, heads: str
) -> None:
    odd = ("B", "A", "B", "A", "C", "B", "A", "B", "C", "B", "A", "C")
    rows = [
        f"E{i},{row[0]},{row[1]},{one}" for i, (row, one) in enumerate(zip(CODES, odd, strict=True))
    ]
    assert explained(tmp_path, table(f"extract,{heads}", rows)).ratings.codes.shape == (12, 3)


def test_a_category_that_a_rater_never_used_makes_no_other_layout(tmp_path: Path) -> None:
    marks = {"A": "x,,", "B": ",x,", "C": ",,x"}
    first = [row[0] if row[0] != "B" else "A" for row in CODES]
    rows = [
        f"{i},{marks[one]},{marks[row[1]]},{marks[row[2]]}"
        for i, (one, row) in enumerate(zip(first, CODES, strict=True))
    ]
    heads = ",".join(f"{who}_{what}" for who in ("Emma", "Kate", "Chris") for what in "abc")
    found = explained(tmp_path, table(f"extract,{heads}", rows)).ratings
    assert (found.codes.shape, found.categories) == ((12, 3), ("a", "b", "c"))


def test_pages_beside_coders_do_not_make_counts(tmp_path: Path) -> None:
    codes = ("33", "30", "00", "11", "22", "10", "33", "00", "21", "11", "33", "02")
    rows = [f"{i // 3 + 1},{a},{b}" for i, (a, b) in enumerate(codes)]
    assert explained(tmp_path, table("page,code_EB,code_KN", rows)).ratings.codes.shape == (12, 2)


def test_double_entry_is_named_and_what_to_do(tmp_path: Path) -> None:
    rows = [f"{i}--{entry},{(i * entry) % 3}" for i in range(1, 9) for entry in (1, 2)]
    said = asked(tmp_path, table("record_id,presence", rows))
    assert "column 1 names record and entry together, as '1--1', which REDCap does" in said


def test_a_question_where_no_option_can_be_typed_says_where_it_can(tmp_path: Path) -> None:
    rows = [f"E{i},{','.join(row)}" for i, row in enumerate(CODES)]
    (tmp_path / "t.csv").write_text(table("id,Ann,Ben,Master", rows))
    with pytest.raises(StudyError, match="run `study agreement FILE` with it and --save-reading"):
        sources.load(str(tmp_path / "t.csv"))
    with pytest.raises(StudyError) as plain:
        sources.explained(str(tmp_path / "t.csv"))
    assert "--save-reading" not in str(plain.value)


def test_codes_counted_against_each_other_are_no_largest_counts(tmp_path: Path) -> None:
    rows = ["A,12,2,1", "B,3,9,0", "C,0,2,11"]
    assert "its rows and its columns have the same names" in asked(tmp_path, table(",A,B,C", rows))


@pytest.mark.parametrize("head", ["GT", "y_true", "MV", "R_final", "Predicted", "最终"])
def test_what_most_said_in_every_row_is_asked_about_by_its_header(
    tmp_path: Path, head: str
) -> None:
    rows = [f"{i},{','.join(row)},{max('ABC', key=row.count)}" for i, row in enumerate(CODES)]
    said = asked(tmp_path, table(f"id,EB,KN,CB,{head}", rows))
    assert "as what raters agreed on, holds a rater is not plain" in said
    assert "type --raters 'columns 2 to 4' or, if so, --raters 'columns 2 to 5'" in said


@pytest.mark.parametrize("head", ["type", "cohort", "tipo", "Klasse", "langue"])
@pytest.mark.parametrize("raters", ["Emma,Kate", "EB,KN"])
def test_what_is_known_of_an_extract_is_asked_about_before_raters_are(
    tmp_path: Path, head: str, raters: str
) -> None:
    rows = [f"{i},{row[2]},{row[0]},{row[0] if i % 4 else row[1]}" for i, row in enumerate(CODES)]
    said = asked(tmp_path, table(f"id,{head},{raters}", rows))
    assert "type --raters 'column 3,column 4' or, if so, --raters 'columns 2 to 4'" in said


def test_a_column_of_agreement_beside_initials_is_left_out(tmp_path: Path) -> None:
    rows = [f"{i},{a},{b},{int(a == b)}" for i, (a, b) in enumerate(["11", "00", "10", "11"] * 4)]
    found = explained(tmp_path, table("id,EB,KN,IRR", rows)).ratings
    assert found.codes.shape == (16, 2)
    assert "column 4 tells whether the raters in columns 2, 3 agree" in " ".join(
        found.origin.changes
    )


@pytest.mark.parametrize(
    ("heads", "pairs"),
    [
        ("PANSS_P1_A,PANSS_P1_B,PANSS_P2_A,PANSS_P2_B", ("column 2,column 3", "column 4,column 5")),
        ("Emma,Kate,Emma.1,Kate.1", ("column 2,column 3", "column 4,column 5")),
    ],
)
def test_two_variables_of_two_raters_are_offered_each(
    tmp_path: Path, heads: str, pairs: tuple[str, str]
) -> None:
    rows = [f"{i},{row[0]},{row[1]},{row[1]},{row[2]}" for i, row in enumerate(CODES)]
    said = asked(tmp_path, table(f"id,{heads}", rows))
    for pair in pairs:
        assert f"--layout wide --raters '{pair}' --extract id" in said


def test_what_files_a_rater_hold_beside_the_codes_is_said(tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.csv" for name in ("Ann", "Ben")]
    for j, path in enumerate(paths):
        rows = [f"{i},{'xy'[i % 2]},{row[j]}" for i, row in enumerate(CODES)]
        path.write_text(table("id,sentiment,topic", rows))
    changes = sources.load_files(paths).origin.changes
    assert "not taken: 'sentiment'; if codes, type --category-column sentiment" in changes


def test_a_legend_of_the_labels_in_use_is_left_out(tmp_path: Path) -> None:
    legend = ["1,A", "2,B", "3,C"] + [","] * 9
    rows = [
        f"{i},{','.join(row)},,{key}"
        for i, (row, key) in enumerate(zip(CODES, legend, strict=True))
    ]
    found = explained(tmp_path, table("Extract,EB,KN,CB,,Code,Meaning", rows)).ratings
    assert found.codes.shape == (12, 3)


def test_an_error_of_a_spreadsheet_is_said(tmp_path: Path) -> None:
    rows = [f"{i},{','.join(row)}" for i, row in enumerate(CODES)]
    text = table("id,Ann,Ben,Eve", [*rows, "12,A,#DIV/0!,A"])
    assert "--missing '#DIV/0!' makes it missing" in changes(tmp_path, text)


def test_three_extracts_on_which_all_agree_are_read(tmp_path: Path) -> None:
    text = table("Extract,EB,KN,CB", ["E1,a,a,a", "E2,b,b,b", "E3,c,c,c"])
    assert explained(tmp_path, text).ratings.codes.shape == (3, 3)


def test_two_columns_in_doubt_for_two_reasons_are_offered_apart(tmp_path: Path) -> None:
    codes = ("AAA", "BBB", "ABB", "BAB", "AAA", "BBB", "BAB", "ABB", "AAA")
    rows = [
        f"{i},{row},{'A' if row.count('A') > 1 else 'B'},{'xy'[i % 2]}"
        for i, row in enumerate(",".join(code) for code in codes)
    ]
    said = asked(tmp_path, table("id,EB,KN,CB,GT,speaker", rows))
    ways = ("columns 2 to 4", "columns 2 to 5", "columns 2 to 6")
    first, second, third = (f"--raters '{way}'" for way in ways)
    assert f"whether columns 5, 6 hold raters is not plain; type {first}, {second} or" in said
    assert said.endswith(f"if so, {third}, once the codes are written alike")
