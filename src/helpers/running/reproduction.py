"""`study reproduce`: the collection run once from one source, and what is to be said of it."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.errors import StudyError
from helpers.paths import build, project
from helpers.running import ledger
from helpers.running.drive import Watch, drive
from helpers.running.job import Job
from helpers.running.ledger import Record
from helpers.running.needed import Choices
from helpers.running.places import Here

if TYPE_CHECKING:
    import pandas as pd

    from helpers.ratings import Origin


@dataclass(frozen=True)
class Wanted:
    """What a person asked `study reproduce` for; None where nothing was said."""

    source: str = "auto"
    only: tuple[str, ...] = ()
    out: Path | None = None
    seed: int | None = None
    engine: str | None = None
    workers: int = 2
    osf_ratings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reproduced:
    """What came of it.

    `claims` is None when the notebook that checks them was not asked for; `without` names the
    notebooks that were left out because the source holds no ratings (`origin.lacks`);
    `publishes` says whether the report's figures are the project's own.
    """

    origin: "Origin"
    records: tuple[Record, ...]
    without: tuple[str, ...]
    claims: "pd.DataFrame | None"
    out: Path
    publishes: bool

    @property
    def figures(self) -> Path:
        """Where the figures are in every form."""
        return project() / "figures" if self.publishes else self.out / "report" / "figures"

    @property
    def good(self) -> bool:
        """Whether every notebook ran and no claim differs."""
        ran = all(record.outcome == "ok" for record in self.records)
        return ran and (self.claims is None or not (self.claims["verdict"] == "differs").any())


def reproduce(
    wanted: Wanted,
    watch: Watch,
    meanwhile: Callable[[], object] = lambda: None,
    last: Callable[[Reproduced], object] = lambda _: None,
) -> Reproduced:
    """Check the source, run the collection, check the claims.

    `meanwhile` is called when all is well and nothing runs yet: the warm parent still imports.
    `last` is called with what came of it, while no other runner can write there.

    Raises:
        StudyError: before any kernel starts, when the source cannot be read or no notebook has
            the name asked for.
    """
    out = (wanted.out or build()).resolve()
    with closing(Here(wanted.engine, wanted.workers, timeout=None)) as place:
        place.start()  # it imports what notebooks need while this process imports its own
        origin = _origin(wanted)
        jobs, without = _jobs(wanted, origin)
        found: list[Reproduced] = []

        def conclude(records: Sequence[Record]) -> None:
            claims = _claims(origin, out) if any(job.reads_results for job in jobs) else None
            publishes = _publishes(wanted, records)
            _clear(out, without)
            found.append(Reproduced(origin, tuple(records), without, claims, out, publishes))
            last(found[0])

        meanwhile()
        drive(jobs, out, place, _choices(out), watch, last=conclude)
        return found[0]


def _choices(out: Path) -> Choices:
    """All of it again, or what is left of a reproduction that ended before its report."""
    report, record = out / "report" / "index.html", out / ledger.NAME
    if not record.exists():
        return Choices(again=True)
    whole = report.exists() and report.stat().st_mtime_ns > record.stat().st_mtime_ns
    return Choices(again=True) if whole else Choices(retry_failed=True, results_again=True)


def publish(result: Reproduced) -> None:
    """Put the report's figures into the project's `figures/`, when they belong there."""
    if result.publishes:
        from helpers.running import collection

        collection.publish_figures(result.out / "report" / "figures")


def _origin(wanted: Wanted) -> "Origin":
    from helpers import osf, sources

    if wanted.osf_ratings:
        if wanted.source not in ("auto", "osf"):
            raise StudyError(
                f"--osf-ratings is for --source osf, not {wanted.source}; leave it out"
            )
        osf.choose(wanted.osf_ratings)
    return sources.origin(wanted.source)


def _jobs(wanted: Wanted, origin: "Origin") -> tuple[list[Job], tuple[str, ...]]:
    """What runs, and the names of what is left out because the source holds no ratings."""
    from helpers.running import collection
    from helpers.running.inputs import Source

    source = (
        Source(wanted.source, wanted.source)
        if origin.lacks
        else Source.of(wanted.source, Path.cwd())
    )
    asked = collection.jobs(source, wanted.seed, wanted.only)
    able = [job.without_ratings() if origin.lacks else job for job in asked]
    without = tuple(whole.run for whole, job in zip(asked, able, strict=True) if job is None)
    return [job for job in able if job is not None], without


def _publishes(wanted: Wanted, records: Sequence[Record]) -> bool:
    from helpers.running import collection

    ran = all(record.outcome == "ok" for record in records)
    return ran and collection.publishes_figures(wanted.source, wanted.only, wanted.out)


def _clear(out: Path, runs: tuple[str, ...]) -> None:
    """Remove what these runs made before, from another source: it would pass for this one's."""
    known = ledger.Ledger(out / ledger.NAME)
    for record in (known.latest[run] for run in runs if run in known.latest):
        for name in known.files_before(record):
            (out / record.home / name).unlink(missing_ok=True)


def _claims(origin: "Origin", out: Path) -> "pd.DataFrame":
    from helpers import claims, facts, results

    return claims.check(facts.load(), origin, results.read_all(out / "results"))
