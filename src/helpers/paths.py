"""Where things are: the project's own folders, and the folder a run writes to."""

import os
from pathlib import Path


def project() -> Path:
    """The folder that holds `data/` and `notebooks/`: `$STUDY_PROJECT`, or this checkout."""
    named = os.environ.get("STUDY_PROJECT")
    return Path(named).resolve() if named else Path(__file__).resolve().parents[2]


def data(*parts: str) -> Path:
    """A path below the project's `data/` folder."""
    return project().joinpath("data", *parts)


def build() -> Path:
    """The folder below which everything goes that the project's commands make."""
    return project() / "build"


def output() -> Path:
    """The folder a notebook writes to: `$STUDY_OUT` as the runner sets it, else one apart.

    What is run by hand never lands among the results of `study reproduce`.
    """
    named = os.environ.get("STUDY_OUT")
    return Path(named).resolve() if named else build() / "by_hand"


def place(path: Path) -> str:
    """Where a file lies: in the project, which may be moved as a whole, or else on this machine."""
    found = path.resolve()
    inside = found.is_relative_to(project())
    return (found.relative_to(project()) if inside else found).as_posix()
