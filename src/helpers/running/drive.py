"""Drive runs to their end: skip what is done, record each outcome, retry what was our own fault."""

import json
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from helpers.errors import StudyError
from helpers.paths import data
from helpers.running import store, strict_json
from helpers.running.failures import Failure
from helpers.running.job import Done, Job
from helpers.running.ledger import Ledger, Record, opened
from helpers.running.needed import Choices, left, needed
from helpers.running.places import Place

NOTICE = 5.0  # seconds after which the place is asked again whether it has something to say
TRIES = 3  # of a run that infrastructure failed: a lost worker, a kernel that did not start


class Watch(Protocol):
    """Is told how a batch goes, to show it."""

    def planned(self, total: int, ok: int, failed: int) -> None:
        """Before the first run: of `total`, those that are done, and those that stay failed."""

    def begins(self, job: Job, why: str) -> None:
        """A run begins; `why` says why it is run again, or is empty."""

    def ended(self, record: Record) -> None:
        """A run has its outcome."""

    def noted(self, note: str) -> None:
        """The place where runs are performed has something to say."""


def drive(
    jobs: Sequence[Job],
    out: Path,
    place: Place,
    choices: Choices,
    watch: Watch,
    *,
    last: Callable[[Sequence[Record]], object] = lambda _: None,
) -> tuple[list[Record], frozenset[str]]:
    """Run the jobs that need it. Returns every job's latest record, and the names of those run.

    `last` is called with these records while no other runner can write there.

    Raises:
        StudyError: when another runner holds `out`, the ledger cannot be written, or a file there
            would be one that every run depends on.
    """
    try:
        with closing(place), opened(_apart(out)) as ledger:
            store.recover(out, ledger)
            todo = list(needed(jobs, out, ledger, choices))
            # A run that ends its runner, as one on a stock kernel can, holds up no other.
            todo.sort(key=lambda pair: pair[0].run in ledger.cut_short)
            watch.planned(len(jobs), *left(jobs, ledger, {job.run for job, _ in todo}))
            if ledger.unreadable:
                watch.noted(f"{ledger.path.name}: lines that cannot be read: {ledger.unreadable}")
            driver = _Driver(out, ledger, place, watch, choices.limit)
            driver.run([pair for pair in todo if not pair[0].reads_results])
            driver.run([pair for pair in todo if pair[0].reads_results])
            records = [ledger.latest[job.run] for job in jobs]
            last(records)
            return records, frozenset(job.run for job, _ in todo)
    except BrokenPipeError:  # whoever watches has seen enough: the folder is not at fault
        raise
    except OSError as problem:
        where, why = _where(problem, out), problem.strerror or problem
        raise StudyError(f"{where}: cannot be written: {why}") from None


def _where(problem: OSError, out: Path) -> str:
    """The place below `out` that is in the way, or `out` itself."""
    place = Path(str(problem.filename2 or problem.filename or out))
    return place.relative_to(out.parent).as_posix() if place.is_relative_to(out) else out.name


def _apart(out: Path) -> Path:
    if out.is_relative_to(data()):
        raise StudyError(
            f"{out.name}: lies in data/, which every run depends on; name another --out"
        )
    return out


@dataclass
class _Driver:
    """The loop: at most as many runs under way as there are workers."""

    out: Path
    ledger: Ledger
    place: Place
    watch: Watch
    limit: float | None
    _noted: str = ""
    _under_way: dict["Future[Any]", tuple[Job, str, int, dict[str, str]]] = field(
        default_factory=dict
    )

    def run(self, todo: Sequence[tuple[Job, str]]) -> None:
        """Run every job to an outcome."""
        waiting = list(reversed(todo))
        while waiting or self._under_way:
            while waiting and len(self._under_way) < self.place.workers:
                self._begin(*waiting.pop())
            finished, _ = wait(self._under_way, NOTICE, return_when=FIRST_COMPLETED)
            for future in finished:
                self._end(future)
            self._note()
            if self.place.lost:
                self._give_up(waiting)

    def _note(self) -> None:
        note, before = self.place.note, self._noted
        self._noted = note
        if note and note != before:
            self.watch.noted(note)

    def _give_up(self, waiting: list[tuple[Job, str]]) -> None:
        """End what is under way or waits; it was none of its own fault."""
        cut = Done("infrastructure", 0.0, Failure(None, self.place.lost))
        for job, attempt, _, lent in self._under_way.values():
            self._record(job, attempt, cut, lent)
        for job, _ in reversed(waiting):
            self._record(job, self._started(job), cut, {})
        self._under_way.clear()
        waiting.clear()

    def _started(self, job: Job) -> str:
        attempt = uuid4().hex[:12]
        self.ledger.start(job.run, attempt)
        return attempt

    def _begin(self, job: Job, why: str, tries: int = 1) -> None:
        self.watch.begins(job, why)
        attempt = self._started(job)
        folder = store.attempt_folder(self.out, attempt)
        lent = self._lend_results(folder) if job.reads_results else {}
        if stale := job.stale:
            return self._record(job, attempt, _void(stale, folder), lent)
        self._under_way[self.place.submit(job, folder)] = (job, attempt, tries, lent)
        return None

    def _lend_results(self, folder: Path) -> dict[str, str]:
        """Copy what the other runs recorded into an attempt's folder."""
        if (self.out / "results").is_dir():
            shutil.copytree(self.out / "results", folder / "results")
        return store.hashes(folder)

    def _end(self, future: "Future[Any]") -> None:
        job, attempt, tries, lent = self._under_way.pop(future)
        folder = self.out / store.WORK / attempt
        try:
            done = self.place.collect(future, folder)
        except Exception as problem:  # a lost worker can show itself as any error
            done = _lost(problem)
        if done.outcome == "infrastructure" and tries < TRIES:
            shutil.rmtree(folder, ignore_errors=True)
            # Alone, so that what another run does to their parent cannot cost it every try.
            again = replace(job, alone=True)
            return self._begin(again, f"it was cut short: {done.failure}", tries + 1)
        if stale := job.stale:
            done = _void(stale, folder)
        self._record(job, attempt, done, lent)
        return None

    def _record(self, job: Job, attempt: str, done: Done, lent: dict[str, str]) -> None:
        folder = self.out / store.WORK / attempt
        made = store.hashes(folder)
        record = Record(
            run=job.run,
            attempt=attempt,
            notebook=job.notebook,
            parameters=job.shown,
            outcome=done.outcome,
            seconds=done.seconds,
            home=job.home,
            identity=job.identity,
            limit=self.limit,
            files={name: digest for name, digest in made.items() if lent.get(name) != digest},
            failure=done.failure,
            results=_results(folder, job.notebook),
        )
        before = dict(self.ledger.files_before(record))
        self.ledger.finish(record)
        store.publish(self.out, record, before)
        self.watch.ended(record)


def _lost(problem: Exception) -> Done:
    """What came of a job that never came back."""
    kind = "" if isinstance(problem, StudyError) else type(problem).__name__
    said = ": ".join(filter(None, (kind, str(problem))))
    return Done("infrastructure", 0.0, Failure(None, said))


def _void(stale: str, folder: Path) -> Done:
    """What came of a job whose files are not those it was planned with: nothing to be kept."""
    shutil.rmtree(folder, ignore_errors=True)
    return Done("infrastructure", 0.0, Failure(None, stale))


def _results(folder: Path, notebook: str) -> dict[str, Any]:
    """The values that a run's notebook recorded by name; none when it recorded none."""
    path = folder / "results" / f"{notebook}.json"
    try:
        recorded = json.loads(path.read_text("utf-8"))["results"]
        values = {name: entry["value"] for name, entry in recorded.items()}
        # JSON can escape half a character, which no table can hold.
        whole = strict_json.dumps(values, strict_json.DEEPEST).encode("utf-8", "replace")
        return dict(strict_json.loads(whole))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
