"""Rows and columns that people add to ratings: known as such, and never taken for any."""

from pathlib import Path

import pytest

from helpers import sources
from helpers.errors import StudyError
from helpers.layouts import Reading

from .written import asked, explained

CODES = ("11", "00", "11", "01", "00", "10", "11", "00")


def rows(*cells: object) -> str:
    return ",".join(map(str, cells)) + "\n"


@pytest.mark.parametrize("head", ["Match Anna-Ben", "Anna=Ben", "Anna vs Ben"])
def test_a_column_that_tells_whether_two_raters_agree_is_no_rater(
    tmp_path: Path, head: str
) -> None:
    body = (rows(i, a, b, "10"[i % 2], int(a == b)) for i, (a, b) in enumerate(CODES))
    found = explained(tmp_path, rows("ID", "Anna", "Ben", "Cem", head) + "".join(body))
    assert found.reading.raters == ("Anna", "Ben", "Cem")
    assert any("column 5 tells whether the raters" in n for n in found.ratings.origin.changes)


@pytest.mark.parametrize("head", ["Average score", "Mittelwert", "Ø", "Moyenne", "Spannweite"])
def test_a_mean_is_no_rater(tmp_path: Path, head: str) -> None:
    scores = ("112", "233", "444", "545", "122", "333")
    body = (rows(i, *s, round(sum(map(int, s)) / 3)) for i, s in enumerate(scores))
    found = explained(tmp_path, rows("ID", "Anna", "Ben", "Cem", head) + "".join(body))
    assert found.reading.raters == ("Anna", "Ben", "Cem")


@pytest.mark.parametrize(
    "last",
    [
        ("Kappa,0.5", '95% CI,0.2-0.8'),
        ("Krippendorff's alpha,0.5",),
        ("kappa (EB-MK),0.5", "p,0.03"),
        ("Übereinstimmung,0.75",),
        ("ICC,0.4",),
    ],
)  # fmt: skip
def test_coefficients_below_the_ratings_are_no_extracts(
    tmp_path: Path, last: tuple[str, ...]
) -> None:
    body = "".join(rows(i, a, b) for i, (a, b) in enumerate(CODES, 1))
    found = explained(tmp_path, rows("id", "EB", "MK") + body + "".join(f"{x},\n" for x in last))
    assert found.ratings.codes.shape == (8, 2)
    assert any("at the end left out" in note for note in found.ratings.origin.changes)


def test_an_extract_called_p_at_the_end_is_one(tmp_path: Path) -> None:
    body = "".join(rows("ijklmnop"[i], a, b) for i, (a, b) in enumerate(CODES))
    assert explained(tmp_path, rows("id", "EB", "MK") + body).ratings.extracts[-1] == "p"


def test_the_first_of_numbered_names_is_no_second_header(tmp_path: Path) -> None:
    labels = ("High,High", "Low,Low", "Low,Unclear", "Unclear,Unclear", "Low,Low")
    body = "".join(f"Item {i},{one}\n" for i, one in enumerate(labels, 1))
    assert explained(tmp_path, f"Item,Anna,Ben\n{body}").ratings.extracts[0] == "Item 1"


def test_a_minus_is_a_label_and_no_line_below_the_header(tmp_path: Path) -> None:
    text = "Reader 1,Reader 2\n-,-\n+,+\n-,-\n+,-\n+,+\n-,-\n"
    found = explained(tmp_path, text, Reading(raters=("Reader 1", "Reader 2")))
    assert found.ratings.codes.shape == (6, 2)


def test_each_rater_s_own_order_of_extracts_is_refused(tmp_path: Path) -> None:
    body = "".join(f"{i},{a},{9 - i},{b}\n" for i, (a, b) in enumerate(CODES, 1))
    said = asked(tmp_path, "ID,Rater A,ID,Rater B\n" + body)
    assert "columns 1, 3 hold the same names, but in" in said
    assert "or type --extract 'column 1' if that one names the extracts of all" in said


def test_the_order_in_which_items_were_shown_is_left_out_as_told(tmp_path: Path) -> None:
    body = "".join(f"{i},{17 - i},{a},{b}\n" for i, (a, b) in enumerate(CODES * 2, 1))
    text = "Item,Item number,Rater A,Rater B\n" + body
    assert "--extract 'column 1'" in asked(tmp_path, text)
    found = explained(tmp_path, text, Reading(extract="column 1"))
    assert found.ratings.codes.shape == (16, 2)


@pytest.mark.parametrize("name", ["Site", "Page"])
def test_a_rater_called_like_a_place_is_asked_about(tmp_path: Path, name: str) -> None:
    codes = (
        "pos,pos,pos",
        "neg,neg,pos",
        "pos,pos,pos",
        "neg,neg,neg",
        "pos,pos,neg",
        "neg,neg,neg",
    )
    body = "".join(f"E{i},{one}\n" for i, one in enumerate(codes))
    said = asked(tmp_path, f"Case,{name},Central,Panel\n{body}")
    assert "--raters 'column 3,column 4' or, if so, --raters 'columns 2 to 4'" in said


def test_counts_without_a_zero_are_asked_about(tmp_path: Path) -> None:
    counts = ("10,2,2", "1,10,3", "2,1,11", "3,10,1")
    body = "".join(
        f"we had {i} meetings and no time for them,{one}\n" for i, one in enumerate(counts)
    )
    assert "`--layout counts --extract Quote`" in asked(tmp_path, f"Quote,low,unclear,high\n{body}")


def test_words_beside_numbers_under_like_headers_are_asked_about(tmp_path: Path) -> None:
    labels = ("Exclude", "Maybe", "Include")
    body = "".join(f"{i % 4},{(i + i // 6) % 4},{labels[i % 3]}\n" for i in range(22))
    assert "column 3, holding words beside numbers" in asked(tmp_path, f"V1,V2,V3\n{body}")


def test_labels_that_a_file_declares_are_merged_with_those_in_use(tmp_path: Path) -> None:
    import pandas as pd

    kind = pd.CategoricalDtype(["low", "Low", "high", "other"])
    frame = pd.DataFrame({"id": [f"E{i}" for i in range(6)]})
    frame["Ann"] = pd.Series(["low", "Low", "high", "low", "high", "low"], dtype=kind)
    frame["Ben"] = pd.Series(["low", "low", "high", "low", "high", "high"], dtype=kind)
    frame.to_parquet(tmp_path / "t.parquet", index=False)
    found = sources.explain([tmp_path / "t.parquet"], Reading(merge_labels=True)).ratings
    assert len(found.categories) == 3  # one of them declared, and used by nobody


@pytest.mark.parametrize("label", ["*", "nicht kodiert", "uncodable"])
def test_a_label_that_reads_as_missing_is_said(tmp_path: Path, label: str) -> None:
    body = "".join(rows(i, a, b) for i, (a, b) in enumerate(CODES, 1))
    found = explained(tmp_path, rows("id", "EB", "MK") + body + rows(9, 1, label))
    said = f"kept as a label, though it reads as not rated: {label!r} (1)"
    assert any(said in caution for caution in found.ratings.origin.cautions)


def test_a_judgement_of_a_study_in_several_domains_is_read(tmp_path: Path) -> None:
    judged = ("Low", "High", "Low", "Low", "Unclear", "High")
    body = "".join(
        f"S{i // 6},D{i // 2 % 3},{'AB'[i % 2]},{judged[(i - i % 2 * (i % 4 == 1)) % 6]}\n"
        for i in range(18)
    )
    found = explained(tmp_path, f"Study,Domain,Reviewer,Judgement\n{body}")
    assert (found.reading.extract, found.ratings.codes.shape) == ("Study,Domain", (9, 2))


def test_a_rater_who_counts_from_another_number_is_named(tmp_path: Path) -> None:
    body = "".join(rows(i, a, int(b) + 1) for i, (a, b) in enumerate(CODES * 2, 1))
    found = explained(tmp_path, rows("id", "EB", "MK") + body)
    said = "kept apart, though R2's numbers look like R1's moved by 1; write them alike if so"
    assert said in found.ratings.origin.changes


def test_raters_who_agree_are_never_said_to_be_moved(tmp_path: Path) -> None:
    body = "".join(rows(i, int(a) + i % 3, int(b) + i % 3) for i, (a, b) in enumerate(CODES * 2))
    found = explained(tmp_path, rows("id", "EB", "MK") + body)
    assert not any("moved by" in note for note in found.ratings.origin.changes)


def test_names_of_extracts_written_two_ways_are_refused(tmp_path: Path) -> None:
    paths = []
    for name, write in (("Anna", "{:02d}"), ("Ben", "{}")):
        body = "".join(f"{write.format(i)},{'AB'[i % 2]}\n" for i in range(1, 13))
        paths.append(tmp_path / f"{name}.csv")
        paths[-1].write_text(f"id,code\n{body}")
    with pytest.raises(
        StudyError, match=r"names of extracts two ways, as '01' and '1' \(9 pairs\)"
    ):
        sources.explain(paths)


def test_a_last_rater_who_is_the_largest_of_few_rows_is_said(tmp_path: Path) -> None:
    rows = ("1,0,0,1", "0,0,0,0", "1,1,1,1", "0,1,0,1", "1,1,0,1", "0,0,0,0")
    body = "".join(f"E{i},{row}\n" for i, row in enumerate(rows))
    (tmp_path / "t.csv").write_text(f"ID,Anna,Ben,Cem,Full text\n{body}")
    found = sources.load_files([tmp_path / "t.csv"])
    said = "column 5 is the largest of the others in every row, or the smallest"
    assert any(one.startswith(said) for one in found.origin.changes)
    named = Reading(raters=("column 2", "column 3", "column 4", "column 5"))
    told = sources.load_files([tmp_path / "t.csv"], named).origin.changes
    assert not any(said in one for one in told)
