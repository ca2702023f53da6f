"""Tables below one another in one sheet, which no one should take for one table."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from helpers.errors import StudyError
from helpers.layouts.columns import Column, roles
from helpers.layouts.words.texts import trim

LEAST = 3  # rows of a table

Codes = NDArray[np.int64]


def refuse_other_heads(
    name: str, columns: Sequence[Column], heads: Sequence[str], again: Sequence[int], rows: Codes
) -> None:
    """Refuse a row that begins as the header does and goes on as no row does.

    Args:
        name: the file's name.
        columns: the table's.
        heads: its header.
        again: the places of rows that are the header once more.
        rows: each row's number in the file.

    Raises:
        StudyError: with the row, and what to do.
    """
    first, head = columns[0], trim(heads[0])
    known = {level for column in columns for level in column.levels}
    if not first.unique or head not in first.levels or known & set(map(trim, heads[1:])) - {""}:
        return
    for row in np.flatnonzero(first.codes == first.levels.index(head)).tolist():
        others = [c for c in columns[1:] if c.codes[row] >= 0]
        alone = all(c.counts[c.codes[row]] == 1 for c in others)
        if row not in again and len(others) > 1 and alone:
            raise StudyError(
                f"{name}: row {rows[row]} looks like the header of another table below the first; "
                "save that table as a file of its own, or give its raters columns of their own; "
                f"delete row {rows[row]} if they are the same raters"
            )


def refuse_other_rounds(
    name: str, columns: Sequence[Column], heads: Sequence[str], again: Sequence[int], rows: Codes
) -> None:
    """Refuse a table that comes again below its own header with the same extracts.

    Raises:
        StudyError: with the row, and what to do, unless a column tells the tables apart.
    """
    if roles.speaks_of_extracts(columns[0], frozenset()):  # whoever reads it tells the rows
        return
    starts = [0, *(row + 1 for row in again)]
    ends = [*again, len(rows)]
    parts = [slice(a, b) for a, b in zip(starts, ends, strict=True) if b > a]
    names = [_filled(columns[0], part) for part in parts]
    twice = set.intersection(*map(set, names)) if len(parts) > 1 else set()
    once = all(len(set(one)) == len(one) >= LEAST for one in names)
    apart = len(set(heads)) == len(heads)  # labels that come again are no header
    if twice and once and apart and not any(_tells(c, parts) for c in columns[1:]):
        raise StudyError(
            f"{name}: below row {rows[again[-1]]}, where the header comes again, are the same "
            "extracts once more, as in a second round; save each round as a file of its own"
        )


def _filled(column: Column, part: slice) -> list[int]:
    codes = column.codes[part]
    return [int(code) for code in codes[codes >= 0]]


def _tells(column: Column, parts: Sequence[slice]) -> bool:
    """Whether a column holds one label in each part, and in each another: a rater, a round."""
    found = [set(_filled(column, part)) for part in parts]
    return all(len(one) == 1 for one in found) and len(set.union(*found)) == len(parts)
