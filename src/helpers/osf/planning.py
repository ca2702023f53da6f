"""What a fetch has to do: OSF's listing held against the lock and the files on disk."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from helpers.osf import looks, names
from helpers.osf.listing import Listing, RemoteFile
from helpers.osf.lock import WITHDRAWN, Lock, LockedFile, digest, inside, sha256

# new: not here yet · missing: fetched before, gone from disk · found: on disk and right, but
# not in the lock · unchanged · edited: on disk, and not what was fetched · updated: OSF now
# holds another version than the lock
State = Literal["new", "missing", "found", "unchanged", "edited", "updated"]


@dataclass(frozen=True)
class Planned:
    """One file: where it goes, what it looks like by its name, how it stands."""

    remote: RemoteFile
    path: str
    looks: looks.Look
    state: State
    locked: LockedFile | None = None


@dataclass(frozen=True)
class Plan:
    """All files of a listing, and those locked before that OSF no longer lists.

    `lost` names the withdrawn ones that are missing or changed here too. `update` takes the
    versions that OSF now holds, and replaces files edited here.
    """

    listing: Listing
    files: tuple[Planned, ...]
    withdrawn: tuple[LockedFile, ...] = ()
    lost: frozenset[str] = frozenset()
    update: bool = False

    def wanted(self) -> tuple[Planned, ...]:
        """The files to download; with `update` also those edited here or updated on OSF."""
        states = {"new", "missing"} | ({"edited", "updated"} if self.update else set())
        return tuple(file for file in self.files if file.state in states)

    def standing(self) -> dict[str, str]:
        """How OSF now stands to locked files, where it no longer holds what was fetched."""
        newer = {f.path: f"version {f.remote.version}" for f in self.files if f.state == "updated"}
        return newer | {one.path: WITHDRAWN for one in self.withdrawn}


def plan(listing: Listing, lock: Lock | None, folder: Path, update: bool = False) -> Plan:
    """Compare a listing with what is in the folder."""
    known = {(one.node, one.id): one for one in lock.files} if lock else {}
    taken = {one.path for one in known.values()}
    files = []
    for remote in listing.files:
        old = known.pop((remote.node, remote.id), None)
        path = old.path if old else names.local(remote.folders, remote.name, taken)
        taken.add(path)
        state = _state(remote, old, inside(folder, path))
        files.append(Planned(remote, path, looks.by_name(path), state, old))
    withdrawn = tuple(known.values())
    lost = frozenset(one.path for one in withdrawn if lock and not lock.holds(one))
    return Plan(listing, tuple(files), withdrawn, lost, update)


def _state(remote: RemoteFile, old: LockedFile | None, place: Path) -> State:
    if old is None:
        if not place.exists():
            return "new"
        return "found" if _equal(remote, place) else "edited"
    if place.exists() and not (place.is_file() and sha256(place) == old.sha256):
        return "edited"
    if _differs(remote, old):
        return "updated"
    return "unchanged" if place.exists() else "missing"


def _equal(remote: RemoteFile, place: Path) -> bool:
    hashes = (("sha256", remote.sha256), ("md5", remote.md5))
    listed = next(((kind, given) for kind, given in hashes if given), None)
    return listed is not None and place.is_file() and digest(place, listed[0]) == listed[1]


def _differs(remote: RemoteFile, old: LockedFile) -> bool:
    """Whether OSF holds other bytes: by hash, else by version and date, whatever is known."""
    if remote.sha256:
        return remote.sha256 != old.sha256
    if remote.size is not None and remote.size != old.size:
        return True
    return (remote.version, remote.modified) != (old.version, old.modified)
