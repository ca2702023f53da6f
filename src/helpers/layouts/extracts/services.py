"""The services that extracts come from: which column tells them, and what it says of each."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from helpers.errors import StudyError
from helpers.layouts.columns import Column, Columns, roles
from helpers.layouts.reading import Reading
from helpers.layouts.words import terms
from helpers.layouts.words.texts import counted

UNIVERSITY = terms.word_set("university universities uni")


def column(columns: Columns, reading: Reading, taken: Sequence[Column | None]) -> Column | None:
    """The column asked for, else the one that is headed as nothing else; None without one."""
    if reading.service is not None:
        return columns.named(reading.service)
    headed = [c for c in columns.columns if c not in taken and c.filled and roles.is_service(c)]
    return headed[0] if len(headed) == 1 else None


def are_universities(found: Column | None) -> bool:
    """Whether a column's header says that it tells universities."""
    return found is not None and bool(terms.said(found.name) & UNIVERSITY)


def of_rows(columns: Columns, found: Column | None) -> tuple[tuple[str, ...], list[str]]:
    """The service of every row, and what is to be said; none where a row tells none."""
    return ((), []) if found is None else _named(columns, found, found.codes)


def of_extracts(
    columns: Columns, found: Column | None, extract: Column
) -> tuple[tuple[str, ...], list[str]]:
    """The same where an extract has several rows.

    Raises:
        StudyError: when the rows of one extract tell different services.
    """
    if found is None:
        return (), []
    rows = np.flatnonzero((found.codes >= 0) & (extract.codes >= 0))
    told = np.full(len(extract.levels), -1, dtype=np.int64)
    first = rows[::-1]  # what is written last stays
    told[extract.codes[first]] = found.codes[first]
    apart = rows[told[extract.codes[rows]] != found.codes[rows]]
    if apart.size:
        raise StudyError(
            f"{columns.name}: row {columns.row_numbers[apart[0]]} tells another service than "
            "another row of the same extract; an extract comes from one service"
        )
    return _named(columns, found, told)


def _named(
    columns: Columns, found: Column, told: NDArray[np.int64]
) -> tuple[tuple[str, ...], list[str]]:
    where, blank = f"column {columns.position(found)}", int((told < 0).sum())
    if blank:
        (extracts,) = counted(blank, "extract")
        return (), [f"{where} tells services, but not of {extracts}: not used"]
    names = tuple(found.levels[code] for code in told)
    if len(set(names)) == 1:
        return (), [f"{where} tells one service for all extracts: not used"]
    return names, [f"{where} tells the service of each extract ({len(set(names))} services)"]
