"""Readings stored as YAML: the files and how to read them, so that others get the same table."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from helpers.errors import StudyError
from helpers.files import create
from helpers.layouts import Reading
from helpers.sources.explanation import content

SUFFIXES = (".yaml", ".yml")
FORM = "`files:` must list the files to read, relative to it, as `files: [ratings.csv]`"
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:/", re.IGNORECASE)
THERE = "is there already; name another with --save-reading"


def listed(files: Sequence[Path], reading: Reading) -> tuple[list[Path], Reading]:
    """The files that a YAML lists and its choices, or the files as they are.

    Choices in `reading` override those of the YAML.

    Raises:
        StudyError: when the YAML cannot be read, lists no files, or holds an unknown choice.
    """
    if len(files) != 1 or files[0].suffix.lower() not in SUFFIXES:
        return list(files), reading
    from helpers import yaml_files

    path = files[0]
    about = yaml_files.parse(content(path, path.name), path.name)
    given = about.pop("files", None) if isinstance(about, dict) else None
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
        raise StudyError(f"{path.name}: {FORM}")
    chosen = Reading.from_mapping(about, path.name)
    shown = names if len(names) == 1 else [f"file {i}" for i in range(1, len(names) + 1)]
    found = [_beside(path, name, who) for name, who in zip(names, shown, strict=True)]
    return found, reading.over(chosen)


def _beside(path: Path, name: str, who: str) -> Path:
    """A file that a YAML lists, seen from its folder; `who` names it without its rater."""
    refuse_address(name)
    found = path.parent / Path(name).expanduser()
    if found.suffix.lower() in SUFFIXES:
        raise StudyError(f"{path.name}: {who} is a YAML; list the files of ratings themselves")
    if not found.exists():
        where = path.resolve().parent.name
        raise StudyError(f"{path.name}: {who}: there is no such file, seen from {where}/")
    return found


def refuse_address(name: str) -> None:
    """Refuse what is no place on this machine.

    Raises:
        StudyError: with what to do.
    """
    if ADDRESS.match(name):
        raise StudyError(f"{name}: addresses are not read; download the file and name it")


def files_of(path: Path) -> list[Path]:
    """The files that a YAML lists; none when the file is no YAML.

    Raises:
        StudyError: as `listed` does.
    """
    return [file for file in listed([path], Reading())[0] if file != path]


def store(path: Path, files: Sequence[Path], reading: Reading) -> None:
    """Write files and choices as a YAML; the paths in it are relative to its folder.

    Raises:
        StudyError: when it is there already or cannot be written.
    """
    import yaml

    here = path.resolve().parent
    relative = [Path(os.path.relpath(file.resolve(), here)).as_posix() for file in files]
    text = yaml.safe_dump(
        {"files": relative, **reading.as_mapping()}, sort_keys=False, allow_unicode=True
    )
    try:
        create(path, text.encode())
    except FileExistsError:
        raise StudyError(f"{path.name}: {THERE}") from None
    except OSError as problem:
        raise StudyError(f"{path.name}: cannot be written ({problem.strerror})") from None
