"""The lock: what was fetched, checked against what, and which file is compared with the paper."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from helpers.errors import StudyError

if TYPE_CHECKING:
    import pandas as pd

NAME = "lock.json"
GUESS = "guess"  # what a choice is made by when nobody named the file
AS_FETCHED = "as fetched"
WITHDRAWN = "withdrawn"
Verified = Literal["sha256", "md5", "size", "nothing"]
Kind = Literal["ratings", "coded extracts"]
COLUMNS = (
    *("file", "looks like", "bytes", "version", "on OSF"),
    *("fetched", "verified", "SHA-256", "MD5"),
)
ONE_RATERS = "one rater's ratings"  # what a file is tried as where each rater has a file


@dataclass(frozen=True)
class LockedFile:
    """One fetched file. `path` is relative to the folder; `name` is what OSF calls it.

    `sha256` is always ours, of the bytes on disk; `verified` says what of OSF's it was
    checked against, `retrieved_at` is UTC. `on_osf` is what OSF held when it was last listed: the
    file as it was fetched, another version of it, or nothing, where it was withdrawn.
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
    on_osf: str = AS_FETCHED


@dataclass(frozen=True)
class Choice:
    """What is taken for ratings or coded extracts, and how it is read.

    `files` is one file, or one a rater in the order of the raters; `sha256` has as many hashes.
    `reading` names layout and columns, `categories` the labels found, `why` is what the choice
    rests on, in words without any rater's name.
    """

    files: tuple[str, ...]
    sha256: tuple[str, ...]
    reading: Mapping[str, Any]
    categories: tuple[str, ...]
    why: str
    chosen_by: str
    chosen_at: str

    @property
    def shown(self) -> str:
        """The file's name. Of several only how many: their names are often the raters'."""
        return self.files[0] if len(self.files) == 1 else f"{len(self.files)} files"

    @property
    def doubt(self) -> str:
        """What is to be said of a file that nobody named, wherever it is compared."""
        if self.chosen_by != GUESS:
            return ""
        return f"that {self.shown} holds the ratings is a guess, which --osf-ratings settles"


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
        """The fetched files, a row each, as a reader wants to see them, without a rater's name."""
        import pandas as pd

        rows = [
            {
                "file": self._shown(one.path),
                "looks like": one.looks,
                "bytes": one.size,
                "version": one.version,
                "on OSF": one.on_osf,
                "fetched": one.retrieved_at,
                "verified": one.verified,
                "SHA-256": one.sha256,
                "MD5": one.md5,
            }
            for one in self.files
        ]
        return pd.DataFrame(rows, columns=COLUMNS)

    def choices(self) -> "pd.DataFrame":
        """What each file was tried as, and what came of it, without any header, label or name."""
        import pandas as pd

        rows = [
            {
                "file": self._shown(one.file),
                "tried as": one.tried_as,
                "outcome": one.outcome if one.readable else "cannot be read so",
            }
            for one in self.tried
        ]
        chosen = [
            {
                "file": choice.shown if len(choice.files) > 1 else self._shown(choice.shown),
                "tried as": kind,
                "outcome": f"chosen by {choice.chosen_by} at {choice.chosen_at}",
            }
            for kind in ("ratings", "coded extracts")
            if (choice := self.choice(kind)) is not None
        ]
        table = pd.DataFrame([*rows, *chosen], columns=["file", "tried as", "outcome"])
        return table.drop_duplicates(ignore_index=True)

    def path(self, file: str) -> Path:
        """Where a locked file is, checked: the bytes are those that were fetched.

        Raises:
            StudyError: when the lock has no such file, it is missing, or it was changed.
        """
        entry = next((one for one in self.files if one.path == file), None)
        if entry is None:
            raise StudyError(f"{NAME}: no file {file!r} was fetched; there are {self._names()}")
        place = inside(self.folder, file)
        if not self.holds(entry):
            what, mend = _CHANGED if place.is_file() else _MISSING
            raise StudyError(f"{file}: {what}{_GONE if self.lost(entry) else mend}")
        return place

    def holds(self, file: LockedFile) -> bool:
        """Whether the bytes on disk are those that were fetched."""
        place = inside(self.folder, file.path)
        return place.is_file() and sha256(place) == file.sha256

    def lost(self, file: LockedFile) -> bool:
        """Whether no fetch can bring the file back: withdrawn from OSF, and not here."""
        return file.on_osf == WITHDRAWN and not self.holds(file)

    def one_raters(self) -> frozenset[str]:
        """The files that were tried, or taken, as one rater's: their names may be the raters'."""
        taken = self.ratings.files if self.ratings and len(self.ratings.files) > 1 else ()
        return frozenset(one.file for one in self.tried if one.tried_as == ONE_RATERS).union(taken)

    def _shown(self, file: str) -> str:
        return ONE_RATERS if file in self.one_raters() else file

    def _names(self) -> str:
        return ", ".join(repr(one.path) for one in self.files) or "none"


_MISSING = ("fetched before, now missing", "; run `study fetch` again")
_CHANGED = (
    "changed since it was fetched",
    "; keep your version elsewhere and run `study fetch --update`",
)
_GONE = ", and withdrawn from OSF; put a copy of it back, or run `study fetch` to go on without it"


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
