"""Files of one's own: read as they are told, or as they are found to be."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from helpers.errors import StudyError
from helpers.layouts import Reading
from helpers.ratings import Origin, Ratings
from helpers.sources import named, stored
from helpers.sources.explanation import Explanation, understood


def load_files(
    files: Sequence[str | Path],
    reading: Reading | None = None,
    categories: Sequence[str] | None = None,
) -> Ratings:
    """The ratings in a file, in several that hold a rater each, or listed by a YAML.

    Args:
        files: paths; the order of several is the order of the raters.
        reading: choices that override what is found out from the files.
        categories: the list of categories, where some may be unused.

    Raises:
        StudyError: when a file cannot be read, holds no ratings, or can be read in two ways.
    """
    return explain(files, reading, categories).ratings


def explain(
    files: Sequence[str | Path],
    reading: Reading | None = None,
    categories: Sequence[str] | None = None,
) -> Explanation:
    """The same, with how the files were understood and what else they could have been."""
    for name in map(str, files):
        stored.refuse_address(name)
        _refuse_named(name, several=len(files) > 1)
    given = reading or Reading()
    given = replace(given, categories=tuple(categories)) if categories else given
    listed, given = stored.listed([Path(file) for file in files], given)
    # Where each rater has a file, its name is often the rater's.
    name = listed[0].name if len(listed) == 1 else f"{len(listed)} files"
    return understood(listed, given, Origin(name, "own", "files of your own"))


def save_reading(path: Path, files: Sequence[str | Path], reading: Reading) -> None:
    """Write a YAML that lists files and how to read them: itself a source.

    The paths in it are relative to its folder.

    Raises:
        StudyError: when the files cannot be read so, or the YAML is there already or cannot be
            written.
    """
    if path.suffix.lower() not in stored.SUFFIXES:
        raise StudyError(f"--save-reading {path.name}: its name must end in .yaml to be a source")
    if path.exists():
        raise StudyError(f"{path.name}: {stored.THERE}")
    found = explain(files, reading).reading
    listed, _ = stored.listed([Path(file) for file in files], reading)
    stored.store(path, listed, found)


def _refuse_named(name: str, several: bool) -> None:
    """Refuse a source that has a name where files are read."""
    if name in named.named() and not Path(name).exists():
        how = "stands alone" if several else "is read as it is: nothing of it is to be stored"
        raise StudyError(f"{name}: a source that has a name {how}")
