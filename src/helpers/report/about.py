"""What a run was made of: commit, versions, lock file, data. No user, no machine, no path."""

import json
import platform
import subprocess
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from helpers import files
from helpers.errors import StudyError
from helpers.paths import data, project

_PACKAGES = (
    "study-notebooks",
    "numpy",
    "scipy",
    "pandas",
    "statsmodels",
    "matplotlib",
    "seaborn",
    "papermill",
    "nbconvert",
)


@dataclass(frozen=True)
class About:
    """The provenance of a report.

    Attributes:
        run_at: when the last notebook ended, as its ledger says; "" when nothing says so.
        commit: the checkout's commit, "" outside a checkout.
        changed: whether files differed from that commit.
        checksums: SHA-256 of every data file, by its path below `data/`.
    """

    made_at: str
    run_at: str
    commit: str
    changed: bool
    versions: tuple[tuple[str, str], ...]
    lock: str
    checksums: tuple[tuple[str, str], ...]


def of(out: Path) -> About:
    """The provenance of what lies in `out`: the state of this checkout when it was run.

    The first report on a run keeps that state in `provenance.json`; a later one on the same run
    takes it from there, since the checkout may have moved on.
    """
    from helpers.running import ledger

    run_at = max((r.at for r in ledger.read(out / ledger.NAME) if r.at), default="")
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    path = out / "provenance.json"
    kept = _kept(path)
    if kept and run_at and kept.run_at == run_at:
        return replace(kept, made_at=made_at)
    state = _state(made_at, run_at)
    if out.is_dir():
        files.write(path, json.dumps(asdict(state), indent=2) + "\n")
    return state


def _state(made_at: str, run_at: str) -> About:
    from helpers.running import identity

    return About(
        made_at=made_at,
        run_at=run_at,
        commit=_git("rev-parse", "HEAD"),
        changed=bool(_git("status", "--porcelain")),
        versions=(*_system(), *_versions()),
        lock=identity.lock_hash(),
        checksums=(*_own_files(), *_osf_files()),
    )


def _own_files() -> list[tuple[str, str]]:
    from helpers.running import store

    found = store.hashes(data()).items()
    return [(name, digest) for name, digest in found if not name.startswith("osf/")]


def _osf_files() -> list[tuple[str, str]]:
    """What was fetched, as its lock shows it: a file's own name can be a rater's."""
    from helpers import osf

    try:
        lock = osf.locked()
    except StudyError:
        return []
    if lock is None:
        return []
    table = lock.table()
    return [
        (f"osf/{name}", digest)
        for name, digest in zip(table["file"], table["SHA-256"], strict=True)
    ]


def _kept(path: Path) -> About | None:
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
        for name in ("versions", "checksums"):
            found[name] = tuple((str(one), str(other)) for one, other in found[name])
        return About(**found)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def in_words(moment: str) -> str:
    """A moment as a person reads it.

    >>> in_words("2026-01-02T03:04:05+00:00")
    '2 January 2026, 03:04 UTC'
    """
    when = datetime.fromisoformat(moment).astimezone(UTC)
    return f"{when.day} {when:%B %Y, %H:%M} UTC"


def _system() -> tuple[tuple[str, str], ...]:
    return (
        ("Python", platform.python_version()),
        ("system", f"{platform.system()} {platform.machine()}".strip()),
    )


def _versions() -> tuple[tuple[str, str], ...]:
    found = []
    for package in _PACKAGES:
        try:
            found.append((package, version(package)))
        except PackageNotFoundError:
            continue
    return tuple(found)


def _git(*words: str) -> str:
    try:
        done = subprocess.run(
            ["git", *words], cwd=project(), capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()
