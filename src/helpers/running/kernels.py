"""What runs the cells of a notebook, and what the kernels of both engines share."""

import logging
import os
import signal
from collections.abc import Callable, Collection, Mapping
from contextvars import copy_context
from pathlib import Path
from threading import Event
from typing import IO, Any, Protocol

from helpers.running.tracking import Raised

START_TIMEOUT = 120
OUR_PYTHON = ("python3", "python")  # kernel names that mean the Python this runs in


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


def ending(code: int) -> str:
    """How a kernel's process ended, from its exit code as `subprocess` gives it."""
    if code == -signal.SIGKILL:
        return "killed by SIGKILL, as a system that runs out of memory does"
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"


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
