"""Which columns tell what rows of several files are the same extract."""

import shlex
from collections.abc import Sequence
from itertools import permutations

from helpers.errors import StudyError
from helpers.layouts.columns import Column, Columns, cells, roles
from helpers.layouts.extracts import naming
from helpers.layouts.reading import Reading
from helpers.layouts.words import terms


def key(tables: Sequence[Columns], reading: Reading, category: str) -> tuple[str, ...]:
    """The columns that tell which rows of different files are the same extract."""
    if reading.extract is not None:
        return (reading.extract,)
    shared = [c for c in common(tables) if c.name != category]
    names = tuple(c.name.casefold() for c in shared)
    taguette = {"id", "document", "content"} <= set(names)
    if taguette and not _ids_agree(tables):
        return ("document", "content")
    named = [c for c in shared if roles.words(c) & terms.EXTRACT]
    named.sort(key=lambda c: "id" not in roles.words(c))
    if not named and not shared:
        raise StudyError(f"{tables[0].name}: no column names the extracts; type --extract COLUMN")
    told = _telling(tables, (named or shared)[0], shared)
    return (_told_apart(tables, told, category),)


def _told_apart(tables: Sequence[Columns], key: str, category: str) -> str:
    """The key, with the document's column before it where names are used anew in each."""
    first = tables[0]
    told = naming.told_apart(first, first.named(key), (first.named(category),), _is_unique)
    heads = {c.name for c in common(tables)}
    there = all(part.name in heads for part in told.members)
    unique = there and all(_is_unique(naming.named(table, told.name)) for table in tables)
    return told.name if unique else key


def otherwise(tables: Sequence[Columns], key: tuple[str, ...], category: str) -> str:
    """What to type where a further column tells apart what the key names twice in a file."""
    if len(key) > 1 or "," in key[0]:
        return ""
    for further in (c.name for c in common(tables) if c.name not in (*key, category)):
        names = f"{key[0]},{further}"
        if all(naming.named(table, names).unique for table in tables):
            typed = f"--extract {shlex.quote(names)}"
            return f"; or, if {further!r} tells these extracts apart: {typed}"
    return ""


def _is_unique(column: Column) -> bool:
    return column.unique


def _telling(tables: Sequence[Columns], key: Column, shared: Sequence[Column]) -> str:
    """The key, unless the files' rows are numbered differently: then what names them, if it will.

    Raises:
        StudyError: when the key and another column contradict each other, and neither is plainly
            right.
    """
    rival = next((c for c in shared if c is not key and _contradicts(tables, key, c)), None)
    if rival is None:
        return key.name
    told = _holds_passages(rival) or not _alike(tables, key)
    if told and _alike(tables, rival) and not cells.is_counts([rival]):
        return rival.name
    ways = " or ".join(f"--extract {shlex.quote(c.name)}" for c in (key, rival))
    raise StudyError(
        f"{tables[0].name}: {key.name!r} names other passages in another file, as column "
        f"{rival.name!r} shows; type {ways}"
    )


def _contradicts(tables: Sequence[Columns], key: Column, other: Column) -> bool:
    """Whether what the key names alike, or apart, in two files is told otherwise by a column."""
    if _holds_passages(other) and not _agree(tables, key.name, other.name):
        return True
    if not _names_rows(tables, other) or roles.is_beside(other):
        return False
    # Numbers may well count the rows of each file, where the key names extracts of several.
    if cells.is_counts([other]) and _meet(tables, key):
        return False
    return not all(_agree(tables, *ways) for ways in permutations((key.name, other.name)))


def _names_rows(tables: Sequence[Columns], column: Column) -> bool:
    """Whether a column names every row of each file, and most of them in the others too."""
    columns = [table.named(column.name) for table in tables]
    whole = all(c.unique and c.filled == len(c.codes) for c in columns)
    return whole and all(cells.shares(columns[0], c) for c in columns[1:])


def _alike(tables: Sequence[Columns], column: Column) -> bool:
    """Whether a column names the same rows in all files, none of them twice."""
    columns = [table.named(column.name) for table in tables]
    return all(c.unique and set(c.levels) == set(columns[0].levels) for c in columns)


def _meet(tables: Sequence[Columns], column: Column) -> bool:
    """Whether a name of the first file is one of another file too."""
    first, *others = [table.named(column.name) for table in tables]
    return any(not set(first.levels).isdisjoint(c.levels) for c in others)


def _holds_passages(column: Column) -> bool:
    return bool(roles.words(column) & terms.PASSAGE or cells.is_prose(column))


def _agree(tables: Sequence[Columns], key: str, other: str) -> bool:
    """Whether one name stands for one cell of another column in all files."""
    parts = [(t.named(key).texts(), t.named(other).texts()) for t in tables]
    pairs = {pair for names, others in parts for pair in zip(names, others, strict=True)}
    return len({name for name, _ in pairs}) == len(pairs)


def common(tables: Sequence[Columns]) -> list[Column]:
    """The columns of the first file whose headers all files have."""
    names = [{c.name.casefold() for c in table.columns} for table in tables[1:]]
    return [c for c in tables[0].columns if all(c.name.casefold() in other for other in names)]


def _ids_agree(tables: Sequence[Columns]) -> bool:
    """Whether one id always stands for the same passage, and the passage for it, in all files."""
    parts = [[t.named(name).texts() for name in ("id", "document", "content")] for t in tables]
    rows = {row for columns in parts for row in zip(*columns, strict=True)}
    ids, passages = {row[0] for row in rows}, {row[1:] for row in rows}
    return len(ids) == len(passages) == len(rows)
