"""DuckDB as the rest of this room uses it: opened under a limit, asked, its errors one line."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers import readers
from helpers.errors import StudyError
from helpers.scale import uneven

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Database

SUFFIXES = (".parquet", ".csv", ".tsv")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # what such a text begins with


class _EncodingError(StudyError):
    """The text is in another encoding, which the message names."""


@contextmanager
def connected(path: Path, memory: str) -> "Iterator[Database]":
    """A database for one file, spilling to a folder that goes with it.

    Raises:
        StudyError: when DuckDB or the file is not there, or DuckDB does not read such files.
    """
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
            try:
                _check_text(path)
                yield database
            except _EncodingError as found:
                raise StudyError(
                    f"{path.name}: the text is {found}, and DuckDB reads UTF-8: save it as UTF-8 "
                    "(in Excel `CSV UTF-8`), or read it without --memory, which understands either"
                ) from None


def _check_text(path: Path) -> None:
    """Refuse what is no text in UTF-8, as far as its beginning tells."""
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(UTF_16):
        raise _EncodingError("UTF-16")
    readers.refuse(start, path.name)


def answer(database: "Database", query: str) -> list[Any]:
    """What a query gives; StudyError in one line when DuckDB refuses it."""
    import duckdb

    try:
        return database.execute(query).fetchall()
    except duckdb.Error as problem:
        if "not utf-8 encoded" in str(problem):
            raise _EncodingError("not UTF-8, perhaps Windows-1252") from None
        why = uneven.said(str(problem)) or str(problem).splitlines()[0]
        raise StudyError(f"DuckDB: {why}") from None


def lookup(database: "Database", name: str, cells: Sequence[Any], values: Sequence[int]) -> None:
    """A table of a value for each cell, to be joined with."""
    import pandas as pd

    frame = pd.DataFrame({"cell": cells, "value": values})  # noqa: F841  # DuckDB finds it by name
    database.execute(f"CREATE TEMP TABLE {name} AS SELECT cell, value::BIGINT AS value FROM frame")


def quoted(name: str) -> str:
    """A column's name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL has it."""
    return "'" + text.replace("'", "''") + "'"
