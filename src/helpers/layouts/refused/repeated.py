"""Tables put side by side under the same headers: a copy is left out, another is asked about."""

import re
import shlex
from collections.abc import Callable
from itertools import combinations

from helpers.errors import StudyError
from helpers.layouts.columns import Column, Columns, cells, roles
from helpers.layouts.words import terms
from helpers.layouts.words.texts import numbers

FEW_NAMES = 4  # fewer may be labels of a few raters
FEWEST = 3  # columns of a table: names, and two of ratings

Part = tuple[Column, ...]


def without_copies(columns: Columns) -> Columns:
    """The same table, what is an exact copy of the table beside it left blank, and this said."""
    first, *others = parts(columns) or [()]
    copies = [c for part in others if _texts(part) == _texts(first) for c in part]
    if not copies:
        return columns
    where = numbers([columns.position(c) for c in copies])
    note = f"{where} are a copy of the table beside them, and left out"
    return columns.without(copies, note)


def refuse(columns: Columns, way: Callable[[Columns], str]) -> None:
    """Refuse to guess which of several tables side by side is meant.

    Args:
        columns: the whole table.
        way: the options that read a part of it, blank where there are none.

    Raises:
        StudyError: with what to type for each, and what to do if they are one.
    """
    found = parts(columns)
    if not found:
        return
    ways = [way(columns.without(_others(found, part), "")) for part in found]
    rest = "" if all(ways) else f"save {'any other' if any(ways) else 'each'} as a file of its own"
    typed = f"type {' or '.join(filter(None, ways))}" if any(ways) else ""
    raise StudyError(
        f"{columns.name}: {len(found)} tables stand side by side under the same headers, from "
        f"{numbers([columns.position(part[0]) for part in found])} on; "
        f"{'; '.join(filter(None, (typed, rest)))}; if they are one, put one below the other"
    )


def refuse_reordered(columns: Columns) -> None:
    """Refuse columns side by side of which each rater's has its own order of the extracts.

    Raises:
        StudyError: when two columns of names hold mostly the same ones, but in other rows.
    """
    unique = [c for c in columns.columns if c.unique and c.filled >= FEW_NAMES]
    for one, other in combinations(unique, 2):
        if _names_alike(one, other) and (apart := _apart(one, other)) > 1:
            where = numbers([columns.position(c) for c in (one, other)])
            (named,) = columns.numbered([one])
            raise StudyError(
                f"{columns.name}: {where} hold the same names, but in {apart} rows not the same "
                "one, as where each rater's table stands beside the other's; save each as a file "
                f"of its own and give both, or type --extract {shlex.quote(named)} if that one "
                "names the extracts of all"
            )


def _names_alike(one: Column, other: Column) -> bool:
    """Whether two columns name extracts by their headers, or by names that are no numbers."""
    headed = _bare(one) == _bare(other) or all(
        roles.speaks_of_extracts(c, frozenset()) for c in (one, other)
    )
    return cells.overlap(one, other) >= cells.NEARLY_ALL and (headed or not cells.is_counts([one]))


def _apart(one: Column, other: Column) -> int:
    """In how many rows two columns do not hold the same."""
    pairs = zip(one.texts(), other.texts(), strict=True)
    return sum(a != b for a, b in pairs)


def parts(columns: Columns) -> list[Part]:
    """The columns of each table, or none where there is but one."""
    used = tuple(c for c in columns.columns if c.filled)
    names = [_bare(c) for c in used]
    size = next((k for k in range(FEWEST, len(names)) if names[k] == names[0]), 0)
    whole = size and len(names) % size == 0 and names == names[:size] * (len(names) // size)
    if not whole or not (roles.words(used[0]) & terms.EXTRACT or used[0].unique):
        return []
    return [used[i : i + size] for i in range(0, len(used), size)]


def _bare(column: Column) -> str:
    """The header as the file has it, without what tells apart those that are repeated."""
    bare = "" if roles.is_unheaded(column) else column.name
    return re.sub(r" \(\d+\)$", "", bare)


def _texts(part: Part) -> list[list[str]]:
    return [column.texts() for column in part]


def _others(found: list[Part], part: Part) -> Part:
    return tuple(c for other in found if other is not part for c in other)
