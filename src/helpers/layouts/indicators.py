"""Indicators: one 0/1 column a rater and category, both named in the header."""

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from helpers.layouts import extracts, merged, roles
from helpers.layouts.candidate import Candidate, Grid
from helpers.layouts.columns import Column, Columns
from helpers.layouts.marks import NO, YES
from helpers.layouts.reading import Reading
from helpers.layouts.several import Triples, settled

SEPARATORS = (" - ", ": ", "::", " | ", "|", ":", "/", "__", "_", ".", "-", " ")


@dataclass(frozen=True)
class Pairs:
    """Headers cut in two: the first parts and the second parts, every pairing present."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    columns: tuple[tuple[Column, ...], ...]


def pairs(columns: Sequence[Column]) -> Pairs | None:
    """The headers as a full grid of two or more by two or more names, if they are one."""
    return paired(columns) if all(map(is_indicator, columns)) else None


def paired(columns: Sequence[Column]) -> Pairs | None:
    """The same of columns that may hold other labels than yes and no."""
    able = list(columns)
    if len(able) < 4:
        return None
    for mark in SEPARATORS:
        for cut in (str.partition, str.rpartition):
            parts = [tuple(map(str.strip, cut(c.name, mark)[::2])) for c in able]
            found = full(parts, able)
            if found is not None:
                return found
    return None


def full(parts: Sequence[tuple[str, ...]], columns: Sequence[Column]) -> Pairs | None:
    """The two parts of each header as a grid with every pairing, if they are one."""
    first = tuple(dict.fromkeys(a for a, _ in parts))
    second = tuple(dict.fromkeys(b for _, b in parts))
    place = dict(zip(parts, columns, strict=True))
    whole = len(place) == len(parts) == len(first) * len(second)
    if not whole or len(first) < 2 or len(second) < 2 or "" in first or "" in second:
        return None
    return Pairs(first, second, tuple(tuple(place[a, b] for b in second) for a in first))


def candidates(columns: Columns, reading: Reading) -> list[Candidate]:
    """The ways to read the table as indicators: raters first in the headers, or second."""
    able = [c for c in columns.columns if is_indicator(c)]
    extract = extracts.column(columns, reading, tuple(able))
    # A blank column can be a category that a rater never ticked, or nothing at all.
    names = extract.members if extract is not None else ()
    ticked = [c for c in able if c not in names]
    found = pairs(ticked) or pairs([c for c in ticked if c.filled])
    if found is None:
        return []
    turned = Pairs(found.second, found.first, tuple(zip(*found.columns, strict=True)))
    return [
        _candidate(columns, way, part, extract, reading)
        for part, way in (("part 1", found), ("part 2", turned))
        if not reading.raters or reading.raters == (part,) or set(reading.raters) == set(way.first)
    ]


def _candidate(
    columns: Columns, way: Pairs, part: str, extract: Column | None, reading: Reading
) -> Candidate:
    """Reading the first parts as raters and the second as categories.

    `part` asks for this without a rater's name: which part of the headers names the rater.
    """
    single = float(np.mean([(_chosen(row).sum(axis=1) <= 1).mean() for row in way.columns]))
    score = 1.0 if reading.raters else 0.4 + 0.5 * single
    if not reading.raters and any(set(_words(name)) & roles.RATER for name in way.first):
        score += 0.1
    why = (
        f"headers pair {len(way.first)} raters with {len(way.second)} categories",
        f"{single:.0%} of the ratings are a single category",
    )
    name = extract.name if extract is not None else None
    resolved = replace(reading, layout="indicators", raters=way.first, extract=name)
    return Candidate(
        "indicators",
        score,
        why,
        resolved,
        lambda: _grid(columns, way, extract, reading),
        replace(resolved, raters=(part,)),
    )


def is_indicator(column: Column) -> bool:
    """Whether the cells are marks: 0 or 1, yes or no, x or blank."""
    return len(column.levels) <= len(YES | NO) and column.vocabulary <= YES | NO


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", name.casefold())


def _chosen(row: tuple[Column, ...]) -> NDArray[np.bool_]:
    """Shape (extracts, categories): whether one rater chose each category."""
    return np.column_stack([ones(column) for column in row])


def ones(column: Column) -> NDArray[np.bool_]:
    """Shape (rows,): where the mark says yes."""
    lookup = np.array([level.casefold() in YES for level in column.levels] + [False])
    return np.asarray(lookup[column.codes], dtype=bool)


def _grid(columns: Columns, way: Pairs, extract: Column | None, reading: Reading) -> Grid:
    names, note = extracts.names(columns, extract)
    for row in way.columns:
        merged.check(columns, row)
    chosen = np.stack([_chosen(row) for row in way.columns], axis=1)
    given = Triples(columns.name, *np.nonzero(chosen))
    codes, said = settled(given, chosen.shape[:2], reading, _otherwise(columns, way))
    ratings = [Column(rater, codes[:, j], way.second) for j, rater in enumerate(way.first)]
    return Grid(
        extracts=names,
        raters=way.first,
        columns=tuple(ratings),
        categories=way.second,
        notes=(*columns.notes, *note, *said),
    )


def _otherwise(columns: Columns, way: Pairs) -> str:
    """What to type where a mark is a rating of its own, as with several questions."""
    groups = way.columns[0], tuple(row[0] for row in way.columns)
    typed = (shlex.quote(",".join(columns.numbered(group))) for group in groups)
    ways = " or ".join(f"--layout wide --raters {one}" for one in typed)
    return f"; or, if each column answers a question of its own, name one question's raters: {ways}"
