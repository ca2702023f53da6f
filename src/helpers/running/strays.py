"""Processes that a notebook leaves in sessions of their own, where no signal to a group finds them.

Linux only; elsewhere nothing is found.

* A forked kernel adopts what its processes orphan, and the warm parent adopts what is left when
  the kernel has ended: what the parent has beside its kernels belongs to a run that is over.
* A stock kernel's processes are known by the environment they began with, which names the folder
  of their run. One that was given another environment is not found.
"""

import ctypes
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path

MOMENT = 0.01  # seconds in which a process that is being started is given its environment
PATIENCE = 5.0  # seconds for processes that are killed to be gone, however fast they fork
_PR_SET_CHILD_SUBREAPER = 36


def adopt() -> None:
    """Become the parent of whatever this process's descendants orphan from now on."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)


def end_adopted(known: Collection[int]) -> None:
    """Kill this process's children, other than those known, and what their end orphans."""
    _end(lambda: _adopted(known))


def end_marked(folder: Path) -> None:
    """Kill the processes whose environment says that they write to a folder, or below it."""
    if sys.platform == "linux" and hasattr(os, "pidfd_open"):
        _end(lambda: _marked(b"STUDY_OUT=%b/" % os.fsencode(folder)))


def _end(found: Callable[[], Iterator[int]]) -> None:
    """Kill what is found, as pidfds, until nothing is."""
    deadline = time.monotonic() + PATIENCE
    while sum(_ended(descriptor, deadline) for descriptor in found()):
        if time.monotonic() > deadline:
            break


def _ended(descriptor: int, deadline: float) -> bool:
    """Kill a process and wait; false when it was gone, or has become another user's."""
    try:
        signal.pidfd_send_signal(descriptor, signal.SIGKILL)
        _await(descriptor, deadline)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True


def _await(descriptor: int, deadline: float) -> None:
    waiting = select.poll()
    waiting.register(descriptor, select.POLLIN)
    waiting.poll(max(0.0, deadline - time.monotonic()) * 1000)


def _adopted(known: Collection[int]) -> Iterator[int]:
    """A pidfd of each child beside those known, which is reaped when it has ended.

    A dead one counts as found: what it forked has become a child since the list was read.
    """
    for pid in _children() - set(known):
        yield os.pidfd_open(pid)
        os.waitpid(pid, os.WNOHANG)


def _children() -> set[int]:
    me, children = os.getpid(), ""
    with suppress(FileNotFoundError):  # a system built without this list
        children = Path(f"/proc/{me}/task/{me}/children").read_text()
    return set(map(int, children.split()))


def _marked(mark: bytes) -> Iterator[int]:
    """A pidfd of each process that bears a mark."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it is gone meanwhile
            descriptor = os.pidfd_open(int(process.name))
            if _bears(process, mark):
                yield descriptor
            else:
                os.close(descriptor)


def _bears(process: Path, mark: bytes) -> bool:
    try:
        environment = _environment(process)
    except OSError:  # it is gone, or another user's
        return False
    return any((entry + b"/").startswith(mark) for entry in environment.split(b"\0"))


def _environment(process: Path) -> bytes:
    """The environment a process was given; one that is just being started has none for a moment."""
    found = (process / "environ").read_bytes()
    if found or not (process / "exe").exists():  # the system's own have neither
        return found
    time.sleep(MOMENT)
    return (process / "environ").read_bytes()
