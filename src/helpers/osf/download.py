"""One file from OSF to disk: whole and verified, or not at all."""

import hashlib
import os
from pathlib import Path

import requests

from helpers.errors import StudyError
from helpers.osf.client import ATTEMPTS, Client, RefusedError
from helpers.osf.listing import RemoteFile
from helpers.osf.lock import Verified, digest
from helpers.osf.watching import Watcher

BLOCK = 1 << 16


def download(
    client: Client,
    remote: RemoteFile,
    place: Path,
    parts: Path,
    watch: Watcher,
    *,
    attempts: int = ATTEMPTS,
) -> Verified:
    """Fetch into `parts`, verify, then move to `place`; say what it was verified against.

    A part left by a killed run is continued when the server can, else begun again. Whatever
    else ends the download (an error, Ctrl-C) removes the part.

    Raises:
        RefusedError: when OSF does not give the bytes, or not the listed ones.
        BrokenError: when the server is out of order as often as it is asked.
        StudyError: when nobody answers, or the file cannot be written.
    """
    part = parts / f"{_fingerprint(remote)}.part"
    try:
        parts.mkdir(parents=True, exist_ok=True)
        _fill(client, remote, part, watch, attempts)
        place.parent.mkdir(parents=True, exist_ok=True)
        part.replace(place)
    except OSError as problem:
        raise StudyError(f"{place.name}: cannot be written ({problem.strerror})") from problem
    finally:
        part.unlink(missing_ok=True)
    return checked_by(remote)


def checked_by(remote: RemoteFile) -> Verified:
    """The strongest of what OSF gave to check a file against."""
    if remote.sha256:
        return "sha256"
    if remote.md5:
        return "md5"
    return "nothing" if remote.size is None else "size"


def _fill(client: Client, remote: RemoteFile, part: Path, watch: Watcher, attempts: int) -> None:
    """Receive until the part is the listed file."""
    attempt, furthest = 0, 0
    while problem := _receive(client, remote, part, watch, attempts) or _mismatch(remote, part):
        # Attempts count only while nothing is gained: a long file over a bad line arrives.
        reached = _size(part)
        attempt = 1 if reached > furthest else attempt + 1
        furthest = max(furthest, reached)
        if attempt == ATTEMPTS:
            raise RefusedError(f"{remote.name!r}: {problem}, {ATTEMPTS} times; nothing was kept")
        client.pause(attempt, f"{remote.name!r}: {problem}")


def _receive(
    client: Client, remote: RemoteFile, part: Path, watch: Watcher, attempts: int
) -> str | None:
    """Append what is missing to the part; say why if the body ended early."""
    have = _size(part)
    if have and have == remote.size:
        return None
    headers = {"Range": f"bytes={have}-"} if have else {}
    what = f"file {remote.name!r}"
    response = client.get(remote.url, what, stream=True, headers=headers, attempts=attempts)
    with response:
        follows = response.headers.get("Content-Range", "").startswith(f"bytes {have}-")
        if response.status_code == 206 and follows:
            return _copy(response, part, "ab", remote.size, watch)
        if response.status_code == 200:
            return _copy(response, part, "wb", remote.size, watch)
    part.unlink(missing_ok=True)
    return "the server could not continue it"


def _copy(
    response: requests.Response, part: Path, mode: str, size: int | None, watch: Watcher
) -> str | None:
    with part.open(mode) as file:
        try:
            for block in response.iter_content(BLOCK):
                file.write(block)
                watch.reached(file.tell())
                if size is not None and file.tell() > size:
                    break
        except requests.RequestException:
            return "the connection dropped"
        finally:
            file.flush()
            os.fsync(file.fileno())
    return None


def _mismatch(remote: RemoteFile, part: Path) -> str | None:
    """How the part differs from the listing; what cannot be continued is removed."""
    size = _size(part)
    if remote.size is not None and size < remote.size:
        return f"cut short at {size:,} of {remote.size:,} bytes"
    problem = _wrong(remote, part, size)
    if problem:
        part.unlink()
    return problem


def _wrong(remote: RemoteFile, part: Path, size: int) -> str | None:
    if remote.size is not None and size > remote.size:
        return f"more than the listed {remote.size:,} bytes"
    for kind, listed in (("sha256", remote.sha256), ("md5", remote.md5)):
        if listed and digest(part, kind) != listed:
            return f"its {kind} is not the listed {listed[:12]}…"
    return None


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _fingerprint(remote: RemoteFile) -> str:
    # A part is continued only for the very same version of the very same file.
    named = (remote.node, remote.id, remote.version, remote.modified, remote.sha256)
    return hashlib.sha256(repr(named).encode()).hexdigest()[:16]
