"""A fetch on the screen: a table and a bar on a terminal, plain lines when piped."""

import shlex
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from rich.console import Console
from rich.filesize import decimal
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.table import Table

from helpers.osf.fetching import Fetched
from helpers.osf.lock import NAME, Choice
from helpers.osf.names import printable
from helpers.osf.planning import Plan, Planned

STATES = {
    "new": "to fetch",
    "missing": "to fetch again",
    "found": "here already",
    "unchanged": "unchanged",
    "edited": "changed here",
    "updated": "newer on OSF",
}
LOST = (
    ", and missing or changed here: the fetch goes on without it; put a copy of it back and run "
    "`study fetch`, or name another file with `study fetch --osf-ratings PATH`"
)
KEPT = "kept; `study fetch --update` takes the newer"
HEADINGS = ("name", "size", "looks like", "because", "state")


class Screen:
    """Draws what a fetch tells; a context manager, so that the bar always ends."""

    def __init__(self, console: Console | None = None) -> None:
        """Nothing is drawn yet."""
        self.console = console or Console(soft_wrap=True, highlight=False, markup=False)
        self._bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            console=self.console,
            transient=True,
            disable=not self.console.is_terminal,
        )

    def __enter__(self) -> "Screen":
        """Start the bar."""
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        self._bar.stop()

    def note(self, line: str) -> None:
        """One line."""
        self.console.print(printable(line))

    def notes(self, lines: Iterable[str]) -> None:
        """Several lines."""
        for line in lines:
            self.note(line)

    def planned(self, plan: Plan) -> None:
        """The table of files, and what stands out."""
        self.note(f"{plan.listing.title} ({plan.listing.node}): {_count(len(plan.files))}")
        self._table([_row(file) for file in plan.files])
        self.notes(_remarks(plan))

    def start(self, path: str, size: int | None) -> None:
        """A bar of its own for the file."""
        name = path.rpartition("/")[2]
        self._bar.add_task(name if len(name) <= 40 else f"{name[:39]}…", total=size)

    def reached(self, received: int) -> None:
        """Move the bar."""
        self._bar.update(self._bar.task_ids[-1], completed=received)

    def done(self, path: str, verified: str) -> None:
        """The bar becomes a line."""
        self._bar.remove_task(self._bar.task_ids[-1])
        self.note(f"fetched {path} ({_verified(verified)})")

    def refused(self, path: str, why: str) -> None:
        """The bar becomes the reason."""
        self._bar.remove_task(self._bar.task_ids[-1])
        self.note(f"not fetched: {path}: {why}")

    def _table(self, rows: list[tuple[str, ...]]) -> None:
        if not self.console.is_terminal:
            widths = [max(map(len, column)) for column in zip(HEADINGS, *rows, strict=True)]
            for row in (HEADINGS, *rows):
                cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
                self.note("  ".join(cells).rstrip())
            return
        table = Table(*HEADINGS, box=None, pad_edge=False)
        for row in rows:
            table.add_row(*row)
        self.console.print(table, soft_wrap=False)


def conclusion(fetched: Fetched, out: Path | None) -> list[str]:
    """What a fetch came to, in a few lines: files, choices, and how to go on."""
    lock, place = fetched.lock, out or Path("data/osf")
    lines = [
        f"{_count(len(fetched.downloaded))} fetched; {place / NAME} locks {len(lock.files)} in all"
    ]
    for kind, choice in (("ratings", lock.ratings), ("coded extracts", lock.coded_extracts)):
        if choice:
            lines.append(f"{kind}: {_chosen(choice)}")
    lines += lock.undecided
    if lock.ratings:
        lines.append(f"next: {_next(lock.ratings, out)}")
    return lines


def _next(ratings: Choice, out: Path | None) -> str:
    if out is None:
        return "study reproduce --source osf"
    files = " ".join(shlex.quote(str(out / file)) for file in ratings.files)
    if len(ratings.files) == 1:
        return f"study reproduce --source {files}"
    return (
        f"study agreement {files} --save-reading how.yaml, then study reproduce --source how.yaml"
    )


def _chosen(choice: Choice) -> str:
    labels = ", ".join(map(repr, choice.categories))
    return f"{', '.join(choice.files)}, chosen by {choice.chosen_by}: {choice.why}; labels {labels}"


def _row(file: Planned) -> tuple[str, ...]:
    size = "not given" if file.remote.size is None else decimal(file.remote.size)
    because = "; ".join(file.looks.reasons)
    return file.path, size, file.looks.kind, because, STATES[file.state]


def _remarks(plan: Plan) -> list[str]:
    lines = list(plan.listing.notes)
    for file in plan.files:
        if file.path.rpartition("/")[2] != file.remote.name:
            lines.append(f"{file.path}: stored under this name; OSF calls it {file.remote.name!r}")
        if file.state == "updated" and file.locked:
            then = "taking the newer" if plan.update else KEPT
            lines.append(
                f"{file.path}: OSF has version {file.remote.version}, the lock version "
                f"{file.locked.version}; {then}"
            )
    lines += [
        f"{one.path}: no longer on OSF" + (LOST if one.path in plan.lost else "; kept")
        for one in plan.withdrawn
    ]
    return lines


def _verified(by: str) -> str:
    if by in ("sha256", "md5"):
        return f"{by} verified"
    return (
        "only its size could be verified: OSF gives no hash"
        if by == "size"
        else ("not verified: OSF gives neither size nor hash")
    )


def _count(files: int) -> str:
    return f"{files} file" if files == 1 else f"{files} files"
