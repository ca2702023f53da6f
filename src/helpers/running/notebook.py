"""One notebook, run once through papermill, with an outcome that is true.

papermill writes a kernel that died, or a cell that timed out, down as success. Here the outcome is
decided from what happened, and the stored notebook says the same.
"""

import logging
import time
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from helpers.running import strict_json
from helpers.running.failures import Failure, Outcome, failure_of, outcome_of, told_by_a_cell
from helpers.running.kernels import Kernel
from helpers.running.tracking import error_output

ENGINE = "study"


@dataclass(frozen=True)
class Execution:
    """A finished run: its outcome, and the notebook with whatever output it came to."""

    outcome: Outcome
    notebook: Any
    seconds: float
    failure: Failure | None = None


def load(text: str, where: str) -> Any:
    """A notebook from its text, in the present format; StudyError when it is none."""
    import nbformat

    from helpers.errors import StudyError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of ids that two cells share, which are put right
            read = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
            # What was upgraded from before version 4 is of a class that papermill takes for a path.
            notebook: Any = nbformat.from_dict(read)  # type: ignore[no-untyped-call]
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
    outcome = outcome_of(failed)
    failure = None if outcome == "ok" else failure_of(failed, executed, kernel)
    if failure:
        _stamp(executed, outcome, failure)
        if not told_by_a_cell(failed):
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
    # It knows no annotation but a type's name; every parameter was checked before.
    logging.getLogger("papermill").addFilter(_is_no_unknown_parameter)


def _is_no_unknown_parameter(said: logging.LogRecord) -> bool:
    return not said.getMessage().startswith("Passed unknown parameter")


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
