"""The stock engine: a fresh Jupyter kernel for each run, over sockets of its own.

papermill drives it through a small engine that hands the kernel its environment. On Unix the
sockets are files in a fresh short folder for each kernel: ports can collide and can be listened to.
"""

import sys
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock
from typing import Any
from weakref import WeakSet

from helpers.running import strays, temporary
from helpers.running.kernels import (
    START_TIMEOUT,
    Kernel,
    ending,
    environment,
    in_own_loop,
    quiet_log,
    tail,
)
from helpers.running.tracking import Raised, Tracking


class StockEngine:
    """A kernel process of its own for each run, as papermill starts it.

    Attributes:
        closed: set once it is closed, for kernels that are still starting then.
    """

    why_stock = ""

    def __init__(self) -> None:
        """An engine with no kernels yet; what a killed one left is removed."""
        temporary.sweep()
        self.closed = Event()
        self._kernels: WeakSet[StockKernel] = WeakSet()
        self._lock = Lock()

    def kernel(self, folder: Path, timeout: float | None) -> Kernel:
        """A kernel for one run."""
        kernel = StockKernel(folder, timeout, self.closed)
        with self._lock:
            self._kernels.add(kernel)
        return kernel

    def close(self) -> None:
        """Kill the kernels that are alive."""
        self.closed.set()
        with self._lock:
            for kernel in self._kernels:
                kernel.stop()


@dataclass(eq=False)
class StockKernel:
    """A kernel process as papermill starts it, over IPC where there is IPC.

    Attributes:
        closed: set once no more cells are to be run.
        reached: the position of the cell that ran last, once one was reached.
        raised: the error that ended it, if one did.
        log: what the kernel's process wrote past its notebook, such as a crash's last words.
        ending: how its process ended, in words, where that is known.
    """

    folder: Path
    timeout: float | None = None
    closed: Event = field(default_factory=Event)
    reached: int | None = None
    raised: Raised | None = None
    log: str = ""
    ending: str = ""
    _client: Any = field(default=None, repr=False)

    def run(self, manager: Any, kernel_name: str) -> None:
        """Start a kernel, run the cells, shut it down."""
        with temporary.folder() as private, (private / "log").open("w+b") as log:
            self._client = client_class()(
                manager,
                kernel=self,
                kernel_name=kernel_name,
                timeout=self.timeout,
                startup_timeout=START_TIMEOUT,
                config=sockets_in(private),
                log=quiet_log(),
            )
            options = {"cwd": str(self.folder), "stdout": log, "stderr": log}
            try:
                in_own_loop(self._client.execute, env=environment(self.folder), **options)
            finally:
                strays.end_marked(self.folder)
                self.ending, self.log = self._ended(), tail(log)

    def stop(self) -> None:
        """Kill the kernel's process; its run then sees a dead kernel, and ends what it left."""
        if process := getattr(self._client, "process", None):
            process.kill()

    def _ended(self) -> str:
        process = getattr(self._client, "process", None)
        code = process.poll() if process else None
        return "" if code is None else ending(code)


def sockets_in(folder: Path) -> Any:
    """A configuration that keeps a kernel's connection file, and sockets on Unix, in a folder."""
    from traitlets.config import Config

    config = Config()
    config.KernelManager.connection_file = str(folder / "kernel.json")
    if sys.platform != "win32":
        config.KernelManager.transport = "ipc"
        config.KernelManager.ip = str(folder / "k")
    return config


def client_class() -> Any:
    """papermill's client, which also keeps the kernel's process, the cell reached, and bounds."""
    from papermill.clientwrap import PapermillNotebookClient

    class Client(Tracking, PapermillNotebookClient):  # type: ignore[misc]
        process: Any = None

        def start_new_kernel(self, **options: Any) -> None:
            super().start_new_kernel(**options)
            self.process = getattr(self.km.provisioner, "process", None)

    return Client
