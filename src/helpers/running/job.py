"""One run from its description to the files it makes, in a folder it is given."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from helpers import files
from helpers.running.failures import Failure, Outcome
from helpers.running.identity import Input, Surroundings
from helpers.running.kernels import Kernel
from helpers.running.notebook import Execution, blamed, execute, load, text
from helpers.running.outputs import settle
from helpers.running.provenance import Stripper
from helpers.running.store import RUNNERS

NEEDS_RATINGS = "needs-ratings"  # the tag of the first cell that does


@dataclass(frozen=True)
class Job:
    """A run that was checked and can start.

    Attributes:
        run: its name in the ledger.
        notebook: the notebook's name without its ending.
        text: the notebook's file.
        parameters: checked; a file's path is absolute.
        shown: the same, as they may be stored: a file by the name the user gave it.
        home: where its files belong, relative to the output folder; "." for that folder itself.
        identity: see `identity.of`.
        files: the files its parameters lead to, as they were when planned.
        around: what else its result depends on, as it was then; None when that is not watched.
        alone: whether its kernel shares nothing with another run's, not even a parent.
        reads_results: whether it starts after all others and finds what they recorded.
        reads_ratings: whether it needs ratings, and so cannot run on a source that holds none.
    """

    run: str
    notebook: str
    text: str
    parameters: Mapping[str, Any]
    shown: Mapping[str, Any]
    home: str
    identity: Mapping[str, str]
    files: tuple[Input, ...] = ()
    around: Surroundings | None = None
    alone: bool = False
    reads_results: bool = False
    reads_ratings: bool = False

    def without_ratings(self) -> "Job | None":
        """What can run without ratings: all of it, or what comes before the cell tagged for it.

        None where no cell is.
        """
        if not self.reads_ratings:
            return self
        notebook = load(self.text, self.notebook)
        tagged = [NEEDS_RATINGS in cell.metadata.get("tags", []) for cell in notebook.cells]
        if True not in tagged:
            return None
        notebook.cells = notebook.cells[: tagged.index(True)]
        return replace(self, text=text(notebook), reads_ratings=False)

    @property
    def stale(self) -> str:
        """What its result depends on and is not what was planned, in words; mostly nothing.

        What a run makes of it is then not what its identity says.
        """
        if names := [file.shown for file in self.files if file.changed]:
            return f"{', '.join(names)} was changed or removed during the batch"
        change = self.around and self.around.change
        return f"{change} during the batch" if change else ""

    @property
    def paths(self) -> dict[str, str]:
        """The absolute paths among the parameters, and what may be stored in their place."""
        return {
            value: self.shown[name]
            for name, value in self.parameters.items()
            if isinstance(value, str) and value != self.shown[name]
        }


@dataclass(frozen=True)
class Done:
    """What came of a job: the files are in the folder it was given."""

    outcome: Outcome
    seconds: float
    failure: Failure | None = None


def perform(job: Job, folder: Path, kernel: Kernel) -> Done:
    """Run a job and write its notebook, stripped, below `folder`; never raises for a failed run."""
    try:
        executed = execute(
            load(job.text, job.notebook), f"{job.notebook}.ipynb", job.parameters, kernel
        )
        return _stored(job, folder, executed)
    except OSError as problem:
        return Done("infrastructure", 0.0, Failure(None, f"{problem.strerror or problem}"))


def _stored(job: Job, folder: Path, executed: Execution) -> Done:
    # A home of its own holds nothing but what the run made.
    wrong = settle(folder, job.notebook, RUNNERS if job.home == "." else ())
    if wrong and executed.outcome == "ok":
        executed = blamed(executed, wrong)
    stripper = Stripper.of({**job.paths, str(folder): "."})
    stripper.value(executed.notebook)
    files.write(folder / "notebooks" / f"{job.notebook}.ipynb", text(executed.notebook))
    for path in folder.glob("results/*.json"):
        _strip_file(path, stripper)
    failure = executed.failure and Failure(
        executed.failure.cell,
        stripper.text(executed.failure.error),
        stripper.text(executed.failure.traceback),
    )
    return Done(executed.outcome, round(executed.seconds, 3), failure)


def _strip_file(path: Path, stripper: Stripper) -> None:
    before = path.read_text("utf-8")
    if (stripped := stripper.text(before)) != before:
        files.write(path, stripped)
