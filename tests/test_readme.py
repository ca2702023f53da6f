"""Every command of the README is run, as it stands there, from the root of the project."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```", README, re.M | re.S)
    for line in block.splitlines()
    if line and not line.startswith("#")
]
# Run by other tests, or the run that this test is a part of.
ELSEWHERE = {
    "make test": "this very run",
    "uv run --frozen pytest": "this very run",
    "make reproduce": "tests/running, and the next command, which it stands for",
    "make lab": "tests/test_lab.py and tests/browser/test_lab.py",
}


def here(command: str) -> list[str]:
    """The command's words, in the environment that this test runs in."""
    words = shlex.split(command)
    if words[:3] == ["uv", "run", "--frozen"]:
        words = words[3:]
    scripts = {"study": "helpers.cli:main", "papermill": "papermill.cli:papermill"}
    if words[0] in scripts:
        module, function = scripts[words[0]].split(":")
        return [sys.executable, "-c", f"from {module} import {function} as f; f()", *words[1:]]
    return words


def elsewhere(words: list[str], folder: Path) -> list[str]:
    """The same words, writing below a folder of the test instead of `build/`."""
    return [word.replace("build/", f"{folder.as_posix()}/") for word in words]


def test_the_readme_has_commands_for_everyone() -> None:
    assert len(COMMANDS) >= 8
    assert set(ELSEWHERE) <= set(COMMANDS)


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all, since a command may stand on what one above it made."""
    return tmp_path_factory.mktemp("build")


@pytest.mark.parametrize("command", [c for c in COMMANDS if c not in ELSEWHERE])
def test_the_command_runs(command: str, build: Path) -> None:
    words = elsewhere(here(command), build)
    if "reproduce" in words and "--out" not in words:
        words += ["--out", str(build)]
    before = set(build.iterdir())
    done = subprocess.run(
        words, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ}
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout or set(build.iterdir()) - before


@pytest.mark.parametrize("target", ["reproduce", "test", "lab"])
def test_make_runs_what_the_readme_gives_without_make(target: str) -> None:
    shown = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", target],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    last = {"reproduce": "study reproduce --source standin", "test": "pytest", "lab": "study lab"}
    assert shown.rstrip().endswith(f"run --frozen {last[target]}")


def test_links_to_files_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        if not target.startswith("https://"):
            assert (ROOT / target).exists(), target
