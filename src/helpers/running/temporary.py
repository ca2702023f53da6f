"""Temporary folders; those whose owner was killed are removed by whoever starts next.

The owner holds a lock on a file inside, which the system drops when the owner ends, however it
ends. The file gets its name once it is locked, so that a folder just made is not taken for one
left behind, nor is one of another origin that is called alike. Not on Windows.
"""

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from helpers.files import locked
from helpers.running import strays

PREFIX, LOCK = "study-", ".owner"
LONGEST = 70  # bytes: a socket's path may hold 103 on macOS, 107 on Linux


@contextmanager
def folder() -> Iterator[Path]:
    """A fresh folder with a short name, in which sockets have room."""
    made = TemporaryDirectory(prefix=PREFIX, dir=_base(), ignore_cleanup_errors=True)
    with made as name, _owned(Path(name)):
        yield Path(name)


def _base() -> str:
    """The system's temporary folder; where a socket's path would be too long there, /tmp."""
    named = gettempdir()
    return "/tmp" if len(os.fsencode(named)) > LONGEST and sys.platform != "win32" else named


def sweep() -> None:
    """Remove one's folders whose owners have ended, and end what still writes there."""
    if sys.platform != "win32":
        for lock in Path(_base()).glob(f"{PREFIX}*/{LOCK}"):
            with suppress(OSError):  # another sweeps it too
                _sweep(lock)


@contextmanager
def _owned(folder: Path) -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    with (folder / "new").open("x") as lock:
        locked(lock.fileno())
        (folder / "new").rename(folder / LOCK)
        yield


def _sweep(lock: Path) -> None:
    about = lock.parent.lstat()
    if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.getuid():
        return
    with lock.open("r+") as file:
        if locked(file.fileno()):
            strays.end_marked(lock.parent)
            shutil.rmtree(lock.parent)
