"""One file a rater: each names the extracts and the code this rater gave them."""

import shlex
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from helpers.errors import StudyError
from helpers.layouts.candidate import Candidate, Grid
from helpers.layouts.columns import Column, Columns, cells, roles
from helpers.layouts.extracts import matching, naming
from helpers.layouts.reading import Reading
from helpers.layouts.rows import merged
from helpers.layouts.several import Triples, settled
from helpers.layouts.words import terms
from helpers.layouts.words.texts import counted, listed


def candidate(tables: Sequence[Columns], reading: Reading) -> Candidate:
    """The one way to read several files together.

    Raises:
        StudyError: when a file has no column of codes that all files have.
    """
    if reading.raters:
        raise StudyError("--raters is for one file; where each rater has a file, leave it out")
    _check_matchable(tables)
    _check_one_rater(tables, reading)
    category = _category(tables, reading)
    key = matching.key(tables, reading, category)
    if any(naming.named(t, key[0]) is t.named(category) for t in tables):
        raise StudyError(
            f"{tables[0].name}: {category!r} cannot hold the codes and name the extracts too; "
            "name two columns with --extract and --category-column"
        )
    why = (
        f"{len(tables)} files, one a rater",
        f"extracts are matched by {listed(key)}, codes stand in {category!r}",
    )
    resolved = replace(
        reading,
        layout="files",
        extract=key[0] if len(key) == 1 else None,
        category_column=category,
    )
    return Candidate("files", 1.0, why, resolved, lambda: _grid(tables, key, category, reading))


def _category(tables: Sequence[Columns], reading: Reading) -> str:
    if reading.category_column is not None:
        return reading.category_column
    common = [c for c in matching.common(tables) if not roles.words(c) & terms.EXTRACT]
    named = [c for c in common if roles.words(c) & terms.CATEGORY]
    able = named or [c for c in common if roles.holds_labels(c) and not roles.is_beside(c)]
    # One thing in all rows of a file says something of the file, where another column varies.
    able = [c for c in able if not _is_of_the_file(tables, c.name)] or able
    if len(able) == 1:
        return able[0].name
    if not able and all(c.unique for c in common):
        return _left_over(tables)
    ways = " or ".join(f"--category-column {shlex.quote(c.name)}" for c in able or common)
    several = "" if named else ", or put the rows of all files into one if each holds every rater"
    raise StudyError(
        f"{tables[0].name}: which column holds the codes is not plain; type {ways}{several}"
    )


def _is_of_the_file(tables: Sequence[Columns], name: str) -> bool:
    found = [table.named(name) for table in tables]
    return all(len(c.levels) == 1 and c.filled == len(c.codes) for c in found)


def _check_matchable(tables: Sequence[Columns]) -> None:
    for table in tables:
        if len(table.columns) == 1:
            raise StudyError(
                f"{table.name}: it has one column, so nothing tells which of its rows are which "
                "extracts of another file; put a column of names beside the codes, with a header, "
                "or all raters' codes side by side in one file"
            )


def _check_one_rater(tables: Sequence[Columns], reading: Reading) -> None:
    """Refuse a file whose rows come from several raters, as a column headed as theirs tells."""
    for table in tables:
        for column in table.columns:
            headed = bool(roles.words(column)) and roles.words(column) <= terms.RATER
            taken = column.name in (reading.category_column, reading.extract)
            if headed and not taken and len(column.levels) > 1 and roles.holds_labels(column):
                raise StudyError(
                    f"{table.name}: column {table.position(column)} names {len(column.levels)} "
                    "raters, so it is no file of one; put the rows of all files into one, under "
                    "one header"
                )


def _left_over(tables: Sequence[Columns]) -> str:
    """The one other column of each file, where the column of names is all that they share.

    Raises:
        StudyError: when there is not one such column, at one place in all files.
    """
    shared = {c.name.casefold() for c in matching.common(tables)}
    others = {
        tuple(table.position(c) for c in table.columns if c.name.casefold() not in shared)
        for table in tables
    }
    if shared and len(others) == 1 and len(places := next(iter(others))) == 1:
        return f"column {places[0]}"
    raise StudyError(
        f"the files have no header {'of codes ' * bool(shared)}in common; head the codes alike in "
        "each, or type their column's number, as --category-column 'column 2'"
    )


def _grid(tables: Sequence[Columns], key: tuple[str, ...], category: str, reading: Reading) -> Grid:
    keys = [_keys(table, key) for table in tables]
    place, names = pd.factorize(np.concatenate([np.array(one, dtype=object) for one in keys]))
    columns = [table.named(category) for table in tables]
    for table, column in zip(tables, columns, strict=True):
        merged.check(table, [column])
    levels = tuple(dict.fromkeys(level for c in columns for level in c.levels))
    raters = np.repeat(np.arange(len(tables)), [len(one) for one in keys])
    codes = np.concatenate([_into(column, levels) for column in columns])
    filled = codes >= 0
    given = Triples(f"{len(tables)} files", place[filled], raters[filled], codes[filled])
    otherwise = matching.otherwise(tables, key, category)
    matrix, said = settled(given, (len(names), len(tables)), reading, otherwise)
    notes = [*(note for table in tables for note in table.notes), *said]
    # What was left out as told stands in its file all the same.
    files = np.unique(np.stack([place, raters]), axis=1)[0]
    alone = int((np.bincount(files) == 1).sum())
    notes += counted(alone, "extract", "found in one file only")
    notes += _said_of_the_rest(tables, key, category)
    shown = tuple(map(str, names))
    if len(key) > 1 or max(map(len, shown)) > cells.TEXT_LENGTH:
        shown, notes = tuple(str(i + 1) for i in range(len(names))), [*notes, naming.NUMBERED]
    made = [replace(column, codes=matrix[:, j], levels=levels) for j, column in enumerate(columns)]
    return Grid(
        extracts=shown,
        raters=tuple(table.name for table in tables),
        columns=tuple(made),
        notes=tuple(notes),
    )


def _said_of_the_rest(tables: Sequence[Columns], key: tuple[str, ...], category: str) -> list[str]:
    """Which other columns of all files could hold the codes, and what to type then."""
    taken = {part.strip() for name in key for part in (name, *name.split(","))} | {category}
    rest = [c for c in matching.common(tables) if c.name not in taken and len(c.levels) > 1]
    able = [c for c in rest if roles.holds_labels(c) and not roles.is_beside(c)]
    ways = [f"--category-column {shlex.quote(c.name)}" for c in able]
    shown = ", ".join(repr(c.name) for c in able)
    return [f"not taken: {shown}; if codes, type {' or '.join(ways)}"] if able else []


def _keys(table: Columns, key: tuple[str, ...]) -> list[str]:
    if len(key) == 1:
        column = naming.named(table, key[0])
        if (blank := np.flatnonzero(column.codes < 0)).size:
            raise StudyError(
                f"{table.name}: row {table.row_numbers[blank[0]]} has no name in column "
                f"{column.name!r}; name every extract"
            )
        return column.texts()
    return ["\0".join(parts) for parts in zip(*(table.named(k).texts() for k in key), strict=True)]


def _into(column: Column, levels: tuple[str, ...]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    place = {level: i for i, level in enumerate(levels)}
    return np.array([*(place[level] for level in column.levels), -1], dtype=np.int64)[column.codes]
