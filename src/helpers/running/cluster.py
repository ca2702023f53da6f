"""Runs on an existing Dask cluster, known only by the interface of `concurrent.futures`.

No shared disk is assumed: a job travels with its notebook and its files, and comes back with the
files it made. A worker that is lost costs only the runs it had; they are made again elsewhere.
"""

import socket
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from helpers import sources
from helpers.errors import StudyError
from helpers.running import temporary
from helpers.running.engines import Engine, named
from helpers.running.identity import Surroundings
from helpers.running.job import Done, Job, perform
from helpers.running.scheduler import PATIENCE, connected

PARTS = {"lock": "locked environment", "helpers": "helpers", "data": "data"}


@dataclass(frozen=True)
class Parcel:
    """A job with the bytes of its files, by the absolute path they have where it comes from.

    `around` is what else its result depends on, as it is there.
    """

    job: Job
    files: Mapping[str, Mapping[str, bytes]]
    around: Mapping[str, str]


class UnlikeWorkerError(StudyError):
    """A worker would compute something else; the second argument is its address."""

    def __str__(self) -> str:
        """The line alone."""
        return str(self.args[0])


class Cluster:
    """The workers of a Dask scheduler."""

    def __init__(
        self,
        address: str,
        engine: str | None,
        timeout: float | None,
        patience: float = PATIENCE,
    ) -> None:
        """Connect, and check that every worker would compute the same.

        Runs are given up once no worker has been connected for `patience` seconds.

        Raises:
            StudyError: when there is no scheduler or no worker, or a worker's lock file, helpers
                or data are not this checkout's.
        """
        self._client = connected(address)
        try:
            _check_workers(self._client)
            self._left: Mapping[str, int] = self._client.nthreads()
            self.workers = sum(self._left.values())
            self._around = _surroundings()
        except BaseException:
            self._client.close()
            raise
        self._executor = self._client.get_executor(retries=1, pure=False)
        self._engine, self._timeout, self._patience = engine, timeout, patience
        self._alone: float | None = None  # since when no worker has been there
        self._gone = ""  # who was missing then
        self._kept: dict[Future[Any], frozenset[str]] = {}  # the workers that a job was sent to
        self._unlike: set[str] = set()  # the addresses of workers that would compute something else

    @property
    def note(self) -> str:
        """That nobody is there to make runs, when so; workers are counted on the way."""
        try:
            threads = self._client.nthreads()
        except Exception:  # whatever the client raises whose scheduler is gone
            self._alone = self._alone or time.monotonic()
            self._gone = "the scheduler did not answer"
            return "the scheduler does not answer any more; the runs wait for it"
        self._left = left = {name: n for name, n in threads.items() if name not in self._unlike}
        # A scheduler may get more workers at any time; what has begun goes on when it gets fewer.
        self.workers = sum(left.values()) or self.workers
        self._free()
        self._gone = "no worker was connected"
        self._alone = None if left else self._alone or time.monotonic()
        return "" if left else "no worker is connected any more; the runs wait for one"

    @property
    def lost(self) -> str:
        """That nobody was there for too long, going by what `note` found."""
        alone = self._alone is not None and time.monotonic() - self._alone > self._patience
        return f"{self._gone} for {self._patience:g} s" if alone else ""

    def submit(self, job: Job, folder: Path) -> "Future[Any]":
        """Send a job off."""
        files = {path: packed(Path(path)) for path in job.paths}
        parcel = Parcel(job, files, self._around)
        # Once one is unlike: all others, by name, for a worker without work takes it from others.
        able = [name for name in self._left if name not in self._unlike] * bool(self._unlike)
        kept = {"workers": able} if able else {}
        future: Future[Any] = self._executor.submit(
            perform_there, parcel, self._engine, self._timeout, **kept
        )
        self._kept.update({future: frozenset(able)} if able else {})
        return future

    def _free(self) -> None:
        """Take back jobs that wait for workers who are all gone; they are sent off anew."""
        for future, able in list(self._kept.items()):
            if able.isdisjoint(self._left):
                future.cancel()

    def collect(self, future: "Future[Any]", folder: Path) -> Done:
        """Write what came back below `folder`."""
        self._kept.pop(future, None)
        try:
            done, files = future.result()
        except UnlikeWorkerError as problem:
            self._unlike.add(problem.args[1])
            raise
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        result: Done = done
        return result

    def close(self) -> None:
        """Take back what has not begun, and leave."""
        # A client whose scheduler is gone says so once more.
        with suppress(Exception):
            self._executor.shutdown(wait=False)
            self._client.close()


def perform_there(
    parcel: Parcel, engine: str | None, timeout: float | None
) -> tuple[Done, dict[str, bytes]]:
    """Perform a job on a worker, in a folder that is gone afterwards; its files come back.

    Raises:
        UnlikeWorkerError: when the worker, which may have come late, would compute something else.
    """
    _check(socket.gethostname(), _surroundings(), parcel.around, _address())
    with temporary.folder() as base:
        (folder := base / "run").mkdir()
        job = _unpacked(parcel, base / "inputs")
        with _lent(engine, job.alone) as lent:
            done = perform(job, folder, lent.kernel(folder, timeout))
        made = (path for path in folder.rglob("*") if path.is_file())
        return done, {path.relative_to(folder).as_posix(): path.read_bytes() for path in made}


def packed(path: Path) -> dict[str, bytes]:
    """A file's bytes by its name; with a YAML that lists files, theirs too."""
    import yaml

    listed = {f"{i}/{file.name}": file for i, file in enumerate(sources.files_of(path))}
    if not listed:
        return {path.name: path.read_bytes()}
    about = yaml.safe_load(path.read_bytes().decode("utf-8-sig"))
    text = yaml.safe_dump(about | {"files": list(listed)}, allow_unicode=True)
    return {path.name: text.encode()} | {name: file.read_bytes() for name, file in listed.items()}


def _unpacked(parcel: Parcel, folder: Path) -> Job:
    """The job with its files in a folder of this machine."""
    places = {}
    for i, (path, files) in enumerate(parcel.files.items()):
        for name, content in files.items():
            place = folder / str(i) / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        places[path] = str(folder / str(i) / next(iter(files)))
    parameters = {
        name: places.get(value, value) if isinstance(value, str) else value
        for name, value in parcel.job.parameters.items()
    }
    return replace(parcel.job, parameters=parameters)


@cache  # one warm parent for all the runs of a worker's process; it ends with that process
def _engine(name: str | None) -> Engine:
    return named(name)


@contextmanager
def _lent(name: str | None, alone: bool) -> Iterator[Engine]:
    """The engine that all runs of this process share, or for one that runs alone its own."""
    if not alone:
        yield _engine(name)
        return
    with closing(named(name)) as own:
        yield own


def _check_workers(client: Any) -> None:
    """Refuse workers that would compute something else."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise StudyError("--scheduler: no worker is connected to it") from None
    here = asdict(Surroundings.now())
    for worker, there in client.run(_surroundings, on_error="return").items():
        if isinstance(there, BaseException):
            raise StudyError(f"worker {worker}: cannot use the project's helpers there: {there}")
        _check(worker, there, here)


def _address() -> str:
    """This worker's address; blank outside of one."""
    from distributed import get_worker

    try:
        return str(get_worker().address)
    except ValueError:
        return ""


def _check(
    worker: str, there: Mapping[str, str], here: Mapping[str, str], address: str = ""
) -> None:
    for part, words in PARTS.items():
        if there[part] != here[part]:
            raise UnlikeWorkerError(
                f"worker {worker}: its {words} differ{'s' * (part == 'lock')} from this "
                f"machine's ({there[part][:12] or 'none'}, here {here[part][:12] or 'none'}); "
                "bring it to the same commit and data, and start it anew",
                address,
            )


@cache
def _surroundings() -> dict[str, str]:
    return asdict(Surroundings.now())
