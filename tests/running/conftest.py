"""Small notebooks, and engines to run them on."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers.running.engines import Engine, named
from helpers.running.job import Job
from helpers.running.ledger import Record
from helpers.running.notebook import Execution, execute, load

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
ENGINES = ["stock", "warm"] if sys.platform == "linux" else ["stock"]


def notebook(*cells: str, parameters: str | None = None) -> str:
    """The text of a notebook of code cells, with a parameters cell first if there is one."""
    made = [new_code_cell(source, id=f"c{i}") for i, source in enumerate(cells)]
    if parameters is not None:
        tagged = new_code_cell(parameters, id="p", metadata={"tags": ["parameters"]})
        made = [new_markdown_cell("# Title", id="m"), tagged, *made]
    return str(nbformat.writes(new_notebook(cells=made, metadata=KERNEL)))


def job(run: str, text: str, parameters: dict[str, Any] | None = None, **other: Any) -> Job:
    """A job without a plan."""
    given = parameters or {}
    identity = other.pop("identity", {"code": text, "parameters": json.dumps(given)})
    whole = dict.fromkeys(("code", "parameters", "helpers", "data", "lock"), "") | identity
    return Job(run, run, text, given, other.pop("shown", given), f"runs/{run}", whole, **other)


@dataclass
class Watched:
    """Notes what a batch tells."""

    again: dict[str, str] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    skipped: int = 0
    failed: int = 0

    def planned(self, total: int, ok: int, failed: int) -> None:
        self.skipped, self.failed = ok, failed

    def begins(self, job: Job, why: str) -> None:
        if why:
            self.again[job.run] = why

    def ended(self, record: Record) -> None:
        self.outcomes[record.run] = record.outcome

    def noted(self, note: str) -> None:
        self.notes.append(note)


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Each engine in turn, started once."""
    made = named(request.param)
    yield made
    made.close()


@pytest.fixture(scope="session")
def warm() -> Iterator[Any]:
    """The warm engine, started once."""
    if sys.platform != "linux":
        pytest.skip("the warm engine is for Linux")
    made = named("warm")
    yield made
    made.close()


Run = Callable[..., Execution]


@pytest.fixture
def run(engine: Engine, tmp_path: Path) -> Run:
    """Run cells on the engine: `run("1/0", timeout=3, seed=4)`."""

    def _run(*cells: str, timeout: float | None = 60, parameters: str = "seed = 1", **given: Any):  # type: ignore[no-untyped-def]
        text = notebook(*cells, parameters=parameters)
        return execute(load(text, "it"), "it.ipynb", given, engine.kernel(tmp_path, timeout))

    return _run


def printed(execution: Execution) -> str:
    """Everything the notebook printed to standard output."""
    outputs = [o for c in execution.notebook.cells for o in c.get("outputs", [])]
    return "".join(o.text for o in outputs if o.get("name") == "stdout")


def awaited(ready: Callable[[], Any], patience: float = 60) -> Any:
    """What `ready` gives, once that is something; or after a while, whatever it gives."""
    deadline = time.monotonic() + patience
    while not (value := ready()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return value


def lives(pid: int) -> bool:
    """Whether a process is there and is no zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]
