"""What a person sees of runs: progress while they last, and the lines that sum them up."""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.running.drive import Watch
from helpers.running.job import Job
from helpers.running.ledger import Record

if TYPE_CHECKING:
    from helpers.running.batch import Batched
    from helpers.running.reproduction import Reproduced

WORDS = {
    "ok": "ok",
    "cell_error": "cell error",
    "timeout": "timeout",
    "kernel_died": "kernel died",
    "infrastructure": "cut short",
}
NAMED = (*WORDS, "skipped")


@contextmanager
def progress() -> Iterator[Watch]:
    """A bar on a terminal, plain lines on standard error elsewhere."""
    if sys.stderr.isatty():
        with _bar() as watch:
            yield watch
    else:
        yield Lines()


@dataclass
class Lines:
    """One line a run, for a pipe or a log."""

    total: int = 0
    done: int = 0

    def planned(self, total: int, ok: int, failed: int) -> None:
        """Say how many runs there are to make."""
        self.total = total - ok - failed
        done = f", {ok} already done" if ok else ""
        left = f", {failed} failed before" if failed else ""
        _say(f"{_runs(total)}{done}{left}")

    def begins(self, job: Job, why: str) -> None:
        """Say why, when a run is made again."""
        if why and why != "asked for":
            _say(f"{job.run}: again, because {why}")

    def ended(self, record: Record) -> None:
        """Say what came of it."""
        self.done += 1
        _say(f"[{self.done}/{self.total}] {outcome(record)}")

    def noted(self, note: str) -> None:
        """Say it."""
        _say(note)


@dataclass
class Bar:
    """A bar with counts by outcome, and above it a line for each run that is no success."""

    progress: Any
    task: Any = None
    counts: Counter[str] = field(default_factory=Counter)
    whys: Counter[str] = field(default_factory=Counter)

    def planned(self, total: int, ok: int, failed: int) -> None:
        """Draw the empty bar."""
        self.counts.update({"skipped": ok, "failed before": failed})
        self.task = self.progress.add_task("", total=total, completed=ok + failed, counts="")

    def begins(self, job: Job, why: str) -> None:
        """Say why runs are made again, once for each reason."""
        if why and why != "asked for" and not self.whys[why]:
            self.progress.console.print(f"{job.run}: again, because {why}", markup=False)
        self.whys[why] += 1
        self.progress.update(self.task, description=job.notebook)

    def ended(self, record: Record) -> None:
        """Count it, and show it when it failed."""
        self.counts[record.outcome] += 1
        if record.outcome != "ok":
            self.progress.console.print(outcome(record), markup=False)
        counts = " ".join(f"{n} {WORDS.get(name, name)}" for name, n in self.counts.items() if n)
        self.progress.update(self.task, advance=1, counts=counts)

    def noted(self, note: str) -> None:
        """Show it above the bar."""
        self.progress.console.print(note, markup=False)


def outcome(record: Record) -> str:
    """One line: the run, its outcome, its seconds, what it was given, and where it failed."""
    failure = f"  {record.failure}" if record.failure else ""
    took = f"{WORDS[record.outcome]:<11} {record.seconds:6.1f} s"
    wide = 20 if record.run == record.notebook else 36  # with what tells runs of one apart
    return f"{record.run:<{wide}} {took}{_given(record)}{failure}"


def _given(record: Record) -> str:
    """The parameters, where the run's name does not say all."""
    if record.run == record.notebook or not record.parameters:
        return ""
    given = ", ".join(f"{name}={value!r}" for name, value in record.parameters.items())
    return f"  {_cut(given, 60)}"


def summary(result: "Reproduced") -> str:
    """What `study reproduce` says at its end: source, notebooks, claims, places."""
    origin = result.origin
    parts = [
        f"Source: {origin.name}" + (f" ({origin.where})" if origin.where else ""),
        *filter(None, (origin.stamp, origin.doubt)),
        *_cautions(origin.cautions),
        "",
        *(outcome(record) for record in result.records),
        *(f"{name:<20} not applicable: {origin.lacks}" for name in result.without),
    ]
    if result.claims is not None:
        parts += ["", _table(result.claims.to_dict("records"))]
    return "\n".join([*parts, "", *_places(result)])


def _cautions(cautions: Sequence[str]) -> list[str]:
    """What was kept in doubt, and where the options can be typed that would settle it."""
    from helpers import sources

    typed = any(" --" in one for one in cautions)
    return [*(f"Caution: {one}" for one in cautions), *([f"({sources.STORE})"] if typed else [])]


def batch_summary(result: "Batched") -> str:
    """What `study batch` says at its end: what failed, the counts, where the table is."""
    failed = [outcome(record) for record in result.records if record.outcome != "ok"]
    counts = result.counts()
    words = [f"{n} {WORDS.get(name, name)}" for name, n in counts.items() if n and name in NAMED]
    lines = [
        *failed,
        *([""] if failed else []),
        f"{_runs(len(result.records))}: {', '.join(words)}, in {result.seconds:.1f} s",
        *(["--retry-failed runs again what failed before"] if result.failed_before else []),
        f"Report: {_near(result.out / 'report' / 'index.html')}",
        f"Table:  {_near(result.out / 'runs.csv')}",
        f"Ledger: {_near(result.out / 'ledger.jsonl')}",
    ]
    return "\n".join(lines)


def _table(claims: Sequence[Mapping[Any, Any]]) -> str:
    """The claims that something was held against, in columns; the count of each verdict below."""
    rows = [("claim", "published", "recomputed", "verdict")]
    rows += [
        (str(c["claim"]), _text(c["published"]), _text(c["recomputed"]), str(c["verdict"]))
        for c in claims
        if c["verdict"] != "transcribed"
    ]
    wide = [min(60, max(len(row[i]) for row in rows)) for i in range(4)]
    lines = [
        "  ".join(_cut(cell, width).ljust(width) for cell, width in zip(row, wide, strict=True))
        for row in rows
    ]
    counts = Counter(str(claim["verdict"]) for claim in claims)
    return "\n".join([*(line.rstrip() for line in lines), "", _counts(counts)])


def _counts(counts: Counter[str]) -> str:
    named = ", ".join(f"{n} {verdict}" for verdict, n in counts.most_common())
    return f"Claims: {named} (the transcribed ones are listed in the report)"


def _text(value: object) -> str:
    return "" if value is None or str(value) == "nan" else str(value)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _places(result: "Reproduced") -> list[str]:
    places = [
        ("Report", result.out / "report" / "index.html"),
        ("Notebooks", result.out / "notebooks"),
        ("Figures", result.figures),
        ("Results", result.out / "results"),
        ("Ledger", result.out / "ledger.jsonl"),
    ]
    return [f"{name + ':':<11}{_near(path)}" for name, path in places if path.exists()]


def _near(path: Path) -> str:
    """The path as seen from here, when that is shorter."""
    try:
        return min(str(path), os.path.relpath(path), key=len)
    except ValueError:  # it is on another drive
        return str(path)


@contextmanager
def _bar() -> Iterator[Bar]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[counts]}"),
        Remaining(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        yield Bar(progress)


def _runs(n: int) -> str:
    return f"{n} run" + "s" * (n != 1)


def _say(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {line}", file=sys.stderr, flush=True)
