"""The two ways to get a kernel: as papermill starts it, or forked from a warm process."""

import sys
from pathlib import Path
from typing import Protocol

from helpers.running.kernels import Kernel
from helpers.running.stock import StockEngine


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


def named(name: str | None) -> Engine:
    """The engine of a name; without one warm on Linux, else stock."""
    if (name or ("warm" if sys.platform == "linux" else "stock")) == "stock":
        return StockEngine()
    from helpers.running.warm.engine import WarmEngine  # not everywhere is there what it imports

    return WarmEngine()
