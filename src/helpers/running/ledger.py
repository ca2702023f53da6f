"""The ledger: an append-only record of runs, and the only record of outcomes.

One JSON object a line (see `strict_json`), flushed to the disk one by one. A line that a killed
runner left half written, or that an edit made something else, is passed over. One runner at a time
may hold it.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import Any, get_args

from helpers.errors import StudyError
from helpers.files import locked
from helpers.running import strict_json
from helpers.running.failures import Failure, Outcome

NAME = "ledger.jsonl"
LOCK = f".{NAME}.lock"


@dataclass(frozen=True)
class Record:
    """A finished attempt at a run.

    Attributes:
        run: the run's name, unique in the ledger.
        attempt: the name of this attempt, never used twice.
        home: the folder its files belong to, relative to the ledger's.
        identity: what the result depends on, each part with its hash.
        files: every file the attempt made, relative to `home`, with its SHA-256.
        limit: the seconds each cell was given; None for no limit.
        results: the results the notebook recorded, by name.
    """

    run: str
    attempt: str
    notebook: str
    parameters: Mapping[str, Any]
    outcome: Outcome
    seconds: float
    home: str
    identity: Mapping[str, str]
    files: Mapping[str, str]
    limit: float | None = None
    failure: Failure | None = None
    results: Mapping[str, Any] = field(default_factory=dict)
    at: str = ""


class Ledger:
    """The record in one folder, held by one runner.

    Attributes:
        cut_short: the runs that were under way when an earlier runner ended.
        unreadable: how many lines hold no event.
    """

    def __init__(self, path: Path) -> None:
        """Read what is there; see `opened`, which also takes the lock."""
        self.path = path
        self.latest: dict[str, Record] = {}
        self.by_attempt: dict[str, Record] = {}
        events = list(_events(path))
        self.unreadable = events.count({})
        self.cut_short = _cut_short(events)
        self._files: dict[str, dict[str, str]] = {}
        self._makers: dict[tuple[str, str], str] = {}
        for record in _records(events):
            self._keep(record)

    def start(self, run: str, attempt: str) -> None:
        """Note that an attempt begins."""
        self._append({"event": "started", "run": run, "attempt": attempt, "at": _now()})

    def finish(self, record: Record) -> None:
        """Note how an attempt ended. When this returns, it is on the disk."""
        self._append({"event": "finished", **asdict(record), "at": _now()})
        self._keep(record)

    def files_before(self, record: Record) -> Mapping[str, str]:
        """Every file that any attempt of the same run has made, and no other run since."""
        return self._files.get(record.run, {})

    def _keep(self, record: Record) -> None:
        for name in record.files:
            maker = self._makers.get((record.home, name), record.run)
            self._files.get(maker, {}).pop(name, None)
            self._makers[record.home, name] = record.run
        self._files.setdefault(record.run, {}).update(record.files)
        self.latest[record.run] = record
        self.by_attempt[record.attempt] = record

    def _append(self, event: Mapping[str, Any]) -> None:
        line = strict_json.dumps(event) + "\n"
        # A file's name need not be UTF-8; what stands for its bytes is escaped, as JSON has it.
        content = line.encode("utf-8", "backslashreplace")
        try:
            with self.path.open("a+b") as file:
                if file.tell() and not _ends_a_line(self.path):
                    file.write(b"\n")
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except OSError as problem:
            raise StudyError(
                f"{self.path.name}: cannot be written: {problem.strerror}; "
                "nothing is lost, run the same command again once it can"
            ) from None


def read(path: Path) -> Iterator[Record]:
    """The finished attempts in a ledger's file, oldest first; none when there is no file."""
    return _records(_events(path))


def _records(events: Iterable[dict[str, Any]]) -> Iterator[Record]:
    for event in events:
        try:
            told = dict(event)
            if told.pop("event") == "finished":
                failure = told.pop("failure")
                record = Record(**told, failure=Failure(**failure) if failure else None)
                if _is_whole(record):
                    _check_values(record)
                    yield record
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            continue


def _cut_short(events: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The runs whose last attempt began and never ended."""
    last = {str(event.get("run")): event.get("event") for event in events}
    return frozenset(run for run, event in last.items() if event == "started")


def _events(path: Path) -> Iterator[dict[str, Any]]:
    """What each line holds, oldest first, empty where it cannot be read; none without a file."""
    for line in path.read_bytes().splitlines() if path.is_file() else ():
        try:
            event = strict_json.loads(line)
        except (ValueError, RecursionError):
            event = None
        yield event if isinstance(event, dict) else {}


def _is_whole(record: Record) -> bool:
    """Whether each part is what it was written as, which an edit by hand may have changed."""
    texts = (record.run, record.attempt, record.notebook, record.home, record.at)
    tables = (record.parameters, record.identity, record.files, record.results)
    return (
        record.outcome in get_args(Outcome)
        and all(isinstance(text, str) for text in texts)
        and all(isinstance(table, dict) for table in tables)
        and isinstance(record.seconds, int | float)
        and isinstance(record.limit, int | float | None)
        and (record.failure is None or _is_told(record.failure))
        and all(map(_stays, (record.home, *record.files)))
    )


def _is_told(failure: Failure) -> bool:
    texts = (failure.error, failure.traceback)
    return isinstance(failure.cell, int | None) and all(isinstance(text, str) for text in texts)


def _stays(name: str) -> bool:
    """Whether a path leads below the folder it starts from: what lies there may be removed."""
    return not PurePath(name).anchor and ".." not in PurePath(name).parts


def _check_values(record: Record) -> None:
    """Raise for a value that no record was written with: no moment, no text, lists without end."""
    datetime.fromisoformat(record.at)
    values = (record.run, record.notebook, record.parameters, record.results)
    strict_json.dumps(values, strict_json.DEEPEST + 2).encode()


@contextmanager
def opened(folder: Path) -> Iterator[Ledger]:
    """The ledger of a folder, locked against other runners until the end.

    Raises:
        StudyError: when another runner holds it, or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise StudyError(f"{folder.name}: cannot be written: {problem.strerror}") from None
    with held(folder):
        yield Ledger(folder / NAME)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keep runners out of a folder until the end.

    Raises:
        StudyError: when one is there, or the folder cannot be written.
    """
    try:
        lock = (folder / LOCK).open("a+")
    except OSError as problem:
        raise StudyError(f"{folder.name}: cannot be written: {problem.strerror}") from None
    with lock:
        if not locked(lock.fileno()):
            raise StudyError(
                f"{folder.name}: another run is writing there{_so_far(folder / NAME)}; "
                "wait for it, or name another --out"
            )
        yield


def _so_far(path: Path) -> str:
    """How the runs of a ledger stand, in words; nothing where it holds none."""
    if not (latest := {record.run: record.outcome for record in read(path)}):
        return ""
    counted = Counter(latest.values()).most_common()
    counts = ", ".join(f"{n} {outcome.replace('_', ' ')}" for outcome, n in counted)
    return f" (runs in its ledger by now: {len(latest)}; {counts})"


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
