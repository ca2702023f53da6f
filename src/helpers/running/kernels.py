"""The stock engine: a fresh Jupyter kernel for each run, over sockets of its own.

papermill drives it through a small engine that hands the kernel its environment. On Unix the
sockets are files in a fresh short folder for each kernel: ports can collide and can be listened to.
"""

import logging
import os
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Protocol

from helpers.running import strays

START_TIMEOUT = 120
# A stock kernel's sockets drop what they have no room for, the word that the cell has ended too.
LOST = ("LostOutput", "the cell displays faster than can be read, and some was lost; display less")


@dataclass(frozen=True)
class Raised:
    """The error that ended a cell; `printed` is what the cell wrote to standard error."""

    name: str
    value: str
    printed: str


class Kernel(Protocol):
    """What runs the cells of one notebook, once."""

    reached: int | None
    raised: "Raised | None"
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
        reached: the position of the cell that ran last, once one was reached.
        raised: the error that ended it, if one did.
        log: what the kernel's process wrote past its notebook, such as a crash's last words.
        ending: how its process ended, in words, where that is known.
    """

    folder: Path
    timeout: float | None = None
    reached: int | None = None
    raised: Raised | None = None
    log: str = ""
    ending: str = ""
    _client: Any = field(default=None, repr=False)

    def run(self, manager: Any, kernel_name: str) -> None:
        """Start a kernel, run the cells, shut it down."""
        with private_folder() as private, (private / "log").open("w+b") as log:
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


@contextmanager
def private_folder() -> Iterator[Path]:
    """A fresh folder with a short name (a socket's path may hold some 100 characters)."""
    with tempfile.TemporaryDirectory(prefix="study-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


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


def _reads_outputs(task: Any) -> bool:
    """Whether a task is nbclient's that reads what the running cell puts out."""
    return getattr(task.get_coro(), "__name__", "") == "_async_poll_output_msg"


def _printed(cell: Any) -> str:
    """The end of what a cell wrote to standard error."""
    streams = (output for output in cell.outputs if output.get("name") == "stderr")
    return "".join(stream.text for stream in streams)[-10_000:]


def error_output(name: str, value: str) -> Any:
    """An output as an error leaves it in a cell."""
    from nbformat.v4 import new_output

    lines = [f"{name}: {value}"]
    return new_output("error", ename=name, evalue=value, traceback=lines)  # type: ignore[no-untyped-call]


def client_class() -> Any:
    """papermill's client, which also notes the cell it has reached and bounds what it keeps."""
    from papermill.clientwrap import PapermillNotebookClient

    class Client(Tracking, PapermillNotebookClient):  # type: ignore[misc]
        pass

    return Client


class Tracking:
    """Mixed into a notebook client: notes the cell it is at, drops endless output."""

    LIMIT = 32_000_000  # characters of printed text a cell may store
    GRACE = 2.0  # seconds for a cell that timed out to say where it was
    DRAIN = 60  # seconds for a cell's output to arrive once it has ended; nbclient gives it 4

    def __init__(self, manager: Any, kernel: Any, **options: Any) -> None:
        """A client for one run that reports to `kernel`."""
        super().__init__(manager, iopub_timeout=self.DRAIN, **options)  # type: ignore[call-arg]
        self._kernel, self._room = kernel, self.LIMIT

    def execute_cell(self, cell: Any, cell_index: int, **options: Any) -> Any:
        """Run one cell, noting that it was reached, and the error that ends it."""
        from nbclient.exceptions import CellExecutionError, CellTimeoutError

        self._kernel.reached, self._room = cell_index, self.LIMIT
        try:
            return super().execute_cell(cell, cell_index, **options)  # type: ignore[misc]
        except CellExecutionError as problem:
            self._kernel.raised = Raised(problem.ename, problem.evalue, _printed(cell))
            raise
        except CellTimeoutError as problem:
            if "Timeout waiting for IOPub output" not in str(problem):
                raise
            cell.outputs.append(error_output(*LOST))
            raise CellExecutionError("", *LOST) from None

    async def interrupt(self) -> None:
        """Raise KeyboardInterrupt in the cell that runs."""
        from jupyter_core.utils import ensure_async

        await ensure_async(self.km.interrupt_kernel())  # type: ignore[attr-defined]

    async def _async_handle_timeout(self, timeout: int, cell: Any = None) -> Any:
        """Interrupt the cell and hear it out: its traceback tells where it was."""
        import asyncio
        from queue import Empty

        outputs = [task for task in asyncio.all_tasks() if _reads_outputs(task)]
        with suppress(Empty, RuntimeError):
            await self.interrupt()
            await self.kc.shell_channel.get_msg(timeout=self.GRACE)  # type: ignore[attr-defined]
            await asyncio.wait(outputs, timeout=self.GRACE)
        return await super()._async_handle_timeout(timeout, cell)  # type: ignore[misc]

    def output(self, outputs: Any, message: Mapping[str, Any], *rest: Any) -> Any:
        """Keep an output, unless the cell has printed more than a notebook can hold."""
        text = message["content"].get("text", "") if message["msg_type"] == "stream" else ""
        if text and self._room < 0:
            return None
        self._room -= len(text)
        if self._room < 0:
            message["content"]["text"] = text[: self._room] + "\n[more was printed; not kept]\n"
        return super().output(outputs, message, *rest)  # type: ignore[misc]
