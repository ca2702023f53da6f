"""What a run was made of: commit, versions, lock file, data. No user, no machine, no path."""

import platform
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

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


def now(out: Path) -> About:
    """The provenance of what lies in `out`, with the state of this checkout."""
    from helpers.running import identity, ledger, store

    ends = [record.at for record in ledger.read(out / ledger.NAME) if record.at]
    return About(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        run_at=max(ends, default=""),
        commit=_git("rev-parse", "HEAD"),
        changed=bool(_git("status", "--porcelain")),
        versions=(*_system(), *_versions()),
        lock=identity.lock_hash(),
        checksums=tuple(store.hashes(data()).items()),
    )


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
