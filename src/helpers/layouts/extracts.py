"""The extracts' names: which column holds them, and whether they will do."""

import numpy as np

from helpers.errors import StudyError
from helpers.layouts import roles
from helpers.layouts.columns import Column, Columns
from helpers.layouts.reading import Reading

NUMBERED = "extracts are numbered: no column holds short names for them"


def column(columns: Columns, reading: Reading, raters: tuple[Column, ...]) -> Column | None:
    """The column of extract names: the one asked for, else the one that looks like it."""
    if reading.extract is not None:
        return columns.named(reading.extract)
    return roles.extract_column(columns, raters)


def names(columns: Columns, extract: Column | None) -> tuple[tuple[str, ...], list[str]]:
    """The extracts' names, and what is to be said of them.

    Raises:
        StudyError: when a name is blank or repeated, with the rows.
    """
    rows = columns.row_numbers
    if extract is None or roles.is_text(extract):
        return tuple(map(str, range(1, len(rows) + 1))), [NUMBERED]
    if (blank := np.flatnonzero(extract.codes < 0)).size:
        raise StudyError(
            f"{columns.name}: row {rows[blank[0]]} has no name in column {extract.name!r}; "
            "name every extract"
        )
    if not extract.unique:
        level = int(np.argmax(extract.counts > 1))
        at = rows[extract.codes == level]
        raise StudyError(
            f"{columns.name}: extract {extract.levels[level]!r} appears more than once "
            f"(rows {at[0]} and {at[1]}); give each extract a row and a name of its own"
        )
    return tuple(extract.texts()), []
