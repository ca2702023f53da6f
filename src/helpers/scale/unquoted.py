"""NA without quotes, which R writes for what is missing; DuckDB shows no quotes."""

import mmap
from dataclasses import replace
from pathlib import Path

from helpers import readers
from helpers.errors import StudyError
from helpers.layouts import Reading

NA = "NA"
START = 1 << 20  # bytes that tell whether labels have quotes


def reading_of(path: Path, reading: Reading) -> tuple[Reading, tuple[str, ...]]:
    """The reading with NA as missing where the file makes that plain, and what is said of it.

    Raises:
        StudyError: when NA stands with quotes too, as a label.
    """
    if NA in reading.missing or not _stands_bare(path):
        return reading, ()
    if _holds(path, b'"NA"'):
        raise StudyError(
            f"{path.name}: NA stands with and without quotes, which DuckDB does not tell apart; "
            "type --missing NA if both mean that nothing was rated, or read it without --memory"
        )
    missing = (*reading.missing, NA)
    return replace(reading, missing=missing), ("NA without quotes is taken for missing",)


def _stands_bare(path: Path) -> bool:
    """Whether the beginning has an NA without quotes in a column whose labels have them."""
    with path.open("rb") as file:
        start = file.read(START)
    whole = start if len(start) < START else start[: start.rfind(b"\n") + 1]
    try:
        tables = readers.read(whole, path.name)
    except StudyError:  # whoever reads all of it says what is wrong
        return False
    return any(table.missing is not None and bool(table.missing.any()) for table in tables)


def _holds(path: Path, text: bytes) -> bool:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(text) >= 0
