import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.ratings import Origin
from helpers.report import run
from helpers.report.sanitise import picture

FOLDER = Path(__file__).with_name("run")


@pytest.fixture(scope="module")
def found() -> run.Run:
    return run.read(FOLDER)


def test_each_source_is_named_once(found: run.Run) -> None:
    assert found.origins == (Origin("standin", "standin", sha256="0123456789abcdef" * 4),)


def test_kappa_comes_with_every_interval_recorded_for_it(found: run.Run) -> None:
    (kappa,) = run.kappas(found)
    assert kappa.value == run.Result("fleiss_kappa", "0.731")
    assert [(one.name, one.value, one.note) for one in kappa.intervals] == [
        ("fleiss_kappa_ci95", "0.651 to 0.811", "as SPSS prints it"),
        ("fleiss_kappa_ci95_bca", "0.601 to 0.842", "bootstrap"),
    ]


def test_claims_and_batch_are_read_as_text(found: run.Run) -> None:
    assert len(found.claims) == 8
    assert found.claims[0]["published"] == "0.73"
    assert [row["outcome"] for row in found.batch] == ["ok", "cell_error"]
    assert found.batch[1]["traceback"].endswith("no such file")


def test_figures_carry_words_table_and_files(found: run.Run) -> None:
    first, second = found.figures
    assert first.alt == "Phases in order, and the checks that guard them."
    assert first.table == (("phase", "check"), ("P1", "member check"))
    assert [file.name for file in second.files] == [
        "figure2_theme_hierarchy.svg",
        "figure2_theme_hierarchy.csv",
    ]


def test_the_numbered_figures_come_first_and_narrow_ones_are_for_small_screens(
    tmp_path: Path,
) -> None:
    (tmp_path / "figures").mkdir()
    for name in ("agreement", "figure2_b", "figure2_b_85mm"):
        (tmp_path / f"figures/{name}.svg").write_text(f"<svg>{name}</svg>", "utf-8")
    first, second = run.read(tmp_path).figures
    assert (first.name, second.name) == ("figure2_b", "agreement")
    assert first.narrow == picture("image/svg+xml", b"<svg>figure2_b_85mm</svg>")
    assert second.narrow == ""


def test_a_figure_that_a_run_drew_narrow_alone_is_shown(tmp_path: Path) -> None:
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures/figure2_b_85mm.svg").write_text("<svg>narrow</svg>", "utf-8")
    (tmp_path / "figures/figure2_b_85mm.txt").write_text("In words.", "utf-8")
    (figure,) = run.read(tmp_path).figures
    assert (figure.name, figure.alt) == ("figure2_b", "In words.")
    assert figure.image == picture("image/svg+xml", b"<svg>narrow</svg>")
    assert [file.name for file in figure.files] == ["figure2_b_85mm.svg"]


def test_a_figure_has_the_title_that_it_says_or_its_name_in_words(tmp_path: Path) -> None:
    (tmp_path / "figures").mkdir()
    said = '<svg>\n <title id="title">Kappa &amp; more</title></svg>'
    (tmp_path / "figures/agreement.svg").write_text(said, "utf-8")
    (tmp_path / "figures/by_hand.svg").write_text("<svg/>", "utf-8")
    assert [one.title for one in run.read(tmp_path).figures] == ["Kappa & more", "by hand"]


def test_an_empty_folder_is_an_empty_run(tmp_path: Path) -> None:
    assert run.read(tmp_path) == run.Run((), (), (), (), ())
    assert run.kappas(run.read(tmp_path)) == ()


@pytest.mark.parametrize(
    "content", ["", "[1]", "{", '{"results": 3}', '{"source": 1, "results": {"a": 1}}']
)
def test_a_damaged_result_is_passed_over(tmp_path: Path, content: str) -> None:
    (tmp_path / "results").mkdir()
    (tmp_path / "results/01_x.json").write_text(content, "utf-8")
    assert run.read(tmp_path) == run.Run((), (), (), (), ())


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(source=ANY, kind=ANY, results=ANY, value=ANY)
def test_whatever_a_notebook_recorded_is_read(
    tmp_path_factory: pytest.TempPathFactory, source: Any, kind: Any, results: Any, value: Any
) -> None:
    folder = tmp_path_factory.mktemp("run")
    (folder / "results").mkdir()
    recorded = [
        {"source": source, "results": results},
        {"source": {"name": value, "kind": kind, "sha256": value}, "results": {"a": results}},
        {"results": {"fleiss_kappa": {"value": value, "unit": kind, "note": value}}},
    ]
    for number, one in enumerate(recorded):
        (folder / f"results/{number}.json").write_text(json.dumps(one), "utf-8")
    found = run.read(folder)
    assert {origin.kind for origin in found.origins} <= {"osf", "example", "own", "standin"}
    assert [one.value for one in run.kappas(found)] == [found.results[-1]]


def test_a_damaged_table_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "runs.csv").write_text("", "utf-8")
    found = run.read(tmp_path)
    assert (found.claims, found.batch) == ((), ())


def test_a_long_traceback_in_the_batch_is_cut(tmp_path: Path) -> None:
    (tmp_path / "runs.csv").write_text(f'run,traceback\na,"{"x" * 300_000}"\n', "utf-8")
    assert "280,000 characters left out" in run.read(tmp_path).batch[0]["traceback"]


def test_two_sources_are_both_named(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    for name, kind in (("fleiss1971", "example"), ("standin", "standin")):
        source = {"name": name, "kind": kind, "sha256": ""}
        text = json.dumps({"notebook": name, "source": source, "results": {}})
        (tmp_path / f"results/{name}.json").write_text(text, "utf-8")
    assert [origin.name for origin in run.read(tmp_path).origins] == ["fleiss1971", "standin"]


def test_kappa_is_never_taken_from_other_ratings_than_the_claims(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    for name, source, value in (("02", "other", 0.1), ("07", "own", 0.2)):
        document = {
            "notebook": name,
            "source": {"name": source, "kind": "own", "sha256": source},
            "results": {"fleiss_kappa": {"value": value, "unit": "", "note": ""}},
        }
        (tmp_path / f"results/{name}.json").write_text(json.dumps(document), "utf-8")
    (kappa,) = run.kappas(run.read(tmp_path))
    assert kappa.value.value == "0.200"


def test_an_interval_stands_beside_the_kappa_of_its_own_extracts(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    values: dict[str, Any] = {
        "fleiss_kappa": 0.764,
        "fleiss_kappa_ci95": [0.68, 0.85],
        "fleiss_kappa_available": 0.768,
        "fleiss_kappa_available_ci90_fisher": [0.641, 0.854],
    }
    results = {name: {"value": value, "unit": "", "note": ""} for name, value in values.items()}
    (tmp_path / "results/02_x.json").write_text(json.dumps({"results": results}), "utf-8")
    every, complete = run.kappas(run.read(tmp_path))
    assert (every.value.value, [i.value for i in every.intervals]) == ("0.768", ["0.641 to 0.854"])
    assert (complete.value.value, [i.value for i in complete.intervals]) == (
        "0.764",
        ["0.680 to 0.850"],
    )


@pytest.mark.parametrize(("value", "shown"), [(3e-9, "less than 0.0005"), (0.0, "0.000")])
def test_a_small_number_is_not_shown_as_none(tmp_path: Path, value: float, shown: str) -> None:
    (tmp_path / "results").mkdir()
    recorded = {"results": {"fleiss_kappa_p": {"value": value, "unit": "", "note": ""}}}
    (tmp_path / "results/02_x.json").write_text(json.dumps(recorded), "utf-8")
    (result,) = run.read(tmp_path).results
    assert result.value == shown


def test_words_that_are_not_utf8_are_shown_as_far_as_they_can_be(tmp_path: Path) -> None:
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures/mine.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (tmp_path / "figures/mine.txt").write_bytes(b"r\xe9sum\xe9")
    (figure,) = run.read(tmp_path).figures
    assert figure.alt == "r\ufffdsum\ufffd"


def test_reading_a_long_cell_changes_nothing_for_others(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    (tmp_path / "runs.csv").write_text("run,traceback\na," + "x" * 200_000 + "\n")
    assert run.read(tmp_path).batch[0]["run"] == "a"
    assert csv.field_size_limit() == before
