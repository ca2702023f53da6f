"""`study lab`: a copy of one's own that is never overwritten, and settings that are ours alone."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import jupyterlab
import pytest
from click.testing import CliRunner

from helpers import lab
from helpers.cli.lab import lab as command
from helpers.errors import StudyError

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project: two notebooks, one of them in a folder."""
    (tmp_path / "notebooks/answers").mkdir(parents=True)
    for name in (lab.START, "answers/extra.ipynb"):
        notebook = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        (tmp_path / "notebooks" / name).write_text(json.dumps(notebook), "utf-8")
    monkeypatch.setenv("STUDY_PROJECT", str(tmp_path))
    return tmp_path


def test_the_working_copy_holds_every_notebook(project: Path) -> None:
    work = lab.working_copy(project / "notebooks", project / "work")
    found = sorted(p.relative_to(work).as_posix() for p in work.rglob("*.*"))
    assert found == [lab.START, "answers/extra.ipynb"]


def test_what_a_student_changed_is_never_overwritten(project: Path) -> None:
    work = lab.working_copy(project / "notebooks", project / "work")
    (work / lab.START).write_text("mine", "utf-8")
    (project / "notebooks/new.ipynb").write_text("{}", "utf-8")
    lab.working_copy(project / "notebooks", project / "work")
    assert (work / lab.START).read_text("utf-8") == "mine"
    assert (work / "new.ipynb").read_text("utf-8") == "{}"


def test_a_copy_that_was_interrupted_is_made_whole(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(original: Path, copy: Path) -> None:
        copy.write_bytes(original.read_bytes()[:5])
        raise KeyboardInterrupt

    with monkeypatch.context() as interrupted:
        interrupted.setattr(lab.shutil, "copyfile", half)
        with pytest.raises(KeyboardInterrupt):
            lab.working_copy(project / "notebooks", project / "work")
    assert not list((project / "work").rglob("*.ipynb"))
    lab.working_copy(project / "notebooks", project / "work")
    for original in (project / "notebooks").rglob("*.ipynb"):
        copy = project / "work" / original.relative_to(project / "notebooks")
        assert copy.read_bytes() == original.read_bytes()


def test_checkpoints_are_not_copied(project: Path) -> None:
    checkpoint = project / "notebooks/.ipynb_checkpoints/old.ipynb"
    checkpoint.parent.mkdir()
    checkpoint.write_text("{}", "utf-8")
    work = lab.working_copy(project / "notebooks", project / "work")
    assert not list(work.rglob("old.ipynb"))


@pytest.mark.parametrize("folder", ["work", "notebooks"])
def test_the_server_is_rooted_where_links_resolve(project: Path, folder: str) -> None:
    options = lab.arguments(project / folder, browser=False, port=None)
    assert f"--ServerApp.root_dir={project}" in options
    assert f"--LabApp.default_url=/lab/tree/{folder}/{lab.START}" in options
    assert "--LabApp.open_browser=False" in options
    assert not any("port" in option for option in options)


def test_a_port_that_is_named_is_the_only_one_tried(project: Path) -> None:
    options = lab.arguments(project / "work", browser=True, port=9321)
    assert {"--ServerApp.port=9321", "--ServerApp.port_retries=0"} <= set(options)


def test_the_users_own_settings_come_first() -> None:
    ours = lab.environment({"JUPYTER_CONFIG_PATH": "theirs", "PATH": "bin"})
    assert ours["JUPYTER_CONFIG_PATH"].split(os.pathsep) == ["theirs", str(lab.DEFAULTS)]
    assert ours["PATH"].split(os.pathsep) == [str(Path(sys.executable).parent), "bin"]
    assert lab.environment({})["JUPYTER_CONFIG_PATH"] == str(lab.DEFAULTS)


def test_every_setting_we_ship_is_one_that_jupyterlab_knows() -> None:
    settings = json.loads(
        (lab.DEFAULTS / "labconfig/default_setting_overrides.json").read_text("utf-8")
    )
    assert settings["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
    for plugin, values in settings.items():
        extension, _, name = plugin.partition(":")
        schema = Path(jupyterlab.__file__).parent / "schemas" / extension / f"{name}.json"
        known = json.loads(schema.read_text("utf-8"))["properties"]
        assert set(values) <= set(known)


def test_a_port_in_use_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StudyError, match=f"port {port} is in use; name another with --port"):
            lab.check_free(port)


def test_without_notebooks_it_says_where_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDY_PROJECT", str(tmp_path))
    answer = CliRunner().invoke(command, ["--no-browser"])
    assert isinstance(answer.exception, StudyError)
    assert "there is no notebooks/00_start_here.ipynb" in str(answer.exception)
    assert not (tmp_path / "work").exists()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_kernel_without_the_project_is_told_what_to_do(path: Path) -> None:
    cells = json.loads(path.read_text("utf-8"))["cells"]
    first = next("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    bare = [sys.executable, "-I", "-S", "-c", first]  # -S: nothing that was installed is there
    done = subprocess.run(bare, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "This kernel lacks the project. Use `make lab` or" in done.stderr


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@contextmanager
def serving(home: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """`study lab` as a user would start it, with a home folder of its own."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("JUPYTER_")}
    program = "from helpers.cli.lab import lab; lab()"
    server = subprocess.Popen(
        [sys.executable, "-c", program, "--no-browser", "--port", str(port)],
        env=inherited | {"HOME": str(home), "JUPYTER_TOKEN": "known"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield server
    finally:
        server.kill()
        server.communicate()


def answer(url: str, server: subprocess.Popen[str]) -> str:
    """What a server says once it answers; its own output if it ends before."""
    while server.poll() is None:
        try:
            with urllib.request.urlopen(url) as response:
                return str(response.read().decode("utf-8"))
        except OSError:
            time.sleep(0.2)
    raise AssertionError(server.communicate()[0])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_it_serves_our_defaults_and_ends_on_ctrl_c(project: Path, tmp_path: Path) -> None:
    home, port = tmp_path / "home", free_port()
    home.mkdir()
    settings = (
        f"http://127.0.0.1:{port}/lab/api/settings/@jupyterlab/apputils-extension:notification"
    )
    with serving(home, port) as server:
        described = json.loads(answer(f"{settings}?token=known", server))
        server.send_signal(signal.SIGINT)
        assert server.wait() == 0
    assert described["schema"]["properties"]["fetchNews"]["default"] == "false"
    assert described["schema"]["properties"]["checkForUpdates"]["default"] is False
    assert described["raw"] == "{}"  # the user's own settings are as they were
    assert not list(home.rglob("user-settings"))
    assert (project / "work" / lab.START).is_file()
