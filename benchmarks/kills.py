"""Kill real batches at random: `python benchmarks/kills.py [--kills 1000] [--engine stock]`.

Each round kills a few batches of small notebooks with SIGKILL: kernels and the warm parent while
the batch goes on, then mostly the runner. The next batch must put everything right: every run is
ok once and was never begun again after that, no kill cost more than the runs it hit, and every
file, output, result and row of the table holds what follows from the run's parameters.

A batch is the command itself, in a fork of this process, which has its imports behind it; the
warm parent is a real one, but is not shown the large libraries that these notebooks do not need.
"""

import argparse
import contextlib
import json
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import papermill.clientwrap
import papermill.execute  # noqa: F401 - every batch is spared importing it
from nbformat.v4 import new_code_cell, new_notebook

import helpers
from helpers import cli
from helpers.running import batch, ledger, store  # noqa: F401

WORKERS = 2
PATIENCE = 300  # seconds for a batch, even on a busy machine
FORK = multiprocessing.get_context("fork")
COPY = "STUDY_KILLS"  # where the drill's own copy of the helpers is
HIDDEN = ("pandas", "scipy", "seaborn", "statsmodels", "pyarrow", "ipywidgets", "debugpy")
WORK = """
import json, os, pathlib, time
with open(os.environ["STUDY_KILLS"] + "/begun", "a") as begun: begun.write(f"{number}\\n")
time.sleep(0.05)
square = number**2
pathlib.Path("squares.txt").write_text(f"{square}\\n" * 20_000)
pathlib.Path("results").mkdir()
recorded = {"results": {"square": {"value": square}}}
pathlib.Path("results/it.json").write_text(json.dumps(recorded))
print("square", square)
"""


@dataclass
class Drill:
    """One round: a folder, and what was killed in it."""

    folder: Path
    engine: str
    runs: int
    draw: random.Random
    killed: Counter[str] = field(default_factory=Counter)

    @property
    def out(self) -> Path:
        """Where the batches write."""
        return self.folder / "out"

    def batch(self) -> BaseProcess:
        """Begin `study batch` in a process of its own."""
        process = FORK.Process(target=command, args=(self.folder, self.engine))
        process.start()
        return process


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--kills", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--engine", choices=["warm", "stock"], default="warm")
    options.add_argument("--runs", type=int, default=24, help="of each batch")
    asked = options.parse_args()
    draw, killed, began = random.Random(asked.seed), Counter[str](), time.monotonic()
    hide(Path(os.environ[COPY]))
    while killed.total() < asked.kills:
        folder = Path(tempfile.mkdtemp(prefix="kills-"))
        drill = Drill(folder, asked.engine, asked.runs, draw)
        killed += played(drill)
        by_kind = ", ".join(f"{n} of the {kind}" for kind, n in sorted(killed.items()))
        took = time.monotonic() - began
        print(f"{killed.total()} kills ({by_kind}), all put right, {took:.0f} s", flush=True)


def played(drill: Drill) -> Counter[str]:
    """Kill some batches, let the next end in peace, look at everything; the kills by kind.

    The folder stays where it is when something is wrong.
    """
    prepare(drill)
    try:
        for _ in range(drill.draw.randint(1, 3)):
            disturb(drill)
        resume(drill)
    except BaseException:
        print(f"look into {drill.folder}; killed there: {dict(drill.killed)}", flush=True)
        raise
    shutil.rmtree(drill.folder)
    return drill.killed


def prepare(drill: Drill) -> None:
    """A plan of runs whose every file follows from their number."""
    (Path(os.environ[COPY]) / "begun").write_text("")
    tagged = new_code_cell("number = 0", metadata={"tags": ["parameters"]})
    kernel = {"kernelspec": {"name": "python3", "display_name": "3", "language": "python"}}
    made = new_notebook(cells=[tagged, new_code_cell(WORK)], metadata=kernel)
    nbformat.write(made, drill.folder / "it.ipynb")
    plan = f"notebook: it.ipynb\ngrid: {{number: {list(range(drill.runs))}}}\n"
    (drill.folder / "plan.yaml").write_text(plan, "utf-8")


def disturb(drill: Drill) -> None:
    """Begin a batch, kill some of its processes; mostly the runner last, else it ends itself."""
    runner = drill.batch()
    if drill.draw.random() < 0.8:
        wait(lambda: len(events(drill, "finished")) > 0 or not runner.is_alive())
    else:
        time.sleep(drill.draw.uniform(0, 4))
    for _ in range(drill.draw.randint(1, 4)):
        time.sleep(drill.draw.uniform(0, 0.4))
        kill(drill, runner, drill.draw.choice(["kernel", "kernel", "kernel", "parent"]))
    if drill.draw.random() < 0.8:
        time.sleep(drill.draw.uniform(0, 0.4))
        kill(drill, runner, "runner")
    ended(runner)
    if runner.exitcode != -signal.SIGKILL:
        check_labels(drill)


def kill(drill: Drill, runner: BaseProcess, kind: str) -> None:
    """Kill a process of a kind that lives now, and count it."""
    alive = [pid for known, pid in processes(runner.pid or 0) if known == kind]
    if alive and runner.is_alive():
        with contextlib.suppress(ProcessLookupError):
            os.kill(drill.draw.choice(alive), signal.SIGKILL)
            drill.killed[kind] += 1


def processes(runner: int) -> Iterator[tuple[str, int]]:
    """The living processes of a batch, each with its kind."""
    yield "runner", runner
    for child in children(runner):
        warm = b"warm.server" in Path(f"/proc/{child}/cmdline").read_bytes()
        yield ("parent" if warm else "kernel"), child
        yield from (("kernel", grandchild) for grandchild in children(child))


def children(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return [child for child in found if lives(child)]


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def resume(drill: Drill) -> None:
    """One batch in peace makes everything whole; one more finds nothing to do."""
    said = told(drill)
    assert said["ok"] + said["skipped"] == said["runs"] == drill.runs, said
    check_ledger(drill)
    check_labels(drill)
    check_table(drill)
    assert not list((drill.out / store.WORK).iterdir())
    whole = (drill.out / ledger.NAME).read_bytes()
    assert told(drill)["skipped"] == drill.runs
    assert (drill.out / ledger.NAME).read_bytes() == whole


def told(drill: Drill) -> dict[str, Any]:
    """What a batch says of itself that ends in peace and in success."""
    runner = drill.batch()
    ended(runner)
    said = (drill.folder / "said").read_text()
    assert runner.exitcode == 0, (runner.exitcode, said, (drill.folder / "error").read_text())
    counts: dict[str, Any] = json.loads(said)
    return counts


def check_ledger(drill: Drill) -> None:
    """Every run is ok once, is not begun after that, and no kill cost more than what it hit."""
    done: set[str] = set()
    for event in events(drill):
        assert event["run"] not in done, f"{event['run']} was ok, and was begun again"
        if event.get("outcome") == "ok":
            done.add(event["run"])
    assert len(done) == drill.runs
    extra = len(events(drill, "started")) - drill.runs
    killed = drill.killed
    assert extra <= killed["kernel"] + WORKERS * (killed["runner"] + killed["parent"]), extra
    begun = Counter((Path(os.environ[COPY]) / "begun").read_text().split())
    assert set(begun) == set(map(str, range(drill.runs)))
    assert begun.total() <= drill.runs + extra


def check_labels(drill: Drill) -> None:
    """Every stored run is what the ledger says of it; those that are ok hold what they should."""
    for record in ledger.Ledger(drill.out / ledger.NAME).latest.values():
        assert store.missing(drill.out, record) is None
        home, number = drill.out / record.home, record.parameters["number"]
        if record.outcome == "ok":
            check_contents(home, number)
            assert record.results == {"square": number**2}
        elif "notebooks/it.ipynb" in record.files:
            stored = nbformat.read(home / "notebooks/it.ipynb", as_version=4)
            assert stored.metadata["study"]["outcome"] == record.outcome
            assert stored.metadata["papermill"]["exception"] is True


def check_contents(home: Path, number: int) -> None:
    files = {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()}
    assert files == {"notebooks/it.ipynb", "results/it.json", "squares.txt"}, files
    assert (home / "squares.txt").read_text() == f"{number**2}\n" * 20_000
    recorded = json.loads((home / "results/it.json").read_text())
    assert recorded == {"results": {"square": {"value": number**2}}}
    stored = nbformat.read(home / "notebooks/it.ipynb", as_version=4)
    (printed,) = stored.cells[-1].outputs
    assert printed.text == f"square {number**2}\n"
    assert stored.metadata["papermill"]["parameters"] == {"number": number}
    assert stored.metadata["papermill"]["exception"] is None
    assert "study" not in stored.metadata


def check_table(drill: Drill) -> None:
    for table in (pd.read_csv(drill.out / "runs.csv"), pd.read_parquet(drill.out / "runs.parquet")):
        assert table["parameter.number"].tolist() == list(range(drill.runs))
        assert table["result.square"].tolist() == [number**2 for number in range(drill.runs)]
        assert set(table["outcome"]) == {"ok"}


def command(folder: Path, engine: str) -> None:
    """The command line, in a fork of this process."""
    for descriptor, name in ((1, "said"), (2, "error")):
        file = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, descriptor)
        os.close(file)
    options = ["--out", str(folder / "out"), "--engine", engine, "--workers", str(WORKERS)]
    sys.argv = ["study", "batch", str(folder / "plan.yaml"), *options, "--json"]
    cli.main()


def events(drill: Drill, kind: str = "") -> list[dict[str, Any]]:
    """The events in the ledger, past lines that a kill cut short."""
    path, found = drill.out / ledger.NAME, []
    for line in path.read_bytes().splitlines() if path.exists() else []:
        with contextlib.suppress(ValueError):
            found.append(json.loads(line))
    return [event for event in found if kind in ("", event["event"])]


def ended(runner: BaseProcess) -> None:
    """Wait for a batch to end, but not for ever."""
    runner.join(PATIENCE)
    assert runner.exitcode is not None, "the batch hangs"


def wait(ready: Callable[[], bool]) -> None:
    while not ready():
        time.sleep(0.01)


def hide(copy: Path) -> None:
    """Let the processes that are started from now on not find the large libraries."""
    (copy / "hidden").mkdir()
    for name in HIDDEN:
        (copy / f"hidden/{name}.py").write_text("raise ImportError('hidden')\n")
    os.environ["PYTHONPATH"] = f"{copy / 'hidden'}:{copy / 'src'}"


def with_own_helpers() -> int:
    """Run this again with a copy of the helpers that nobody edits meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(Path(helpers.__file__).parent, Path(folder) / "src/helpers")
        own = {COPY: folder, "PYTHONPATH": f"{folder}/src"}
        again = [sys.executable, *sys.argv]
        return subprocess.run(again, env={**os.environ, **own}, check=False).returncode


if __name__ == "__main__":
    main() if COPY in os.environ else sys.exit(with_own_helpers())
