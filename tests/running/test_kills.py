"""Kill the runner at every step it takes on the disk, and real batches now and then.

The next batch puts everything right; `benchmarks/kills.py` looks at real ones much longer.
"""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from helpers.running import ledger, store
from helpers.running.drive import drive
from helpers.running.job import Done, Job
from helpers.running.needed import Choices

from .conftest import Watched, job
from .test_batch import Pretend

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
STEPS = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree"}


def jobs() -> list[Job]:
    """Three runs, the second of which fails."""
    outcomes = ["ok", "cell_error", "ok"]
    return [
        job(f"run{i}", f"text {i}", {"seed": i, "outcome": outcome})
        for i, outcome in enumerate(outcomes)
    ]


class Counted(Pretend):
    """Writes down, outside the batch's folder, that it performs a job."""

    def __init__(self, log: Path) -> None:
        super().__init__()
        self.log = log

    def submit(self, job: Job, folder: Path):  # type: ignore[no-untyped-def]
        future = super().submit(job, folder)
        descriptor = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(descriptor, f"{job.run}\n".encode())
        os.close(descriptor)
        return future


def killed_at(step: int, out: Path, log: Path) -> bool:
    """Run a batch in a fork that kills itself before its `step`-th touch of the disk."""
    pid = os.fork()
    if pid == 0:
        left = step

        def count(event: str, arguments: object) -> None:
            nonlocal left
            if event in STEPS and str(out) in str(arguments):
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(count)
            drive(jobs(), out, Counted(log), Choices(), Watched())
            os._exit(0)
        finally:
            os._exit(1)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert code in (0, -signal.SIGKILL)
    return code != 0


def check(out: Path, log: Path) -> None:
    """Every output is whole, named as what it is, and recorded once."""
    place, watch = Counted(log), Watched()
    records, _ = drive(jobs(), out, place, Choices(), watch)
    assert [r.outcome for r in records] == ["ok", "cell_error", "ok"]
    for i, record in enumerate(records):
        home = out / "runs" / f"run{i}"
        assert store.missing(out, record) is None
        assert (home / "notebooks" / f"run{i}.ipynb").read_text() == f"text {i}"
        assert json.loads((home / f"results/run{i}.json").read_text())["results"] == {
            "kappa": {"value": i}
        }
        assert sorted(p.name for p in home.rglob("*") if p.is_file()) == [
            f"run{i}.ipynb",
            f"run{i}.json",
        ]
    assert list((out / store.WORK).iterdir()) == []
    finished = Counter(record.run for record in ledger.read(out / ledger.NAME))
    assert finished == {"run0": 1, "run1": 1, "run2": 1}
    assert drive(jobs(), out, (last := Pretend()), Choices(), Watched())
    assert last.performed == []


def test_killed_once_at_every_step(tmp_path: Path) -> None:
    step = 1
    while killed_at(step, tmp_path / f"out{step}", tmp_path / f"log{step}"):
        check(tmp_path / f"out{step}", tmp_path / f"log{step}")
        performed = Counter((tmp_path / f"log{step}").read_text().split())
        assert sum(performed.values()) <= 4  # at most the one that was not recorded runs twice
        step += 1
    assert step > 30


@pytest.mark.parametrize("seed", range(10))
def test_killed_again_and_again(seed: int, tmp_path: Path) -> None:
    import random

    draw = random.Random(seed)
    for _ in range(8):
        killed_at(draw.randint(1, 40), tmp_path / "out", tmp_path / "log")
    check(tmp_path / "out", tmp_path / "log")


def test_a_run_that_ends_its_runner_holds_up_no_other(tmp_path: Path) -> None:
    class Deadly(Pretend):
        def _perform(self, job: Job, folder: Path) -> Done:
            if job.run == "run0":
                os.kill(os.getpid(), signal.SIGKILL)
            return super()._perform(job, folder)

    def recorded() -> list[str]:
        if (pid := os.fork()) == 0:
            try:
                drive(jobs(), tmp_path, Deadly(), Choices(), Watched())
            finally:
                os._exit(1)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
        return [record.run for record in ledger.read(tmp_path / ledger.NAME)]

    assert recorded() == []
    assert recorded() == ["run1", "run2"]
    records, _ = drive(jobs(), tmp_path, Pretend(), Choices(), Watched())
    assert [record.run for record in records] == ["run0", "run1", "run2"]


@pytest.mark.skipif(sys.platform != "linux", reason="it finds the processes in /proc")
@pytest.mark.parametrize(("engine", "kills"), [("warm", 8), ("stock", 5)])
def test_real_batches_killed_at_random(engine: str, kills: int) -> None:
    options = ["--engine", engine, "--kills", str(kills), "--runs", "4", "--seed", "1"]
    drill = Path(__file__).parents[2] / "benchmarks" / "kills.py"
    done = subprocess.run(
        [sys.executable, str(drill), *options], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    last = done.stdout.splitlines()[-1]
    assert int(last.split()[0]) >= kills
    assert "all put right" in last
