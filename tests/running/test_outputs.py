"""Whatever a notebook leaves in its folder, its run has an outcome of its own and ends no batch."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from helpers.running import ledger
from helpers.running.drive import drive
from helpers.running.engines import Engine
from helpers.running.job import perform
from helpers.running.needed import Choices
from helpers.running.outputs import settle
from helpers.running.places import Here

from .conftest import Watched, job, notebook
from .test_batch import UNIX, no_power_of_root

RESULTS = "import os; os.makedirs('results'); "


@pytest.mark.parametrize(
    ("cell", "error"),
    [
        ("open('notebooks', 'w').close()", "notebooks was not kept: it is no folder"),
        ("open('results', 'w').close()", "results was not kept: it is no folder"),
        (
            "import os; os.makedirs('notebooks/it.ipynb/deep')",
            "notebooks/it.ipynb was not kept: it is no file",
        ),
        (f"{RESULTS}os.makedirs('results/it.json')", "results/it.json was not kept: it is no file"),
        (f"{RESULTS}os.mkfifo('results/it.json')", "results/it.json was not kept: it is no file"),
        (
            f"{RESULTS}open('results/it.json', 'wb').write(b'\\xff\\xfe')",
            "results/it.json was not kept: it is not UTF-8 text",
        ),
    ],
)
def test_what_stands_in_the_way_is_the_notebooks_own_fault(
    engine: Engine, tmp_path: Path, cell: str, error: str
) -> None:
    made = job("it", notebook(cell, "open('a.txt', 'w').write('kept')"))
    done = perform(made, tmp_path, engine.kernel(tmp_path, 60))
    assert done.outcome == "cell_error"
    assert str(done.failure) == error
    stored = json.loads((tmp_path / "notebooks/it.ipynb").read_text("utf-8"))
    assert stored["metadata"]["study"] == {"outcome": "cell_error", "cell": None, "error": error}
    assert stored["metadata"]["papermill"]["exception"] is True
    assert (tmp_path / "a.txt").read_text() == "kept"
    assert not list(tmp_path.glob("results/*"))


def test_it_is_not_tried_again(tmp_path: Path) -> None:
    jobs = [job("it", notebook("open('notebooks', 'w').close()"))]
    for again in (False, True):
        watch = Watched()
        drive(jobs, tmp_path, Here("stock", 1, 60), Choices(), watch)
        assert watch.again == {}
        assert watch.outcomes == ({} if again else {"it": "cell_error"})


def test_a_notebook_that_removes_its_folder_is_still_stored(tmp_path: Path) -> None:
    remove = "import os, shutil; open('a.txt', 'w').close(); shutil.rmtree(os.getcwd())"
    jobs = [job("it", notebook(remove))]
    records, _ = drive(jobs, tmp_path, Here("stock", 1, 60), Choices(), Watched())
    assert [*records[0].files] == ["notebooks/it.ipynb"]
    assert records[0].outcome == "ok"


@pytest.mark.parametrize("home", [".", "runs/it"])
def test_the_ledger_is_the_runners_where_runs_share_a_folder(tmp_path: Path, home: str) -> None:
    forge = "open('ledger.jsonl', 'w').write('forged')"
    made = replace(job("it", notebook(forge)), home=home)
    (record,), _ = drive([made], tmp_path, Here("stock", 1, 60), Choices(), Watched())
    assert [one.outcome for one in ledger.read(tmp_path / ledger.NAME)] == [record.outcome]
    if home == ".":
        told = "ledger.jsonl was not kept: it is the runner's own"
        assert (record.outcome, str(record.failure)) == ("cell_error", told)
    else:
        assert (tmp_path / home / ledger.NAME).read_text() == "forged"


def test_what_failed_before_keeps_its_own_error(engine: Engine, tmp_path: Path) -> None:
    made = job("it", notebook("open('notebooks', 'w').close(); 1 / 0"))
    done = perform(made, tmp_path, engine.kernel(tmp_path, 60))
    assert str(done.failure) == "cell [1]: ZeroDivisionError: division by zero"
    assert (tmp_path / "notebooks/it.ipynb").is_file()


@UNIX
def test_a_link_to_a_file_of_the_run_becomes_a_copy_and_others_are_left_behind(
    tmp_path: Path,
) -> None:
    (outside := tmp_path / "outside.txt").write_text("not ours")
    (folder := tmp_path / "run").mkdir()
    (folder / "a.txt").write_text("ours")
    for name, meant in {
        "same.txt": "a.txt",
        "twice.txt": "same.txt",
        "outside.txt": outside,
        "folder": tmp_path,
        "gone.txt": "nowhere",
        "itself": "itself",
    }.items():
        (folder / name).symlink_to(meant)
    assert settle(folder, "it") == ""
    found = {path.name: path.read_text() for path in folder.iterdir() if not path.is_symlink()}
    assert found == dict.fromkeys(("a.txt", "same.txt", "twice.txt"), "ours")
    assert len(list(folder.iterdir())) == 3
    assert outside.read_text() == "not ours"


AWAY = "import os, shutil; here = os.getcwd(); os.chdir('/'); shutil.rmtree(here); "
DEEP = "import os\nfor _ in range(400): os.mkdir('d' * 20); os.chdir('d' * 20)\nopen('x', 'w')"


@UNIX
@pytest.mark.parametrize(
    ("cell", "error"),
    [
        (AWAY + "os.symlink(kept, here)", "its folder was not kept: it is a link"),
        (AWAY + "open(here, 'w').close()", "its folder was not kept: it is no folder"),
        (DEEP, "d/…/d was not kept: it is too deep"),
        (
            DEEP.replace("'d' * 20", "'d'").replace("400", "1900"),
            "d/…/d was not kept: it is too deep",
        ),
    ],
    ids=["link", "file", "deep", "deeper"],
)
def test_a_folder_that_became_something_else_costs_only_its_run(
    tmp_path: Path, cell: str, error: str
) -> None:
    (kept := tmp_path / "kept").mkdir()
    (kept / "precious.txt").write_text("of another")
    jobs = [job("a", notebook(cell, parameters="kept = ''"), {"kept": str(kept)})]
    jobs.append(job("b", notebook("1")))
    records, _ = drive(jobs, out := tmp_path / "out", Here("stock", 1, 60), Choices(), Watched())
    assert [record.outcome for record in records] == ["cell_error", "ok"]
    assert re.sub("d+/", "d/", re.sub("/d+ ", "/d ", str(records[0].failure))) == error
    assert [*records[0].files] == ["notebooks/a.ipynb"]
    assert [path.name for path in kept.iterdir()] == ["precious.txt"]
    assert not any(os.scandir(out / ".work"))


@UNIX
def test_a_folder_that_a_notebook_closed_ends_no_batch(tmp_path: Path) -> None:
    close = (
        "import os; os.makedirs('sub/deep'); open('sub/deep/a.txt', 'w').write('kept')\n"
        "os.chmod('sub/deep/a.txt', 0); os.chmod('sub/deep', 0); os.chmod('sub', 0o555)\n"
        "os.chmod('.', 0o555)"
    )
    (tmp_path / "it.ipynb").write_text(notebook(close), "utf-8")
    (tmp_path / "plan.yaml").write_text("notebook: it.ipynb\n", "utf-8")
    study = [sys.executable, "-c", "from helpers.cli import main; main()", "batch"]
    command = [*study, str(tmp_path / "plan.yaml"), "--out", str(out := tmp_path / "out")]
    done = subprocess.run(
        command, capture_output=True, text=True, preexec_fn=no_power_of_root, check=False
    )
    assert done.returncode == 0, done.stderr
    (record,) = ledger.read(out / ledger.NAME)
    assert record.outcome == "ok"
    assert (out / record.home / "sub/deep/a.txt").read_text() == "kept"
    assert not any(os.scandir(out / ".work"))
