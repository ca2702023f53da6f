"""What every room does with files: write one whole or not at all, hash one, hold one."""

import hashlib
import os
import sys
from pathlib import Path


def write(path: Path, text: str) -> Path:
    """Write a file that is never seen half written, even when this process is killed.

    Raises:
        OSError: when it cannot be written; what was there before then stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.partial")
    try:
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    return beside.replace(path)


def create(path: Path, content: bytes) -> None:
    """Write a file that is not there yet; where that fails, nothing is left.

    Raises:
        FileExistsError: when it is there.
        OSError: when it cannot be written.
    """
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise
    except OSError:
        path.unlink(missing_ok=True)
        raise


def sha256(path: Path) -> str:
    """The file's SHA-256 in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def locked(descriptor: int) -> bool:
    """Take the lock that the system drops when this process ends, however it ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
