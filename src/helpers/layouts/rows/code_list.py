"""A list of codes and what they stand for, beside the table or on a sheet of its own."""

from collections.abc import Sequence

from helpers.errors import StudyError
from helpers.layouts.columns import Column, Columns
from helpers.layouts.rows import tidy
from helpers.layouts.words.texts import numbers
from helpers.readers import Table

CODE_HEADS = frozenset(("value", "code", "number", "id", "key", "nr", "no"))
KEPT = 1  # columns that are left must be more, to be compared
LABEL_HEADS = frozenset(("label", "name", "category", "theme", "meaning", "description"))


def beside(tables: Sequence[Table], chosen: Table) -> tuple[tuple[str, str], ...]:
    """Code and label pairs from another sheet that holds nothing but them."""
    for table in tables:
        if table is chosen:
            continue
        try:
            columns = tidy.with_header(table).columns
        except StudyError:
            continue
        if len(columns) == 2 and _is_code_list(*columns):
            return tuple(zip(columns[0].texts(), columns[1].texts(), strict=True))
    return ()


def without_key(columns: Columns) -> Columns:
    """The same table, a list of codes right of it left blank, and this said.

    It is filled in its first rows, fewer than the table has, and in these throughout.
    """
    used = [c for c in columns.columns if c.filled]
    rest, last = used[:-2], used[-2:]
    rows = last[-1].filled if last else 0
    beside = sum(c.filled > rows for c in rest) > KEPT
    if not beside or not _is_headed(*last) or not all(_fills_first(c, rows) for c in last):
        return columns
    known = frozenset().union(*(c.vocabulary for c in rest))
    if known.isdisjoint(last[0].vocabulary | last[1].vocabulary):
        return columns
    where = numbers([columns.position(c) for c in last])
    note = f"{where} are a list of codes beside the table, and left out"
    return columns.without(last, note)


def _fills_first(column: Column, rows: int) -> bool:
    return column.unique and column.filled == rows and bool((column.codes[:rows] >= 0).all())


def _is_code_list(code: Column, label: Column) -> bool:
    whole = code.filled == label.filled == len(code.codes)
    return _is_headed(code, label) and whole and code.unique and label.unique


def _is_headed(code: Column, label: Column) -> bool:
    return code.name.casefold() in CODE_HEADS and label.name.casefold() in LABEL_HEADS
