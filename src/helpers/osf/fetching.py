"""A fetch from beginning to end: list, compare, download, lock, choose."""

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path

from helpers import facts, paths
from helpers.errors import StudyError
from helpers.osf import listing, planning
from helpers.osf.access import Access
from helpers.osf.client import ATTEMPTS, BrokenError, Client, RefusedError, UnreachableError
from helpers.osf.download import checked_by, download
from helpers.osf.lock import AS_FETCHED, NAME, Lock, LockedFile, digest, inside, sha256
from helpers.osf.planning import Plan, Planned
from helpers.osf.stored import locked, save
from helpers.osf.waiting import Clock
from helpers.osf.watching import Quiet, Watcher

PARTS = ".parts"
DOWN = 5  # files in a row for which a server is out of order: then it is, for all


@dataclass(frozen=True)
class Fetched:
    """What a fetch came to: the lock as it now stands, and the paths that were downloaded."""

    lock: Lock
    downloaded: tuple[str, ...]


class IncompleteError(StudyError):
    """Some files were refused; `fetched` is what came of the others, which are locked."""

    def __init__(self, fetched: Fetched, refused: Sequence[str]) -> None:
        """Tell the first reason, how many more there are, and how to go on."""
        more = f" (and {len(refused) - 1} more, each with its reason above)" * (len(refused) > 1)
        kept = f"files in the lock: {len(fetched.lock.files)}"
        again = "only what was refused is tried again by the next `study fetch`"
        super().__init__(f"{refused[0]}{more}; {kept}; {again}")
        self.fetched = fetched


def fetch(
    node: str | None = None,
    *,
    access: Access | None = None,
    out: Path | None = None,
    update: bool = False,
    ratings: Sequence[str] = (),
    clock: Clock | None = None,
    watch: Watcher | None = None,
) -> Fetched:
    """Download what a node holds, verify it, lock it, and choose what is compared.

    Args:
        node: the node's id or address; the published study's when None.
        access: the API and the secrets; OSF without any when None.
        out: the folder; `data/osf` when None. It is given a `.gitignore` of its own
            unless it held other files.
        update: take the versions that OSF now holds, and replace files edited here.
        ratings: the fetched file that holds the ratings, when the guess is wrong, or one file
            a rater. Where OSF cannot be reached, they are named among what is stored.
        clock: the time and waiting.
        watch: who is told what happens.

    Raises:
        IncompleteError: when a file was refused, after all others were fetched and locked.
        StudyError: with what to do; files fetched so far stay, and are locked.
    """
    name, key = listing.node_id(node or facts.load().osf_node)
    access, watch = access or Access(), watch or Quiet()
    client = Client(replace(access, view_only=key or access.view_only), clock, watch.note)
    folder = out or paths.data("osf")
    before = _same_node(locked(folder), name)
    with client.opened():
        try:
            found = listing.read(client, name)
        except UnreachableError as silence:
            kept = _kept(silence, before, bool(ratings) and not update)
            watch.note(f"OSF cannot be reached; the ratings are named among what {_when(kept)}")
            return Fetched(_chosen(kept, client, ratings), ())
        plan = planning.plan(found, before, folder, update)
        watch.planned(plan)
        _refuse_edited(plan, folder)
        lock = _begun(plan, before, client, folder)
        with _prepared(folder, watch):
            lock, downloaded, refused = _downloaded(client, plan, lock, watch)
    fetched = Fetched(_chosen(lock, client, ratings), downloaded)
    if refused:
        raise IncompleteError(fetched, refused)
    return fetched


def _kept(silence: UnreachableError, before: Lock | None, enough: bool) -> Lock:
    """What is stored, where that is enough; else why OSF could not be asked."""
    if before is None:
        raise silence
    if not enough:
        raise UnreachableError(f"{silence}; what {_when(before)} is kept: --source osf")
    return before


def _when(lock: Lock) -> str:
    return f"was fetched at {lock.listed_at}"


def _chosen(lock: Lock, client: Client, ratings: Sequence[str]) -> Lock:
    from helpers.osf import choosing

    lock = choosing.settled(lock, client.clock.now(), ratings)
    save(lock)
    return lock


def _same_node(before: Lock | None, node: str) -> Lock | None:
    if before and before.node != node:
        raise StudyError(
            f"{before.folder.name}/ holds node {before.node}, not {node}; give another folder "
            f"with --out, or remove it"
        )
    return before


def _refuse_edited(plan: Plan, folder: Path) -> None:
    for file in plan.files:
        if inside(folder, file.path).is_dir():
            raise StudyError(f"{file.path}: a folder is in its place; move it elsewhere")
    edited = [file.path for file in plan.files if file.state == "edited"]
    if edited and not plan.update:
        raise StudyError(
            f"{edited[0]}: in {folder.name}/ it is not the file that OSF holds"
            + (f" (nor are {len(edited) - 1} more)" if len(edited) > 1 else "")
            + "; keep your version elsewhere and run `study fetch --update`, which replaces it"
        )


def _begun(plan: Plan, before: Lock | None, client: Client, folder: Path) -> Lock:
    title, api, now = plan.listing.title, client.access.api, _stamp(client.clock)
    if before:
        files, told = before.files, plan.standing()
        files = tuple(replace(one, on_osf=told.get(one.path, AS_FETCHED)) for one in files)
        return replace(before, title=title, api=api, listed_at=now, files=files, folder=folder)
    return Lock(plan.listing.node, title, api, now, folder=folder)


@contextmanager
def _prepared(folder: Path, watch: Watcher) -> Iterator[None]:
    """The folder, ignored by git; what was left of downloads is gone at the end."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        ignore, own = folder / ".gitignore", (folder / NAME).exists() or not any(folder.iterdir())
        if own and not ignore.exists():
            ignore.write_text("# Fetched from OSF: not ours to commit.\n*\n", "utf-8")
        elif not own:
            watch.note(f"{folder.name}/ holds files of yours: keep what is fetched out of git")
    except OSError as problem:
        raise StudyError(f"{folder.name}/: cannot be written ({problem.strerror})") from problem
    with _alone(folder):
        try:
            yield
        finally:
            shutil.rmtree(folder / PARTS, ignore_errors=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """No other fetch into the folder meanwhile, where the system can tell (not on Windows)."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise StudyError(f"{folder.name}/: another fetch is filling it; let it end") from None
    finally:
        os.close(held)


def _downloaded(
    client: Client, plan: Plan, lock: Lock, watch: Watcher
) -> tuple[Lock, tuple[str, ...], list[str]]:
    """Every wanted file in turn, and why some were refused.

    The lock is saved after each, so that a kill loses no more. Where the server is out of order
    for one file, the next are asked for once, until one arrives: then it was that file alone.

    Raises:
        BrokenError: when the server is out of order for all that it is asked.
    """
    for file in plan.files:
        if file.state == "found":
            lock = _with(lock, _entry(file, lock.folder, client.clock))
    downloaded: list[str] = []
    refused: list[str] = []
    broken: list[BrokenError] = []  # since a file arrived
    for file in plan.wanted():
        watch.start(file.path, file.remote.size)
        place, parts = inside(lock.folder, file.path), lock.folder / PARTS
        attempts = 1 if broken else ATTEMPTS
        try:
            verified = download(client, file.remote, place, parts, watch, attempts=attempts)
        except (RefusedError, BrokenError) as problem:
            broken += [problem] if isinstance(problem, BrokenError) else []
            refused.append(problem.reason)
            watch.refused(file.path, problem.reason)
            if len(broken) == DOWN:
                break
            continue
        broken.clear()
        lock = _with(lock, _entry(file, lock.folder, client.clock))
        save(lock)
        downloaded.append(file.path)
        watch.done(file.path, verified)
    if len(broken) == DOWN or (broken and not lock.files):
        raise broken[0]
    return lock, tuple(downloaded), refused


def _with(lock: Lock, entry: LockedFile) -> Lock:
    others = tuple(one for one in lock.files if one.path != entry.path)
    return replace(lock, files=tuple(sorted((*others, entry), key=lambda one: one.path)))


def _entry(file: Planned, folder: Path, clock: Clock) -> LockedFile:
    place, remote = inside(folder, file.path), file.remote
    return LockedFile(
        path=file.path,
        name="/".join((*remote.folders, remote.name)),
        node=remote.node,
        id=remote.id,
        size=place.stat().st_size,
        sha256=sha256(place),
        md5=digest(place, "md5"),
        version=remote.version,
        modified=remote.modified,
        retrieved_at=_stamp(clock),
        verified=checked_by(remote),
        looks=file.looks.kind,
        reasons=file.looks.reasons,
    )


def _stamp(clock: Clock) -> str:
    return clock.now().astimezone(UTC).isoformat(timespec="seconds")
