"""One notebook, run once through papermill, with an outcome that is true.

papermill writes a kernel that died, or a cell that timed out, down as success. Here the outcome is
decided from what happened, and the stored notebook says the same.
"""

import errno
import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from helpers.running import strict_json
from helpers.running.kernels import Kernel
from helpers.running.tracking import Raised, error_output

Outcome = Literal["ok", "cell_error", "timeout", "kernel_died", "infrastructure"]
ENGINE = "study"


# What the system says when there is no room, whoever asked for it.
NO_ROOM = tuple(map(os.strerror, (errno.ENOSPC, errno.EDQUOT)))
OWN_SIGNALS = "SIGSEGV|SIGABRT|SIGBUS|SIGFPE|SIGILL"  # what a process's own fault ends it by


@dataclass(frozen=True)
class Failure:
    """Why a run is not ok.

    Attributes:
        cell: the number Jupyter shows beside the cell, [n]; None when no cell was at fault.
        error: one line.
        traceback: as the kernel printed it, without colours; may be empty.
    """

    cell: int | None
    error: str
    traceback: str = ""

    @property
    def by_itself(self) -> bool:
        """Whether the kernel's process is known to have ended by what it did, not from outside."""
        return (
            re.search(r"the kernel died: (exit code|killed by (" + OWN_SIGNALS + "))", self.error)
            is not None
        )

    def __str__(self) -> str:
        """One line that names the cell."""
        return self.error if self.cell is None else f"cell [{self.cell}]: {self.error}"


@dataclass(frozen=True)
class Execution:
    """A finished run: its outcome, and the notebook with whatever output it came to."""

    outcome: Outcome
    notebook: Any
    seconds: float
    failure: Failure | None = None


def load(text: str, where: str) -> Any:
    """A notebook from its text; StudyError when it is none."""
    import nbformat

    from helpers.errors import StudyError

    try:
        notebook: Any = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
        nbformat.validate(notebook)
    except Exception as problem:  # nbformat raises what its parsers raise
        reason = str(problem).splitlines()[0] if str(problem) else type(problem).__name__
        raise StudyError(f"{where}: not a Jupyter notebook: {reason}") from None
    return notebook


def execute(notebook: Any, name: str, parameters: Mapping[str, Any], kernel: Kernel) -> Execution:
    """Run a loaded notebook with checked parameters on a fresh kernel.

    `name` is what the stored notebook calls itself. Nothing is raised for a run that fails, other
    than an interrupt of this process.
    """
    from papermill.execute import execute_notebook

    _register()
    held = _Held(kernel)
    began = time.monotonic()
    failed: BaseException | None = None
    try:
        execute_notebook(
            notebook,
            None,
            parameters=dict(parameters),
            engine_name=ENGINE,
            progress_bar=False,
            held=held,
        )
    except Exception as problem:
        failed = problem
    executed = held.notebook if held.notebook is not None else notebook
    outcome = _outcome(failed)
    failure = None if outcome == "ok" else _failure(failed, executed, kernel)
    if failure:
        _stamp(executed, outcome, failure)
        if not _told_by_a_cell(failed):
            _mark_cells(executed, outcome, failure, kernel.reached)
    _describe(executed, name)
    return Execution(outcome, executed, time.monotonic() - began, failure)


def blamed(executed: Execution, error: str) -> Execution:
    """The same run, failed by what the notebook left behind; the notebook says so too."""
    failure = Failure(None, error)
    _stamp(executed.notebook, "cell_error", failure)
    return replace(executed, outcome="cell_error", failure=failure)


@dataclass
class _Held:
    """Passed through papermill to its engine: the kernel in, the notebook out."""

    kernel: Kernel
    notebook: Any = None


def _register() -> None:
    """Make papermill know the engine that hands each run to the kernel it was given."""
    from papermill.engines import Engine, papermill_engines

    class StudyEngine(Engine):  # type: ignore[misc]
        @classmethod
        def execute_managed_notebook(
            cls, nb_man: Any, kernel_name: str, *, held: _Held, **_options: Any
        ) -> None:
            held.notebook = nb_man.nb
            held.kernel.run(nb_man, kernel_name)

    papermill_engines.register(ENGINE, StudyEngine)


def _outcome(problem: BaseException | None) -> Outcome:
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    match problem:
        case None:
            return "ok"
        case PapermillExecutionError(evalue=str(said)):
            return "infrastructure" if any(words in said for words in NO_ROOM) else "cell_error"
        case CellTimeoutError():
            return "timeout"
        case DeadKernelError():
            return "kernel_died"
    return "infrastructure"


def _failure(problem: BaseException | None, notebook: Any, kernel: Kernel) -> Failure:
    if _told_by_a_cell(problem):
        return _cell_failure(problem, kernel.raised)
    cell = _number(notebook, kernel.reached)
    match _outcome(problem):
        case "timeout":
            told = _tracebacks(notebook, kernel.reached)
            return Failure(cell, f"timed out after {_seconds(kernel)} s", told)
        case "kernel_died":
            ending = f": {kernel.ending}" if kernel.ending else ""
            return Failure(cell, f"the kernel died{ending}", kernel.log)
    return Failure(cell, _line(f"{type(problem).__name__}: {problem}"), kernel.log)


def _told_by_a_cell(problem: BaseException | None) -> bool:
    """Whether it is an error that a cell's own output shows."""
    from papermill.exceptions import PapermillExecutionError

    return isinstance(problem, PapermillExecutionError)


def _cell_failure(problem: Any, raised: Raised | None) -> Failure:
    """The error of a cell; papermill knows nothing of one that is only printed, as a group is."""
    name, value, traceback = problem.ename, problem.evalue, "\n".join(problem.traceback)
    if not traceback and raised:
        name, value, traceback = raised.name, raised.value, raised.printed
    error = f"{name}: {value}" if value else name
    return Failure(problem.exec_count, _line(error), _plain(traceback))


def _tracebacks(notebook: Any, position: int | None) -> str:
    """What the errors in a cell's outputs say; nothing where it has none."""
    outputs = [] if position is None else notebook.cells[position].get("outputs", [])
    errors = (output.traceback for output in outputs if output.output_type == "error")
    return _plain("\n".join(line for lines in errors for line in lines))


def _plain(text: str) -> str:
    """The text without a terminal's colours."""
    return re.sub(r"\x1b\[[\d;]*m", "", text)


def _seconds(kernel: Any) -> str:
    return f"{kernel.timeout:g}" if getattr(kernel, "timeout", None) else "?"


def _line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return _plain(lines[0])[:500] if lines else ""


def _number(notebook: Any, position: int | None) -> int | None:
    """The [n] of the cell at a position: how many cells that are run come up to it."""
    if position is None:
        return None
    return sum(map(_is_run, notebook.cells[: position + 1])) or None


def _is_run(cell: Any) -> bool:
    skipped = "skip-execution" in cell.metadata.get("tags", [])
    return cell.cell_type == "code" and bool(cell.source.strip()) and not skipped


def _stamp(notebook: Any, outcome: Outcome, failure: Failure) -> None:
    """Make the notebook itself say that the run failed."""
    about = notebook.metadata.setdefault("papermill", {})
    about["exception"] = True
    notebook.metadata["study"] = {"outcome": outcome, "cell": failure.cell, "error": failure.error}


def _mark_cells(notebook: Any, outcome: Outcome, failure: Failure, reached: int | None) -> None:
    """Show at which cell it ended, and which never ran."""
    from papermill.exceptions import PapermillExecutionError
    from papermill.execute import raise_for_execution_errors

    for position, cell in enumerate(notebook.cells):
        status = cell.metadata.setdefault("papermill", {})
        if reached is None or position > reached:
            status["status"] = "pending"
        elif position == reached:
            status["exception"], status["status"] = True, "failed"
            if cell.cell_type == "code":
                cell.outputs.append(error_output(outcome, failure.error))
    try:
        raise_for_execution_errors(notebook, None)  # adds papermill's own red notes
    except PapermillExecutionError:
        return


def text(notebook: Any) -> str:
    """The notebook as it is stored."""
    import nbformat

    return str(nbformat.writes(notebook)) + "\n"  # type: ignore[no-untyped-call]


def _describe(notebook: Any, name: str) -> None:
    """Put right what papermill notes: the name, and parameters that JSON has no number for."""
    about = notebook.metadata.setdefault("papermill", {})
    about["input_path"] = about["output_path"] = name
    about["parameters"] = strict_json.plain(about.get("parameters", {}))
