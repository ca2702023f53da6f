"""How fast batches are, beside stock papermill.

Every arm runs in a process of its own, and arms alternate, so that what else the machine does
falls on all of them alike. Times are per run, medians over the rounds; ratios are what to quote.

    python benchmarks/batch.py                  the arms, on 02_reliability and the stand-in
    python benchmarks/batch.py --collection     `study reproduce` beside stock papermill
    python benchmarks/batch.py --thousand       1,000 runs once: time and memory stay flat
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from helpers.paths import project
from helpers.running import plan
from helpers.running.drive import Watch, drive
from helpers.running.needed import Choices
from helpers.running.places import Here

NOTEBOOK = "02_reliability"
EMPTY = {
    "cells": [],
    "metadata": {"kernelspec": {"name": "python3", "display_name": "3", "language": "python"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}


class Silent(Watch):
    """Shows nothing."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--runs", type=int, default=8)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--collection", action="store_true")
    options.add_argument("--thousand", action="store_true")
    options.add_argument("--arm", choices=ARMS)
    asked = options.parse_args()
    if sys.dont_write_bytecode and not asked.arm:
        print("PYTHONDONTWRITEBYTECODE is set: what is not compiled yet is compiled at each start")
    if asked.arm:
        print(json.dumps(ARMS[asked.arm](asked.runs)))
    elif asked.thousand:
        thousand()
    elif asked.collection:
        collection(asked.rounds)
    else:
        compare(asked.runs, asked.rounds)


def compare(runs: int, rounds: int) -> None:
    """Alternate the arms, then print each with its ratios."""
    taken: dict[str, list[dict[str, float]]] = {arm: [] for arm in ARMS}
    for _ in range(rounds):
        for arm in ARMS:
            count = str(2 if arm == "stock, one after another" else runs)
            said = printed([sys.executable, __file__, "--arm", arm, "--runs", count])
            taken[arm].append(json.loads(said.splitlines()[-1]))
    middle = {
        arm: {key: statistics.median(t[key] for t in times) for key in times[0]}
        for arm, times in taken.items()
    }
    pool = middle["stock, pool of two"]["seconds"]
    print(f"{'':<28}{'s a run':>9}{'CPU s':>8}{'MB':>7}{'pool of two / this':>20}")
    for arm, m in middle.items():
        ratio = pool / m["seconds"]
        print(f"{arm:<28}{m['seconds']:>9.3f}{m['cpu']:>8.2f}{m['megabytes']:>7.0f}{ratio:>20.2f}")


def printed(command: Sequence[str]) -> str:
    """What a command prints; ends with what it said last, should it fail.

    Two stock kernels that start at once can pick the same port; then that arm is run again.
    """
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "Kernel didn't respond" in done.stderr:
        print(f"{' '.join(command[2:])}: a stock kernel never answered; once more")
        return printed(command)
    if done.returncode:
        sys.exit(f"{' '.join(command[1:])}: exit code {done.returncode}\n{done.stderr[-3000:]}")
    return done.stdout


def measured(runs: int, work: Callable[[], None], before: float = 0.0) -> dict[str, float]:
    """Time, processor time and the largest process of some runs, per run."""
    cpu, began = _cpu() + before, time.perf_counter()
    work()
    seconds = time.perf_counter() - began
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"seconds": seconds / runs, "cpu": (_cpu() - cpu) / runs, "megabytes": largest}


def stock(runs: int) -> dict[str, float]:
    """papermill in a warm parent, one run after another."""
    import papermill.execute  # noqa: F401

    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{i}.ipynb") for i in range(runs)]
        return measured(runs, lambda: [_papermill(path) for path in paths] and None)


def stock_pool(runs: int) -> dict[str, float]:
    """papermill in two processes that are warm."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{i}.ipynb") for i in range(runs)]

        def work() -> None:
            list(pool.map(_papermill, paths))
            pool.shutdown()

        pool = ProcessPoolExecutor(2)
        list(pool.map(_imported, range(4)))
        return measured(runs, work)


def _imported(_: int) -> None:
    import papermill.execute  # noqa: F401


def _papermill(path: Path) -> None:
    from papermill.execute import execute_notebook

    os.environ["STUDY_OUT"] = str(path.with_suffix(""))
    given = {"source": "standin"}
    source = project() / "notebooks" / f"{NOTEBOOK}.ipynb"
    execute_notebook(str(source), str(path), given, progress_bar=False)


def batch(runs: int, workers: int = 2, text: str | None = None) -> dict[str, float]:
    """Our whole road, ledger and all, on a warm parent that is ready."""
    import papermill.execute  # noqa: F401

    with tempfile.TemporaryDirectory() as folder:
        jobs = _jobs(runs, Path(folder), text)
        place = Here("warm", workers, None)
        _ready(place)
        server = place.start()._servers[-1]._process.pid  # type: ignore[attr-defined]
        ran = measured(
            runs,
            lambda: drive(jobs, Path(folder, "out"), place, Choices(), Silent()) and None,
            before=_cpu_of(server),
        )
        assert not place.start().why_stock  # type: ignore[attr-defined]
        return ran


def _jobs(runs: int, folder: Path, text: str | None) -> list[plan.Job]:
    path = folder / "plan.yaml"
    name = NOTEBOOK
    if text is not None:
        name = "it.ipynb"
        (folder / name).write_text(text, "utf-8")
    given = "" if text else "grid: {source: [standin]}"
    path.write_text(f"notebook: {name}\n{given}\n", "utf-8")
    (job,) = plan.read(path)
    from dataclasses import replace

    return [replace(job, run=f"{i}", home=f"runs/{i}") for i in range(runs)]


def _ready(place: Here) -> None:
    """Wait until the warm parent has imported what it imports."""
    with tempfile.TemporaryFile() as log:
        server, pid, wire = place.start().fork(log.fileno())  # type: ignore[attr-defined]
        wire.end.close()
        server.reap(pid)


def floor(runs: int) -> dict[str, float]:
    """Fork a warm process and run the cells as a bare script: no kernel, nothing stored."""
    from helpers.running.notebook import load
    from helpers.running.warm.server import PRELOAD, preload

    preload(PRELOAD)
    import gc

    gc.freeze()
    text = (project() / "notebooks" / f"{NOTEBOOK}.ipynb").read_text("utf-8")
    cells = [c.source for c in load(text, NOTEBOOK).cells if c.cell_type == "code"]

    def work() -> None:
        with tempfile.TemporaryDirectory() as folder:
            for first in range(0, runs, 2):
                pair = range(first, min(first + 2, runs))
                pids = [_scripted(cells, str(Path(folder, str(run)))) for run in pair]
                for pid in pids:
                    assert os.waitpid(pid, 0)[1] == 0

    return measured(runs, work)


def _scripted(cells: Sequence[str], folder: str) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.environ["STUDY_OUT"] = folder
        os.environ["MPLBACKEND"] = "agg"
        names: dict[str, Any] = {"__name__": "__main__"}
        for cell in cells:
            exec(compile(cell, "cell", "exec"), names)
            names["source"] = "standin"
        os._exit(0)
    finally:
        os._exit(1)


def collection(rounds: int) -> None:
    """The whole collection, by `study reproduce` and by papermill's own command, alternating."""
    ours, theirs = [], []
    study = [sys.executable, "-c", "from helpers.cli import main; main()", "reproduce"]
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            command = [*study, "--source", "standin", "--out", folder]
            began = time.perf_counter()
            printed(command)
            ours.append(time.perf_counter() - began)
        with tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            printed([sys.executable, "-c", STOCK, folder])
            theirs.append(time.perf_counter() - began)
    one, other = statistics.median(ours), statistics.median(theirs)
    print(f"study reproduce {one:.1f} s, stock papermill {other:.1f} s: {other / one:.2f} times")


STOCK = """
import os, sys, inspect
from pathlib import Path
from papermill.execute import execute_notebook
from helpers.paths import project
from helpers.running.inputs import Notebook
os.environ["STUDY_OUT"] = sys.argv[1]
for path in sorted((project() / "notebooks").glob("[0-9]*.ipynb")):
    known = {parameter.name for parameter in Notebook.of(path).known}
    given = {"source": "standin"} if "source" in known else {}
    execute_notebook(str(path), str(Path(sys.argv[1], path.name)), given, progress_bar=False)
"""


def thousand() -> None:
    """1,000 runs of an empty notebook: time a run and the runner's memory, by hundreds."""
    with tempfile.TemporaryDirectory() as folder:
        jobs = _jobs(1000, Path(folder), json.dumps(EMPTY))
        place = Here("warm", 2, None)
        _ready(place)
        drive(jobs, Path(folder, "out"), place, Choices(), Hundreds())


class Hundreds(Silent):
    """Prints a line for every hundred runs."""

    def __init__(self) -> None:
        self.done, self.since = 0, time.perf_counter()

    def ended(self, record: Any) -> None:
        assert record.outcome == "ok", record.failure
        self.done += 1
        if self.done % 100 == 0:
            now, pages = time.perf_counter(), int(Path("/proc/self/statm").read_text().split()[1])
            each = (now - self.since) / 100
            print(f"{self.done:>5} runs  {each:.3f} s each  runner {pages * 4096 / 1e6:.0f} MB")
            self.since = now


def _cpu() -> float:
    used = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def _cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


ARMS: dict[str, Callable[[int], dict[str, float]]] = {
    "stock, one after another": stock,
    "stock, pool of two": stock_pool,
    "warm, one after another": lambda runs: batch(runs, workers=1),
    "warm, two workers": batch,
    "warm, empty notebook": lambda runs: batch(runs, text=json.dumps(EMPTY)),
    "floor: fork, bare script": floor,
}

if __name__ == "__main__":
    main()
