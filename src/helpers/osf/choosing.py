"""Which fetched file holds the ratings, and which the coded extracts: locked before use.

A file is chosen by what can be read from it and by its labels and name, never by any result.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers import facts
from helpers.errors import StudyError
from helpers.osf import contents, naming, together
from helpers.osf.contents import Found
from helpers.osf.lock import GUESS, ONE_RATERS, Choice, Kind, Lock, LockedFile, Tried
from helpers.osf.naming import HOW, NAMED, typed
from helpers.osf.stored import locked, save
from helpers.osf.together import Group

if TYPE_CHECKING:
    import pandas as pd

ENOUGH = 3  # readable alone is no evidence: the labels or the name must speak for it too
LOOKS: Mapping[Kind, Callable[[Path, facts.Study], Found]] = {
    "ratings": lambda path, study: contents.ratings([path], study),
    "coded extracts": contents.coded_extracts,
}


@dataclass(frozen=True)
class _Candidate:
    file: LockedFile
    found: Found
    score: int


def choose(named: Sequence[str] = (), folder: Path | None = None) -> Lock:
    """Settle which fetched file holds the ratings, or which files do, and write it into the lock.

    Args:
        named: the file, as the lock names it or as a path on disk; several hold a rater each, in
            that order; or a YAML (as `--save-reading` writes it) that lists the files and how to
            read them. Empty guesses, or keeps what was chosen before.
        folder: where the lock is; `data/osf` when None.

    Raises:
        StudyError: when nothing was fetched, or a named file is unknown or holds no ratings.
    """
    lock = settled(_existing(folder), datetime.now(UTC), named)
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
    return contents.coded(lock.path(chosen.files[0]), chosen.reading, facts.load())


def _existing(folder: Path | None) -> Lock:
    lock = locked(folder)
    if lock is None:
        raise StudyError("nothing has been fetched from OSF yet; run `study fetch` first")
    return lock


def settled(lock: Lock, now: datetime, named: Sequence[str] = ()) -> Lock:
    """The lock with its choices made; a choice whose files are unchanged stays as it was.

    But for coded extracts that are read otherwise now than when they were chosen.
    """
    stamp = now.astimezone(UTC).isoformat(timespec="seconds")
    lock = replace(_without_changed(lock), undecided=())
    groups = together.groups(lock, facts.load())
    lock = _with_tried(lock, *(one for group in groups for one in group.tried))
    if named:
        lock = _named(lock, named, stamp)
    for kind in LOOKS:
        if lock.choice(kind) is None:
            lock = _guessed(lock, kind, stamp, groups)
    return lock


def _without_changed(lock: Lock) -> Lock:
    """A choice rests on bytes: where those were replaced, it is made anew."""
    hashes = {file.path: file.sha256 for file in lock.files}
    for kind in LOOKS:
        choice = lock.choice(kind)
        if choice and tuple(map(hashes.get, choice.files)) != choice.sha256:
            lock = _dropped(lock, kind, choice, "its file was replaced")
        elif choice and any(one.path in choice.files and lock.lost(one) for one in lock.files):
            lock = _dropped(lock, kind, choice, "its file was withdrawn from OSF and lost here")
        elif choice and kind == "coded extracts" and _read_otherwise(lock, choice):
            lock = _dropped(lock, kind, choice, "its columns were found anew")
    return lock


def _read_otherwise(lock: Lock, choice: Choice) -> bool:
    """Whether an older version chose other columns; nobody names those of coded extracts."""
    found = contents.coded_extracts(lock.path(choice.files[0]), facts.load())
    return found.reading is not None and dict(found.reading) != dict(choice.reading)


def _named(lock: Lock, named: Sequence[str], stamp: str) -> Lock:
    places, told = naming.told(named)
    files, before = naming.entries(lock, places), lock.ratings
    found = contents.ratings([lock.path(one.path) for one in files], facts.load(), told)
    if found.reading is None:
        raise StudyError(f"{typed(files)}: no ratings can be read: {found.outcome} ({HOW})")
    choice = _choice(files, found, NAMED, stamp)
    if before and replace(before, chosen_at=stamp) == choice:
        return lock
    if before:
        lock = _dropped(lock, "ratings", before, "another choice was named")
    outcome = f"{found.outcome}: named by {NAMED} at {stamp}"
    return _recorded(lock, "ratings", choice.files, outcome).choosing("ratings", choice)


def _guessed(lock: Lock, kind: Kind, stamp: str, groups: Sequence[Group]) -> Lock:
    study = facts.load()
    taken = set() if kind == "ratings" else lock.one_raters().union(_files(lock.ratings))
    tables = [one for one in together.tables(lock) if one.path not in taken]
    candidates = [_candidate(lock, file, kind, study) for file in tables]
    lock = _with_tried(
        lock,
        *(
            Tried(one.file.path, kind, one.found.outcome, one.found.reading is not None)
            for one in candidates
        ),
    )
    likely = [one for one in candidates if one.found.reading is not None and one.score >= ENOUGH]
    best = [one for one in likely if one.score == max(other.score for other in likely)]
    if len(best) != 1:
        told = _undecided(kind, best, candidates, groups) + _without(lock)
        return replace(lock, undecided=(*lock.undecided, f"{kind}: {told}"))
    return lock.choosing(kind, _choice([best[0].file], best[0].found, GUESS, stamp))


def _candidate(lock: Lock, file: LockedFile, kind: Kind, study: facts.Study) -> _Candidate:
    found = LOOKS[kind](lock.path(file.path), study)
    if found.reading is None:
        return _Candidate(file, found, 0)
    named = file.looks == kind
    score = found.score + 2 * named
    outcome = found.outcome + (f", its name looks like {kind}" if named else "")
    return _Candidate(file, replace(found, outcome=f"{outcome}: score {score}"), score)


def _undecided(
    kind: Kind, best: list[_Candidate], candidates: list[_Candidate], groups: Sequence[Group]
) -> str:
    if kind != "ratings":
        many = f"{len(best)} files are equally likely to hold them" if best else "no file holds any"
        return f"{many}; what needs them cannot be checked"
    if best:
        return f"{len(best)} files are equally likely; nothing is chosen; add {_add(best)}"
    if groups:
        return " or ".join(map(together.asked, groups))
    readable = [one for one in candidates if one.found.reading is not None]
    if readable:
        hint = f"; if one does, add {_add(readable)}"
    else:
        closed = [one.found.outcome for one in candidates if one.file.looks == kind]
        hint = "".join(f"; {outcome}" for outcome in closed)
        hint += f" ({HOW})" if closed else ""
    return f"no file shows that it holds any; what needs them cannot be checked{hint}"


def _without(lock: Lock) -> str:
    lost = sum(map(lock.lost, lock.files))
    return f"; without {lost} withdrawn from OSF and lost here" if lost else ""


def _add(candidates: list[_Candidate]) -> str:
    return " or ".join(typed([one.file]) for one in candidates)


def _choice(files: Sequence[LockedFile], found: Found, by: str, stamp: str) -> Choice:
    reading: dict[str, Any] = dict(found.reading or {})
    paths, hashes = tuple(one.path for one in files), tuple(one.sha256 for one in files)
    return Choice(paths, hashes, reading, found.categories, found.outcome, by, stamp)


def _dropped(lock: Lock, kind: Kind, choice: Choice, why: str) -> Lock:
    was = f"was chosen by {choice.chosen_by} at {choice.chosen_at}, until {why}"
    return _recorded(lock, kind, choice.files, was).choosing(kind, None)


def _recorded(lock: Lock, kind: Kind, files: Sequence[str], outcome: str) -> Lock:
    tried_as = kind if len(files) == 1 else ONE_RATERS
    return _with_tried(lock, *(Tried(file, tried_as, outcome, True) for file in files))


def _with_tried(lock: Lock, *tried: Tried) -> Lock:
    return replace(lock, tried=(*(one for one in lock.tried if one not in tried), *tried))


def _files(choice: Choice | None) -> tuple[str, ...]:
    return choice.files if choice else ()
