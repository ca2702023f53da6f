"""The runner's handle on the warm parent: starts it, asks it for children, ends it."""

import os
import socket
import subprocess
import sys
from contextlib import suppress
from threading import Lock

from helpers.running.kernels import START_TIMEOUT
from helpers.running.warm.wire import Wire

PATIENCE = 5.0  # seconds a process may take to end, as jupyter_client gives a kernel
# Not `-m`, which looks for modules in the folder it is started in, and not `-P`, under which a
# kernel would not look in its own.
COMMAND = (
    "import sys; sys.path[:] = filter(None, sys.path); "
    "from helpers.running.warm.server import main; main(int(sys.argv[1]))"
)
INLINE = "module://matplotlib_inline.backend_inline"


class RefusedError(Exception):
    """The server will not fork; the reason is in words."""


class GoneError(RefusedError):
    """The server has ended. Its process may not be reaped yet, and so still seem alive."""


class Server:
    """A handle on a warm parent process; safe from any thread.

    Attributes:
        served: whether it has forked a child.
    """

    def __init__(self) -> None:
        """Start it. It imports while the caller goes on."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.settimeout(START_TIMEOUT)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", COMMAND, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env={**os.environ, "OMP_NUM_THREADS": _threads(), "MPLBACKEND": _backend()},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._control, self._lock, self._ready = ours, Lock(), False
        self.served = False

    def fork(self, log: int) -> tuple[int, Wire]:
        """A fresh child and the wire to it; it waits for its hello."""
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            if not self._ready:
                self._await_ready()
            answer = self._asked("fork", [theirs.fileno(), log])
        if not answer.isdigit():
            raise RefusedError(answer)
        self.served = True
        return int(answer), Wire(ours)

    def reap(self, pid: int) -> int:
        """Kill what is left of a child's process group and give its exit code."""
        with self._lock:
            return int(self._asked(f"reap {pid}"))

    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def close(self) -> None:
        """Close the socket: the server kills its children and ends."""
        with suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        if not self._ready:  # nothing forked yet, and maybe importing for a while
            self._process.kill()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._control.close()

    def _await_ready(self) -> None:
        answer = self._received()
        if answer != "ready":
            raise RefusedError(answer)
        self._ready = True

    def _asked(self, request: str, descriptors: "list[int] | None" = None) -> str:
        try:
            socket.send_fds(self._control, [request.encode()], descriptors or [])
        except OSError as problem:
            raise GoneError(f"the warm parent is gone: {problem}") from None
        return self._received()

    def _received(self) -> str:
        try:
            answer = self._control.recv(1000).decode()
        except OSError as problem:
            raise GoneError(f"the warm parent is gone: {problem}") from None
        if not answer:
            raise GoneError("the warm parent is gone")
        return answer


def _threads() -> str:
    return os.environ.get("OMP_NUM_THREADS", "1")


def _backend() -> str:
    return os.environ.get("MPLBACKEND", INLINE)
