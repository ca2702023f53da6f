"""A real scheduler and two worker processes on loopback; one is killed, and nothing is lost."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from helpers.errors import StudyError
from helpers.running import cluster, identity, ledger
from helpers.running.batch import Choices, drive
from helpers.running.job import Job
from helpers.running.ledger import Record

from .conftest import Watched, job, notebook

pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[Any]]]:
    """The scheduler's address and its worker processes, each in a folder of its own."""
    base = tmp_path_factory.mktemp("dask")
    at = base / "scheduler.json"
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    options = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(at)]
    processes = [subprocess.Popen([*command, *options], stderr=subprocess.DEVNULL)]
    while not at.exists():
        assert processes[0].poll() is None
        time.sleep(0.05)
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(at)]
    limits = ["--no-nanny", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1"]
    for i in range(2):
        folder = ["--local-directory", str(base / f"worker{i}")]
        processes.append(
            subprocess.Popen([*worker, *limits, *folder], stderr=subprocess.DEVNULL, cwd=base)
        )
    import json

    yield json.loads(at.read_text())["address"], processes
    for process in reversed(processes):
        process.kill()
        process.wait()


def connected(address: str) -> cluster.Cluster:
    place = cluster.Cluster(address, "stock", 60)
    deadline = time.monotonic() + 60
    while place.workers < 2 and time.monotonic() < deadline:
        place.close()
        time.sleep(0.2)
        place = cluster.Cluster(address, "stock", 60)
    return place


def test_a_worker_of_another_commit_is_named(
    dask: tuple[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = identity.Surroundings.now()
    other = identity.Surroundings(here.helpers, here.data, "f" * 64)
    monkeypatch.setattr(identity.Surroundings, "now", classmethod(lambda _: other))
    with pytest.raises(StudyError, match=r"worker tcp://.*: its locked environment differs"):
        cluster.Cluster(dask[0], None, None)


def test_files_travel_there_and_back(dask: tuple[str, Any], tmp_path: Path) -> None:
    ratings = tmp_path / "secret-place" / "my.csv"
    ratings.parent.mkdir()
    ratings.write_text("id,R1,R2\n1,a,b\n", "utf-8")
    text = notebook(
        "from pathlib import Path; print(Path(source).read_text())",
        "Path('made.txt').write_text('made here'); Path(source).parent",
        parameters="source = 'auto'",
    )
    made = Job("a", "a", text, {"source": str(ratings)}, {"source": "my.csv"}, "runs/a", IDENTITY)
    records, _ = drive([made], tmp_path / "out", connected(dask[0]), Choices(), Watched())
    assert records[0].outcome == "ok", records[0].failure
    home = tmp_path / "out/runs/a"
    stored = (home / "notebooks/a.ipynb").read_text("utf-8")
    assert "1,a,b" in stored
    assert (home / "made.txt").read_text() == "made here"
    assert str(tmp_path) not in stored
    assert '"source": "my.csv"' in stored


def test_a_yaml_travels_with_the_files_it_lists(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/one.csv").write_bytes(b"1")
    (tmp_path / "two.csv").write_bytes(b"2")
    listing = tmp_path / "mine.yaml"
    listing.write_text("files: [deep/one.csv, two.csv]\nlayout: files\n", "utf-8")
    sent = cluster.packed(listing)
    assert list(sent) == ["mine.yaml", "0/one.csv", "1/two.csv"]
    assert sent["0/one.csv"] == b"1"
    assert b"0/one.csv" in sent["mine.yaml"]
    assert b"layout: files" in sent["mine.yaml"]


def test_no_scheduler_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    with pytest.raises(StudyError, match=r"--scheduler tcp://127.0.0.1:9: cannot connect"):
        cluster.Cluster("tcp://127.0.0.1:9", None, None)


def test_a_worker_killed_midway_costs_only_its_runs(dask: tuple[str, Any], tmp_path: Path) -> None:
    address, processes = dask
    text = notebook("import time; time.sleep(0.3)\nprint(seed)", parameters="seed = 1")
    jobs = [job(f"run{i}", text, {"seed": i}) for i in range(6)]

    class Killing(Watched):
        def ended(self, record: Record) -> None:
            super().ended(record)
            if len(self.outcomes) == 1:
                os.kill(processes[1].pid, signal.SIGKILL)

    watch = Killing()
    records, _ = drive(jobs, tmp_path, connected(address), Choices(), watch)
    assert set(watch.outcomes.values()) == {"ok"}
    assert len(records) == len(list(ledger.read(tmp_path / ledger.NAME))) == 6
    for i, record in enumerate(records):
        stored = (tmp_path / record.home / "notebooks" / f"run{i}.ipynb").read_text("utf-8")
        assert f'"{i}\\n"' in stored


IDENTITY = dict.fromkeys(("code", "parameters", "helpers", "data", "lock"), "")
