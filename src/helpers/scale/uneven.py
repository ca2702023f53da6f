"""Rows with more or fewer cells than others, for which DuckDB has no columns."""

import re
from pathlib import Path

from helpers import readers
from helpers.errors import StudyError
from helpers.layouts import Reading
from helpers.layouts.rows import first_row

START = 1 << 20  # bytes that are looked at for the rows
_LINE = re.compile(
    r"CSV Error on Line: (\d+).*?Expected Number of Columns: (\d+) Found: (\d+)", re.S
)


def refuse(path: Path, reading: Reading) -> None:
    """Refuse a file that DuckDB cuts into one column though its delimiter stands in it.

    Raises:
        StudyError: with the rows that have more cells than the header, if that is why.
    """
    with path.open("rb") as file:
        start = file.read(START)
    whole = start if len(start) < START else start[: start.rfind(b"\n") + 1]
    table, *_ = readers.read(whole, path.name)
    if table.cells.shape[1] > 1:
        first_row.seen(table, reading)
        raise StudyError(
            f"{path.name}: its rows do not all have as many cells as the first, so DuckDB finds "
            "one column; give all rows as many, or read it without --memory"
        )


def said(problem: str) -> str:
    """The row that DuckDB could not cut as those before it, and what to do; blank if none.

    >>> said("CSV Error on Line: 7\\nExpected Number of Columns: 2 Found: 3").partition(";")[0]
    'line 7 has 3 cells, where those before it have 2'
    """
    if (found := _LINE.search(problem)) is None:
        return ""
    line, known, cells = found.groups()
    return (
        f"line {line} has {cells} cells, where those before it have {known}; put quotation marks "
        "around a cell with a comma in it, or give every row as many cells"
    )
