"""The stock engine: a fresh Jupyter kernel for each run, over sockets of its own.

papermill drives it through a small engine that hands the kernel its environment. On Unix the
sockets are files in a fresh short folder for each kernel: ports can collide and can be listened to.
"""

import logging
import os
import sys
from collections.abc import Callable, Collection, Mapping
from contextvars import copy_context
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import IO, Any, Protocol

from helpers.running import strays, temporary
from helpers.running.tracking import Raised, Tracking

START_TIMEOUT = 120


class Kernel(Protocol):
    """What runs the cells of one notebook, once, unless `closed` is set meanwhile."""

    closed: Event
    reached: int | None
    raised: Raised | None
    log: str
    ending: str

    def run(self, manager: Any, kernel_name: str) -> None:
        """Run every cell of `manager.nb`, a papermill NotebookExecutionManager's notebook."""

    def stop(self) -> None:
        """End the kernel's process now, from any thread."""


def environment(folder: Path) -> dict[str, str]:
    """The environment of a run's kernel: this process's, and the folder the run writes to."""
    threads = {"OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1")}
    return {**os.environ, **threads, "STUDY_OUT": str(folder)}


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
                self.log = tail(log)

    def stop(self) -> None:
        """Kill the kernel's process group; papermill then sees a dead kernel."""
        manager = getattr(self._client, "km", None)
        process = getattr(getattr(manager, "provisioner", None), "process", None)
        if process is not None:
            process.kill()


def sockets_in(folder: Path) -> Any:
    """A configuration that keeps a kernel's connection file, and sockets on Unix, in a folder."""
    from traitlets.config import Config

    config = Config()
    config.KernelManager.connection_file = str(folder / "kernel.json")
    if sys.platform != "win32":
        config.KernelManager.transport = "ipc"
        config.KernelManager.ip = str(folder / "k")
    return config


def in_own_loop(call: Callable[..., Any], **options: Any) -> Any:
    """Call what runs coroutines, in an event loop that ends with it and leaves no task behind."""
    return copy_context().run(_in_own_loop, call, options)


def _in_own_loop(call: Callable[..., Any], options: Mapping[str, Any]) -> Any:
    import asyncio

    from jupyter_core.utils import _loop

    loop = asyncio.new_event_loop()
    _loop.set(loop)
    try:
        return call(**options)
    finally:
        loop.run_until_complete(_cancel(asyncio.all_tasks(loop)))
        loop.close()


async def _cancel(tasks: Collection[Any]) -> None:
    import asyncio

    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def tail(log: IO[bytes]) -> str:
    """The end of what a kernel's process wrote to its log."""
    log.seek(0)
    return log.read()[-10_000:].decode("utf-8", "replace")


def quiet_log() -> logging.Logger:
    """A logger that writes nowhere: what went wrong is told by the run's outcome."""
    logger = logging.Logger("kernels")
    logger.addHandler(logging.NullHandler())
    return logger


def client_class() -> Any:
    """papermill's client, which also notes the cell it has reached and bounds what it keeps."""
    from papermill.clientwrap import PapermillNotebookClient

    class Client(Tracking, PapermillNotebookClient):  # type: ignore[misc]
        pass

    return Client
