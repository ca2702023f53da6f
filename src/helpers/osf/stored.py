"""The lock on disk: `lock.json` read and written."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from helpers import files, paths
from helpers.errors import StudyError
from helpers.osf.lock import NAME, Choice, Kind, Lock, LockedFile, Tried

SCHEMA = 1
KINDS: tuple[Kind, ...] = ("ratings", "coded extracts")


def locked(folder: Path | None = None) -> Lock | None:
    """The lock in `data/osf` (or another folder), None when nothing was fetched into it.

    Raises:
        StudyError: when the file there is not one that `study fetch` wrote.
    """
    place = (folder or paths.data("osf")) / NAME
    if not place.exists():
        return None
    try:
        return _parsed(json.loads(place.read_text("utf-8")), place.parent)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as problem:
        raise StudyError(
            f"{place.parent.name}/{NAME}: not a lock that `study fetch` wrote; "
            f"delete it and fetch again"
        ) from problem


def save(lock: Lock) -> None:
    """Write the lock at once: a reader finds the old one or the new one, never half of it."""
    content = asdict(lock)
    del content["folder"]
    for kind in ("ratings", "coded_extracts"):
        content[kind] = content[kind] and _one_or_list(content[kind])
    text = json.dumps({"schema": SCHEMA, **content}, indent=2, ensure_ascii=True) + "\n"
    try:
        files.write(lock.folder / NAME, text)
    except OSError as problem:
        raise StudyError(f"{NAME}: cannot be written ({problem.strerror})") from problem


def _parsed(content: dict[str, Any], folder: Path) -> Lock:
    if content.pop("schema") != SCHEMA:
        raise ValueError("another schema")
    parsed: dict[str, Any] = {
        "files": tuple(_file(one) for one in content.pop("files")),
        "ratings": _choice(content.pop("ratings")),
        "coded_extracts": _choice(content.pop("coded_extracts")),
        "tried": tuple(Tried(**one) for one in content.pop("tried")),
        "undecided": tuple(content.pop("undecided")),
    }
    return _of_what_is_there(Lock(**content, **parsed, folder=folder))


def _of_what_is_there(lock: Lock) -> Lock:
    """The lock without a choice of other bytes, as a fetch that was cut short leaves it."""
    known = {(one.path, one.sha256) for one in lock.files}
    for kind in KINDS:
        choice = lock.choice(kind)
        if choice and not known.issuperset(zip(choice.files, choice.sha256, strict=True)):
            lock = lock.choosing(kind, None)
    return lock


def _file(content: dict[str, Any]) -> LockedFile:
    reasons = tuple(content.pop("reasons"))
    return LockedFile(**content, reasons=reasons)


def _choice(content: dict[str, Any] | None) -> Choice | None:
    if content is None:
        return None
    files, hashes = _several(content.pop("file")), _several(content.pop("sha256"))
    if not 0 < len(files) == len(hashes):
        raise ValueError("a hash is missing")
    categories = tuple(content.pop("categories"))
    if not isinstance(content["reading"], dict):
        raise TypeError("no reading")
    return Choice(files, hashes, **content, categories=categories)


def _one_or_list(choice: dict[str, Any]) -> dict[str, Any]:
    """A choice as it is stored: the file and its hash as text, or a list of each."""
    files, hashes = choice.pop("files"), choice.pop("sha256")
    one = len(files) == 1
    return {"file": files[0] if one else files, "sha256": hashes[0] if one else hashes, **choice}


def _several(stored: str | list[str]) -> tuple[str, ...]:
    return (stored,) if isinstance(stored, str) else tuple(stored)
