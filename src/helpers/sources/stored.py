"""Readings stored as YAML: the files and how to read them, so that others get the same table."""

import os
from collections.abc import Sequence
from pathlib import Path

from helpers.errors import StudyError
from helpers.layouts import Reading
from helpers.sources.explanation import content

SUFFIXES = (".yaml", ".yml")
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
    names = about.pop("files", None) if isinstance(about, dict) else None
    if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
        raise StudyError(f"{path.name}: `files:` must list the files to read, relative to it")
    chosen = Reading.from_mapping(about, path.name)
    return [path.parent / name for name in names], reading.over(chosen)


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
        with path.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError:
        raise StudyError(f"{path.name}: {THERE}") from None
    except OSError as problem:
        raise StudyError(f"{path.name}: cannot be written ({problem.strerror})") from None
