"""Tables too large for memory, reduced to patterns inside DuckDB.

A file of a hundred million ratings has few distinct rows. DuckDB counts them under a memory
limit, spilling to disk, and everything after costs what a small table costs.
"""

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers import missing, spelling
from helpers.agreement.patterns import Integers, Patterns, distinct
from helpers.errors import StudyError
from helpers.files import sha256
from helpers.layouts import TITLES, Reading
from helpers.layouts.columns import wordings
from helpers.layouts.words import consensus, unrated
from helpers.ratings import MISSING, Codes, Origin
from helpers.scale.database import SUFFIXES, answer, connected, lookup, quoted
from helpers.scale.table import Table
from helpers.scale.understanding import MEND, check_choices, understood
from helpers.scale.unquoted import reading_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Database

LARGE = 1 << 28  # bytes: a quarter of a gigabyte
KEY_BITS = 62  # what was said of an extract is packed into one 64-bit integer


def is_large(path: Path) -> bool:
    """Whether a file is better reduced here than read into memory."""
    try:
        return path.suffix in SUFFIXES and path.is_file() and path.stat().st_size > LARGE
    except OSError:  # a name that no file can have
        return False


def reduce(
    path: Path, reading: Reading | None = None, memory: str = "1GB"
) -> tuple[Patterns, Origin]:
    """The patterns of a long or wide CSV or Parquet file, and where they came from.

    Args:
        path: the file.
        reading: which columns are what, labels that mean missing, and declared categories.
        memory: DuckDB's limit, as "1GB".

    Raises:
        StudyError: when DuckDB is not installed, the columns are not understood, or a rater
            rated one extract twice.
    """
    reading = reading or Reading()
    check_choices(path.name, reading)
    with connected(path, memory) as database:
        reading, told = reading_of(path, reading) if path.suffix != ".parquet" else (reading, ())
        table = understood(database, path, reading)
        found = _long(database, table) if table.long else _wide(database, table)
    found, said = _spelled(table, found)
    table = replace(table, notes=(*table.notes, *told, *said, *_said(path.name, found, reading)))
    return found, _origin(path, table)


def _spelled(table: Table, found: Patterns) -> tuple[Patterns, list[str]]:
    """Labels that are alike but for case or space: merged if that is asked for, or warned of."""
    use, reading = _use(found), table.reading
    if not reading.merge_labels:
        return found, [*spelling.kept_apart(use), *spelling.said(use)]
    names, notes = spelling.merged(use, reading.categories)
    known = table.known(sorted(set(names.values()), key=spelling.order))
    places = [
        known.index(names[label]) if label in names else MISSING for label in found.categories
    ]
    merged = _patterns(np.array([*places, MISSING])[found.codes], found.counts, known)
    return replace(merged, raters_known=found.raters_known), notes


def _use(found: Patterns) -> dict[str, int]:
    """How often each category is used, those in use."""
    times = [((found.codes == i).sum(axis=1) @ found.counts) for i in range(len(found.categories))]
    return {label: int(n) for label, n in zip(found.categories, times, strict=True) if n}


def _said(name: str, found: Patterns, reading: Reading) -> list[str]:
    """What a smaller file is told of its labels too."""
    notes = unrated.said(_use(found))
    if found.raters_known and not reading.categories:
        notes += wordings.said(name, found.codes, found.categories, found.counts)
        notes += missing.as_often(found.codes, found.categories)
    notes += missing.marked(found.codes, found.categories)
    return [*notes, *missing.counts(found.codes, found.counts)]


def _wide(database: "Database", table: Table) -> Patterns:
    columns = ", ".join(map(quoted, table.raters))
    rows = answer(database, f"SELECT {columns}, count(*) FROM {table.source} GROUP BY ALL")
    cells = {cell for row in rows for cell in row[:-1]}
    known = table.categories(cells)
    code = {cell: table.code(cell, known) for cell in cells}
    codes = np.array([[code[cell] for cell in row[:-1]] for row in rows], dtype=np.int16)
    return _patterns(codes, np.array([row[-1] for row in rows]), known)


def _long(database: "Database", table: Table) -> Patterns:
    columns = f"{quoted(table.raters[0])}, {quoted(table.category)}"
    seen = answer(database, f"SELECT DISTINCT {columns} FROM {table.source}")
    raters, cells = (sorted({row[j] for row in seen}, key=str) for j in (0, 1))
    known, m = table.categories(cells), len(raters)
    _check_raters(table, [table.label(rater) for rater in raters])
    width = len(known).bit_length()
    if width * m > KEY_BITS:
        return _crowd(database, table, raters, cells, known)
    lookup(database, "category", cells, [table.code(cell, known) + 1 for cell in cells])
    lookup(database, "rater", raters, [width * place for place in range(m)])
    keys, given, counts = _keys(database, table, "bit_or(c.value << r.value)")
    codes = (_fields(keys, width, m) + MISSING).astype(np.int16)
    if ((codes >= 0).sum(axis=1) != given).any():
        raise StudyError(f"{table.name}: a rater rated one extract more than once")
    return _patterns(codes, counts, known)


def _check_raters(table: Table, names: Sequence[str | None]) -> None:
    """Refuse names of raters that are blank, spelled with spaces, of one rater, or of none."""
    where, known = table.raters[0], {name for name in names if name is not None}
    if None in names:
        raise StudyError(f"{table.name}: a row has no {where}; each rating needs a rater")
    if len(known) < len(names):
        raise StudyError(f"{table.name}: spaces stand around names in {where!r}; {MEND}")
    if len(names) < 2:
        raise StudyError(f"{table.name}: found {len(names)} rater; agreement needs two or more")
    agreed = consensus.among([name or "" for name in names])
    if agreed and len(agreed) < len(names) and not table.reading.raters:
        raise StudyError(
            f"{table.name}: {', '.join(agreed)} of {where!r}, in the order of their names: named "
            "as what raters agreed on; leave these rows out, or type --raters "
            f"{shlex.quote(where)} to keep them as a rater's"
        )


def _crowd(
    database: "Database", table: Table, raters: list[Any], cells: list[Any], known: tuple[str, ...]
) -> Patterns:
    """Too many raters to keep apart: how many chose each category, without who."""
    width = len(raters).bit_length()
    if width * len(known) > KEY_BITS:
        raise StudyError(f"{table.name}: {len(raters)} raters, {len(known)} categories: too many")
    shifts = [width * table.code(cell, known) for cell in cells]
    lookup(
        database, "category", cells, [1 << max(shift, 0) if shift >= 0 else 0 for shift in shifts]
    )
    lookup(database, "rater", raters, [0] * len(raters))
    keys, _, counts = _keys(database, table, "sum(c.value)::BIGINT")
    chosen = _fields(keys, width, len(known))
    codes = np.full((len(chosen), int(chosen.sum(axis=1).max())), MISSING, dtype=np.int16)
    for row, votes in zip(codes, chosen, strict=True):
        row[: votes.sum()] = np.repeat(np.arange(len(known)), votes)
    return replace(_patterns(codes, counts, known), raters_known=False)


def _keys(database: "Database", table: Table, key: str) -> tuple[Integers, Integers, Integers]:
    """What was said of an extract as a number, its ratings, and how many extracts share both."""
    columns = (table.extract, table.raters[0], table.category)
    extract, rater, category = (f"t.{quoted(name)}" for name in columns)
    rows = answer(
        database,
        f"""
        SELECT key, given, count(*) FROM (
            SELECT {extract}, {key} AS key, count(nullif(c.value, 0)) AS given
            FROM {table.source} t
            JOIN category c ON c.cell IS NOT DISTINCT FROM {category}
            JOIN rater r ON r.cell = {rater}
            GROUP BY ALL
        ) GROUP BY ALL
        """,
    )
    keys, given, counts = np.array(rows, dtype=np.int64).T
    return keys, given, counts


def _fields(keys: Integers, width: int, fields: int) -> Integers:
    """The numbers packed into each key, `width` bits each: shape (keys, fields)."""
    return (keys[:, None] >> (width * np.arange(fields))) & ((1 << width) - 1)


def _patterns(codes: Codes, counts: Integers, known: tuple[str, ...]) -> Patterns:
    rows, counts = distinct(codes, len(known), counts)
    return Patterns(rows, counts, tuple(f"R{j + 1}" for j in range(codes.shape[1])), known)


def _origin(path: Path, table: Table) -> Origin:
    change = "raters named R1, R2, … in the order of their names or columns"
    wide = "block" if table.reading.header == "no" else "wide"
    layout = TITLES["long" if table.long else wide]
    changes = (*table.notes, change)
    return Origin(path.name, "own", "a file of your own", sha256(path), layout, changes)
