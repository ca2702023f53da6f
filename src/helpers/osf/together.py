"""Fetched files that look like one rater's each: a question for a person, never a guess.

A file of what was agreed in the end has the same headers, and would pass for one more rater.
"""

from dataclasses import dataclass

from helpers.facts import Study
from helpers.osf import contents, looks
from helpers.osf.contents import Found
from helpers.osf.lock import ONE_RATERS, Lock, LockedFile, Tried
from helpers.osf.naming import HOW, typed

ENOUGH = 0.5  # of the extracts in two files or more: fewer, and they are parts of one table


@dataclass(frozen=True)
class Group:
    """Files of the same headers, and what came of reading them together."""

    files: tuple[LockedFile, ...]
    found: Found

    @property
    def tried(self) -> tuple[Tried, ...]:
        """That, for the lock: a row a file."""
        readable = self.found.reading is not None
        return tuple(
            Tried(one.path, ONE_RATERS, self.found.outcome, readable) for one in self.files
        )


def tables(lock: Lock) -> list[LockedFile]:
    """The files that can hold a table and are here as they were fetched."""
    return [one for one in lock.files if looks.is_table(one.path) and lock.holds(one)]


def groups(lock: Lock, study: Study) -> list[Group]:
    """Tables under the same headers, codes among them, none of which holds two raters."""
    alike: dict[frozenset[str], list[LockedFile]] = {}
    for file in tables(lock):
        if found := contents.headers(lock.path(file.path)):
            alike.setdefault(found, []).append(file)
    tried = [_group(lock, files, study) for files in alike.values() if len(files) > 1]
    return [group for group in tried if group is not None]


def asked(group: Group) -> str:
    """What to type to take the files of a group; no name before the first semicolon."""
    looks_so = f"{len(group.files)} files look like one rater's each; nothing is chosen"
    if group.found.reading is None:
        return f"{looks_so}; {group.found.outcome} ({HOW})"
    return f"{looks_so}; if they are, add {typed(group.files)}"


def _group(lock: Lock, files: list[LockedFile], study: Study) -> Group | None:
    paths = [lock.path(file.path) for file in files]
    if any(contents.ratings([path], study).reading is not None for path in paths):
        return None
    found = contents.ratings(paths, study)
    apart = found.reading is not None and found.shared < ENOUGH
    return None if apart else Group(tuple(files), found)
