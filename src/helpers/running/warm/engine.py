"""The runner's side: asks the server for a child, and lets nbclient drive it over the wire."""

import os
import re
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any
from weakref import WeakSet

from helpers.running import strays
from helpers.running.kernels import (
    OUR_PYTHON,
    START_TIMEOUT,
    Kernel,
    ending,
    environment,
    in_own_loop,
    quiet_log,
    tail,
)
from helpers.running.stock import StockEngine
from helpers.running.tracking import Raised, Tracking
from helpers.running.warm.line import Line
from helpers.running.warm.parent import PATIENCE, GoneError, RefusedError, Server
from helpers.running.warm.wire import Wire

# Read when matplotlib is imported, as the parent has done: who sets one needs a fresh Python.
AT_IMPORT = ("MPLBACKEND", "MATPLOTLIBRC", "matplotlibrc")
# What numpy, pandas and others find when they are imported, and act on only then.
BEFORE_IMPORT = re.compile(
    r"(?:simplefilter|filterwarnings|resetwarnings|%(?:set_)?env\b|putenv"
    r"|environ(?:\[[^]]*\] *=(?!=)|\.update|\.setdefault)).*\bimport\b",
    re.DOTALL,
)
KNOWN = {"ipykernel": {7}, "jupyter_client": {8}, "papermill": {2}, "nbclient": {0}}


class WarmEngine:
    """Children of a warm parent; stock kernels where there is no such parent to be had.

    Attributes:
        why_stock: why kernels are stock ones after all, in words; empty while they are not.
        closed: set once it is closed.
    """

    def __init__(self) -> None:
        """Start the parent, if everything is as it should be for that."""
        self.why_stock = unfamiliar()
        self._stock = StockEngine()
        self.closed = self._stock.closed
        self._kernels: WeakSet[WarmKernel] = WeakSet()
        self._lock = Lock()
        self._servers = [] if self.why_stock else [Server()]

    def kernel(self, folder: Path, timeout: float | None) -> Kernel:
        """A kernel for one run."""
        kernel = WarmKernel(self, folder, timeout)
        with self._lock:
            self._kernels.add(kernel)
        return kernel

    def stock(self, folder: Path, timeout: float | None) -> Kernel:
        """A stock kernel, in place of one that cannot be forked."""
        return self._stock.kernel(folder, timeout)

    def fork(self, log: int) -> tuple[Server, int, Wire] | None:
        """A child and the server it is of; None when there is none to be had.

        Raises:
            RefusedError: when the engine is closed.
        """
        with self._lock:
            while not self.why_stock:
                if self.closed.is_set():
                    raise RefusedError("the engine is closed")
                server = self._servers[-1]
                try:
                    return server, *server.fork(log)
                except RefusedError as problem:
                    gone = isinstance(problem, GoneError) or not server.alive()
                    if gone and server.served:  # or it could go on without an end
                        self._servers.append(Server())
                    else:
                        self.why_stock = str(problem)
        return None

    def close(self) -> None:
        """Kill the kernels that are alive, and end the parent."""
        self._stock.close()
        for kernel in list(self._kernels):
            kernel.stop()
        for server in self._servers:
            server.close()


class WarmKernel:
    """One child for one run.

    Attributes:
        closed: set once no more cells are to be run.
        reached: the position of the cell that ran last, once one was reached.
        raised: the error that ended it, if one did.
        log: what the child wrote past its notebook.
        ending: how the child's process ended, in words.
    """

    def __init__(self, engine: WarmEngine, folder: Path, timeout: float | None) -> None:
        """A kernel that has not been forked yet."""
        self.folder, self.timeout, self.closed = folder, timeout, engine.closed
        self.reached: int | None = None
        self.raised: Raised | None = None
        self.log = self.ending = ""
        self._engine, self._pidfd = engine, -1

    def run(self, manager: Any, kernel_name: str) -> None:
        """Fork, run the cells, end the child.

        Raises:
            RefusedError: when the parent was lost meanwhile.
        """
        with tempfile.TemporaryFile() as log:
            warm = kernel_name in OUR_PYTHON and not _needs_a_fresh_python(manager.nb)
            forked = self._engine.fork(log.fileno()) if warm else None
            if forked is None:
                self._run_stock(manager, kernel_name)
                return
            server, pid, wire = forked
            try:
                with wire.end, _pidfd(pid) as self._pidfd:
                    self._drive(manager, kernel_name, Line(wire, self._pidfd))
            finally:
                self._pidfd = -1
                self.ending = ending(self._reaped(server, pid))
                self.log = tail(log)

    def stop(self) -> None:
        """Kill the child, from any thread."""
        with suppress(OSError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def _run_stock(self, manager: Any, kernel_name: str) -> None:
        kernel = self._engine.stock(self.folder, self.timeout)
        try:
            kernel.run(manager, kernel_name)
        finally:
            self.reached, self.raised, self.log = kernel.reached, kernel.raised, kernel.log
            self.ending = kernel.ending

    def _reaped(self, server: Server, pid: int) -> int:
        try:
            return server.reap(pid)
        except GoneError:  # and has left to nobody what it had adopted
            strays.end_marked(self.folder)
            raise

    def _drive(self, manager: Any, kernel_name: str, line: Line) -> None:
        line.greet(environment(self.folder), self.folder, START_TIMEOUT)
        client = client_class()(
            manager, kernel=self, kernel_name=kernel_name, timeout=self.timeout, log=quiet_log()
        )
        client.kc = line
        try:
            in_own_loop(client.execute)
        except BaseException:
            line.interrupt()
            raise
        finally:
            line.end(PATIENCE)


def unfamiliar() -> str:
    """What about this system the warm engine does not know, in words, or nothing."""
    from importlib.metadata import version

    if sys.platform != "linux" or not hasattr(os, "pidfd_open"):
        return "it needs Linux with pidfds"
    for package, known in KNOWN.items():
        if int(version(package).split(".")[0]) not in known:
            return f"it does not know {package} {version(package)}"
    return ""


def client_class() -> Any:
    """papermill's client, whose kernel is there already and is ended by its owner."""
    from papermill.clientwrap import PapermillNotebookClient

    class Client(Tracking, PapermillNotebookClient):  # type: ignore[misc]
        @contextmanager
        def setup_kernel(self, **_: Any) -> Iterator[None]:
            yield

        async def interrupt(self) -> None:
            self.kc.interrupt()

    return Client


def _needs_a_fresh_python(notebook: Any) -> bool:
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    text = "\n".join(sources)
    # A module of one's own may be called like one that the parent has imported, and be hidden.
    own = set(re.findall(r"\b([A-Za-z]\w*)\.py\b", text))
    hidden = "sys.path" in text or any(map(_exists, own))
    named = any(name in text for name in AT_IMPORT)
    return hidden or named or BEFORE_IMPORT.search(text) is not None


def _exists(name: str) -> bool:
    """Whether there is a module of that name without the notebook's own."""
    return name in sys.modules or find_spec(name) is not None


@contextmanager
def _pidfd(pid: int) -> Iterator[int]:
    descriptor = os.pidfd_open(pid)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
