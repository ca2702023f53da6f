"""`study reproduce` and `study batch` as a person meets them, on a small project."""

import json
import ntpath
import shutil
from pathlib import Path, PureWindowsPath
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from helpers import cli, paths, report
from helpers.errors import StudyError
from helpers.running import collection, ledger, shown, store
from helpers.running.batch import Batched
from helpers.running.inputs import Source
from helpers.running.shown import batch_summary

from .conftest import notebook

READS = "source: str = 'auto'\nseed: int = 1"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with this one's data and three small notebooks."""
    here = tmp_path / "project"
    (here / "notebooks").mkdir(parents=True)
    shutil.copytree(paths.data(), here / "data", ignore=shutil.ignore_patterns("osf"))
    result = (
        "from helpers import results, sources\n"
        "origin = sources.load(source).origin\n"
        "results.write('00_first', origin, {'seed': results.Value(seed)});"
    )
    figure = (
        "from helpers.paths import output\n(output() / 'figures').mkdir()\n"
        "(output() / 'figures' / 'a.svg').write_text('drawn');"
    )
    last = "from helpers import results; print(sorted(results.read_all()))"
    for name, cells in {"00_first": [result], "01_figure": [figure], "02_last": [last]}.items():
        text = notebook(*cells, parameters=READS if name == "00_first" else None)
        (here / "notebooks" / f"{name}.ipynb").write_text(text, "utf-8")
    monkeypatch.setenv("STUDY_PROJECT", str(here))
    monkeypatch.chdir(tmp_path)
    return here


def study(*arguments: str) -> Result:
    return CliRunner().invoke(cli.group, [*arguments], standalone_mode=False)


def stock(*arguments: str) -> Result:
    return study(*arguments, "--engine", "stock")


def test_the_collection_runs_in_order_and_the_last_reads_results(project: Path) -> None:
    done = stock("reproduce", "--source", "fleiss1971", "--seed", "5")
    assert done.return_value == 0, done.output
    out = project / "build"
    assert json.loads((out / "results/00_first.json").read_text())["results"]["seed"]["value"] == 5
    assert "00_first" in (out / "notebooks/02_last.ipynb").read_text("utf-8")
    assert (out / "figures/a.svg").read_text() == "drawn"
    assert not (project / "figures").exists()
    assert done.stdout.startswith("Source: fleiss1971")
    for word in ("00_first", "01_figure", "02_last", "Claims: ", "Notebooks: ", "Ledger: "):
        assert word in done.output


def test_what_was_stopped_goes_on_and_what_was_whole_runs_anew(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopping(shown.Lines):
        def ended(self, record: ledger.Record) -> None:
            super().ended(record)
            if self.done == 2:
                raise KeyboardInterrupt

    def runs() -> list[str]:
        lines = (project / "build/ledger.jsonl").read_text().splitlines()
        return [event["run"] for event in map(json.loads, lines) if "outcome" in event]

    arguments = ("reproduce", "--source", "fleiss1971", "--engine", "stock")
    with monkeypatch.context() as patch:
        patch.setattr(shown, "Lines", Stopping)
        stopped = study(*arguments)
    assert isinstance(stopped.exception, click.Abort)
    assert sorted(runs()) == ["00_first", "01_figure"]
    assert study(*arguments).return_value == 0
    assert sorted(runs()) == ["00_first", "01_figure", "02_last"]
    done = study(*arguments)
    assert len(runs()) == 6
    assert "00_first" in done.stdout


def test_only_names_what_runs_and_out_where_it_goes(project: Path, tmp_path: Path) -> None:
    done = stock("reproduce", "--source", "standin", "--only", "01", "--out", "elsewhere")
    assert done.return_value == 0
    assert [r.run for r in ledger.read(tmp_path / "elsewhere" / ledger.NAME)] == ["01_figure"]
    assert "Claims: " not in done.output
    assert not (project / "build").exists()


@pytest.mark.parametrize("how", [["--only", "00", "--only", "01"], ["--only", "00, 01"]])
def test_only_may_name_several(project: Path, tmp_path: Path, how: list[str]) -> None:
    done = stock("reproduce", "--source", "standin", *how, "--out", "elsewhere")
    assert done.return_value == 0
    runs = sorted(r.run for r in ledger.read(tmp_path / "elsewhere" / ledger.NAME))
    assert runs == ["00_first", "01_figure"]


def test_what_was_kept_in_doubt_is_said_with_what_settles_it(project: Path, tmp_path: Path) -> None:
    rows = "".join(f"{i},{'ab'[i % 2]},{'Ab'[i % 2]}\n" for i in range(6))
    (tmp_path / "mine.csv").write_text(f"id,EB,KN\n{rows}")
    done = stock("reproduce", "--source", "mine.csv", "--only", "00")
    caution = "Caution: kept apart, though alike: 'a', 'A'; --merge-labels makes them one\n"
    assert f"{caution}(to have that here, run `study agreement FILE` with it" in done.output
    assert "Caution" not in stock("reproduce", "--source", "standin", "--only", "00").output


def test_a_failing_notebook_names_its_cell_and_the_rest_still_runs(project: Path) -> None:
    broken = notebook("print('before')", "1 / 0")
    (project / "notebooks/01_figure.ipynb").write_text(broken, "utf-8")
    done = stock("reproduce", "--source", "standin")
    assert done.return_value == 1
    assert "cell [2]: ZeroDivisionError: division by zero" in done.output
    assert "before" in (project / "build/notebooks/01_figure.ipynb").read_text("utf-8")
    assert {r.run: r.outcome for r in ledger.read(project / "build" / ledger.NAME)} == {
        "00_first": "ok",
        "01_figure": "cell_error",
        "02_last": "ok",
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--source", "standing"], "no source named 'standing'; did you mean 'standin'?"),
        (["--source", "gone.csv"], "gone.csv: there is no such file"),
        (["--source", "empty.csv"], "empty.csv"),
        (["--source", "standin", "--only", "9"], "no notebook begins with '9'"),
        (["--source", "standin", "--only", "00,9"], "no notebook begins with '9'"),
    ],
)
def test_what_is_wrong_is_said_before_any_kernel_starts(
    project: Path, tmp_path: Path, arguments: list[str], message: str
) -> None:
    (tmp_path / "empty.csv").write_text("")
    done = stock("reproduce", *arguments)
    assert isinstance(done.exception, StudyError)
    assert message in str(done.exception)
    assert not (project / "build").exists()


def test_nobody_else_writes_until_the_report_is_made(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = report.build
    refused: list[str] = []

    def building(out: Path, **options: bool) -> Path:
        before = store.hashes(out)
        monkeypatch.setattr(report, "build", build)
        others = (
            stock("reproduce", "--source", "standin", "--out", "out"),
            study("report", "--out", "out"),
        )
        refused.extend(str(other.exception) for other in others)
        assert store.hashes(out) == before
        return build(out, **options)

    monkeypatch.setattr(report, "build", building)
    assert stock("reproduce", "--source", "standin", "--out", "out").return_value == 0
    told = "another run is writing there (runs in its ledger by now: 3; 3 ok)"
    assert refused == [f"out: {told}; wait for it, or name another --out"] * 2


def test_a_file_of_ones_own_leaves_no_path_behind(project: Path, tmp_path: Path) -> None:
    (tmp_path / "my.csv").write_text("id,R1,R2\n1,a,b\n2,a,a\n3,b,b\n", "utf-8")
    done = stock("reproduce", "--source", "my.csv", "--only", "00")
    assert done.return_value == 0, done.output
    for path in (project / "build").rglob("*.*"):
        if path.is_file():
            assert str(tmp_path) not in path.read_text("utf-8"), path.name


def test_figures_are_published_by_the_whole_run_on_the_stand_in_alone(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collection, "_locked_environment", lambda: True)
    assert collection.publishes_figures("standin", (), None)
    assert not collection.publishes_figures("auto", (), None)
    assert not collection.publishes_figures("standin", ("01",), None)
    assert not collection.publishes_figures("standin", (), Path("out"))
    monkeypatch.setattr(collection, "_locked_environment", lambda: False)
    assert not collection.publishes_figures("standin", (), None)


def test_publishing_leaves_equal_figures_untouched(project: Path) -> None:
    made = project / "build/report/figures"
    made.mkdir(parents=True)
    (made / "a.svg").write_text("new")
    (made / "b.svg").write_text("same")
    (project / "figures").mkdir()
    (project / "figures/b.svg").write_text("same")
    before = (project / "figures/b.svg").stat().st_mtime_ns
    collection.publish_figures(made)
    assert (project / "figures/a.svg").read_text() == "new"
    assert (project / "figures/b.svg").stat().st_mtime_ns == before
    page = project / "data/published/figures.md"
    assert (project / "figures/README.md").read_bytes() == page.read_bytes()


def test_batch_counts_as_json_and_nothing_else(project: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text("notebook: 00_first\ngrid: {source: [standin], seed: [1, 2]}\n", "utf-8")
    first = json.loads(CliRunner().invoke(cli.group, COUNTED, standalone_mode=False).stdout)
    again = json.loads(CliRunner().invoke(cli.group, COUNTED, standalone_mode=False).stdout)
    nothing = {"cell_error": 0, "timeout": 0, "kernel_died": 0, "infrastructure": 0}
    assert without_seconds(first) == {"runs": 2, "ok": 2, "skipped": 0, **nothing}
    assert without_seconds(again) == {"runs": 2, "ok": 0, "skipped": 2, **nothing}
    out = project / "build/batch/plan"
    assert (out / "runs.csv").exists()
    assert (out / "runs.parquet").exists()
    assert len(list(out.glob("runs/*/notebooks/00_first.ipynb"))) == 2


COUNTED = ["batch", "plan.yaml", "--json", "--engine", "stock"]


def without_seconds(counts: dict[str, Any]) -> dict[str, Any]:
    assert counts.pop("seconds") > 0
    return counts


def test_a_batch_with_a_failure_ends_with_1_and_shows_it(project: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.ipynb").write_text(notebook("1 / 0"), "utf-8")
    (tmp_path / "plan.yaml").write_text("notebook: bad.ipynb\n", "utf-8")
    done = stock("batch", "plan.yaml")
    assert done.return_value == 1
    assert "cell [1]: ZeroDivisionError: division by zero" in done.output
    assert "1 run: 1 cell error" in done.output


def test_a_source_is_a_name_before_it_is_a_file(project: Path, tmp_path: Path) -> None:
    (tmp_path / "standin").write_text("not ratings")
    assert Source.of("standin", tmp_path) == Source("standin", "standin", ())


def test_a_folder_on_another_drive_is_shown_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.path.relpath", ntpath.relpath)  # which knows drives, and refuses them
    monkeypatch.chdir(tmp_path)
    out = PureWindowsPath("D:/out")
    shown = batch_summary(Batched((), frozenset(), out, 0.5))  # type: ignore[arg-type]
    assert str(out / "runs.csv") in shown
