"""Processes that a notebook moves to sessions of their own end with its run, and nobody else's."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from helpers.running import store, strays
from helpers.running.drive import drive
from helpers.running.engines import Engine, named
from helpers.running.needed import Choices
from helpers.running.notebook import execute, load
from helpers.running.places import Here

from .conftest import ENGINES, Run, Watched, awaited, job, lives, notebook

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="they are found on Linux only")

# Writes to the folder it is started in, for ever; the file is there once it has begun.
WRITER = (
    "import time\nwhile True:\n    print(end='.', file=open('late.txt', 'a')); time.sleep(0.01)"
)
AWAIT = (
    "import os, time\n"
    "began = lambda name: os.path.exists(name) and os.path.getsize(name)\n"
    "while not (began('late.txt') and began('pid')): time.sleep(0.01)"
)
OWN_SESSION = (
    "import subprocess, sys\n"
    f"late = subprocess.Popen([sys.executable, '-c', {WRITER!r}], start_new_session=True)\n"
    "open('pid', 'w').write(str(late.pid))"
)
DAEMON = (
    "import os\n"
    "if os.fork() == 0:\n"
    "    os.setsid()\n"
    "    if pid := os.fork():\n"
    "        open('pid', 'w').write(str(pid)); os._exit(0)\n"
    f"    exec({WRITER!r})"
)
# Forks, leaves its work to the new process, and ends; again and again.
HOPPING = (
    "import os, time\n"
    "if os.fork() == 0:\n"
    "    os.setsid()\n"
    "    while True:\n"
    "        print(end='.', file=open('late.txt', 'a'))\n"
    "        if os.fork(): os._exit(0)\n"
    "        with open('part', 'w') as part: part.write(str(os.getpid()))\n"
    "        os.replace('part', 'pid'); time.sleep(0.001)"
)
ENDS = {
    "ok": "1",
    "cell_error": "1 / 0",
    "timeout": "while True: pass",
    "kernel_died": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
}


def assert_quiet(folder: Path) -> None:
    """The writer is gone, and nothing of it is to come."""
    assert not lives(int((folder / "pid").read_text()))
    written = (folder / "late.txt").stat().st_size
    time.sleep(0.1)
    assert (folder / "late.txt").stat().st_size == written > 0


@pytest.mark.parametrize("outcome", ENDS)
@pytest.mark.parametrize("start", [OWN_SESSION, DAEMON], ids=["own session", "daemon"])
def test_they_end_with_the_run_however_it_ends(
    start: str, outcome: str, run: Run, tmp_path: Path
) -> None:
    executed = run(start, AWAIT, ENDS[outcome], timeout=2 if outcome == "timeout" else 60)
    assert executed.outcome == outcome
    assert_quiet(tmp_path)


def test_one_that_flees_by_forking_is_caught(warm: Engine, tmp_path: Path) -> None:
    text = load(notebook(HOPPING, AWAIT), "it")
    assert execute(text, "it", {}, warm.kernel(tmp_path, 60)).outcome == "ok"
    assert_quiet(tmp_path)


# What was forked by a child that dies just after the children were listed is nobody's on that list.
FLEEING = """
import os, subprocess, sys
from helpers.running import strays

strays.adopt()
script = "import subprocess; input(); subprocess.Popen(['sleep', '60'])"
child = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE)
listed, lists = strays._children, []

def children():
    lists.append(listed())
    if len(lists) == 1:
        child.stdin.write(b"\\n")
        child.stdin.close()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    return lists[-1]

strays._children = children
strays.end_adopted(())
print(len(lists[0]), len(lists[1]), listed())
"""


def test_one_that_was_forked_behind_the_list_is_caught() -> None:
    script = [sys.executable, "-c", FLEEING]
    ended = subprocess.run(script, check=True, capture_output=True, text=True)
    assert ended.stdout == "1 1 set()\n"


@pytest.mark.parametrize("engine", ENGINES)
def test_what_a_batch_keeps_does_not_change_behind_it(engine: str, tmp_path: Path) -> None:
    text = notebook(OWN_SESSION, AWAIT)
    jobs = [job(name, text) for name in "ab"]
    records, _ = drive(jobs, tmp_path, Here(engine, 2, 60), Choices(), Watched())
    assert [record.outcome for record in records] == ["ok", "ok"]
    for record in records:
        assert_quiet(tmp_path / record.home)
        assert store.missing(tmp_path, record) is None


def test_those_of_a_run_that_goes_on_are_left_alone(engine: Engine, tmp_path: Path) -> None:
    one, other = tmp_path / "run", tmp_path / "run-2"
    wait = "import os, time\nwhile not os.path.exists('go'): time.sleep(0.01)"
    check = "os.kill(int(open('pid').read()), 0)"

    def run(folder: Path, *cells: str) -> str:
        folder.mkdir()
        text = load(notebook(*cells), "it")
        return execute(text, "it", {}, engine.kernel(folder, 60)).outcome

    with ThreadPoolExecutor() as pool:
        goes_on = pool.submit(run, other, DAEMON, AWAIT, wait, check)
        awaited((other / "late.txt").exists)
        assert run(one, OWN_SESSION, AWAIT) == "ok"
        assert_quiet(one)
        (other / "go").touch()
        assert goes_on.result() == "ok"
    assert_quiet(other)


def test_those_of_nobody_elses_folder_are_found(tmp_path: Path) -> None:
    folders = ["run", "run/below", "run-2", "ru", ""]
    begun = [
        subprocess.Popen(["sleep", "60"], env={**os.environ, "STUDY_OUT": str(tmp_path / name)})
        for name in folders
    ]
    try:
        strays.end_marked(tmp_path / "run")
        assert [process.poll() for process in begun] == [-9, -9, None, None, None]
    finally:
        for process in begun:
            process.kill()
            process.wait()


def begun(pid: Path) -> bool:
    """Whether the process that was started has written, and its number, too."""
    return pid.stat().st_size > 0 and pid.with_name("late.txt").exists()


@pytest.mark.parametrize("engine", ENGINES)
def test_the_next_batch_ends_those_of_a_runner_that_was_killed(engine: str, tmp_path: Path) -> None:
    (tmp_path / "it.ipynb").write_text(notebook(OWN_SESSION, AWAIT, ENDS["timeout"]), "utf-8")
    (tmp_path / "plan.yaml").write_text("notebook: it.ipynb\n", "utf-8")
    out = tmp_path / "out"
    study = [sys.executable, "-c", "from helpers.cli import main; main()", "batch"]
    options = ["--engine", engine, "--out", str(out)]
    runner = subprocess.Popen([*study, str(tmp_path / "plan.yaml"), *options])
    try:
        (pid,) = awaited(lambda: [p for p in out.glob(".work/*/pid") if begun(p)])
        late = int(pid.read_text())
    finally:
        runner.kill()
        runner.wait()
    if engine == "stock":
        assert lives(late)
    drive([job("next", notebook("1"))], out, Here(engine, 1, 60), Choices(), Watched())
    awaited(lambda: not lives(late))
    assert not lives(late)
    assert not list((out / store.WORK).iterdir())


def test_those_of_a_parent_that_was_killed_end_too(tmp_path: Path) -> None:
    engine = named("warm")
    kill = "import os, signal; os.kill(os.getppid(), signal.SIGKILL)\nwhile True: pass"
    try:
        text = load(notebook(OWN_SESSION, AWAIT, kill), "it")
        executed = execute(text, "it", {}, engine.kernel(tmp_path, 60))
    finally:
        engine.close()
    assert executed.outcome == "infrastructure"
    assert_quiet(tmp_path)


def test_a_process_that_is_just_being_started_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = tmp_path / "environ"
    environ.touch()
    monkeypatch.setattr(time, "sleep", lambda _: environ.write_bytes(b"A=1\0STUDY_OUT=/out/it\0"))
    assert not strays._bears(tmp_path, b"STUDY_OUT=/out/")  # the system's own has no program
    (tmp_path / "exe").touch()
    assert strays._bears(tmp_path, b"STUDY_OUT=/out/")
