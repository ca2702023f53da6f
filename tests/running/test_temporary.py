"""Temporary folders go with their owner, or at the next start when it was killed."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.running import cluster, temporary
from helpers.running.notebook import execute, load
from helpers.running.stock import StockEngine
from helpers.running.warm.engine import WarmEngine

from .conftest import job, notebook

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nothing is swept there")
OWNER = (
    "import sys; from helpers.running import temporary\n"
    "with temporary.folder() as folder:\n"
    "    (folder / 'run').mkdir(); (folder / 'run/made.txt').touch()\n"
    "    print(folder, flush=True); sys.stdin.read()"
)


@pytest.fixture
def base(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where temporary folders are made, here and in what is started from here."""
    with tempfile.TemporaryDirectory(dir="/tmp") as short:
        monkeypatch.setattr(tempfile, "tempdir", short)
        monkeypatch.setenv("TMPDIR", short)
        yield Path(short)


class Owner:
    """A process that has made a folder and goes on."""

    def __init__(self) -> None:
        pipe = subprocess.PIPE
        command = [sys.executable, "-c", OWNER]
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
        assert self.process.stdout
        self.folder = Path(self.process.stdout.readline().strip())

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def owners(base: Path) -> Iterator[tuple[Owner, Owner]]:
    """One that was killed, and one that lives."""
    killed, living = Owner(), Owner()
    killed.kill()
    yield killed, living
    living.kill()


@pytest.mark.parametrize("engine", [StockEngine, WarmEngine])
def test_an_engine_removes_what_the_killed_left_and_nothing_else(
    engine: type, owners: tuple[Owner, Owner], base: Path
) -> None:
    killed, living = owners
    (base / "study-mine").mkdir()
    (base / "study-link").symlink_to(base / "elsewhere")
    (base / "elsewhere").mkdir()
    (base / "elsewhere" / temporary.LOCK).touch()
    assert (killed.folder / "run/made.txt").exists()
    with temporary.folder() as own:
        engine().close()
        kept = {own.name, living.folder.name, "study-mine", "study-link", "elsewhere"}
        assert {path.name for path in base.iterdir()} == kept
        assert (living.folder / "run/made.txt").exists()


def test_those_of_other_users_are_left(
    owners: tuple[Owner, Owner], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = os.getuid() + 1
    monkeypatch.setattr(os, "getuid", lambda: other)
    temporary.sweep()
    assert owners[0].folder.exists()


def test_an_owner_that_ends_leaves_nothing(base: Path) -> None:
    owner = Owner()
    owner.process.communicate("")
    assert list(base.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found on Linux only")
def test_what_still_writes_there_is_ended(owners: tuple[Owner, Owner]) -> None:
    killed, living = owners
    begun = [
        subprocess.Popen(["sleep", "60"], env={**os.environ, "STUDY_OUT": f"{owner.folder}/run"})
        for owner in owners
    ]
    try:
        temporary.sweep()
        assert [process.poll() for process in begun] == [-9, None]
    finally:
        for process in begun:
            process.kill()
            process.wait()
    assert (killed.folder.exists(), living.folder.exists()) == (False, True)


def test_a_worker_runs_and_reads_in_such_a_folder() -> None:
    look = "import os; print(os.path.exists('../.owner'))"
    parcel = cluster.Parcel(job("it", notebook(look)), {}, cluster._surroundings())
    done, files = cluster.perform_there(parcel, "stock", 60)
    assert done.outcome == "ok"
    assert [*files] == ["notebooks/it.ipynb"]
    assert b'"True\\n"' in files["notebooks/it.ipynb"]


def test_sockets_have_room_where_the_temporary_folder_is_deep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / ("deep" * 30)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    engine = StockEngine()
    done = execute(load(notebook("print(1)"), "it"), "it", {}, engine.kernel(tmp_path, 60))
    assert done.outcome == "ok"
    assert list(deep.iterdir()) == []
