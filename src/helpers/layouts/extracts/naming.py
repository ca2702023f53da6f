"""The extracts' names: which column holds them, and whether they will do."""

import re
import shlex
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from helpers.errors import StudyError
from helpers.layouts.columns import Column, Columns, cells, joined, roles, row_index, turned
from helpers.layouts.extracts import in_order, together
from helpers.layouts.reading import Reading
from helpers.layouts.words import terms
from helpers.layouts.words.texts import counted, plain

TRIMMED = "trimmed of surrounding space"
NUMBERED = "extracts are numbered: no column holds short names for them"
ENOUGH_NAMES = 5
MOST_SHOWN = 6
MANY_ALIKE = 3


def column(columns: Columns, reading: Reading, raters: tuple[Column, ...]) -> Column | None:
    """The column of extract names: the one asked for, else the one that looks like it."""
    if reading.extract is not None:
        return named(columns, reading.extract)
    found = likeliest(columns, raters)
    if len(reading.raters) > 1 and raters and not (found is not None and found.unique):
        return together.column(columns, raters) or found
    return found


def named(columns: Columns, name: str) -> Column:
    """The column of that header, or several together, between commas.

    Raises:
        StudyError: when there is none.
    """
    parts = name.split(",")
    if len(parts) == 1 or any(c.name.casefold() == name.casefold() for c in columns.columns):
        return columns.named(name)
    return joined([columns.named(part.strip()) for part in parts])


def told_apart(
    columns: Columns, extract: Column, taken: Sequence[Column], apart: Callable[[Column], bool]
) -> Column:
    """The column that names extracts, joined with their document's where alone it does not do.

    Segments are often numbered anew in each document. `apart` says whether a column does.
    """
    if apart(extract):
        return extract
    free = [c for c in columns.columns if c not in (*taken, extract) and c.filled]
    ways = [joined((c, extract)) for c in free if roles.words(c) & terms.DOCUMENT]
    if together.comes_again(extract):  # a name that comes twice among many may be a mistake
        # Subject and item, say; a column that is none alone is none with another either.
        heads = together.UNIT | (terms.EXTRACT if roles.words(extract) & terms.EXTRACT else set())
        units = [c for c in free if roles.words(c) & heads and not c.unique]
        ways += [joined((extract, c)) for c in units]
    return next((way for way in ways if apart(way)), extract)


def likeliest(columns: Columns, raters: Iterable[Column] = ()) -> Column | None:
    """The column that names the extracts: by its header, else the first one that must.

    `raters` are known to hold ratings, and so no names.
    """
    taken = (*raters, *turned.items(columns.columns))
    free = [c for c in columns.columns if c not in taken and c.filled and not roles.is_text(c)]
    heads = frozenset(c.name.casefold() for c in columns.columns)
    named = [c for c in free if roles.speaks_of_extracts(c, heads) and not cells.are_shares(c)]
    # "ID" before "Extract" before the row numbers that a program wrote.
    ranked = sorted(named, key=lambda c: (not c.unique, "id" not in roles.words(c)))
    found = told_apart(columns, ranked[0], taken, lambda c: c.unique) if ranked else None
    if found is None and (first := _naming_rows(columns, free)) is not None:
        return first
    named_alone = found is not None and found.unique
    return found if named_alone else together.column(columns) or found


def _naming_rows(columns: Columns, free: Sequence[Column]) -> Column | None:
    """The first column that names rows; what follows names them better than a program's number."""
    first, *others = columns.columns
    second = others[0] if others and others[0] in free else None
    if second and row_index.columns([first], second) and _names_rows(second, others[1:]):
        return second
    return first if first in free and _names_rows(first, others) else None


def _names_rows(first: Column, others: Sequence[Column]) -> bool:
    """Whether a column whose header tells nothing holds names: one a row, too many for chance."""
    rows = len(first.codes)
    if row_index.numbers_rows(first) or in_order.names_rows(first, others):
        return True
    if not first.unique or first.filled < rows or roles.is_rater_alone(first):
        return False
    if sum(map(roles.is_rater_alone, others)) > 1:
        return True
    stem = None if roles.is_unheaded(first) else roles.stem(first)
    alike = [c for c in others if roles.stem(c) == stem or cells.shares(first, c)]
    if not alike:
        numbered = roles.is_unheaded(first) and cells.are_numbered(first)
        return rows >= ENOUGH_NAMES or (numbered and rows > 1)
    # Numbers of rows are also codes, but a rater has no use for so many.
    return rows >= ENOUGH_NAMES and rows > 2 * max(len(c.levels) for c in alike)


def rises(column: Column) -> bool:
    """Whether the cells are whole numbers, each larger than the one above, as rows are numbered."""
    whole = column.filled == len(column.codes) > 1 and cells.is_counts([column])
    return whole and bool((np.diff(cells.whole_numbers(column)) > 0).all())


def names(
    columns: Columns, extract: Column | None, raters: tuple[Column, ...] = ()
) -> tuple[tuple[str, ...], list[str]]:
    """The extracts' names, and what is to be said of them; `raters` hold ratings, and no names.

    Raises:
        StudyError: when a name is blank or repeated, with the rows.
    """
    rows = columns.row_numbers
    if extract is None or roles.is_text(extract):
        return tuple(map(str, range(1, len(rows) + 1))), [NUMBERED]
    if (blank := np.flatnonzero(extract.codes < 0)).size:
        raise StudyError(
            f"{columns.name}: row {rows[blank[0]]} has no name in column {extract.name!r}; "
            f"name every extract{', or delete the row if it is a total' * _at_end(blank, rows)}"
        )
    if not extract.unique:
        level = int(np.argmax(extract.counts > 1))
        at = rows[extract.codes == level]
        raise StudyError(
            f"{columns.name}: extract {extract.levels[level]!r} appears more than once "
            f"(rows {at[0]} and {at[1]}); give each extract a row and a name of its own"
            f"{_completed(columns, extract, raters)}"
        )
    trimmed = sum(part.trimmed for part in extract.members)
    return tuple(extract.texts()), counted(trimmed, "extract name", TRIMMED)


def _completed(columns: Columns, extract: Column, raters: tuple[Column, ...]) -> str:
    """What to type where further columns name each row with the extract's."""
    found = together.completed(columns, extract, raters) if raters else ()
    named = shlex.quote(",".join(f"column {columns.position(c)}" for c in found))
    return f", or type --extract {named} if these name it together" if found else ""


def alike(where: str, names: Sequence[str], codes: NDArray[np.int64]) -> list[str]:
    """A warning of names that differ by spelling or zeros alone, where no rater rated both.

    Args:
        where: the file's name.
        names: one a row.
        codes: shape (extracts, raters); -1 where a rater gave none.

    Raises:
        StudyError: when so many do that raters must have written the names two ways.
    """
    first: dict[str, int] = {}
    again = ((i, first.setdefault(spelled(name), i)) for i, name in enumerate(names))
    pairs = [(one, i) for i, one in again if one != i]
    apart = [(i, j) for i, j in pairs if not ((codes[i] >= 0) & (codes[j] >= 0)).any()]
    if not apart:
        return []
    if len(apart) >= MANY_ALIKE and 3 * len(apart) >= len(names):
        i, j = apart[0]
        raise StudyError(
            f"{where}: raters write the names of extracts two ways, as {names[i]!r} and "
            f"{names[j]!r} ({len(apart)} pairs): write them alike"
        )
    shown = ", ".join(f"{i + 1} and {j + 1}" for i, j in apart[:MOST_SHOWN])
    more = f" and {len(apart) - MOST_SHOWN} more" if len(apart) > MOST_SHOWN else ""
    return [
        f"kept apart, though alike but for case, space or zeros, and never rated by one rater: the "
        f"names of extracts {shown}{more}; if they are one, write them alike in the file"
    ]


def _at_end(places: NDArray[np.int64], rows: NDArray[np.int64]) -> bool:
    """Whether some rows are the last."""
    return bool((places == np.arange(len(rows))[-len(places) :]).all())


def spelled(name: str) -> str:
    """A name without what writing adds: case, inner space and zeros before a number."""
    usual = name.isascii() and name.isalnum()  # by far the most, and quicker
    text = name.casefold() if usual else plain(name)
    return re.sub(r"(?<!\d)0+(?=\d)", "", text) if "0" in text else text
