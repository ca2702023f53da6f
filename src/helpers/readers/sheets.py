"""Which sheets of a workbook are handed on, where all of them are read at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from helpers.errors import StudyError
from helpers.readers.table import Table

MOST_CODES = 1000
MOST_PLACES = 6


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet's table, and whether a person sees it."""

    table: Table
    visible: bool


def chosen(sheets: Sequence[Sheet], name: str, sheet: str | None) -> tuple[Table, ...]:
    """The visible sheets that hold something; or the one named, hidden or not.

    The one named is followed by what could be a list of its codes.

    Raises:
        StudyError: when there is no sheet of that name, or it holds nothing.
    """
    visible = [one.table for one in sheets if one.visible and not one.table.cells.empty]
    if sheet is None:
        return tuple(visible)
    known = {str(one.table.sheet): one.table for one in sheets}
    sheet = titled(sheet, list(known), name)
    if known[sheet].cells.empty:
        raise StudyError(f"{name}: sheet {sheet!r} holds no cells")
    return (known[sheet], *(one for one in visible if one.sheet != sheet and _may_list_codes(one)))


def titled(sheet: str, titles: Sequence[str], name: str) -> str:
    """The title that was meant, case aside.

    >>> titled("ratings", ["Notes", "Ratings"], "t.xlsx")
    'Ratings'

    Raises:
        StudyError: when there is none.
    """
    alike = [title for title in titles if title.casefold() == sheet.casefold()]
    if sheet in titles or len(alike) == 1:
        return sheet if sheet in titles else alike[0]
    raise StudyError(f"{name}: no sheet {sheet!r}; there are {', '.join(map(repr, titles))}")


def _may_list_codes(table: Table) -> bool:
    return table.cells.shape[1] == 2 and len(table.cells) <= MOST_CODES


def hidden(table: Table, rows: Iterable[int], columns: Iterable[int]) -> list[str]:
    """What is to be said of filled rows and columns that nobody sees, and that are read too.

    Args:
        table: the sheet's.
        rows: the places of those that are hidden, or kept back by a filter; from 0.
        columns: the same.
    """
    filled = (table.cells != "").to_numpy()
    places = {
        "row": sorted(set(rows) & set(np.flatnonzero(filled.any(axis=1)).tolist())),
        "column": sorted(set(columns) & set(np.flatnonzero(filled.any(axis=0)).tolist())),
    }
    return [
        f"{len(found):,} hidden {what}{'s are' if len(found) > 1 else ' is'} read too: "
        f"{_places(found)}"
        for what, found in places.items()
        if found
    ]


def _places(found: Sequence[int]) -> str:
    more = f" and {len(found) - MOST_PLACES} more" if len(found) > MOST_PLACES else ""
    return ", ".join(str(place + 1) for place in found[:MOST_PLACES]) + more
