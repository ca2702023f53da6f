"""Where a run's files live: made in a folder of the attempt's own, then moved home.

The order is what makes a kill at any instant harmless: (1) the files are made in the attempt's
folder, (2) the ledger records them with their hashes, (3) they are moved home, one atomic rename
each. A runner that dies before 2 leaves a folder no record names, which is removed; one that dies
after 2 leaves moves that the next runner finishes.
"""

import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from helpers.files import sha256
from helpers.running import strays
from helpers.running.ledger import LOCK, NAME, Ledger, Record

WORK = ".work"
RUNNERS = (NAME, LOCK, WORK)  # what lies in `--out` beside the files that runs made


def attempt_folder(out: Path, attempt: str) -> Path:
    """The folder an attempt writes to, made now."""
    folder = out / WORK / attempt
    folder.mkdir(parents=True)
    return folder


def hashes(folder: Path) -> dict[str, str]:
    """Every file below a folder, by its path from there, with its SHA-256."""
    return {
        path.relative_to(folder).as_posix(): sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def publish(out: Path, record: Record, before: Mapping[str, str]) -> None:
    """Move a recorded attempt's files home; drop those an earlier attempt left there.

    Safe to repeat: what has been moved already is not looked for again.
    """
    work, home = out / WORK / record.attempt, out / record.home
    for name in before.keys() - record.files.keys():
        _remove(home, name)
    for name in record.files:
        if (work / name).exists():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (work / name).replace(home / name)
    shutil.rmtree(work, ignore_errors=True)


def _remove(home: Path, name: str) -> None:
    """Remove a file, if it is one still, and the folders that it leaves empty."""
    if (home / name).is_file():
        (home / name).unlink()
    for folder in list(Path(name).parents)[:-1]:
        with suppress(OSError):
            (home / folder).rmdir()


def recover(out: Path, ledger: Ledger) -> None:
    """Finish what a killed runner had recorded and not moved; remove what it had not recorded."""
    for work in sorted((out / WORK).glob("*")):
        strays.end_marked(work)
        record = ledger.by_attempt.get(work.name)
        if record and ledger.latest[record.run] == record:
            publish(out, record, ledger.files_before(record))
        else:
            shutil.rmtree(work, ignore_errors=True)


def missing(out: Path, record: Record) -> str | None:
    """The first recorded file that is gone or changed, or None."""
    for name, digest in record.files.items():
        path = out / record.home / name
        if not path.is_file():
            return f"{name} is missing"
        if sha256(path) != digest:
            return f"{name} was changed"
    return None
