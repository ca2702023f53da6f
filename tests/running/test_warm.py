"""The warm engine: children like fresh stock kernels, none knowing of another."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from helpers.paths import project
from helpers.running.drive import drive
from helpers.running.inputs import Notebook
from helpers.running.needed import Choices
from helpers.running.notebook import Execution, execute, load
from helpers.running.places import Here
from helpers.running.stock import StockEngine
from helpers.running.warm import server
from helpers.running.warm.engine import WarmEngine, _needs_a_fresh_python, unfamiliar
from helpers.running.warm.wire import IOPUB, SHELL, Wire

from .conftest import Watched, awaited, job, notebook, printed

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the warm engine is for Linux")
COLLECTION = sorted((project() / "notebooks").rglob("[0-9]*.ipynb"))  # the answers too

# What a notebook can do to its stored form: streams, displays and their updates, cleared output,
# awaited cells, threads, subprocesses, widgets, figures, warnings, an error that is allowed.
EVERYTHING = (
    "print('out'); import sys; print('err', file=sys.stderr); 6 * 7",
    "from IPython.display import HTML, clear_output, display\n"
    "handle = display(HTML('<b>one</b>'), display_id='fixed')\ndisplay(1, 2)",
    "handle.update(HTML('<i>two</i>'))",
    "print('gone'); clear_output(); print('kept')",
    "print('also gone'); clear_output(wait=True); display('kept')",
    "import asyncio; await asyncio.sleep(0.01); 'awaited'",
    "import os; os.system('echo from a subprocess'); os.write(1, b'from the descriptor\\n');",
    "import threading\nt = threading.Thread(target=print, args=('thread',)); t.start(); t.join()",
    "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 3, 2]);",
    "import pandas as pd; pd.DataFrame({'a': [1, 2]})",
    "import warnings; warnings.warn('careful')",
    "import ipywidgets; slider = ipywidgets.IntSlider(3); slider",
    "out = ipywidgets.Output()\nwith out: print('inside')\nout",
    "%%capture caught\nprint('caught')",
    "caught.stdout",
    "get_ipython().history_manager.hist_file, __name__, len(sys.argv), sys.path[0]",
    "try: input('?')\nexcept Exception as e: print(type(e).__name__)",
    "raise ValueError('last')",
)

# What a cell leaves for the next: figures without a magic, numpy's settings, a module it wrote.
CARRIED = (
    "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2]);",
    "fig, ax = plt.subplots(); ax.plot([2, 1]); plt.show()",
    "plt.get_fignums(), plt.isinteractive(), plt.get_backend()",
    "fig",
    "import numpy as np; np.set_printoptions(precision=2)",
    "np.array([1 / 3])",
    "open('mine.py', 'w').write('x = 5'); import mine; mine.x",
    "import sys; sys.flags.safe_path, sys.path.index('') > 0",
    "np.seterr(all='raise');",
    "np.array([1.0]) / 0",
)


def stored(execution: Execution) -> str:
    """A notebook without its ids and times, and with a stream's pieces put together."""
    nb = json.loads(json.dumps(execution.notebook))
    ids: dict[str, str] = {}
    for cell in nb["cells"]:
        cell.pop("id", None)
        cell["metadata"].pop("execution", None)
        for key in ("start_time", "end_time", "duration"):
            cell["metadata"].get("papermill", {}).pop(key, None)
        cell["outputs"] = merged(cell.get("outputs", []))
    for key in ("start_time", "end_time", "duration"):
        nb["metadata"]["papermill"].pop(key)
    text = re.sub(
        r"(?<![0-9a-f])([0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})(?![0-9a-f])"
        r"|\bT_[0-9a-f]{5}",
        lambda found: ids.setdefault(found[0], f"id{len(ids)}"),
        json.dumps(nb),
    )
    text = re.sub(r"ipykernel_\d+", "ipykernel", text)
    text = re.sub(r"\bat 0x[0-9a-f]+", "at an address", text)
    return json.dumps(json.loads(text), sort_keys=True, indent=1)


def merged(outputs: list[Any]) -> list[Any]:
    """How a stream is cut into pieces is a matter of time."""
    kept: list[Any] = []
    for output in outputs:
        if kept and kept[-1].get("name") == output.get("name", "no stream"):
            kept[-1]["text"] += output["text"]
        else:
            kept.append(output)
    return sorted(kept, key=lambda output: output.get("name") == "stderr")


def both(text: str, given: dict[str, Any], warm: Any, folder: Path) -> tuple[Execution, Execution]:
    """The same notebook on either engine, each in the same empty folder."""
    made = []
    stock = StockEngine()
    for engine in (stock, warm):
        folder.mkdir()
        made.append(execute(load(text, "it"), "it", given, engine.kernel(folder, 120)))
        folder.rename(folder.with_name(f"{folder.name}-{len(made)}"))
    stock.close()
    return made[0], made[1]


def test_everything_a_cell_can_do_is_stored_as_a_stock_kernel_would(
    warm: Any, tmp_path: Path
) -> None:
    _stored_alike(EVERYTHING, warm, tmp_path)


def test_what_a_cell_leaves_for_the_next_is_there_as_in_a_stock_kernel(
    warm: Any, tmp_path: Path
) -> None:
    forked = _stored_alike(CARRIED, warm, tmp_path)
    assert forked.failure
    assert "FloatingPointError" in forked.failure.error
    assert json.dumps(forked.notebook).count("image/png") == 3


def test_a_backend_that_a_cell_sets_is_the_one_that_draws(warm: Any, tmp_path: Path) -> None:
    cells = (
        "import os; os.environ['MPLBACKEND'] = 'svg'",
        "import matplotlib.pyplot as plt; plt.plot([1, 3, 2]); plt.get_backend()",
    )
    assert "svg" in json.dumps(_stored_alike(cells, warm, tmp_path).notebook.cells[-1].outputs)


def test_settings_that_a_cell_writes_are_the_ones_that_draw(warm: Any, tmp_path: Path) -> None:
    cells = (
        "open('matplotlibrc', 'w').write('figure.figsize: 2, 3')",
        "import matplotlib.pyplot as plt; plt.rcParams['figure.figsize']",
    )
    assert "[2.0, 3.0]" in json.dumps(
        _stored_alike(cells, warm, tmp_path).notebook.cells[-1].outputs
    )


BEFORE_IMPORT = [
    (
        "import warnings; warnings.simplefilter('ignore')",
        "import numpy; numpy.polyfit([1, 1, 1], [1, 2, 3], 2)",
        "RankWarning",
    ),
    (
        "import os; os.environ['PANDAS_FUTURE_INFER_STRING'] = '0'",
        "import pandas; print(pandas.Series(['a']).dtype)",
        "object",
    ),
    (
        "%env PANDAS_FUTURE_INFER_STRING=0",
        "import pandas; print(pandas.Series(['a']).dtype)",
        "object",
    ),
]


@pytest.mark.parametrize(("sets", "uses", "shown"), BEFORE_IMPORT)
def test_what_a_cell_sets_before_an_import_is_what_the_import_finds(
    warm: Any, tmp_path: Path, sets: str, uses: str, shown: str
) -> None:
    forked = _stored_alike((sets, uses), warm, tmp_path)
    assert shown in json.dumps(forked.notebook.cells[-1].outputs)


@pytest.mark.parametrize(
    ("code", "fresh"),
    [
        ("import os\nos.environ['A']='1'\nimport b", True),
        ("import os\nos.environ.update(A='1')\nimport b", True),
        ("import os, b\nos.environ['A'] = '1'", False),
        ("import os\nout = os.environ['STUDY_OUT']\nimport b", False),
        ("import os\nif os.environ['A'] == '1':\n    import b", False),
        ("import warnings, b\nwarnings.filterwarnings('ignore')\nimportant = 1", False),
        ("open('yaml.py', 'w').write('a = 1')\nimport yaml", True),
        ("open('mine.py', 'w').write('a = 1')\nimport mine", False),
        ("import sys\nsys.path.insert(0, '.')\nimport yaml", True),
    ],
)
def test_only_what_loaded_modules_would_change_needs_a_fresh_python(code: str, fresh: bool) -> None:
    assert _needs_a_fresh_python(load(notebook(code), "it")) is fresh


@pytest.mark.parametrize("name", ["helpers", "yaml"])
def test_a_module_of_ones_own_is_not_hidden_by_one_that_is_loaded(
    warm: Any, tmp_path: Path, name: str
) -> None:
    cells = (f"open('{name}.py', 'w').write('mine = 7')", f"import {name}; {name}.mine")
    assert '"7"' in json.dumps(_stored_alike(cells, warm, tmp_path).notebook.cells[-1].outputs)


# Each way to leave a file open that an interpreter closes when it ends.
OPEN = (
    "open('mine.py', 'w').write('kept = open(\"module.txt\", \"w\"); kept.write(\"m\")')",
    "import mine",
    "import sys, numpy; sys.kept = open('sys.txt', 'w'); sys.kept.write('s')",
    "numpy.kept = open('numpy.txt', 'w'); numpy.kept.write('n')",
    "class Own: pass\nown = Own(); own.own = own; own.kept = open('own.txt', 'w')",
    "own.kept.write('o')",
    "sys.raw = open('raw.bin', 'wb'); sys.raw.write(b'r')",
    "import sqlite3; table = sqlite3.connect('table.db')",
    "table.execute('create table a (b)'); table.execute('insert into a values (1)');",
)


def test_what_was_left_open_is_closed_as_an_interpreter_does(warm: Any, tmp_path: Path) -> None:
    _stored_alike(OPEN, warm, tmp_path)
    stock, forked = (
        {path.name: path.read_bytes() for path in sorted(made.iterdir()) if path.is_file()}
        for made in (tmp_path / "run-1", tmp_path / "run-2")
    )
    # A stock kernel that is slow to end is killed, which leaves the table's journal.
    assert [*forked] == [name for name in stock if name != "table.db-journal"]
    assert {name for name in forked if forked[name] != stock[name]} <= {"table.db"}


def _stored_alike(cells: tuple[str, ...], warm: Any, tmp_path: Path) -> Execution:
    text = notebook(*cells, parameters="seed = 1")
    stock, forked = both(text, {"seed": 2}, warm, tmp_path / "run")
    assert not warm.why_stock
    assert stored(forked) == stored(stock)
    assert forked.failure == stock.failure
    return forked
    assert "last" in str(forked.failure)


@pytest.mark.parametrize("path", COLLECTION, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_notebook_of_the_collection_is_stored_as_a_stock_kernel_would(
    path: Path, warm: Any, tmp_path: Path
) -> None:
    known = {parameter.name for parameter in Notebook.of(path).known}
    given = {"source": "standin"} if "source" in known else {}
    stock, forked = both(path.read_text("utf-8"), given, warm, tmp_path / "run")
    assert stock.outcome == "ok", stock.failure
    assert stored(forked) == stored(stock)
    one, other = tmp_path / "run-1", tmp_path / "run-2"
    made = sorted(p.relative_to(one) for p in one.rglob("*") if p.is_file())
    assert made == sorted(p.relative_to(other) for p in other.rglob("*") if p.is_file())
    assert all((one / p).read_bytes() == (other / p).read_bytes() for p in made)


def run(warm: Any, folder: Path, *cells: str) -> Execution:
    return execute(load(notebook(*cells), "it"), "it", {}, warm.kernel(folder, 60))


def test_nothing_leaks_from_one_run_to_the_next(warm: Any, tmp_path: Path) -> None:
    leave = (
        "import os, sys, random, numpy as np, pandas as pd, matplotlib.pyplot as plt, warnings\n"
        "secret = 1; np.left = 1; sys.left = 1; os.environ['LEFT'] = '1'; os.chdir('/')\n"
        "plt.figure(); plt.rcParams['font.size'] = 40; pd.options.display.max_rows = 7\n"
        "np.random.seed(1); random.seed(1); handle = open(os.devnull); np.seterr(all='raise')"
    )
    look = (
        "import os, sys, json, numpy as np, pandas as pd, matplotlib.pyplot as plt\n"
        "print(json.dumps(['secret' in globals(), hasattr(np, 'left'), hasattr(sys, 'left'),\n"
        "  'LEFT' in os.environ, os.getcwd() == '/', plt.get_fignums(),\n"
        "  plt.rcParams['font.size'] == 40, pd.options.display.max_rows == 7,\n"
        "  np.geterr()['over'] == 'raise']))"
    )
    assert run(warm, tmp_path, leave).outcome == "ok"
    assert json.loads(printed(run(warm, tmp_path, look))) == [
        False, False, False, False, False, [], False, False, False,
    ]  # fmt: skip


def test_each_run_has_a_process_and_random_numbers_of_its_own(warm: Any, tmp_path: Path) -> None:
    draw = "import os, random, uuid, numpy as np\nprint(os.getpid(), random.random(), uuid.uuid4())"
    seen = [printed(run(warm, tmp_path, f"{draw}\nprint(np.random.rand())")) for _ in range(3)]
    columns = list(zip(*(text.split() for text in seen), strict=True))
    assert all(len(set(column)) == 3 for column in columns)


def test_every_run_of_a_parent_has_its_hash_seed(warm: Any, tmp_path: Path) -> None:
    seen = {printed(run(warm, tmp_path, "print(hash('x'))")) for _ in range(2)}
    assert len(seen) == 1


def test_file_handles_do_not_add_up(warm: Any, tmp_path: Path) -> None:
    here = "import os; print(len(os.listdir('/proc/self/fd')))"
    counts = {printed(run(warm, tmp_path, here)) for _ in range(4)}
    ours = len(list(Path("/proc/self/fd").iterdir()))
    run(warm, tmp_path, here)
    assert len(counts) == 1
    assert len(list(Path("/proc/self/fd").iterdir())) == ours


def test_two_children_at_once_share_nothing(warm: Any, tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        cells = "import os, time; time.sleep(0.5); print(len(os.listdir('/proc/self/fd')))"
        together = [pool.submit(run, warm, tmp_path, cells) for _ in range(2)]
        counts = {printed(future.result()) for future in together}
    assert counts == {printed(run(warm, tmp_path, cells))}


def test_death_is_noticed_at_once_and_said_how(warm: Any, tmp_path: Path) -> None:
    died = run(warm, tmp_path, "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    assert str(died.failure) == "cell [1]: the kernel died: killed by SIGSEGV"


def test_a_parent_that_was_killed_is_started_again(tmp_path: Path) -> None:
    engine = WarmEngine()
    try:
        assert run(engine, tmp_path, "1").outcome == "ok"
        for _ in range(3):
            os.kill(engine._servers[-1]._process.pid, signal.SIGKILL)
            assert run(engine, tmp_path, "1").outcome == "ok"
        assert not engine.why_stock
        assert len(engine._servers) == 4
    finally:
        engine.close()


def test_a_parent_that_ends_before_it_has_forked_is_not_started_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpers.running.warm.parent.COMMAND", "")
    engine = WarmEngine()
    executed = run(engine, tmp_path, "import os; print(os.getppid())")
    engine.close()
    assert int(printed(executed)) == os.getpid()
    assert engine.why_stock == "the warm parent is gone"


def test_a_run_that_kills_the_parent_costs_no_other_run_its_outcome(tmp_path: Path) -> None:
    kill = "import os, time; time.sleep(0.3); os.kill(os.getppid(), 9); time.sleep(60)"
    jobs = [job("kill", notebook(kill))]
    jobs += [job(name, notebook("import time; time.sleep(0.6); print('whole')")) for name in "abc"]
    watch = Watched()
    records, _ = drive(jobs, tmp_path, Here("warm", 2, 60), Choices(), watch)
    assert [record.outcome for record in records] == ["infrastructure", "ok", "ok", "ok"]
    assert "a" in watch.again
    for name in "abc":
        assert "whole" in (tmp_path / f"runs/{name}/notebooks/{name}.ipynb").read_text("utf-8")
    assert watch.notes == []


def test_a_run_whose_parent_is_killed_was_cut_short_by_us(tmp_path: Path) -> None:
    engine = WarmEngine()
    try:
        kill = "import os, signal; os.kill(os.getppid(), signal.SIGKILL)\nwhile True: pass"
        assert run(engine, tmp_path, kill).outcome == "infrastructure"
    finally:
        engine.close()


def test_what_it_does_not_know_falls_back_to_stock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpers.running.warm.engine.KNOWN", {"ipykernel": {1}})
    assert unfamiliar().startswith("it does not know ipykernel")
    engine = WarmEngine()
    executed = run(engine, tmp_path, "import os; print(os.getppid())")
    engine.close()
    assert executed.outcome == "ok"
    assert int(printed(executed)) == os.getpid()


def test_a_batch_says_once_why_its_kernels_are_stock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpers.running.warm.engine.KNOWN", {"ipykernel": {1}})
    watch, jobs = Watched(), [job(name, notebook("1")) for name in "ab"]
    drive(jobs, tmp_path, Here("warm", 1, 60), Choices(), watch)
    assert set(watch.outcomes.values()) == {"ok"}
    (note,) = watch.notes
    assert note.startswith("kernels start the slow way, since it does not know ipykernel")


def test_unsafe_threads_are_named_and_refused() -> None:
    code = (
        "import threading\nfrom helpers.running.warm.server import unsafe_threads\n"
        "assert unsafe_threads() == ''\n"
        "threading.Thread(target=threading.Event().wait, daemon=True).start()\n"
        "print(unsafe_threads())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("threads are alive: ")


def test_children_die_with_their_runner(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from helpers.running.warm.engine import WarmEngine\n"
        "from helpers.running.notebook import execute, load\n"
        "text = Path(sys.argv[1]).read_text()\n"
        "execute(load(text, 'it'), 'it', {}, WarmEngine().kernel(Path(sys.argv[2]), None))"
    )
    book = tmp_path / "it.ipynb"
    spin = "import os; open('pid', 'w').write(str(os.getpid()))\nwhile True: pass"
    book.write_text(notebook(spin), "utf-8")
    runner = subprocess.Popen([sys.executable, "-c", code, str(book), str(tmp_path)])
    try:
        pid = awaited(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    finally:
        runner.kill()
        runner.wait()
    awaited(lambda: not Path(f"/proc/{pid}").exists())
    assert not Path(f"/proc/{pid}").exists()


def test_a_wire_carries_messages_whole_in_any_pieces() -> None:
    ours, theirs = socket.socketpair()
    sender, receiver = Wire(ours), Wire(theirs)
    sender.send(SHELL, [b"a", b"", b"long" * 10])
    sender.send(IOPUB, [])
    data = theirs.recv(1000)
    got = []
    for i in range(len(data)):
        ours.sendall(data[i : i + 1])
        got += list(receiver.receive())
    assert got == [(SHELL, [b"a", b"", b"long" * 10]), (IOPUB, [])]
    ours.close()
    with pytest.raises(EOFError):
        receiver.receive()
    theirs.close()


def test_what_is_preloaded_starts_no_thread() -> None:
    code = "from helpers.running.warm.server import *\npreload(PRELOAD)\nprint(unsafe_threads())"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == ""
    assert "agreement" in server.ROOMS


def test_output_that_there_is_no_memory_for_ends_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive = Wire.receive

    def full(wire: Wire, flags: int = 0) -> Any:
        if len(wire._received) > 5_000_000:
            raise MemoryError
        return receive(wire, flags)

    monkeypatch.setattr(Wire, "receive", full)
    engine = WarmEngine()
    try:
        text = notebook("print('before')", "print('z' * 20_000_000)", "print('after')")
        found = execute(load(text, "it"), "it.ipynb", {}, engine.kernel(tmp_path, None))
    finally:
        engine.close()
    assert found.outcome == "infrastructure"
    assert str(found.failure) == (
        "cell [2]: MemoryError: there is not enough for what the cell puts out"
    )
    assert printed(found) == "before\n"
