"""The lock: what was fetched, checked against what, and which file is compared with the paper."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from helpers import paths
from helpers.errors import StudyError

if TYPE_CHECKING:
    import pandas as pd

NAME = "lock.json"
SCHEMA = 1
Verified = Literal["sha256", "md5", "size", "nothing"]
Kind = Literal["ratings", "coded extracts"]


@dataclass(frozen=True)
class LockedFile:
    """One fetched file. `path` is relative to the folder; `name` is what OSF calls it.

    `sha256` is always ours, of the bytes on disk; `verified` says what of OSF's it was
    checked against, `retrieved_at` is UTC.
    """

    path: str
    name: str
    node: str
    id: str
    size: int
    sha256: str
    md5: str | None
    version: int | None
    modified: str | None
    retrieved_at: str
    verified: Verified
    looks: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """A file taken for ratings or coded extracts, and how it is read.

    `reading` names layout and columns, `categories` the labels found in the file, `why` is
    what the choice rests on, in words without any rater's name.
    """

    file: str
    sha256: str
    reading: Mapping[str, Any]
    categories: tuple[str, ...]
    why: str
    chosen_by: str
    chosen_at: str


@dataclass(frozen=True)
class Tried:
    """One file that was considered, as what, and what came of it.

    `outcome` of a file that was not `readable` as that is the readers' refusal, which may quote
    the file's headers and labels.
    """

    file: str
    tried_as: str
    outcome: str
    readable: bool = False


@dataclass(frozen=True)
class Lock:
    """The content of `lock.json`; `folder` is where it lies and is not stored.

    `ratings` and `coded_extracts` are None when nothing was chosen; `undecided` then says why
    and what to type.
    """

    node: str
    title: str
    api: str
    listed_at: str
    files: tuple[LockedFile, ...] = ()
    ratings: Choice | None = None
    coded_extracts: Choice | None = None
    tried: tuple[Tried, ...] = ()
    undecided: tuple[str, ...] = ()
    folder: Path = field(default=Path(), compare=False)

    def choice(self, kind: Kind) -> Choice | None:
        """The file taken for that kind, None when nothing was chosen."""
        return self.ratings if kind == "ratings" else self.coded_extracts

    def choosing(self, kind: Kind, choice: Choice | None) -> "Lock":
        """The same lock with another choice for that kind."""
        if kind == "ratings":
            return replace(self, ratings=choice)
        return replace(self, coded_extracts=choice)

    def why_none(self, kind: Kind) -> str:
        """Why no file was taken for that kind, in words without any rater's name."""
        told = [one.removeprefix(f"{kind}: ") for one in self.undecided if one.startswith(kind)]
        # What follows tells what to type, and may hold headers.
        return told[0].split("; ")[0] if told else "none was chosen"

    def table(self) -> "pd.DataFrame":
        """The fetched files, a row each, as a reader wants to see them."""
        import pandas as pd

        rows = [
            {
                "file": one.path,
                "looks like": one.looks,
                "bytes": one.size,
                "version": one.version,
                "verified": one.verified,
                "SHA-256": one.sha256,
                "fetched": one.retrieved_at,
            }
            for one in self.files
        ]
        return pd.DataFrame(rows)

    def choices(self) -> "pd.DataFrame":
        """What each file was tried as, and what came of it, without any header or label."""
        import pandas as pd

        rows = [
            {
                "file": one.file,
                "tried as": one.tried_as,
                "outcome": one.outcome if one.readable else "cannot be read so",
            }
            for one in self.tried
        ]
        chosen = [
            {
                "file": choice.file,
                "tried as": kind,
                "outcome": f"chosen by {choice.chosen_by} at {choice.chosen_at}",
            }
            for kind in ("ratings", "coded extracts")
            if (choice := self.choice(kind)) is not None
        ]
        return pd.DataFrame([*rows, *chosen], columns=["file", "tried as", "outcome"])

    def path(self, file: str) -> Path:
        """Where a locked file is, checked: the bytes are those that were fetched.

        Raises:
            StudyError: when the lock has no such file, it is missing, or it was changed.
        """
        entry = next((one for one in self.files if one.path == file), None)
        if entry is None:
            raise StudyError(f"{NAME}: no file {file!r} was fetched; there are {self._names()}")
        place = inside(self.folder, file)
        if not place.is_file():
            raise StudyError(f"{file}: fetched before, now missing; run `study fetch` again")
        if sha256(place) != entry.sha256:
            raise StudyError(
                f"{file}: changed since it was fetched; keep your version elsewhere and run "
                f"`study fetch --update`"
            )
        return place

    def _names(self) -> str:
        return ", ".join(repr(one.path) for one in self.files) or "none"


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
    text = json.dumps({"schema": SCHEMA, **content}, indent=2, ensure_ascii=True) + "\n"
    beside = lock.folder / f".{NAME}.{os.getpid()}"
    try:
        beside.write_text(text, "utf-8")
        beside.replace(lock.folder / NAME)
    except OSError as problem:
        raise StudyError(f"{NAME}: cannot be written ({problem.strerror})") from problem
    finally:
        beside.unlink(missing_ok=True)


def inside(folder: Path, path: str) -> Path:
    """The path below the folder; StudyError when it leads out, by `..` or by a link."""
    place = folder / path
    if not place.resolve().is_relative_to(folder.resolve()):
        raise StudyError(f"{path}: leads out of {folder.name}/; remove the link that does it")
    return place


def sha256(path: Path) -> str:
    """The file's SHA-256 in hex."""
    return digest(path, "sha256")


def digest(path: Path, kind: str) -> str:
    """A hash of the file in hex, read in blocks."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, kind).hexdigest()
    except OSError as problem:
        raise StudyError(f"{path.name}: cannot be read ({problem.strerror})") from problem


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
    return Lock(**content, **parsed, folder=folder)


def _file(content: dict[str, Any]) -> LockedFile:
    return LockedFile(**{**content, "reasons": tuple(content["reasons"])})


def _choice(content: dict[str, Any] | None) -> Choice | None:
    if content is None:
        return None
    return Choice(**{**content, "categories": tuple(content["categories"])})
