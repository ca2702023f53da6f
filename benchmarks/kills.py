"""Kill real batches at random instants: `python benchmarks/kills.py [--kills 1000] [--seed 1]`.

Each round runs `study batch` on small notebooks, kills the runner, a kernel or the warm parent
with SIGKILL after a random while, and lets the next batch put it right. At the end of every few
rounds the outputs are opened: each holds the number its run was given, none is there twice.
"""

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

import helpers
from helpers.running import ledger, store

RUNS = 12
NULL = subprocess.DEVNULL
STUDY = [sys.executable, "-c", "from helpers.cli import main; main()", "batch"]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--kills", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--engine", choices=["warm", "stock"], default="warm")
    asked = options.parse_args()
    draw, killed = random.Random(asked.seed), 0
    while killed < asked.kills:
        with tempfile.TemporaryDirectory() as folder:
            written = Path(folder)
            prepare(written)
            for _ in range(draw.randint(1, 6)):
                killed += kill(written, draw, asked.engine)
            finish(written, asked.engine)
        print(f"\r{killed} kills, every output whole", end="", flush=True)
    print()


def prepare(folder: Path) -> None:
    """A plan of runs that print their number, and helpers that nobody edits meanwhile."""
    shutil.copytree(Path(helpers.__file__).parent, folder / "src/helpers")
    tagged = new_code_cell("number = 0", metadata={"tags": ["parameters"]})
    cells = [tagged, new_code_cell("import time; time.sleep(0.05); print('number', number)")]
    kernel = {"kernelspec": {"name": "python3", "display_name": "3", "language": "python"}}
    nbformat.write(new_notebook(cells=cells, metadata=kernel), folder / "it.ipynb")
    numbers = list(range(RUNS))
    (folder / "plan.yaml").write_text(f"notebook: it.ipynb\ngrid: {{number: {numbers}}}\n", "utf-8")


def kill(folder: Path, draw: random.Random, engine: str) -> int:
    """Start a batch, and kill one of its processes after a while; how many were killed."""
    runner = subprocess.Popen(command(folder, engine), stdout=NULL, stderr=NULL, env=own(folder))
    began = len(events(folder))
    while runner.poll() is None and len(events(folder)) == began:
        time.sleep(0.01)  # the random while begins when the first run does
    time.sleep(draw.uniform(0, 1.5))
    target = draw.choice([runner.pid, runner.pid, *children(runner.pid)])
    done = 0
    with contextlib.suppress(ProcessLookupError):
        os.kill(target, signal.SIGKILL)
        done = 1
    runner.wait()
    return done


def finish(folder: Path, engine: str) -> None:
    """Let the batch end in peace, and look at everything it made."""
    for _ in range(2):
        asked = [*command(folder, engine), "--json"]
        done = subprocess.run(asked, capture_output=True, env=own(folder), check=False)
    counts = json.loads(done.stdout)
    assert (counts["skipped"], counts["runs"]) == (RUNS, RUNS), counts
    records = list(ledger.read(folder / "out" / ledger.NAME))
    ok = Counter(record.run for record in records if record.outcome == "ok")
    assert set(ok.values()) == {1}, "a run that was ok ran again"
    for record in records:
        if record.outcome != "ok":
            continue
        assert store.missing(folder / "out", record) is None
        path = folder / "out" / record.home / "notebooks/it.ipynb"
        (printed,) = nbformat.read(path, as_version=4).cells[-1].outputs
        assert printed.text == f"number {record.parameters['number']}\n"
        assert "study" not in nbformat.read(path, as_version=4).metadata
    assert not list((folder / "out" / store.WORK).iterdir())
    shutil.rmtree(folder / "out")


def command(folder: Path, engine: str) -> list[str]:
    return [*STUDY, str(folder / "plan.yaml"), "--out", str(folder / "out"), "--engine", engine]


def own(folder: Path) -> dict[str, str]:
    """An environment in which the helpers are the folder's own."""
    return {**os.environ, "PYTHONPATH": str(folder / "src")}


def events(folder: Path) -> list[bytes]:
    path = folder / "out" / ledger.NAME
    return path.read_bytes().splitlines() if path.exists() else []


def children(pid: int) -> list[int]:
    """Every process below one: kernels, the warm parent and what it forked."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, task.read_text().split()):
                found += [child, *children(child)]
    return found


if __name__ == "__main__":
    main()
