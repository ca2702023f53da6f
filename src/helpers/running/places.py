"""Where runs are performed: here, on threads that each drive a kernel, or on a cluster."""

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

from helpers.running.engines import Engine, named
from helpers.running.job import Done, Job, perform


class Place(Protocol):
    """Takes jobs and gives back what came of them, in the way of `concurrent.futures`."""

    workers: int

    @property
    def note(self) -> str:
        """What a person should know of how kernels start here, by now; mostly nothing."""

    @property
    def lost(self) -> str:
        """Why no run can be performed here any more, by the last `note`; mostly nothing."""

    def submit(self, job: Job, folder: Path) -> "Future[Any]":
        """Begin a job whose files belong in `folder`."""

    def collect(self, future: "Future[Any]", folder: Path) -> Done:
        """What came of it, once it is done, with the files in `folder`; raises if it was lost."""

    def close(self) -> None:
        """End what still runs."""


class Here:
    """This machine: a thread a worker; the kernel is the process that isolates a run."""

    lost = ""

    def __init__(self, engine: str | None, workers: int, timeout: float | None) -> None:
        """Ready for `workers` runs at once, each cell limited to `timeout` seconds."""
        self.workers = workers
        self._name, self._timeout = engine, timeout
        self._engine: Engine | None = None
        self._apart: list[Engine] = []  # of jobs that run alone
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="run")

    @property
    def note(self) -> str:
        """That kernels are not the quick ones, and why."""
        why = self._engine.why_stock if self._engine else ""
        return f"kernels start the slow way, since {why}" if why else ""

    def start(self) -> Engine:
        """Start the engine, which the first job would do otherwise."""
        if self._engine is None:
            self._engine = named(self._name)
        return self._engine

    def submit(self, job: Job, folder: Path) -> "Future[Any]":
        """Begin a job on the next free thread."""
        engine = self._one_apart() if job.alone else self.start()
        kernel = engine.kernel(folder, self._timeout)
        future = self._threads.submit(perform, job, folder, kernel)
        if job.alone:
            future.add_done_callback(lambda _: engine.close())
        return future

    def _one_apart(self) -> Engine:
        self._apart.append(named(self._name))
        return self._apart[-1]

    def collect(self, future: "Future[Any]", folder: Path) -> Done:
        """What came of it; its files are in `folder` already."""
        done: Done = future.result()
        return done

    def close(self) -> None:
        """Begin no more, kill the kernels, wait for the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for engine in filter(None, (self._engine, *self._apart)):
            engine.close()
        self._threads.shutdown(wait=True)
