"""What is said of a run is what happened to it, on either engine."""

import json
import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from helpers.running.engines import Engine, named
from helpers.running.notebook import execute, load, text

from .conftest import ENGINES, Run, awaited, lives, notebook, printed


def statuses(executed: object) -> list[str]:
    cells = executed.notebook.cells  # type: ignore[attr-defined]
    return [c.metadata.papermill.status for c in cells if "papermill" in c.metadata][1:]


def test_ok_runs_in_the_runs_folder_and_knows_where_to_write(run: Run, tmp_path: Path) -> None:
    executed = run("import os; print(os.getcwd(), os.environ['STUDY_OUT'], seed)", seed=5)
    assert (executed.outcome, executed.failure) == ("ok", None)
    assert printed(executed) == f"{tmp_path} {tmp_path} 5\n"
    assert "study" not in executed.notebook.metadata
    assert executed.notebook.metadata.papermill.exception is None


def test_a_cell_error_names_its_cell_and_keeps_what_came_before(run: Run) -> None:
    executed = run("print('before')", "1 / 0", "print('after')")
    assert executed.outcome == "cell_error"
    assert executed.failure is not None
    assert str(executed.failure) == "cell [3]: ZeroDivisionError: division by zero"
    assert "ZeroDivisionError" in executed.failure.traceback
    assert "\x1b" not in executed.failure.traceback
    assert printed(executed) == "before\n"
    assert executed.notebook.metadata.study == {
        "outcome": "cell_error",
        "cell": 3,
        "error": "ZeroDivisionError: division by zero",
    }


@pytest.mark.parametrize("number", ["ENOSPC", "EDQUOT"])
def test_a_full_disk_is_no_fault_of_the_notebook(run: Run, number: str) -> None:
    raised = f"import errno, os; raise OSError(errno.{number}, os.strerror(errno.{number}))"
    executed = run("print('before')", raised, "print('after')")
    assert executed.outcome == "infrastructure"
    assert str(executed.failure).startswith("cell [3]: OSError: [Errno ")
    assert printed(executed) == "before\n"
    assert statuses(executed)[-2:] == ["failed", "pending"]
    assert executed.notebook.metadata.study["outcome"] == "infrastructure"
    errors = [o for c in executed.notebook.cells for o in c.get("outputs", []) if "ename" in o]
    assert [o.ename for o in errors] == ["OSError"]


def test_what_no_notebook_can_hold_is_the_cells_error(run: Run) -> None:
    shown = "from IPython.display import display; display({'application/x-y': {'a': 1}}, raw=True)"
    executed = run("print('before')", shown, "print('after')")
    assert executed.outcome == "cell_error"
    assert str(executed.failure).startswith("cell [3]: NotebookValidationError: ")
    assert printed(executed) == "before\n"
    assert statuses(executed)[-2:] == ["failed", "pending"]
    assert text(executed.notebook)


def test_what_steers_a_terminal_is_no_part_of_an_error(run: Run) -> None:
    executed = run(r"raise ValueError('\x1b]0;title\x07 and \u202e turned')")
    assert executed.failure is not None
    assert executed.failure.error == "ValueError: ]0;title and  turned"


@pytest.mark.parametrize("annotation", ["Literal['a', 'b']", "'str | None'"])
def test_a_parameter_that_was_checked_is_not_called_unknown(
    run: Run, caplog: pytest.LogCaptureFixture, annotation: str
) -> None:
    cell = f"from typing import Literal\nmode: {annotation} = 'a'"
    executed = run("print(mode)", parameters=cell, mode="b")
    assert printed(executed) == "b\n"
    assert not caplog.records


def test_a_notebook_of_an_earlier_format_runs(engine: Engine, tmp_path: Path) -> None:
    cell = {"cell_type": "code", "input": "print(6 * 7)", "language": "python", "outputs": []}
    old = {
        "metadata": {"kernelspec": {"name": "python3", "display_name": "", "language": "python"}},
        "nbformat": 3,
        "nbformat_minor": 0,
        "worksheets": [{"cells": [{**cell, "metadata": {}, "collapsed": False}], "metadata": {}}],
    }
    executed = execute(load(json.dumps(old), "old"), "old.ipynb", {}, engine.kernel(tmp_path, 60))
    assert (executed.outcome, printed(executed)) == ("ok", "42\n")


def test_cells_that_share_an_id_are_put_right_without_a_word(
    recwarn: pytest.WarningsRecorder,
) -> None:
    shared = json.loads(notebook("1", "2"))
    for cell in shared["cells"]:
        cell["id"] = "same"
    loaded = load(json.dumps(shared), "shared")
    assert len({cell.id for cell in loaded.cells}) == len(loaded.cells)
    assert not recwarn.list


def test_what_a_reader_can_mend_is_shown_as_one_line(run: Run) -> None:
    executed = run("from helpers import sources", "sources.load('nowhere.csv')")
    (output,) = executed.notebook.cells[-1].outputs
    assert output.traceback == ["StudyError: nowhere.csv: there is no such file"]
    assert executed.outcome == "cell_error"


@pytest.mark.parametrize(
    ("cell", "error", "traceback"),
    [
        (
            "raise ExceptionGroup('several', [ValueError('one'), KeyError('other')])",
            "ExceptionGroup: several (2 sub-exceptions)",
            "| ValueError: one",
        ),
        ("%nosuch --x", "UsageError: Line magic function `%nosuch` not found.", "UsageError: Line"),
        ("%%nosuch\n1", "UsageError: Cell magic `%%nosuch` not found.", "UsageError: Cell magic"),
        ("%matplotlib --no", "UsageError: unrecognized arguments: --no", "arguments: --no"),
    ],
)
def test_an_error_that_is_only_printed_has_its_name_and_traceback(
    run: Run, cell: str, error: str, traceback: str
) -> None:
    executed = run("1", cell)
    assert executed.outcome == "cell_error"
    assert executed.failure is not None
    assert str(executed.failure) == f"cell [3]: {error}"
    assert traceback in executed.failure.traceback
    assert executed.notebook.metadata.study["error"] == error


# ipykernel fails over such an error, and sends no reply.
@pytest.mark.parametrize(
    ("error", "said", "traceback"),
    [
        (
            "raise ValueError('half \\ud800')",
            "UnicodeEncodeError: 'utf-8' codec can't encode character '\\ud800' in position",
            "ValueError: half \\ud800\n",
        ),
        (
            "class Odd(Exception):\n    def __str__(self): raise OSError('no text')\nraise Odd",
            "OSError: no text",
            "__str__(self)",
        ),
        (
            "import sys; sys.last_value = 1\nget_ipython().showtraceback = None\n1 / 0",
            "NoReply: the cell ended, and its kernel could not put into words what it raised",
            "NoReply",
        ),
    ],
)
def test_an_error_of_an_awaited_cell_that_has_no_text_is_no_timeout(
    error: str, said: str, traceback: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpers.running.tracking.Tracking.REPLY", 1)
    executed = run("print('before')", f"import asyncio\nawait asyncio.sleep(0)\n{error}", "1")
    assert executed.outcome == "cell_error"
    assert executed.failure is not None
    assert str(executed.failure).startswith(f"cell [3]: {said}")
    assert traceback in executed.failure.traceback
    assert statuses(executed)[-2:] == ["failed", "pending"]


def test_a_timeout_is_no_success(run: Run) -> None:
    executed = run("print('before')", "import time; time.sleep(1e5)", "print('after')", timeout=1)
    assert executed.outcome == "timeout"
    assert str(executed.failure) == "cell [3]: timed out after 1 s"
    assert executed.notebook.metadata.study["outcome"] == "timeout"
    assert statuses(executed)[-2:] == ["failed", "pending"]
    assert printed(executed) == "before\n"


def test_a_cell_that_timed_out_tells_where_it_was(run: Run) -> None:
    hung = "import time\ntry:\n    time.sleep(60)\nfinally:\n    print('mended')"
    executed = run(hung, timeout=1)
    assert executed.failure is not None
    assert "time.sleep(60)" in executed.failure.traceback
    assert executed.failure.traceback.endswith("KeyboardInterrupt: ")
    assert printed(executed) == "mended\n"


def test_a_timeout_ends_a_cell_that_will_not_be_interrupted(run: Run) -> None:
    stubborn = "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
    assert run(stubborn, timeout=1).outcome == "timeout"


@pytest.mark.parametrize(
    ("end", "how"),
    [
        ("import os; os._exit(0)", "exit code 0"),
        ("import os; os.abort()", "killed by SIGABRT"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "killed by SIGKILL"),
    ],
)
def test_a_kernel_that_dies_is_no_success(run: Run, end: str, how: str) -> None:
    executed = run("print('before')", end, "print('after')")
    assert executed.outcome == "kernel_died"
    assert str(executed.failure).startswith(f"cell [3]: the kernel died: {how}")
    assert executed.failure is not None
    assert executed.failure.by_itself is (how != "killed by SIGKILL")
    assert executed.notebook.metadata.study["outcome"] == "kernel_died"
    assert executed.notebook.metadata.papermill.exception is True
    assert statuses(executed)[-2:] == ["failed", "pending"]
    assert printed(executed) == "before\n"


def test_a_cell_that_is_skipped_has_no_number(engine: Engine, tmp_path: Path) -> None:
    content = load(notebook("1", "2", "import os; os._exit(3)"), "it")
    content.cells[1].metadata["tags"] = ["skip-execution"]
    executed = execute(content, "it.ipynb", {}, engine.kernel(tmp_path, 60))
    assert str(executed.failure).startswith("cell [2]: the kernel died")


def test_a_kernel_that_dies_between_cells_is_noticed(run: Run) -> None:
    later = "import threading, os; threading.Timer(0.2, os._exit, [3]).start()"
    assert run(later, "import time; time.sleep(20)").outcome == "kernel_died"


def test_an_interrupt_inside_the_notebook_is_the_notebooks_own_error(run: Run) -> None:
    executed = run("import os, signal, time; os.kill(os.getpid(), signal.SIGINT); time.sleep(5)")
    assert executed.outcome == "cell_error"
    assert executed.failure is not None
    assert executed.failure.error == "KeyboardInterrupt"


def test_memory_that_runs_out_is_the_cells_error(run: Run) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))"
    executed = run(limit, "hoard = bytearray(4 << 30)")
    assert executed.outcome == "cell_error"
    assert executed.failure is not None
    assert executed.failure.error.startswith("MemoryError")


def test_endless_printing_ends_at_the_timeout_and_is_not_hoarded(run: Run) -> None:
    executed = run("while True: print('x' * 10_000)", timeout=2)
    assert executed.outcome == "timeout"
    assert len(printed(executed)) < 40_000_000


def test_endless_displays_are_not_hoarded(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpers.running.tracking.Tracking.SHOWN", 1_000_000)
    show = "from IPython.display import HTML, clear_output, display\n"
    many = f"{show}for _ in range(30): display(HTML('z' * 100_000))\n1 / 0"
    cleared = f"{show}for _ in range(30): clear_output(); display(HTML('z' * 100_000))"
    executed = run(cleared, many)
    *_, one, cell = (c for c in executed.notebook.cells if c.cell_type == "code")
    assert [output.output_type for output in one.outputs] == ["display_data"]
    kept = [output for output in cell.outputs if output.output_type == "display_data"]
    assert 5 < len(kept) < 11
    assert [o.text for o in cell.outputs if "text" in o] == ["[more was displayed; not kept]\n"]
    assert str(executed.failure) == "cell [3]: ZeroDivisionError: division by zero"
    assert cell.outputs[-1].output_type == "error"


def test_output_that_was_lost_is_no_timeout(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpers.running.tracking.Tracking.DRAIN", 1)
    lose = "get_ipython().kernel._publish_status = lambda *_, **__: None"
    executed = run("print('before')", lose, "print('after')", timeout=None)
    assert executed.outcome == "cell_error"
    assert executed.failure is not None
    assert str(executed.failure) == (
        "cell [3]: LostOutput: the cell displays faster than can be read, and some was lost; "
        "display less"
    )
    assert statuses(executed)[-2:] == ["failed", "pending"]
    assert printed(executed) == "before\n"


def test_threads_left_behind_do_not_hold_a_run_up(run: Run) -> None:
    thread = "import threading, time; threading.Thread(target=time.sleep, args=(1e5,)).start()"
    executed = run(thread)
    assert executed.outcome == "ok"


def test_processes_left_behind_are_ended(run: Run) -> None:
    executed = run("import subprocess; print(subprocess.Popen(['sleep', '60']).pid)")
    assert executed.outcome == "ok"
    awaited(lambda: not lives(int(printed(executed))), 10)
    assert not lives(int(printed(executed)))


def test_a_notebook_that_forks_is_still_one_run(run: Run) -> None:
    fork = "import os\npid = os.fork()\nif pid == 0: os._exit(0)\nprint(os.waitpid(pid, 0)[1])"
    executed = run(fork, "print('after')")
    assert (executed.outcome, printed(executed)) == ("ok", "0\nafter\n")


def test_a_kernel_that_is_not_there_is_our_fault(engine: Engine, tmp_path: Path) -> None:
    text = notebook("1").replace('"name": "python3"', '"name": "no-such-kernel"')
    executed = execute(load(text, "it"), "it.ipynb", {}, engine.kernel(tmp_path, 5))
    assert executed.outcome == "infrastructure"
    assert "no-such-kernel" in str(executed.failure)


def test_a_stop_in_the_middle_is_no_failure(run: Run) -> None:
    executed = run("print('before')", "import sys; sys.exit()", "print('after')")
    assert executed.outcome == "ok"
    assert printed(executed) == "before\n"


def test_a_notebook_whose_parameter_is_infinite_is_stored_as_strict_json(run: Run) -> None:
    def refused(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    done = run("print(seed, [-x for x in several])", seed=math.inf, several=[math.nan, 1.5])
    assert printed(done) == "inf [nan, -1.5]\n"
    stored = json.loads(text(done.notebook), parse_constant=refused)
    given = stored["metadata"]["papermill"]["parameters"]
    numbers = [{"$numberDouble": "NaN"}, 1.5]
    assert given == {"seed": {"$numberDouble": "Infinity"}, "several": numbers}


@pytest.mark.parametrize("name", ENGINES)
def test_no_cell_runs_once_the_engine_is_closed(name: str, tmp_path: Path) -> None:
    engine, source = named(name), notebook("open('ran.txt', 'w')")
    kernels = [engine.kernel(tmp_path, 60) for _ in range(2)]
    with ThreadPoolExecutor() as pool:
        begun = [pool.submit(execute, load(source, "it"), "it", {}, kernel) for kernel in kernels]
        engine.close()
    assert all(future.result().outcome != "ok" for future in begun)
    assert list(tmp_path.iterdir()) == []
