"""`study agreement`, `study printed` and `study precision` as a user meets them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.cli import main

GOLDEN = Path(__file__).parents[1] / "data" / "agreement"


@pytest.fixture
def study(monkeypatch, capsys):
    def run(*args):
        monkeypatch.setattr(sys, "argv", ["study", *map(str, args)])
        with pytest.raises(SystemExit) as ended:
            main()
        shown = capsys.readouterr()
        return ended.value.code, shown.out, shown.err

    return run


@pytest.fixture
def table(tmp_path):
    def write(text):
        path = tmp_path / "ratings.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_json_is_one_document_that_holds_the_golden_kappa(study):
    code, out, err = study("agreement", GOLDEN / "cac_raw4raters.csv", "--json", "--draws", 100)
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert found["available"]["fleiss_gwet"]["coef"] == pytest.approx(0.7611692754224111)
    assert found["listwise"]["fleiss"]["kappa"] == pytest.approx(0.6414565826330533)
    assert found["input"]["missing"] == 7
    assert found["undefined"]["listwise.fleiss.per_category.4.kappa"].startswith("no rater used")


@pytest.mark.parametrize("name", ["nasty_missing_strings_3raters", "nasty_case_and_numeric_labels"])
def test_labels_stay_as_written(study, name):
    expected = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    _, out, _ = study("agreement", GOLDEN / f"{name}.csv", "--json", "--draws", 0)
    found = json.loads(out)
    assert found["categories"] == expected["categories"]
    kappa = expected["expected"]["available"]["fleiss_gwet"]["coef"]
    assert found["available"]["fleiss_gwet"]["coef"] == pytest.approx(kappa, rel=1e-10)


def test_a_declared_category_counts(study):
    declared = [part for one in ("Theme 1", "Theme 2") for part in ("--category", one)]
    path = GOLDEN / "nasty_single_category.csv"
    code, out, _ = study("agreement", path, *declared, "--json", "--draws", 0)
    found = json.loads(out)
    assert code == 0
    assert found["available"]["gwet_ac1"]["coef"] == 1
    assert found["available"]["fleiss_gwet"]["coef"] is None
    assert "one category" in found["undefined"]["available.fleiss_gwet.coef"]
    assert any(note.startswith("no disagreement observed") for note in found["notes"])


def test_the_text_quotes_the_result_first_and_the_published_method_next(study):
    code, out, _ = study("agreement", "fleiss1971", "--draws", 200)
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == "Fleiss' kappa 0.430 (95% interval 0.313 to 0.534)"
    assert lines[3].startswith("As SPSS prints it")
    assert "0.382 to 0.478" in out
    assert "assumes a true kappa of 0" in " ".join(out.split())


def test_a_small_table_is_shown_with_a_caution_and_what_to_adjudicate(study, table):
    rows = [f"{i},x,x" for i in range(8)] + [f"{i},x,y" for i in range(8, 20)] + ["20,y,"]
    path = table("\n".join(["id,A,B", *rows]) + "\n")
    wide = ("--layout", "wide", "--raters", "A,B")
    _, out, _ = study("agreement", path, *wide, "--draws", 50)
    lines = [line.rstrip() for line in out.splitlines()]
    assert lines[0].startswith("Fleiss' kappa ")
    assert lines[0].endswith("; caution: only 20 extracts rated twice or more")
    assert "; 1 rating missing, 20 extracts rated by all" in lines[1]
    split = ", ".join(map(str, range(8, 18)))
    assert f"Raters split on: {split}, and 2 more" in lines
    assert "Read as" not in out


def test_the_layout_found_is_told_apart_from_what_was_changed(study, table):
    path = table("id,A,B\n1,x,x\n2,y,\n3,y,y\n4,x,y\n5,x,x\n")
    _, out, _ = study("agreement", path, "--draws", 50)
    told = " ".join(out.split())
    assert "Read as: one column a rater; " in told
    assert "Changed in reading: 1 rating missing" in told
    assert "layout found" not in told


def test_what_else_the_layout_could_have_been_is_said(study):
    counts = GOLDEN.parent / "layouts" / "07_counts_matrix.csv"
    _, out, _ = study("agreement", counts, "--draws", 0)
    assert "Could also be: one column a rater: columns 2 to 6 hold" in " ".join(out.split())
    _, out, _ = study("agreement", counts, "--draws", 0, "--json")
    (other,) = json.loads(out)["input"]["alternatives"]
    assert other["layout"] == "one column a rater"
    assert 0 < other["score"] < 0.9
    assert other["why"].endswith("but each row adds up to the same number, as counts do")


def test_where_nothing_else_fits_no_other_layout_is_named(study, table):
    path = table("id,A,B\n1,x,y\n2,x,x\n3,y,y\n4,x,y\n")
    _, out, _ = study("agreement", path, "--draws", 0)
    assert "Could also be" not in out


def test_one_blank_line_stands_between_tables(study):
    lines = study("agreement", "krippendorff2011", "--draws", 50)[1].splitlines()
    titles = ("As SPSS", "From every", "Raters two by two", "Fleiss' kappa with other")
    starts = [i for i, line in enumerate(lines) if line.startswith(titles)]
    assert len(starts) == 4
    assert all(lines[i - 1] == "" and lines[i - 2].strip() for i in starts)


def test_the_text_says_what_is_undefined(study):
    _, out, _ = study("agreement", GOLDEN / "nasty_single_category.csv", "--draws", 10)
    assert out.startswith("Fleiss' kappa is undefined: every rating is in one category")
    assert " nan" not in out
    assert "Undefined: " in out


def test_labels_with_brackets_are_printed_as_they_are(study, table):
    path = table("id,A,B\n1,[bold]x,[bold]x\n2,y,y\n3,y,[bold]x\n")
    _, out, _ = study("agreement", path, "--draws", 10)
    assert "[bold]x" in out


def test_labels_that_look_ordered_are_noted(study, table):
    path = table("id,A,B\n1,low,low\n2,medium,high\n3,high,high\n4,low,medium\n")
    wide = ("--layout", "wide", "--raters", "A,B")
    _, out, _ = study("agreement", path, *wide, "--json", "--draws", 0)
    assert "the order that the labels suggest is not used" in json.loads(out)["notes"][0]


def test_another_confidence_names_its_intervals(study):
    _, out, _ = study("agreement", "fleiss1971", "--confidence", 0.9, "--json", "--draws", 50)
    fleiss = json.loads(out)["available"]["fleiss_gwet"]
    assert "ci90_fisher" in fleiss
    assert "ci95_fisher" not in fleiss


def test_a_seed_makes_the_document_the_same(study):
    first, again = (
        study("agreement", "fleiss1971", "--json", "--draws", 300, "--seed", 7)[1] for _ in "ab"
    )
    assert first == again


def test_spss_shows_only_its_tables(study):
    _, out, _ = study("agreement", "fleiss1971", "--spss")
    assert out.lstrip().startswith("Overall Agreement(a)")
    assert ".430" in out


@pytest.mark.parametrize("form", [(), ("--spss",)])
def test_the_stand_in_is_stamped_first_of_all(study, form):
    _, out, _ = study("agreement", "standin", "--draws", 100, *form)
    assert out.startswith("SYNTHETIC STAND-IN")


def test_the_document_stamps_the_stand_in_and_nothing_else(study):
    made, real = (
        json.loads(study("agreement", source, "--json", "--draws", 100)[1])["input"]
        for source in ("standin", "fleiss1971")
    )
    assert made["stamp"].startswith("SYNTHETIC STAND-IN")
    assert "stamp" not in real


def test_the_large_road_gives_the_same_numbers(study):
    path = GOLDEN / "cac_raw4raters.csv"
    plain, large = (
        json.loads(study("agreement", path, "--json", "--draws", 100, *more)[1])
        for more in ((), ("--memory", "500MB"))
    )
    assert plain["available"] == large["available"]
    assert plain["listwise"] == large["listwise"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,A,B\n1,x,\n2,,y\n3,x,\n4,,y\n", "no extract has two ratings: agreement needs"),
        ("id,A,B\n1,,\n2,,\n", "every cell is blank: there are no ratings"),
    ],
)
def test_tables_without_agreement_are_refused(study, table, text, message):
    code, out, err = study("agreement", table(text), "--layout", "wide", "--raters", "A,B")
    assert (code, out) == (2, "")
    assert err.startswith(f"study: ratings.csv: {message}")
    assert err.count("\n") == 1


def test_a_missing_file_is_named(study):
    code, _, err = study("agreement", "gone.csv")
    assert code == 2
    assert "gone.csv" in err


def test_printed_answers_for_the_papers_form(study):
    args = ("--kappa", "0.84", "--ci", "0.81", "0.87", "--raters", 3, "--categories", 5)
    code, out, _ = study("printed", *args, "--extracts", 356, "--json")
    found = json.loads(out)
    assert code == 0
    assert found["null_se"] == {"equal": [262, 512], "any": [262, 2048]}
    assert set(found["sampling_se"]) == {"one dissents", "know or guess", "independent", "any"}
    assert found["verdict"] == "possible"
    assert "356 extracts: possible" in study("printed", *args, "--extracts", 356)[1]


def test_printed_names_what_cannot_be(study):
    code, out, err = study("printed", "--kappa", "84", "--ci", "81", "87", "--raters", 3)
    assert (code, out) == (2, "")
    assert err == "study: kappa 84 lies outside -1 to 1: write 0.70, not 70\n"


def test_a_triple_no_number_gives_is_an_answer(study):
    args = ("--kappa", "0.84", "--ci", "0.61", "0.87", "--raters", 3, "--categories", 5)
    code, out, _ = study("printed", *args, "--extracts", 99)
    assert code == 0
    assert "none: no interval of equal arms" in out
    assert "99 extracts: impossible" in out


def test_precision_plans_and_checks(study):
    args = ("--kappa", 0.8, "--raters", 3, "--categories", 5, "--half-width", 0.05)
    code, out, _ = study("precision", *args, "--samples", 50)
    assert code == 0
    assert out.startswith("208 extracts for a 95% interval of kappa 0.8")
    assert "SPSS's formula would suggest 129" in out
    found = json.loads(study("precision", *args, "--samples", 50, "--json")[1])
    assert found["extracts"] == 208
    assert study("precision", *args, "--prevalence", "most")[0] == 2


def test_too_little_memory_is_one_line(study, monkeypatch):
    def planned(*_args, **_numbers):
        raise MemoryError("Unable to allocate 74.5 GiB")

    monkeypatch.setattr("helpers.agreement.precision", planned)
    args = ("--kappa", 0.8, "--raters", 3, "--categories", 5, "--half-width", 0.05)
    code, out, err = study("precision", *args)
    assert (code, out) == (2, "")
    assert err == "study: not enough memory: Unable to allocate 74.5 GiB\n"


def test_help_imports_nothing_heavy():
    script = (
        "import sys, helpers.cli.agreement; "
        "print([m for m in ('numpy', 'pandas', 'rich', 'scipy', 'duckdb') if m in sys.modules])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    assert shown.stdout.strip() == "[]"
