"""Indicators: one 0/1 column a rater and category, both named in the header."""

from dataclasses import replace

import numpy as np

from helpers.layouts.candidate import Candidate, Grid
from helpers.layouts.columns import Column, Columns, cells, marked
from helpers.layouts.columns.marked import Fit
from helpers.layouts.columns.pairing import Pairs, paired
from helpers.layouts.extracts import naming
from helpers.layouts.reading import Reading
from helpers.layouts.refused import answers
from helpers.layouts.rows import merged
from helpers.layouts.several import Triples, settled


def candidates(columns: Columns, reading: Reading) -> list[Candidate]:
    """The ways to read the table as indicators: raters first in the headers, or second."""
    marks, extract = _marks(columns, reading)
    found = marked.fits(marks)
    best = marked.told(found)
    if best is None and not reading.raters:
        found = list(filter(marked.is_headed, found)) or found
    few = bool(marks) and len(marks[0].codes) < cells.FEW
    even = best is None and (few or any(one.cut for one in found))
    return [
        _candidate(columns, one, extract, reading, _score(one, best, even))
        for one in found
        if not reading.raters or reading.raters == marked.asked_by(one) or _named(one.way, reading)
    ]


def explained(columns: Columns, reading: Reading) -> tuple[Column, ...]:
    """The 0/1 columns, if raters who each chose one category an extract explain them; or none."""
    marks, _ = _marks(columns, reading)
    return marks if marked.told(marked.fits(marks)) is not None else ()


def _marks(columns: Columns, reading: Reading) -> tuple[tuple[Column, ...], Column | None]:
    """The columns of marks whose headers pair names, if they do, and the extracts'."""
    able = tuple(c for c in columns.columns if marked.is_indicator(c))
    extract = naming.column(columns, reading, able)
    # A blank column can be a category that a rater never ticked, or nothing at all.
    names = extract.members if extract is not None else ()
    ticked = tuple(c for c in able if c not in names)
    ways = ticked, tuple(c for c in ticked if c.filled)
    return next((way for way in ways if paired(way)), ()), extract


def _named(way: Pairs, reading: Reading) -> bool:
    return set(reading.raters) == set(way.first)


def _score(one: Fit, best: Fit | None, even: bool) -> float:
    """How sure a way is, by its cells; `even` where these cannot tell it from the others."""
    headed = marked.is_headed(one)
    # What the headers say is not overruled by what the cells say, nor the other way round.
    if best is not None and headed and not marked.is_headed(best):
        return 0.9
    if best is not None and marked.is_worse(one, best):
        return 0.4
    return 0.4 + 0.5 * (1.0 if even else one.single) + 0.1 * headed


def _candidate(
    columns: Columns, one: Fit, extract: Column | None, reading: Reading, score: float
) -> Candidate:
    """Reading the first parts as raters and the second as categories."""
    way = one.way
    why = (
        f"headers pair {len(way.first)} raters with {len(way.second)} categories",
        f"{one.single:.0%} of the ratings are a single category",
    )
    name = extract.name if extract is not None else None
    resolved = replace(reading, layout="indicators", raters=way.first, extract=name)
    return Candidate(
        "indicators",
        1.0 if reading.raters else score,
        why,
        resolved,
        lambda: _grid(columns, one, extract, reading),
        replace(resolved, raters=marked.asked_by(one)),
    )


def _grid(columns: Columns, one: Fit, extract: Column | None, reading: Reading) -> Grid:
    way = one.way
    names, note = naming.names(columns, extract)
    for row in way.columns:
        merged.check(columns, row)
    chosen = np.stack([marked.chosen(row) for row in way.columns], axis=1)
    given = Triples(columns.name, *np.nonzero(chosen))
    codes, said = settled(given, chosen.shape[:2], reading, answers.otherwise(columns, one))
    ratings = [Column(rater, codes[:, j], way.second) for j, rater in enumerate(way.first)]
    return Grid(
        extracts=names,
        raters=way.first,
        columns=tuple(ratings),
        categories=way.second,
        notes=(*columns.notes, *note, *said),
    )
