"""Which of the runs asked for are made, and why one is made again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path

from helpers.running import store
from helpers.running.identity import changed
from helpers.running.job import Job
from helpers.running.ledger import Ledger, Record


@dataclass(frozen=True)
class Choices:
    """What is run of what was asked for.

    Attributes:
        limit: the seconds each cell is given now; a run that timed out gets another try when this
            is longer than what it had.
        again: also what is ok and unchanged.
        results_again: also what reads the others' results, which may have changed.
        retry_failed: also what failed before and is unchanged.
    """

    limit: float | None = None
    again: bool = False
    results_again: bool = False
    retry_failed: bool = False


def needed(
    jobs: Iterable[Job], out: Path, ledger: Ledger, choices: Choices
) -> Iterator[tuple[Job, str]]:
    """The jobs to run, each with the reason why it is run again; empty for the first time."""
    for job in jobs:
        record, begun = ledger.latest.get(job.run), job.run in ledger.cut_short
        if record is None:
            yield job, "it was begun, and how it ended is not on record" if begun else ""
        elif why := _why(job, record, out, choices):
            yield job, why


def left(jobs: Sequence[Job], ledger: Ledger, todo: set[str]) -> tuple[int, int]:
    """How many of the jobs that are not run now are ok, and how many failed."""
    kept = [ledger.latest[job.run].outcome for job in jobs if job.run not in todo]
    return kept.count("ok"), len(kept) - kept.count("ok")


def _why(job: Job, record: Record, out: Path, choices: Choices) -> str | None:
    if choices.again or (choices.results_again and job.reads_results):
        return "asked for"
    if reason := changed(record.identity, job.identity):
        return reason
    if record.outcome == "ok":
        return store.missing(out, record)
    itself = record.failure is not None and record.failure.by_itself
    if record.outcome in ("infrastructure", "kernel_died") and not itself:
        return f"it was cut short: {record.failure}"
    longer = record.outcome == "timeout" and (choices.limit or inf) > (record.limit or inf)
    if not (longer or choices.retry_failed):
        return None
    now = f"{choices.limit:g} s" if choices.limit else "as long as it likes"
    return f"it failed: {record.failure}" + f", and a cell may take {now} now" * longer
