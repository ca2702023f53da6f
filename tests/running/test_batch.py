"""What is recorded, skipped, run again, and said about it."""

import json
import math
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest

from helpers import files
from helpers.errors import StudyError
from helpers.running import ledger, plan, store, table
from helpers.running.drive import _results, drive
from helpers.running.failures import Failure
from helpers.running.identity import Surroundings
from helpers.running.job import Done, Job
from helpers.running.ledger import Record
from helpers.running.needed import Choices
from helpers.running.places import Here

from .conftest import Watched, job, notebook


class Pretend:
    """A place that performs jobs at once, as their parameters say; no kernel."""

    workers = 1
    note = lost = ""

    def __init__(self) -> None:
        self.performed: list[str] = []

    def submit(self, job: Job, folder: Path) -> "Future[Any]":
        self.performed.append(job.run)
        future: Future[Any] = Future()
        future.set_running_or_notify_cancel()
        try:
            future.set_result(self._perform(job, folder))
        except ConnectionError as problem:
            future.set_exception(problem)
        return future

    def _perform(self, job: Job, folder: Path) -> Done:
        outcome = job.parameters.get("outcome", "ok")
        if outcome == "lost":
            raise ConnectionError("the worker is gone")
        if outcome == "flaky" and self.performed.count(job.run) < 3:
            raise ConnectionError("the worker is gone")
        files.write(folder / "notebooks" / f"{job.notebook}.ipynb", job.text)
        value = {"results": {"kappa": {"value": job.parameters.get("seed", 0)}}}
        files.write(folder / "results" / f"{job.notebook}.json", json.dumps(value))
        if outcome in ("ok", "flaky"):
            return Done("ok", 0.1)
        error = job.parameters.get("error", "ValueError: no")
        return Done(outcome, 0.1, Failure(2, error, "Traceback"))

    def collect(self, future: "Future[Any]", folder: Path) -> Done:
        done: Done = future.result()
        return done

    def close(self) -> None:
        pass


def go(out: Path, jobs: Sequence[Job], **choices: Any) -> tuple[Pretend, Watched, list[Record]]:
    place, watch = Pretend(), Watched()
    records, _ = drive(jobs, out, place, Choices(**choices), watch)
    return place, watch, records


def test_a_second_batch_skips_what_is_ok(tmp_path: Path) -> None:
    jobs = [job(name, "text", {"seed": i}) for i, name in enumerate("abc")]
    assert go(tmp_path, jobs)[0].performed == ["a", "b", "c"]
    place, watch, records = go(tmp_path, [*jobs, job("d", "text")])
    assert place.performed == ["d"]
    assert watch.skipped == 3
    assert [r.results for r in records] == [{"kappa": 0}, {"kappa": 1}, {"kappa": 2}, {"kappa": 0}]
    assert (tmp_path / "runs/b/notebooks/b.ipynb").read_text() == "text"


def test_two_plans_whose_notebooks_share_a_name_share_no_output(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mine.ipynb").write_text(notebook(name), "utf-8")
        (tmp_path / name / "plan.yaml").write_text("notebook: mine.ipynb\n", "utf-8")
    made = []
    for name in ("one", "two") * 2:
        place, _, (record,) = go(out, plan.read(tmp_path / name / "plan.yaml"))
        assert name in (out / record.home / "notebooks/mine.ipynb").read_text("utf-8")
        assert pd.read_csv(table.save([record], out))["run"].tolist() == [record.run]
        made.append(len(place.performed))
    assert made == [1, 1, 0, 0]
    assert len({record.run for record in ledger.read(out / ledger.NAME)}) == 2


def test_an_output_that_was_a_file_may_become_a_folder_and_a_file_again(tmp_path: Path) -> None:
    for i, name in enumerate(("out", "out/a.txt", "out")):
        files.write(tmp_path / store.WORK / f"{i}" / name, f"{i}")
        record = record_of(f"{i}", {name: ""})
        store.publish(tmp_path, record, {"out": "", "out/a.txt": ""})
        assert (tmp_path / name).read_text() == f"{i}"


def test_a_file_that_another_run_makes_now_is_not_removed_with_the_run_that_made_it(
    tmp_path: Path,
) -> None:
    class Drawing(Pretend):
        def _perform(self, job: Job, folder: Path) -> Done:
            if job.parameters["draws"]:
                files.write(folder / "figures/a.svg", "drawn")
            return super()._perform(job, folder)

    def moved(*draw: str) -> list[Job]:
        jobs = [job(name, "text", {"draws": name in draw}) for name in ("new", "old")]
        return [replace(one, home=".") for one in jobs]

    for who in ("old", "new", "old"):  # the second time the figure is new's before old is run
        records, _ = drive(moved(who), tmp_path, Drawing(), Choices(again=True), Watched())
        assert [store.missing(tmp_path, record) for record in records] == [None, None]
        assert (tmp_path / "figures/a.svg").read_text() == "drawn"
    drive(moved(), tmp_path, Drawing(), Choices(again=True), Watched())
    assert not (tmp_path / "figures").exists()


def test_a_parameter_that_is_no_number_is_no_path() -> None:
    assert job("a", "text", {"f": float("nan")}, shown={"f": float("nan")}).paths == {}


def test_a_results_file_that_cannot_be_read_records_nothing(tmp_path: Path) -> None:
    files.write(tmp_path / "results" / "a.json", "[" * 100_000)
    assert _results(tmp_path, "a") == {}


@pytest.mark.parametrize(("depth", "kept"), [(90, True), (110, False), (450, False)])
def test_a_result_nested_too_deeply_is_not_recorded_and_ends_no_batch(
    tmp_path: Path, depth: int, kept: bool
) -> None:
    class Nesting(Pretend):
        def _perform(self, job: Job, folder: Path) -> Done:
            done = super()._perform(job, folder)
            value = {"results": {"x": {"value": json.loads("[" * depth + "]" * depth)}}}
            files.write(folder / "results" / f"{job.notebook}.json", json.dumps(value))
            return done

    (record,), _ = drive([job("a", "text")], tmp_path, Nesting(), Choices(), Watched())
    assert record.outcome == "ok"
    assert bool(record.results) is kept
    table.save([record], tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is Unicode")
def test_a_name_that_is_not_utf_8_is_kept_and_ends_no_batch(tmp_path: Path) -> None:
    class Naming(Pretend):
        def _perform(self, job: Job, folder: Path) -> Done:
            (folder / os.fsdecode(b"bad-\xff.txt")).write_text("kept")
            return super()._perform(job, folder)

    jobs = [job("a", "text"), job("b", "text")]
    records, _ = drive(jobs, tmp_path, Naming(), Choices(), Watched())
    assert (tmp_path / "runs/a" / os.fsdecode(b"bad-\xff.txt")).read_text() == "kept"
    lines = (tmp_path / ledger.NAME).read_text("utf-8").splitlines()
    assert all(json.loads(line) for line in lines)
    assert [replace(r, at="") for r in ledger.read(tmp_path / ledger.NAME)] == records
    place, _, _ = go(tmp_path, jobs)
    assert place.performed == []


def test_half_a_character_in_a_result_is_replaced(tmp_path: Path) -> None:
    class Halving(Pretend):
        def _perform(self, job: Job, folder: Path) -> Done:
            done = super()._perform(job, folder)
            value = {"results": {"half \udcff": {"value": ["\udcff", "whole \U0001f600"]}}}
            files.write(folder / "results" / f"{job.notebook}.json", json.dumps(value))
            return done

    records, _ = drive([job("a", "text")], tmp_path, Halving(), Choices(), Watched())
    assert records[0].results == {"half ?": ["?", "whole \U0001f600"]}
    stored = pd.read_parquet(table.save(records, tmp_path).with_suffix(".parquet"))
    assert stored["result.half ?"].tolist() == ['["?", "whole \\ud83d\\ude00"]']


def refused(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")


def test_a_number_that_json_lacks_is_stored_as_strict_json_and_comes_back(tmp_path: Path) -> None:
    class Recording(Pretend):
        def _perform(self, job: Job, folder: Path) -> Done:
            done = super()._perform(job, folder)
            value = {"results": {"share": {"value": [math.nan, -math.inf]}}}
            files.write(folder / "results" / f"{job.notebook}.json", json.dumps(value))
            return done

    held = {"a": math.inf, "b": {"c": [-math.inf, 1.5]}, "d": {"$numberDouble": "other"}}
    jobs = [job("a", "text", held)]
    drive(jobs, tmp_path, Recording(), Choices(), Watched())
    for line in (tmp_path / ledger.NAME).read_text("utf-8").splitlines():
        assert json.loads(line, parse_constant=refused)
    place, _, (record,) = go(tmp_path, jobs)
    assert place.performed == []
    (read,) = ledger.read(tmp_path / ledger.NAME)
    assert read.parameters == record.parameters == held
    assert [str(number) for number in read.results["share"]] == ["nan", "-inf"]


def record_of(attempt: str, files: dict[str, str]) -> Record:
    return Record(
        run="a", attempt=attempt, notebook="a", parameters={}, outcome="ok", seconds=0.0,
        home=".", identity={}, limit=None, files=files,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("part", "why"),
    [
        ("code", "the notebook's code changed"),
        ("helpers", "the helpers' sources changed"),
        ("data", "the data changed"),
        ("lock", "the locked environment changed"),
    ],
)
def test_what_changed_is_run_again_and_why_is_told(tmp_path: Path, part: str, why: str) -> None:
    go(tmp_path, [job("a", "text"), job("b", "text")])
    changed = job("a", "text", identity={"code": "text", "parameters": "{}", part: "other"})
    place, watch, _ = go(tmp_path, [changed, job("b", "text")])
    assert place.performed == ["a"]
    assert watch.again == {"a": why}


def test_an_output_that_is_gone_or_was_changed_is_made_again(tmp_path: Path) -> None:
    jobs = [job("a", "text"), job("b", "text")]
    go(tmp_path, jobs)
    (tmp_path / "runs/a/results/a.json").unlink()
    (tmp_path / "runs/b/notebooks/b.ipynb").write_text("cut")
    _, watch, _ = go(tmp_path, jobs)
    assert watch.again == {
        "a": "results/a.json is missing",
        "b": "notebooks/b.ipynb was changed",
    }
    assert (tmp_path / "runs/b/notebooks/b.ipynb").read_text() == "text"


def test_a_cell_error_is_run_again_only_when_asked(tmp_path: Path) -> None:
    jobs = [job("a", "text", {"outcome": "cell_error"})]
    assert go(tmp_path, jobs)[0].performed == ["a"]
    place, watch, records = go(tmp_path, jobs)
    assert place.performed == []
    assert (watch.skipped, watch.failed) == (0, 1)
    assert records[0].outcome == "cell_error"
    place, watch, _ = go(tmp_path, jobs, retry_failed=True)
    assert place.performed == ["a"]
    assert watch.again == {"a": "it failed: cell [2]: ValueError: no"}


def test_a_timeout_gets_another_try_only_with_more_time(tmp_path: Path) -> None:
    jobs = [job("a", "text", {"outcome": "timeout"})]
    go(tmp_path, jobs, limit=3.0)
    assert go(tmp_path, jobs, limit=3.0)[0].performed == []
    place, watch, _ = go(tmp_path, jobs, limit=4.0)
    assert place.performed == ["a"]
    assert watch.again["a"].endswith("no, and a cell may take 4 s now")
    place, watch, _ = go(tmp_path, jobs)
    assert place.performed == ["a"]
    assert watch.again["a"].endswith("no, and a cell may take as long as it likes now")
    assert go(tmp_path, jobs)[0].performed == []


def test_a_kernel_that_died_is_tried_again_by_the_next_batch(tmp_path: Path) -> None:
    jobs = [job("a", "text", {"outcome": "kernel_died"})]
    assert go(tmp_path, jobs)[0].performed == ["a"]
    assert go(tmp_path, jobs)[0].performed == ["a"]


@pytest.mark.parametrize(
    ("ending", "again"),
    [
        ("", True),
        (": killed by SIGKILL, as a system that runs out of memory does", True),
        (": killed by SIGTERM", True),
        (": exit code 0", False),
        (": killed by SIGSEGV", False),
    ],
)
def test_a_kernel_that_ended_itself_is_tried_again_only_when_asked(
    tmp_path: Path, ending: str, again: bool
) -> None:
    how = {"outcome": "kernel_died", "error": f"the kernel died{ending}"}
    jobs = [job("a", "text", how)]
    go(tmp_path, jobs)
    assert go(tmp_path, jobs)[0].performed == ["a"] * again
    assert go(tmp_path, jobs, retry_failed=True)[0].performed == ["a"]


def test_a_run_that_was_begun_and_not_ended_is_made_again_and_told(tmp_path: Path) -> None:
    with ledger.opened(tmp_path) as begun:
        begun.start("a", "attempt")
    place, watch, _ = go(tmp_path, [job("a", "text"), job("b", "text")])
    assert place.performed == ["b", "a"]
    assert watch.again == {"a": "it was begun, and how it ended is not on record"}
    assert watch.notes == []


def test_our_own_failures_are_retried_in_the_batch(tmp_path: Path) -> None:
    place, watch, _ = go(tmp_path, [job("a", "text", {"outcome": "flaky"})])
    assert place.performed == ["a", "a", "a"]
    assert watch.outcomes == {"a": "ok"}
    place, watch, records = go(tmp_path, [job("b", "text", {"outcome": "lost"})])
    assert place.performed == ["b", "b", "b"]
    assert watch.outcomes == {"b": "infrastructure"}
    assert str(records[0].failure) == "ConnectionError: the worker is gone"
    assert go(tmp_path, [job("b", "text", {"outcome": "lost"})])[0].performed == ["b"] * 3


def test_files_of_an_earlier_attempt_do_not_stay_behind(tmp_path: Path) -> None:
    go(tmp_path, [job("a", "text")])
    (record,) = ledger.read(tmp_path / ledger.NAME)
    older = tmp_path / "runs/a/old.txt"
    older.write_text("old")
    with (tmp_path / ledger.NAME).open("a") as file:
        event = json.loads((tmp_path / ledger.NAME).read_text().splitlines()[-1])
        event["files"]["old.txt"] = store.sha256(older)
        file.write(json.dumps(event | {"attempt": "other"}) + "\n")
    assert record.attempt != "other"
    go(tmp_path, [job("a", "text")], again=True)
    assert not older.exists()


def test_the_last_reads_what_the_others_recorded(tmp_path: Path) -> None:
    class Reading(Pretend):
        def _perform(self, job: Job, folder: Path) -> Done:
            self.seen = sorted(p.name for p in folder.glob("results/*"))
            return super()._perform(job, folder)

    place = Reading()
    jobs = [
        Job("z", "z", "t", {}, {}, ".", job("z", "t").identity, reads_results=True),
        Job("a", "a", "t", {}, {}, ".", job("a", "t").identity),
    ]
    records, made = drive(jobs, tmp_path, place, Choices(), Watched())
    assert place.performed == ["a", "z"]
    assert place.seen == ["a.json"]
    assert set(records[0].files) == {"notebooks/z.ipynb", "results/z.json"}
    assert made == {"a", "z"}


def test_a_line_that_was_cut_is_passed_over(tmp_path: Path) -> None:
    go(tmp_path, [job("a", "text"), job("b", "text")])
    path = tmp_path / ledger.NAME
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    place, watch, _ = go(tmp_path, [job("a", "text"), job("b", "text")])
    assert place.performed == ["b"]
    assert watch.again == {"b": "it was begun, and how it ended is not on record"}
    assert watch.notes == ["ledger.jsonl: lines that cannot be read: 1"]
    assert [r.run for r in ledger.read(path)] == ["a", "b"]
    assert go(tmp_path, [job("a", "text"), job("b", "text")])[0].performed == []


def test_lines_of_nonsense_do_not_hide_the_rest(tmp_path: Path) -> None:
    go(tmp_path, [job("a", "text")])
    path = tmp_path / ledger.NAME
    path.write_bytes(b'\xff\xfe\n[]\n"x"\n{"event": "finished"}\n' + path.read_bytes())
    path.write_bytes(b"[" * 100_000 + b"\n" + path.read_bytes())
    assert go(tmp_path, [job("a", "text")])[0].performed == []


@pytest.mark.parametrize("when", ["before", "while"])
def test_a_run_whose_source_is_not_what_was_planned_counts_as_not_run(
    tmp_path: Path, when: str
) -> None:
    source = tmp_path / "my.csv"

    class Meanwhile(Pretend):
        def _perform(self, job: Job, folder: Path) -> Done:
            source.write_text("id,R1,R2\n1,b,b\n2,a,a\n3,b,a\n", "utf-8")
            return super()._perform(job, folder)

    def planned() -> list[Job]:
        source.write_text("id,R1,R2\n1,a,b\n2,a,a\n3,b,b\n", "utf-8")
        text = notebook("1", parameters="source = 'auto'")
        (tmp_path / "it.ipynb").write_text(text, "utf-8")
        (tmp_path / "plan.yaml").write_text("notebook: it.ipynb\nruns: [{source: my.csv}]", "utf-8")
        return plan.read(tmp_path / "plan.yaml")

    jobs = planned()
    if when == "before":
        source.unlink()
    place = Meanwhile()
    (record,), _ = drive(jobs, tmp_path / "out", place, Choices(), Watched())
    assert record.outcome == "infrastructure"
    assert str(record.failure) == "my.csv was changed or removed during the batch"
    assert record.files == {}
    assert place.performed == ([] if when == "before" else [jobs[0].run])
    _, watch, (record,) = go(tmp_path / "out", planned())
    assert record.outcome == "ok"
    assert "my.csv was changed or removed during the batch" in watch.again[record.run]


def planned_from_files(folder: Path) -> Callable[[], list[Job]]:
    """A plan whose source lists a file a rater; what reads it anew."""
    (folder / "it.ipynb").write_text(notebook("1", parameters="source = 'auto'"), "utf-8")
    (folder / "plan.yaml").write_text("notebook: it.ipynb\nruns: [{source: my.yaml}]", "utf-8")
    (folder / "my.yaml").write_text("files: [ann.csv, bob.csv]\nlayout: files\n", "utf-8")
    (folder / "ann.csv").write_text("id,code\n1,a\n2,a\n3,b\n", "utf-8")
    (folder / "bob.csv").write_text("id,code\n1,a\n2,b\n3,b\n", "utf-8")
    return lambda: plan.read(folder / "plan.yaml")


CHANGES: list[tuple[str, Callable[[Path], object]]] = [
    ("file 2 of my.yaml", lambda folder: (folder / "bob.csv").unlink()),
    ("file 1 of my.yaml", lambda folder: (folder / "ann.csv").write_text("id,code\n1,b\n")),
    ("my.yaml", lambda folder: (folder / "my.yaml").write_text("files: [ann.csv]\n")),
]


@pytest.mark.parametrize(("named", "change"), CHANGES, ids=[name for name, _ in CHANGES])
def test_a_file_that_a_source_lists_is_watched_and_its_name_not_told(
    tmp_path: Path, named: str, change: Callable[[Path], object]
) -> None:
    class Meanwhile(Pretend):
        def _perform(self, job: Job, folder: Path) -> Done:
            change(tmp_path)
            return super()._perform(job, folder)

    (made,) = planned_from_files(tmp_path)()
    (record,), _ = drive([made], tmp_path / "out", Meanwhile(), Choices(), Watched())
    assert record.outcome == "infrastructure"
    assert str(record.failure) == f"{named} was changed or removed during the batch"


def test_a_change_of_a_listed_file_is_run_again_and_told(tmp_path: Path) -> None:
    planned = planned_from_files(tmp_path)
    go(tmp_path / "out", planned())
    assert go(tmp_path / "out", planned())[0].performed == []
    one, other = tmp_path / "ann.csv", tmp_path / "bob.csv"
    texts = one.read_text(), other.read_text()
    one.write_text(texts[1])
    other.write_text(texts[0])
    _, watch, (record,) = go(tmp_path / "out", planned())
    assert watch.again == {record.run: "the data changed"}


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("data/examples/mine.csv", "the data changed during the batch"),
        ("data/osf/lock.json", "the data changed during the batch"),
        ("uv.lock", "the locked environment changed during the batch"),
    ],
)
def test_a_run_whose_surroundings_change_counts_as_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, why: str
) -> None:
    class Meanwhile(Pretend):
        def _perform(self, job: Job, folder: Path) -> Done:
            files.write(tmp_path / "project" / file, "other")
            return super()._perform(job, folder)

    (tmp_path / "it.ipynb").write_text(notebook("1"), "utf-8")
    (tmp_path / "plan.yaml").write_text("notebook: it.ipynb\n", "utf-8")
    files.write(tmp_path / "project/data/examples/mine.csv", "id,R1,R2\n1,a,b\n")
    monkeypatch.setenv("STUDY_PROJECT", str(tmp_path / "project"))
    jobs = plan.read(tmp_path / "plan.yaml")
    (record,), _ = drive(jobs, tmp_path / "out", Meanwhile(), Choices(), Watched())
    assert (record.outcome, str(record.failure)) == ("infrastructure", why)


def test_an_out_in_the_data_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDY_PROJECT", str(tmp_path))
    with pytest.raises(StudyError, match="mine: lies in data/, which every run depends on"):
        go(tmp_path / "data/mine", [job("a", "text")])
    assert not (tmp_path / "data").exists()


def test_what_a_program_leaves_beside_data_that_it_shows_is_no_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDY_PROJECT", str(tmp_path))
    files.write(tmp_path / "data/examples/mine.csv", "id,R1,R2\n1,a,b\n")
    before = Surroundings.now()
    for name in (".DS_Store", "examples/.~lock.mine.csv#", "~$mine.xlsx", ".ipynb_checkpoints/a"):
        files.write(tmp_path / "data" / name, "left")
    assert before.change is None
    files.write(tmp_path / "data/examples/other.csv", "id,R1,R2\n1,a,b\n")
    assert before.change == "the data changed"


def test_a_font_or_a_script_of_the_helpers_is_a_source_of_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpers.running.identity.HELPERS", tmp_path)
    for name in ("figures/fonts/Sans.ttf", "explorer/labels.js", "mine.py"):
        files.write(tmp_path / name, "first")
        before = Surroundings.now()
        files.write(tmp_path / "__pycache__/mine.pyc", name)
        assert before.change is None
        files.write(tmp_path / name, "second")
        assert before.change == "the helpers' sources changed"


def test_a_second_runner_is_told(tmp_path: Path) -> None:
    with ledger.opened(tmp_path), pytest.raises(StudyError, match="another run is writing there"):
        go(tmp_path, [job("a", "text")])
    assert go(tmp_path, [job("a", "text")])[0].performed == ["a"]


def test_who_must_wait_is_told_how_the_runs_stand(tmp_path: Path) -> None:
    outcomes = ["ok", "kernel_died", "ok", "timeout", "kernel_died", "ok"]
    jobs = [job(f"{i}", "text", {"outcome": outcome}) for i, outcome in enumerate(outcomes)]
    go(tmp_path, jobs)
    go(tmp_path, jobs)  # the kernels that died get another try, and count once
    with ledger.opened(tmp_path), pytest.raises(StudyError) as told, ledger.held(tmp_path):
        pass
    assert str(told.value) == (
        f"{tmp_path.name}: another run is writing there "
        "(runs in its ledger by now: 6; 3 ok, 2 kernel died, 1 timeout); "
        "wait for it, or name another --out"
    )


def test_what_is_in_the_way_of_an_output_is_named(tmp_path: Path) -> None:
    (tmp_path / "out/runs/a/results/a.json/of mine").mkdir(parents=True)
    with pytest.raises(StudyError, match=r"^out/runs/a/results/a.json: cannot be written: Is a"):
        go(tmp_path / "out", [job("a", "text")])
    (tmp_path / "out/runs/a/results/a.json").rename(tmp_path / "mine")
    place, _, records = go(tmp_path / "out", [job("a", "text")])
    assert (place.performed, store.missing(tmp_path / "out", records[0])) == ([], None)


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StudyError, match="out: cannot be written: Not a directory"):
        go(tmp_path / "file" / "out", [job("a", "text")])


FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")


@FULL
def test_a_full_disk_is_one_clear_line_and_loses_nothing(tmp_path: Path) -> None:
    go(tmp_path, [job("a", "text")])
    record = tmp_path / ledger.NAME
    kept = record.read_bytes()
    record.unlink()
    record.symlink_to("/dev/full")
    with pytest.raises(StudyError, match=r"ledger.jsonl: cannot be written: No space left"):
        go(tmp_path, [job("a", "text"), job("b", "text")], again=True)
    record.unlink()
    record.write_bytes(kept)
    assert go(tmp_path, [job("a", "text"), job("b", "text")])[0].performed == ["b"]


def no_power_of_root() -> None:
    """In a process about to be: root, too, may not write where the mode forbids it."""
    import ctypes

    if sys.platform == "linux":
        drop_from_bounding_set, write_anywhere = 24, 1
        ctypes.CDLL(None).prctl(drop_from_bounding_set, write_anywhere, 0, 0, 0)


def quota(size: int) -> None:
    """In a process about to be: no file may grow beyond so many bytes, as on a full disk."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def batch(folder: Path, out: Path, limit: Callable[[], None] | None = None) -> Any:
    """`study batch` on three small runs, below a limit."""
    (folder / "it.ipynb").write_text(notebook("print(n**2)", parameters="n = 0"), "utf-8")
    (folder / "plan.yaml").write_text("notebook: it.ipynb\ngrid: {n: [1, 2, 3]}\n", "utf-8")
    study = [sys.executable, "-c", "from helpers.cli import main; main()", "batch"]
    command = [*study, str(folder / "plan.yaml"), "--out", str(out)]
    return subprocess.run(command, capture_output=True, text=True, preexec_fn=limit, check=False)


UNIX = pytest.mark.skipif(sys.platform == "win32", reason="limits are Unix's")


@UNIX
def test_a_folder_that_is_read_only_is_one_clear_line(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    for out in (closed, closed / "out"):
        done = batch(tmp_path, out, no_power_of_root)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == f"study: {out.name}: cannot be written: Permission denied\n"
    assert not list(closed.iterdir())


@UNIX
@pytest.mark.parametrize("size", [100, 1000], ids=["at once", "when a notebook is stored"])
def test_a_disk_that_fills_is_one_clear_line_and_loses_nothing(tmp_path: Path, size: int) -> None:
    out = tmp_path / "out"
    done = batch(tmp_path, out, lambda: quota(size))
    assert (done.returncode, done.stdout) == (2, "")
    said = "study: ledger.jsonl: cannot be written: File too large; nothing is lost"
    assert done.stderr.splitlines()[-1].startswith(said)
    assert "Traceback" not in done.stderr
    assert not (out / "runs").exists()
    assert batch(tmp_path, out).returncode == 0
    assert [r.outcome for r in ledger.read(out / ledger.NAME)] == ["ok"] * 3
    squares = [path.read_text("utf-8") for path in out.glob("runs/*/notebooks/it.ipynb")]
    assert sorted(int(n) for text in squares for n in re.findall(r'"(\d+)\\n"', text)) == [1, 4, 9]
    assert len(pd.read_parquet(out / "runs.parquet")) == 3
    assert "3 runs" in (out / "report/index.html").read_text("utf-8")


@UNIX
@pytest.mark.parametrize(
    ("size", "says"),
    [(4_000, "runs.parquet"), (12_000, "out/report")],
    ids=["when the table is written", "when the report is"],
)
def test_a_disk_that_fills_after_the_last_run_costs_no_run(
    tmp_path: Path, size: int, says: str
) -> None:
    out = tmp_path / "out"
    done = batch(tmp_path, out, lambda: quota(size))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == (
        f"study: {says}: cannot be written: File too large; "
        "no run is lost, run the same command again once it can"
    )
    assert "Traceback" not in done.stderr
    assert [r.outcome for r in ledger.read(out / ledger.NAME)] == ["ok"] * 3
    written = {"ledger.jsonl", ".ledger.jsonl.lock"}
    tables = {"runs.csv", "runs.parquet"} if says == "out/report" else set()
    found = {path.name for path in out.iterdir() if path.is_file()}
    assert found - {"provenance.json"} == written | tables
    assert not [path for path in out.iterdir() if "report" in path.name]
    again = batch(tmp_path, out)
    assert again.returncode == 0
    assert "3 runs, 3 already done" in again.stderr
    for frame in (pd.read_csv(out / "runs.csv"), pd.read_parquet(out / "runs.parquet")):
        assert frame["parameter.n"].tolist() == [1, 2, 3]
    assert "3 runs" in (out / "report/index.html").read_text("utf-8")


def test_the_table_has_a_row_a_run(tmp_path: Path) -> None:
    jobs = [
        job("a", "t", {"seed": 1, "source": "standin"}),
        job("b", "t", {"outcome": "cell_error", "themes": ["x"]}),
    ]
    _, _, records = go(tmp_path, jobs)
    path = table.save(records, tmp_path)
    frame = pd.read_csv(path)
    assert frame["run"].tolist() == ["a", "b"]
    assert frame["parameter.seed"].tolist()[0] == 1
    assert frame["result.kappa"].tolist() == [1, 0]
    assert frame["error"].tolist()[1] == "ValueError: no"
    assert frame["traceback"].tolist()[1] == "Traceback"
    stored = pd.read_parquet(path.with_suffix(".parquet"))
    assert stored["parameter.themes"].isna().tolist() == [True, False]
    assert stored["parameter.themes"].tolist()[1] == '["x"]'
    assert stored["outcome"].tolist() == ["ok", "cell_error"]


MIXED = [
    ([1, 2, None], [1, 2, None], "Int64"),
    ([1, 0.5, None], [1, 0.5, None], "float64"),
    ([1, "auto", None], ["1", "auto", None], "str"),
    ([True, 2], ["true", "2"], "str"),
    ([2**70, 3], [str(2**70), "3"], "str"),
    ([10**400, 0.5], [str(10**400), "0.5"], "str"),
    ([[1, 2], {"a": 1.5}], ["[1, 2]", '{"a": 1.5}'], "str"),
    ([1, math.inf, math.nan, None], [1, math.inf, None, None], "float64"),
    ([-math.inf, "auto"], ["-inf", "auto"], "str"),
    ([[math.nan]], ['[{"$numberDouble": "NaN"}]'], "str"),
]


@pytest.mark.parametrize(("given", "kept", "kind"), MIXED)
def test_a_column_of_the_table_is_of_one_kind(
    tmp_path: Path, given: list[Any], kept: list[Any], kind: str
) -> None:
    jobs = [
        job(f"run{i}", "t", {} if value is None else {"x": value}) for i, value in enumerate(given)
    ]
    _, _, records = go(tmp_path, jobs)
    stored = pd.read_parquet(table.save(records, tmp_path).with_suffix(".parquet"))
    column = stored["parameter.x"]
    assert column.dtype == kind
    assert [None if pd.isna(value) else value for value in column] == kept


@FULL
@pytest.mark.parametrize("name", ["runs.csv", "runs.parquet"])
def test_a_table_that_does_not_fit_leaves_the_one_before(tmp_path: Path, name: str) -> None:
    def tables() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in tmp_path.glob("*runs.*")}

    _, _, records = go(tmp_path, [job("a", "t")])
    table.save(records, tmp_path)
    before = tables()
    assert set(before) == {"runs.csv", "runs.parquet"}
    (tmp_path / f".{name}.partial").symlink_to("/dev/full")
    _, _, records = go(tmp_path, [job("a", "t"), job("b", "t")])
    with pytest.raises(StudyError, match=rf"{name}: cannot be written: No space left on device;"):
        table.save(records, tmp_path)
    assert tables() == before
    table.save(records, tmp_path)
    assert pd.read_csv(tmp_path / "runs.csv")["run"].tolist() == ["a", "b"]
    assert pd.read_parquet(tmp_path / "runs.parquet")["run"].tolist() == ["a", "b"]


def test_ctrl_c_ends_with_130_and_the_next_batch_goes_on(tmp_path: Path) -> None:
    cells = "import time\nif wait: open('here', 'w').close(); time.sleep(600)"
    (tmp_path / "slow.ipynb").write_text(notebook(cells, parameters="wait = False"), "utf-8")
    plan = tmp_path / "plan.yaml"
    plan.write_text("notebook: slow.ipynb\nruns: [{wait: false}, {wait: true}]\n", "utf-8")
    out = tmp_path / "out"
    study = [sys.executable, "-c", "from helpers.cli import main; main()"]
    command = [*study, "batch", str(plan), "--out", str(out), "--workers", "1"]
    runner = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    while not list(out.glob(".work/*/here")):
        assert runner.poll() is None
        time.sleep(0.05)
    runner.send_signal(signal.SIGINT)
    _, said = runner.communicate(timeout=60)
    assert runner.returncode == 130, said
    assert said.splitlines()[-1] == "study: stopped; run the same command again to go on"
    assert "Traceback" not in said
    assert [r.outcome for r in ledger.read(out / ledger.NAME)] == ["ok"]


def test_a_real_notebook_from_start_to_end(tmp_path: Path) -> None:
    made = job("a", notebook("print(seed)", parameters="seed = 1"), {"seed": 9})
    records, _ = drive([made], tmp_path, Here(None, 1, 60), Choices(), Watched())
    assert records[0].outcome == "ok"
    stored = nbformat.read(tmp_path / "runs/a/notebooks/a.ipynb", as_version=4)
    assert stored.cells[-1].outputs[0].text == "9\n"
    assert stored.metadata.papermill.parameters == {"seed": 9}
    assert not any(os.scandir(tmp_path / ".work"))


NESTED = json.loads("[" * 200 + "]" * 200)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("outcome", "okk"), ("files", 3), ("home", None), ("identity", None),
        ("results", None), ("parameters", [1]), ("run", ["a"]), ("seconds", "x"),
        ("failure", {"cell": "x", "error": ""}), ("failure", {"cell": 1, "error": 5}),
        ("at", "noon"), ("parameters", {"a": "\ud800"}), ("results", {"a": NESTED}),
        ("home", ".."), ("home", "/"), ("files", {"../../kept": ""}), ("files", {"/kept": ""}),
    ],
)  # fmt: skip
def test_a_line_of_the_ledger_that_was_edited_is_passed_over(
    tmp_path: Path, part: str, value: object
) -> None:
    go(tmp_path, [job("a", "text")])
    path = tmp_path / ledger.NAME
    *before, last = path.read_text().splitlines()
    path.write_text("\n".join([*before, json.dumps(json.loads(last) | {part: value})]) + "\n")
    assert list(ledger.read(path)) == []
    place, _, records = go(tmp_path, [job("a", "text")])
    assert place.performed == ["a"]
    assert [record.outcome for record in records] == ["ok"]


def test_an_edited_ledger_removes_no_file_of_another_folder(tmp_path: Path) -> None:
    out, kept = tmp_path / "out", tmp_path / "kept"
    kept.write_text("of another")
    for name in ("../../../kept", str(kept)):
        go(out, [job("a", "text")], again=True)
        path = out / ledger.NAME
        *before, last = path.read_text().splitlines()
        event = json.loads(last)
        event["files"][name] = ""
        path.write_text("\n".join([*before, json.dumps(event)]) + "\n")
        go(out, [job("a", "text")], again=True)
        assert kept.exists()


def test_a_carriage_return_ends_no_row_of_the_table(tmp_path: Path) -> None:
    _, _, records = go(tmp_path, [job("a", "text", {"v": "a\rb"}), job("b", "text", {"v": "c"})])
    found = pd.read_csv(table.save(records, tmp_path))
    assert found["parameter.v"].tolist() == ["a\rb", "c"]


def test_nobody_else_writes_while_the_table_and_the_report_are_made(tmp_path: Path) -> None:
    refused = []

    def last(_: object) -> None:
        with pytest.raises(StudyError) as problem:
            go(tmp_path, [job("a", "text")])
        refused.append(str(problem.value))

    drive([job("a", "text")], tmp_path, Pretend(), Choices(), Watched(), last=last)
    assert len(refused) == 1
    assert "another run is writing there" in refused[0]


@UNIX
def test_a_scheduler_s_end_is_told_like_ctrl_c(tmp_path: Path) -> None:
    slow = notebook("open('begun', 'w').close(); import time; time.sleep(60)")
    (tmp_path / "it.ipynb").write_text(slow, "utf-8")
    (tmp_path / "plan.yaml").write_text("notebook: it.ipynb\n", "utf-8")
    study = [sys.executable, "-c", "from helpers.cli import main; main()", "batch"]
    command = [*study, str(tmp_path / "plan.yaml"), "--out", str(tmp_path / "out")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as runner:
        while runner.poll() is None and not list(tmp_path.glob("out/.work/*/begun")):
            time.sleep(0.05)
        runner.terminate()
        _, said = runner.communicate()
    assert runner.returncode == 130
    assert said.splitlines()[-1] == "study: stopped; run the same command again to go on"


def test_a_watcher_that_has_gone_is_no_fault_of_the_folder(tmp_path: Path) -> None:
    class Gone(Watched):
        def ended(self, record: Record) -> None:
            raise BrokenPipeError(32, "Broken pipe")

    with pytest.raises(BrokenPipeError):
        drive([job("a", "text")], tmp_path, Pretend(), Choices(), Gone())
    assert go(tmp_path, [job("a", "text")])[0].performed == []
