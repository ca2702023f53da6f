"""Tables written to files and read, as several tests of layouts do."""

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from helpers import sources
from helpers.cli.agreement import agreement
from helpers.errors import StudyError
from helpers.layouts import Reading
from helpers.ratings import Ratings
from helpers.sources import Explanation


def explained(folder: Path, text: str, reading: Reading | None = None) -> Explanation:
    """How one table is understood."""
    (folder / "t.csv").write_text(text)
    return sources.explain([folder / "t.csv"], reading)


def explained_together(folder: Path, *texts: str, reading: Reading | None = None) -> Explanation:
    """How files are understood that hold a rater each, in the order given."""
    paths = [folder / f"{i}.csv" for i in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text)
    return sources.explain(paths, reading)


def asked(folder: Path, text: str) -> str:
    """What is said of a table that is not read."""
    with pytest.raises(StudyError) as refusal:
        explained(folder, text)
    return str(refusal.value)


def typed(table: Path, options: str) -> Ratings:
    """The ratings of a table read as whoever types these options reads it."""
    out = table.with_suffix(".read.yaml")
    args = [
        str(table),
        "--draws",
        "0",
        "--save-reading",
        str(out),
        *shlex.split(options),
    ]
    out.unlink(missing_ok=True)
    result = CliRunner().invoke(agreement, args, standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return sources.load(str(out))
