"""Why a run is not ok: its outcome and what is told of it, from what happened to its kernel."""

import errno
import os
import re
from dataclasses import dataclass
from typing import Any, Literal

from helpers.running.kernels import Kernel
from helpers.running.tracking import Raised

Outcome = Literal["ok", "cell_error", "timeout", "kernel_died", "infrastructure"]

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


def outcome_of(problem: BaseException | None) -> Outcome:
    """What a run came to that ended with this, or with nothing."""
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from nbformat import ValidationError
    from papermill.exceptions import PapermillExecutionError

    match problem:
        case None:
            return "ok"
        case PapermillExecutionError(evalue=str(said)):
            return "infrastructure" if any(words in said for words in NO_ROOM) else "cell_error"
        case ValidationError():  # a cell shows what no notebook can hold
            return "cell_error"
        case CellTimeoutError():
            return "timeout"
        case DeadKernelError():
            return "kernel_died"
    return "infrastructure"


def failure_of(problem: BaseException | None, notebook: Any, kernel: Kernel) -> Failure:
    """Why a run that ended with this is not ok: where, and what its kernel had to say."""
    if told_by_a_cell(problem):
        return _cell_failure(problem, kernel.raised)
    cell = _number(notebook, kernel.reached)
    match outcome_of(problem):
        case "timeout":
            told = _tracebacks(notebook, kernel.reached)
            return Failure(cell, f"timed out after {_seconds(kernel)} s", told)
        case "kernel_died":
            ending = f": {kernel.ending}" if kernel.ending else ""
            return Failure(cell, f"the kernel died{ending}", kernel.log)
    return Failure(cell, _line(f"{type(problem).__name__}: {problem}"), kernel.log)


def told_by_a_cell(problem: BaseException | None) -> bool:
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
    lines = [line.strip() for line in _plain(text).splitlines() if line.strip()]
    # Without what else steers a terminal: the line is shown on one.
    return "".join(filter(str.isprintable, lines[0]))[:500] if lines else ""


def _number(notebook: Any, position: int | None) -> int | None:
    """The [n] of the cell at a position: how many cells that are run come up to it."""
    if position is None:
        return None
    return sum(map(_is_run, notebook.cells[: position + 1])) or None


def _is_run(cell: Any) -> bool:
    skipped = "skip-execution" in cell.metadata.get("tags", [])
    return cell.cell_type == "code" and bool(cell.source.strip()) and not skipped
