"""Tables written to files and read, as several tests of layouts do."""

from pathlib import Path

import pytest

from helpers import sources
from helpers.errors import StudyError
from helpers.layouts import Reading
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
