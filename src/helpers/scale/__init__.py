"""Tables too large for memory, reduced to patterns inside DuckDB.

A file of a hundred million ratings has few distinct rows. DuckDB counts them under a memory
limit, spilling to disk, and everything after costs what a small table costs.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.agreement.patterns import Integers, Patterns, distinct
from helpers.errors import StudyError
from helpers.files import sha256
from helpers.layouts import TITLES, Reading, choose
from helpers.layouts.columns import trim
from helpers.ratings import MISSING, Codes, Origin
from helpers.readers import Table as Sheet
from helpers.scale.table import Table, head

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Database

SUFFIXES = (".parquet", ".csv", ".tsv")
ROLES = {
    "extract": ("extract", "subject", "unit", "item", "id", "document"),
    "rater": ("rater", "coder", "annotator", "worker", "judge"),
    "category": ("category", "code", "label", "rating", "theme"),
}
LARGE = 1 << 28  # bytes: a quarter of a gigabyte
FIRST = 1000  # rows that tell which columns hold raters
LAYOUTS = ("wide", "long")
TAKEN = ("layout", "raters", "extract", "category_column", "missing", "categories")
MEND = "bring the file into shape first, with `study convert`, or read it without --memory"
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
    _check_choices(path.name, reading)
    with _connected(path, memory) as database:
        table = _understood(database, path, reading)
        found = _long(database, table) if table.long else _wide(database, table)
    return found, _origin(path, table)


def _check_choices(name: str, reading: Reading) -> None:
    """Refuse what would be passed over here: the numbers would be those of another table."""
    other = [choice for choice in reading.as_mapping() if choice not in TAKEN]
    if other and (other != ["split"] or reading.split):
        option = f"--{other[0].replace('_', '-')}"
        raise StudyError(f"{name}: {option} is not taken for a file read through DuckDB; {MEND}")
    if reading.layout not in (None, *LAYOUTS):
        raise StudyError(
            f"{name}: --layout {reading.layout} is not read through DuckDB, "
            f"only {' and '.join(LAYOUTS)}; {MEND}"
        )


def _wide(database: "Database", table: Table) -> Patterns:
    columns = ", ".join(map(_quoted, table.raters))
    rows = _all(database, f"SELECT {columns}, count(*) FROM {table.source} GROUP BY ALL")
    cells = {cell for row in rows for cell in row[:-1]}
    known = table.categories(cells)
    code = {cell: table.code(cell, known) for cell in cells}
    codes = np.array([[code[cell] for cell in row[:-1]] for row in rows], dtype=np.int16)
    return _patterns(codes, np.array([row[-1] for row in rows]), known)


def _long(database: "Database", table: Table) -> Patterns:
    columns = f"{_quoted(table.raters[0])}, {_quoted(table.category)}"
    seen = _all(database, f"SELECT DISTINCT {columns} FROM {table.source}")
    raters, cells = (sorted({row[j] for row in seen}, key=str) for j in (0, 1))
    known, m = table.categories(cells), len(raters)
    if any(table.label(rater) is None for rater in raters):
        raise StudyError(f"{table.name}: a row has no {table.raters[0]}; each rating needs a rater")
    if m < 2:
        raise StudyError(f"{table.name}: found {m} rater; agreement needs two or more")
    width = len(known).bit_length()
    if width * m > KEY_BITS:
        return _crowd(database, table, raters, cells, known)
    _lookup(database, "category", cells, [table.code(cell, known) + 1 for cell in cells])
    _lookup(database, "rater", raters, [width * place for place in range(m)])
    keys, given, counts = _keys(database, table, "bit_or(c.value << r.value)")
    codes = (_fields(keys, width, m) + MISSING).astype(np.int16)
    if ((codes >= 0).sum(axis=1) != given).any():
        raise StudyError(f"{table.name}: a rater rated one extract more than once")
    return _patterns(codes, counts, known)


def _crowd(
    database: "Database", table: Table, raters: list[Any], cells: list[Any], known: tuple[str, ...]
) -> Patterns:
    """Too many raters to keep apart: how many chose each category, without who."""
    width = len(raters).bit_length()
    if width * len(known) > KEY_BITS:
        raise StudyError(f"{table.name}: {len(raters)} raters, {len(known)} categories: too many")
    shifts = [width * table.code(cell, known) for cell in cells]
    _lookup(
        database, "category", cells, [1 << max(shift, 0) if shift >= 0 else 0 for shift in shifts]
    )
    _lookup(database, "rater", raters, [0] * len(raters))
    keys, _, counts = _keys(database, table, "sum(c.value)::BIGINT")
    chosen = _fields(keys, width, len(known))
    codes = np.full((len(chosen), int(chosen.sum(axis=1).max())), MISSING, dtype=np.int16)
    for row, votes in zip(codes, chosen, strict=True):
        row[: votes.sum()] = np.repeat(np.arange(len(known)), votes)
    return replace(_patterns(codes, counts, known), raters_known=False)


def _keys(database: "Database", table: Table, key: str) -> tuple[Integers, Integers, Integers]:
    """What was said of an extract as a number, its ratings, and how many extracts share both."""
    columns = (table.extract, table.raters[0], table.category)
    extract, rater, category = (f"t.{_quoted(name)}" for name in columns)
    rows = _all(
        database,
        f"""
        SELECT key, given, count(*), count(*) FILTER (extract IS NULL) FROM (
            SELECT {extract} AS extract, {key} AS key, count(nullif(c.value, 0)) AS given
            FROM {table.source} t
            JOIN category c ON c.cell IS NOT DISTINCT FROM {category}
            JOIN rater r ON r.cell = {rater}
            GROUP BY ALL
        ) GROUP BY ALL
        """,
    )
    keys, given, counts, nameless = np.array(rows, dtype=np.int64).T
    if nameless.any():
        raise StudyError(
            f"{table.name}: a row has no {table.extract}; each rating needs an extract"
        )
    return keys, given, counts


def _fields(keys: Integers, width: int, fields: int) -> Integers:
    """The numbers packed into each key, `width` bits each: shape (keys, fields)."""
    return (keys[:, None] >> (width * np.arange(fields))) & ((1 << width) - 1)


def _patterns(codes: Codes, counts: Integers, known: tuple[str, ...]) -> Patterns:
    rows, counts = distinct(codes, len(known), counts)
    return Patterns(rows, counts, tuple(f"R{j + 1}" for j in range(codes.shape[1])), known)


def _understood(database: "Database", path: Path, reading: Reading) -> Table:
    place = str(path).replace("'", "''")
    options = "" if path.suffix == ".parquet" else ", all_varchar = true, nullstr = ''"
    reader = "read_parquet" if path.suffix == ".parquet" else "read_csv"
    source = f"{reader}('{place}'{options})"
    columns = [str(row[0]) for row in _all(database, f"DESCRIBE SELECT * FROM {source}")]
    named = {role: _role(columns, names) for role, names in ROLES.items()}
    plain = reading.layout is None and len(columns) == len(named) and all(named.values())
    if plain or reading.layout == "long":
        raters = reading.raters or (named["rater"],)
        extract, category = reading.extract or named["extract"], reading.category_column
        table = Table(path.name, source, extract, raters, category or named["category"], reading)
    else:
        rows = _all(database, f"SELECT * FROM {source} LIMIT {FIRST}")
        table = _found(head(path.name, columns, rows), source, columns, reading)
    return _checked(table, columns)


def _found(first: Sheet, source: str, columns: Sequence[str], reading: Reading) -> Table:
    """The columns as the first rows tell them, by the road that every smaller file takes."""
    way = choose((first,), replace(reading, categories=())).candidate
    if way.layout not in LAYOUTS:
        raise StudyError(
            f"{first.name}: looks like {TITLES[way.layout]}; through DuckDB only "
            f"--layout {' or '.join(LAYOUTS)} is read"
        )
    names = {trim(name): name for name in columns}
    raters = tuple(names[name] for name in way.reading.raters)
    extract, category = (
        names.get(name or "", "") for name in (way.reading.extract, way.reading.category_column)
    )
    if way.layout == "long":
        return Table(first.name, source, extract, raters, category, reading)
    grid = way.grid()
    if len(grid.extracts) < len(first.cells):
        raise StudyError(
            f"{first.name}: among the first rows {len(first.cells) - len(grid.extracts)} are no "
            f"extracts; {MEND}"
        )
    return Table(first.name, source, extract, raters, "", reading, grid.notes)


def _checked(table: Table, columns: Sequence[str]) -> Table:
    needed = (*table.raters, *((table.extract, table.category) if table.long else ()))
    missing = [name for name in needed if name not in columns]
    if missing:
        raise StudyError(
            f"{table.name}: no column {missing[0]!r} among {', '.join(columns)}; "
            "say which with --extract, --raters and --category-column"
        )
    if not table.long and len(table.raters) < 2:
        raise StudyError(
            f"{table.name}: found {len(table.raters)} rater; agreement needs two or more"
        )
    return table


def _role(columns: Sequence[str], names: Sequence[str]) -> str:
    return next((column for column in columns if column.strip().lower() in names), "")


def _origin(path: Path, table: Table) -> Origin:
    change = "raters named R1, R2, … in the order of their names or columns"
    layout = "one row a rating" if table.long else "one column a rater"
    changes = (*table.notes, change)
    return Origin(path.name, "own", "a file of your own", sha256(path), layout, changes)


def _lookup(database: "Database", name: str, cells: Sequence[Any], values: Sequence[int]) -> None:
    import pandas as pd

    frame = pd.DataFrame({"cell": cells, "value": values})  # noqa: F841  # DuckDB finds it by name
    database.execute(f"CREATE TEMP TABLE {name} AS SELECT cell, value::BIGINT AS value FROM frame")


def _all(database: "Database", query: str) -> list[Any]:
    import duckdb

    try:
        return database.execute(query).fetchall()
    except duckdb.Error as problem:
        raise StudyError(f"DuckDB: {str(problem).splitlines()[0]}") from None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def _connected(path: Path, memory: str) -> "Iterator[Database]":
    try:
        import duckdb
    except ImportError:
        raise StudyError(
            f"{path.name}: a file this large is read through DuckDB; install it with "
            "`uv sync --extra scale` or `pip install duckdb`"
        ) from None
    if not path.is_file():
        raise StudyError(f"{path.name}: there is no such file")
    if path.suffix not in SUFFIXES:
        raise StudyError(f"{path.name}: DuckDB reads {', '.join(SUFFIXES)}; convert the file first")
    with tempfile.TemporaryDirectory() as spill:
        try:
            database = duckdb.connect(config={"memory_limit": memory, "temp_directory": spill})
        except duckdb.Error:
            raise StudyError(f"memory {memory!r}: write a size, as 1GB or 500MB") from None
        with database:
            database.execute(
                "SET enable_progress_bar = false; SET preserve_insertion_order = false"
            )
            yield database
