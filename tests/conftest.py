"""What several tests stand on: the command line as a user meets it, and one whole run."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # a busy machine is no failure
settings.load_profile("untimed")

Study = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def study() -> Study:
    """`study` with its arguments, in a folder of the caller's choice."""

    def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from helpers.cli import main; main()", *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=cwd,
        )

    return run


@pytest.fixture(scope="session")
def reproduced(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one run of the whole collection on the stand-in."""
    out = tmp_path_factory.mktemp("reproduced")
    done = study("reproduce", "--source", "standin", "--out", str(out))
    assert done.returncode == 0, done.stderr + done.stdout
    out.joinpath("stdout.txt").write_text(done.stdout, "utf-8")
    return out
