"""The two ways to get a kernel: as papermill starts it, or forked from a warm process."""

import sys
from pathlib import Path
from threading import Event, Lock
from typing import Protocol
from weakref import WeakSet

from helpers.running import temporary
from helpers.running.kernels import Kernel, StockKernel


class Engine(Protocol):
    """Makes kernels, one a run, and can end them all.

    Attributes:
        why_stock: why kernels are stock ones though others were meant, in words; mostly empty.
    """

    why_stock: str

    def kernel(self, folder: Path, timeout: float | None) -> Kernel:
        """A kernel for one run that writes to `folder`; from any thread."""

    def close(self) -> None:
        """End every kernel that is still running."""


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


def named(name: str | None) -> Engine:
    """The engine of a name; without one warm on Linux, else stock."""
    if (name or ("warm" if sys.platform == "linux" else "stock")) == "stock":
        return StockEngine()
    from helpers.running.warm.engine import WarmEngine

    return WarmEngine()
