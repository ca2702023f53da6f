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


def output() -> Path:
    """The folder a run writes to: `$STUDY_OUT` as the runner sets it, else `build/`."""
    named = os.environ.get("STUDY_OUT")
    return Path(named).resolve() if named else project() / "build"
