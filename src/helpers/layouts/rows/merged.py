"""Merged cells: what stands in the first of them names the rows below it too."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.errors import StudyError
from helpers.layouts.columns import Column, Columns
from helpers.layouts.words.texts import counted
from helpers.readers import Table


def carried(table: Table, rows: NDArray[np.int64]) -> tuple[Table, list[str]]:
    """The table with merged cells filled down in some of its rows, and what was filled.

    What begins above these rows is a title or a header, and is left alone; so is a value that
    a program left beneath the merged cell.
    """
    if not table.merged:
        return table, []
    cells = table.cells.to_numpy(dtype=object, copy=True)
    missing = np.zeros(cells.shape, dtype=bool) if table.missing is None else table.missing.copy()
    filled = np.zeros(cells.shape[1], dtype=np.int64)
    kept = set(rows.tolist())
    spans = [one for one in table.merged if one.first in kept and cells[one.first, one.column]]
    for span in spans:
        under = rows[(rows > span.first) & (rows <= span.last)]
        under = under[cells[under, span.column] == ""]
        cells[under, span.column] = cells[span.first, span.column]
        missing[under, span.column] = missing[span.first, span.column]
        filled[span.column] += len(under)
    notes = [
        note
        for j, n in enumerate(filled.tolist(), 1)
        for note in counted(n, "cell", f"of column {j} filled from the merged cell above")
    ]
    frame = pd.DataFrame(cells, index=table.cells.index, columns=table.cells.columns)
    return replace(table, cells=frame, missing=missing, merged=tuple(spans)), notes


def headings(table: Table, rows: NDArray[np.int64], filled: NDArray[np.int64]) -> list[int]:
    """Which of some rows hold one cell alone, merged with those beside it: a heading, no extract.

    `filled` is how many cells each of the rows has.
    """
    across = {span.first for span in table.merged if span.first == span.last}
    return [i for i in np.flatnonzero(filled == 1).tolist() if int(rows[i]) in across]


def check(columns: Columns, ratings: Sequence[Column]) -> None:
    """Refuse merged ratings: whether one was given to each row, or by each rater, is not plain.

    Raises:
        StudyError: naming the column, with what to do.
    """
    for column in ratings:
        if column.merged:
            raise StudyError(
                f"{columns.name}: column {columns.position(column)} holds ratings in merged cells, "
                "and whether each was meant for every extract and rater that it spans is not "
                "plain; unmerge them and type each rating into a cell of its own"
            )
