"""Rows of a text file cut into more cells than its header: what stands in them is shifted."""

import numpy as np
from numpy.typing import NDArray

from helpers.errors import StudyError
from helpers.layouts.columns import Columns
from helpers.layouts.rows import heads
from helpers.layouts.words.texts import trim
from helpers.readers import Table

SHOWN = 6
CUT = (
    "as where a comma, or whatever stands between cells, stands within one; put quotation marks "
    "around such a cell, or head every column"
)


def refuse(table: Table, columns: Columns, headed: bool) -> None:
    """Refuse rows with more cells than the header or, where there is none, than most rows.

    Blank cells at the end do no harm, nor do rows that are no extracts.

    Raises:
        StudyError: with the rows' numbers, and what would be right.
    """
    if table.widths is None or table.header is not None:
        return
    numbers = table.cells.index.to_numpy(dtype=np.int64)
    kept = np.isin(numbers, columns.row_numbers)
    head = _of_header(table, table.widths) if headed else None
    known = int(np.bincount(table.widths[kept]).argmax() if head is None else table.widths[head])
    able = np.flatnonzero(kept & (table.widths > known)).tolist()
    if longer := [i for i in able if any(map(trim, table.cells.iloc[i, known:]))]:
        than = "most rows" if head is None else f"the header in row {numbers[head]}"
        raise StudyError(
            f"{table.name}: {_named(numbers[longer])} more cells than {than} ({known}), {CUT}"
        )


def _of_header(table: Table, widths: NDArray[np.int64]) -> int:
    """The row of the header, or the longer of its two rows."""
    head = heads.find(table)
    return head.first + int(widths[head.first : head.body].argmax())


def _named(rows: NDArray[np.int64]) -> str:
    shown = ", ".join(map(str, rows[:SHOWN]))
    more = f" and {len(rows) - SHOWN:,} more" if len(rows) > SHOWN else ""
    return f"row {shown} has" if len(rows) == 1 else f"rows {shown}{more} have"
