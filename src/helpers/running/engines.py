"""The two ways to get a kernel: as papermill starts it, or forked from a warm process."""

import sys
from pathlib import Path
from threading import Lock
from typing import Protocol
from weakref import WeakSet

from helpers.running.kernels import Kernel, StockKernel


class Engine(Protocol):
    """Makes kernels, one a run, and can end them all."""

    name: str

    def kernel(self, folder: Path, timeout: float | None) -> Kernel:
        """A kernel for one run that writes to `folder`; from any thread."""

    def close(self) -> None:
        """End every kernel that is still running, and make no more."""


class StockEngine:
    """A kernel process of its own for each run, as papermill starts it."""

    name = "stock"

    def __init__(self) -> None:
        """An engine with no kernels yet."""
        self._kernels: WeakSet[StockKernel] = WeakSet()
        self._lock = Lock()

    def kernel(self, folder: Path, timeout: float | None) -> Kernel:
        """A kernel for one run."""
        kernel = StockKernel(folder, timeout)
        with self._lock:
            self._kernels.add(kernel)
        return kernel

    def close(self) -> None:
        """Kill the kernels that are alive."""
        with self._lock:
            for kernel in self._kernels:
                kernel.stop()


def default() -> str:
    """The engine that is used unless told: warm on Linux, else stock."""
    return "warm" if sys.platform == "linux" else "stock"


def named(name: str | None) -> Engine:
    """The engine of a name; None for the default."""
    return StockEngine()
