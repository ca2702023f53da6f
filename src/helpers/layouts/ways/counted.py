"""Which columns of a table hold counts: how many raters chose each category."""

from dataclasses import dataclass

import numpy as np

from helpers.layouts.columns import (
    Column,
    Columns,
    adding,
    cells,
    number_of,
    roles,
    row_index,
    totals,
)
from helpers.layouts.extracts import naming
from helpers.layouts.reading import Reading
from helpers.layouts.words import terms


@dataclass(frozen=True, eq=False)
class Parts:
    """The columns of a table of counts: names, categories (none if they cannot be), their sum."""

    extract: Column | None
    categories: tuple[Column, ...]
    total: Column | None = None


def parts(columns: Columns, reading: Reading) -> Parts:
    """The columns that hold counts, as they were named or as the cells and headers tell."""
    if reading.layout == "counts" and reading.raters:
        named = tuple(c for name in reading.raters for c in columns.spanned(name))
        extract = _extract(columns, reading, named)
        return Parts(extract, named if cells.is_counts(named) else ())
    found = _likely(columns, reading)
    if adding.up(found.categories)[0] == 1:
        return found
    free = [c for c in columns.columns if reading.extract is None or c is not found.extract]
    run, headed = adding.found(free), number_of.columns(free)
    plain = bool(headed) and adding.up(headed)[0] > 0
    told = headed if plain else run if adding.up(run)[0] == 1 else headed or run
    some = bool(told) and not plain and _are_some_of(told, found.categories)
    if not told or some or adding.are_tallies(told, free):
        return found
    return Parts(_extract(columns, reading, told), told)


def _are_some_of(run: tuple[Column, ...], categories: tuple[Column, ...]) -> bool:
    """Whether others may be counts too, of which the rows add up alike but where some are missing.

    They are headed as these are, or the rows are so few that some may add up by chance.
    """
    most = int(np.sum([cells.whole_numbers(c) for c in run], axis=0).max())
    rest = [c for c in categories if c not in run and not roles.is_beside(c)]
    if (
        not rest
        or not set(run) < set(categories)
        or any(cells.whole_numbers(c).max() > most for c in rest)
    ):
        return False
    kinds = {_kind(c) for c in categories}
    return len(kinds) == 1 or len(run[0].codes) < cells.ENOUGH_TO_TELL


def _kind(column: Column) -> str:
    """The series of a header: numbers, single letters, or its words but for a number."""
    if column.name.isdecimal():
        return "1"
    return "a" if len(column.name) == 1 else roles.stem(column)


def _extract(columns: Columns, reading: Reading, taken: tuple[Column, ...]) -> Column | None:
    first = columns.columns[0]
    numbered = first if naming.rises(first) and first not in taken else None
    return naming.column(columns, reading, taken) or numbered


def _likely(columns: Columns, reading: Reading) -> Parts:
    extract = _extract(columns, reading, ())
    named = extract.members if extract is not None else ()
    names = (*named, *row_index.columns(columns.columns, extract))
    able = tuple(c for c in columns.columns if c.filled and c not in names and not roles.is_text(c))
    categories = tuple(c for c in able if not roles.words(c) & terms.TOTALS)
    categories = _with_total(able, _without_beside(categories))
    if len(categories) < 2 or not cells.is_counts(categories):
        return Parts(extract, ())
    headed = [c for c in able if roles.words(c) & terms.TOTALS]
    total = totals.column(categories)
    if total is None and len(headed) == 1 and totals.likely((*categories, *headed)) in headed:
        return Parts(extract, categories, headed[0])
    rest = tuple(c for c in categories if c is not total)
    return Parts(extract, rest if total is not None else _without_constant(rest), total)


def _without_constant(categories: tuple[Column, ...]) -> tuple[Column, ...]:
    """Those of them that vary: no category is chosen by as many raters in every row."""
    kinds = {_kind(c) for c in categories if not adding.is_constant(c)}
    alike = len(kinds) == 1  # a category of the same series, which as many chose in every row
    varied = tuple(
        c for c in categories if not adding.is_constant(c) or (alike and _kind(c) in kinds)
    )
    enough = len(varied) > 1 and len(varied[0].codes) >= cells.FEW and adding.up(varied)[0]
    return varied if enough else categories


def _without_beside(able: tuple[Column, ...]) -> tuple[Column, ...]:
    """The categories: a few have the name of what stands beside ratings, as `Time`.

    What is never less than all others of its row together, as an age beside codes of 0 and 1, is
    no count.
    """
    if not cells.is_counts(able):
        return tuple(c for c in able if not roles.is_beside(c))
    plain = [c for c in able if not roles.is_beside(c)]
    others = np.sum([cells.whole_numbers(c) for c in plain], axis=0) if plain else np.inf
    return tuple(c for c in able if c in plain or (cells.whole_numbers(c) < others).any())


def _with_total(able: tuple[Column, ...], categories: tuple[Column, ...]) -> tuple[Column, ...]:
    """The categories, and one that is called a total though it is none."""
    named = tuple(c for c in able if roles.words(c) & terms.TOTALS and cells.is_counts([c]))
    whole = tuple(c for c in able if c in categories or c in named)
    needed = adding.up(whole)[0] > adding.up(categories)[0]
    return whole if needed or any(totals.is_none(c, categories) for c in named) else categories
