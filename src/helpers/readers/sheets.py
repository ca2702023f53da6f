"""Which sheets of a workbook are handed on, where all of them are read at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from helpers.errors import StudyError
from helpers.readers.table import Table

MOST_CODES = 1000


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
    if sheet not in known:
        raise StudyError(f"{name}: no sheet {sheet!r}; there are {', '.join(map(repr, known))}")
    if known[sheet].cells.empty:
        raise StudyError(f"{name}: sheet {sheet!r} holds no cells")
    return (known[sheet], *(one for one in visible if one.sheet != sheet and _may_list_codes(one)))


def _may_list_codes(table: Table) -> bool:
    return table.cells.shape[1] == 2 and len(table.cells) <= MOST_CODES
