"""Which fetched file holds the ratings, and which the coded extracts: locked before use.

A file is chosen by what can be read from it and by its labels and name, never by any result.
"""

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers import facts
from helpers.errors import StudyError
from helpers.layouts import Reading
from helpers.osf import contents, looks
from helpers.osf.contents import Found
from helpers.osf.lock import Choice, Kind, Lock, LockedFile, Tried, locked, save

if TYPE_CHECKING:
    import pandas as pd

GUESS, NAMED = "guess", "--osf-ratings"
HOW = "once `study agreement FILE --save-reading how.yaml` reads it: --osf-ratings how.yaml"
ENOUGH = 3  # readable alone is no evidence: the labels or the name must speak for it too
LOOKS: Mapping[Kind, Callable[[Path, facts.Study], Found]] = {
    "ratings": contents.ratings,
    "coded extracts": contents.coded_extracts,
}


@dataclass(frozen=True)
class _Candidate:
    file: LockedFile
    found: Found
    score: int


def choose(path: str | None = None, folder: Path | None = None) -> Lock:
    """Settle which fetched file holds the ratings, and write it into the lock.

    Args:
        path: the file, as the lock names it or as a path on disk, or a YAML (as `--save-reading`
            writes it) that names the file and how to read it; None guesses, or keeps what was
            chosen before.
        folder: where the lock is; `data/osf` when None.

    Raises:
        StudyError: when nothing was fetched, or the named file is unknown or holds no ratings.
    """
    lock = settled(_existing(folder), datetime.now(UTC), path)
    save(lock)
    return lock


def coded_extracts(folder: Path | None = None) -> "pd.DataFrame | None":
    """The chosen coded extracts, a row each: `theme`, `activity`; None when none was chosen.

    Raises:
        StudyError: when nothing was fetched, or the file was changed since.
    """
    lock = _existing(folder)
    if lock.coded_extracts is None:
        return None
    chosen = lock.coded_extracts
    return contents.coded(lock.path(chosen.file), chosen.reading, facts.load())


def _existing(folder: Path | None) -> Lock:
    lock = locked(folder)
    if lock is None:
        raise StudyError("nothing has been fetched from OSF yet; run `study fetch` first")
    return lock


def settled(lock: Lock, now: datetime, named: str | None = None) -> Lock:
    """The lock with its choices made; a choice whose file is unchanged stays as it was."""
    stamp = now.astimezone(UTC).isoformat(timespec="seconds")
    lock = replace(_without_changed(lock), undecided=())
    if named is not None:
        lock = _named(lock, named, stamp)
    for kind in LOOKS:
        if lock.choice(kind) is None:
            lock = _guessed(lock, kind, stamp)
    return lock


def _without_changed(lock: Lock) -> Lock:
    """A choice rests on bytes: where those were replaced, it is made anew."""
    hashes = {file.path: file.sha256 for file in lock.files}
    for kind in LOOKS:
        choice = lock.choice(kind)
        if choice and hashes.get(choice.file) != choice.sha256:
            lock = _dropped(lock, kind, choice, "its file was replaced")
    return lock


def _named(lock: Lock, named: str, stamp: str) -> Lock:
    place, told = _told(named)
    file, before = _entry(lock, place), lock.ratings
    found = contents.ratings(lock.path(file.path), facts.load(), told)
    if found.reading is None:
        raise StudyError(f"{NAMED} {file.path!r}: holds no ratings: {found.outcome}")
    choice = _choice(file, found, NAMED, stamp)
    if before and replace(before, chosen_at=stamp) == choice:
        return lock
    if before:
        lock = _dropped(lock, "ratings", before, f"{file.path} was named")
    tried = Tried(file.path, "ratings", f"{found.outcome}: named by {NAMED} at {stamp}", True)
    return replace(lock, tried=(*lock.tried, tried)).choosing("ratings", choice)


def _told(named: str) -> tuple[str, Reading]:
    """The one file that a YAML names and how to read it, or the file itself."""
    path = Path(named).expanduser()
    if path.suffix.lower() not in (".yaml", ".yml"):
        return named, Reading()
    from helpers import yaml_files

    try:
        about = yaml_files.parse(path.read_bytes(), f"{NAMED} {path.name}")
        (file,) = about.pop("files")
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as problem:
        raise StudyError(
            f"{NAMED} {path.name}: not a YAML with `files:` and one file in it, as "
            f"--save-reading writes"
        ) from problem
    return str(path.parent / file), Reading.from_mapping(about, path.name)


def _entry(lock: Lock, named: str) -> LockedFile:
    """The locked file a person means: by the lock's name, or by a path on disk."""
    place = Path(named).expanduser().resolve()
    for file in lock.files:
        if file.path == named or (lock.folder / file.path).resolve() == place:
            return file
    there = ", ".join(repr(file.path) for file in lock.files) or "none"
    raise StudyError(f"--osf-ratings {named!r}: no such file was fetched; there are {there}")


def _guessed(lock: Lock, kind: Kind, stamp: str) -> Lock:
    study = facts.load()
    taken = lock.ratings.file if kind != "ratings" and lock.ratings else None
    tables = [one for one in lock.files if looks.is_table(one.path) and one.path != taken]
    candidates = [_candidate(lock, file, kind, study) for file in tables]
    tried = [
        Tried(one.file.path, kind, one.found.outcome, one.found.reading is not None)
        for one in candidates
    ]
    lock = replace(lock, tried=(*(one for one in lock.tried if one not in tried), *tried))
    likely = [one for one in candidates if one.found.reading is not None and one.score >= ENOUGH]
    best = [one for one in likely if one.score == max(other.score for other in likely)]
    if len(best) != 1:
        return replace(lock, undecided=(*lock.undecided, _undecided(kind, best, candidates)))
    return lock.choosing(kind, _choice(best[0].file, best[0].found, GUESS, stamp))


def _candidate(lock: Lock, file: LockedFile, kind: Kind, study: facts.Study) -> _Candidate:
    found = LOOKS[kind](lock.path(file.path), study)
    if found.reading is None:
        return _Candidate(file, found, 0)
    named = file.looks == kind
    score = found.score + 2 * named
    outcome = found.outcome + (f", its name looks like {kind}" if named else "")
    return _Candidate(file, replace(found, outcome=f"{outcome}: score {score}"), score)


def _undecided(kind: Kind, best: list[_Candidate], candidates: list[_Candidate]) -> str:
    if kind != "ratings":
        many = f"{len(best)} files are equally likely to hold them" if best else "no file holds any"
        return f"{kind}: {many}; what needs them cannot be checked"
    if best:
        return f"ratings: {len(best)} files are equally likely; nothing is chosen; add {_add(best)}"
    readable = [one for one in candidates if one.found.reading is not None]
    if readable:
        hint = f"; if one does, add {_add(readable)}"
    else:
        closed = [one.found.outcome for one in candidates if one.file.looks == kind]
        hint = "".join(f"; {outcome}" for outcome in closed)
        hint += f" ({HOW})" if closed else ""
    return f"ratings: no file shows that it holds any; what needs them cannot be checked{hint}"


def _add(candidates: list[_Candidate]) -> str:
    return " or ".join(f"{NAMED} {shlex.quote(one.file.path)}" for one in candidates)


def _choice(file: LockedFile, found: Found, by: str, stamp: str) -> Choice:
    reading: dict[str, Any] = dict(found.reading or {})
    return Choice(file.path, file.sha256, reading, found.categories, found.outcome, by, stamp)


def _dropped(lock: Lock, kind: Kind, choice: Choice, why: str) -> Lock:
    was = f"was chosen by {choice.chosen_by} at {choice.chosen_at}, until {why}"
    tried = Tried(choice.file, kind, was, True)
    return replace(lock, tried=(*lock.tried, tried)).choosing(kind, None)
