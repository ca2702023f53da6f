"""`study batch`: a plan run to its end, and what is to be said of it."""

import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from helpers.errors import StudyError
from helpers.paths import build
from helpers.running import plan, table
from helpers.running.drive import Watch, drive
from helpers.running.failures import Outcome
from helpers.running.ledger import Record
from helpers.running.needed import Choices
from helpers.running.places import Here, Place


@dataclass(frozen=True)
class Wanted:
    """What a person asked `study batch` for; None where nothing was said."""

    plan: Path
    workers: int | None = None
    engine: str | None = None
    timeout: float | None = None
    retry_failed: bool = False
    scheduler: str | None = None
    out: Path | None = None


@dataclass(frozen=True)
class Batched:
    """What came of a plan: each run's record, and the names of those made now."""

    records: tuple[Record, ...]
    made: frozenset[str]
    out: Path
    seconds: float

    @property
    def good(self) -> bool:
        """Whether every run is ok, now or from before."""
        return all(record.outcome == "ok" for record in self.records)

    @property
    def failed_before(self) -> bool:
        """Whether a run that failed was left as it is."""
        return any(r.outcome != "ok" and r.run not in self.made for r in self.records)

    def counts(self) -> dict[str, int | float]:
        """How many runs, by outcome; `skipped` are those that were ok already."""
        skipped = [r for r in self.records if r.outcome == "ok" and r.run not in self.made]
        counted = Counter(record.outcome for record in self.records)
        counted["ok"] -= len(skipped)
        outcomes = {outcome: counted[outcome] for outcome in get_args(Outcome)}
        return {
            "runs": len(self.records),
            **outcomes,
            "skipped": len(skipped),
            "seconds": round(self.seconds, 3),
        }


def run(wanted: Wanted, watch: Watch, last: Callable[[Path], object] = lambda _: None) -> Batched:
    """Run what a plan needs, and write the table of all its runs.

    `last` is called with the folder when that is done, while no other runner can write there.

    Raises:
        StudyError: before any kernel starts, when the plan is not what it should be.
    """
    began = time.monotonic()
    jobs = plan.read(wanted.plan)
    out = (wanted.out or build() / "batch" / wanted.plan.stem).resolve()
    choices = Choices(limit=wanted.timeout, retry_failed=wanted.retry_failed)

    def report(records: Sequence[Record]) -> None:
        table.save(records, out)
        last(out)

    records, made = drive(jobs, out, _place(wanted), choices, watch, last=report)
    return Batched(tuple(records), made, out, time.monotonic() - began)


def _place(wanted: Wanted) -> Place:
    if wanted.scheduler:
        if wanted.workers:
            raise StudyError("--workers is for this machine; a cluster has its workers' threads")
        from helpers.running.cluster import Cluster

        return Cluster(wanted.scheduler, wanted.engine, wanted.timeout)
    return Here(wanted.engine, wanted.workers or os.cpu_count() or 1, wanted.timeout)
