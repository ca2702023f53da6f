"""What a person names with --osf-ratings: fetched files, or a YAML that lists them."""

import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path

from helpers.errors import StudyError
from helpers.layouts import Reading
from helpers.osf.lock import Lock, LockedFile

NAMED = "--osf-ratings"
HOW = "once `study agreement FILE... --save-reading how.yaml` reads it: --osf-ratings how.yaml"


def typed(files: Iterable[LockedFile]) -> str:
    """The options that name these files together."""
    return " ".join(f"{NAMED} {shlex.quote(one.path)}" for one in files)


def told(named: Sequence[str]) -> tuple[Sequence[str], Reading]:
    """The files that a YAML lists and how to read them, or the files themselves.

    Raises:
        StudyError: when the YAML lists no files, or is not named alone.
    """
    yamls = [name for name in named if name.lower().endswith((".yaml", ".yml"))]
    if not yamls:
        return named, Reading()
    if len(named) > 1:
        raise StudyError(f"{NAMED} {Path(yamls[0]).name}: a YAML lists every file; name it alone")
    return _listed(Path(yamls[0]).expanduser())


def entries(lock: Lock, named: Sequence[str]) -> list[LockedFile]:
    """The locked files a person means: by the lock's names, or by paths on disk.

    Raises:
        StudyError: when one was not fetched, or is named twice.
    """
    files = [_entry(lock, name) for name in named]
    if twice := [one for one in files if files.count(one) > 1]:
        raise StudyError(f"{typed(twice)}: the same file twice; several files hold a rater each")
    return files


def _listed(path: Path) -> tuple[Sequence[str], Reading]:
    from helpers import yaml_files

    try:
        about = yaml_files.parse(path.read_bytes(), f"{NAMED} {path.name}")
        files = about.pop("files")
        if not files or not isinstance(files, list):
            raise ValueError("no list")
        places = [str(path.parent / file) for file in files]
    except OSError as problem:
        raise StudyError(f"{NAMED} {path.name}: cannot be read ({problem.strerror})") from problem
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise StudyError(
            f"{NAMED} {path.name}: not a YAML with a list of `files:`, as --save-reading writes"
        ) from problem
    return places, Reading.from_mapping(about, path.name)


def _entry(lock: Lock, named: str) -> LockedFile:
    place = Path(named).expanduser().resolve()
    for file in lock.files:
        if file.path == named or (lock.folder / file.path).resolve() == place:
            return file
    there = ", ".join(repr(file.path) for file in lock.files) or "none"
    raise StudyError(f"{NAMED} {named!r}: no such file was fetched; there are {there}")
