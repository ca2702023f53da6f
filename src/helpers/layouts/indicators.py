"""Indicators: one 0/1 column a rater and category, both named in the header."""

import re
import shlex
from dataclasses import replace

import numpy as np

from helpers.layouts import cells, extracts, marked, merged, terms
from helpers.layouts.candidate import Candidate, Grid
from helpers.layouts.columns import Column, Columns
from helpers.layouts.marked import Fit
from helpers.layouts.pairing import Pairs, paired
from helpers.layouts.reading import Reading
from helpers.layouts.several import Triples, settled


def candidates(columns: Columns, reading: Reading) -> list[Candidate]:
    """The ways to read the table as indicators: raters first in the headers, or second."""
    marks, extract = _marks(columns, reading)
    found = marked.fits(marks)
    best = marked.told(found)
    few = bool(marks) and len(marks[0].codes) < cells.FEW
    even = best is None and (few or any(one.cut for one in found))
    return [
        _candidate(columns, one, extract, reading, _score(one, best, even))
        for one in found
        if not reading.raters or reading.raters == _part(one) or _named(one.way, reading)
    ]


def explained(columns: Columns, reading: Reading) -> tuple[Column, ...]:
    """The 0/1 columns, if raters who each chose one category an extract explain them; or none."""
    marks, _ = _marks(columns, reading)
    return marks if marked.told(marked.fits(marks)) is not None else ()


def _marks(columns: Columns, reading: Reading) -> tuple[tuple[Column, ...], Column | None]:
    """The columns of marks whose headers pair names, if they do, and the extracts'."""
    able = tuple(c for c in columns.columns if marked.is_indicator(c))
    extract = extracts.column(columns, reading, able)
    # A blank column can be a category that a rater never ticked, or nothing at all.
    names = extract.members if extract is not None else ()
    ticked = tuple(c for c in able if c not in names)
    ways = ticked, tuple(c for c in ticked if c.filled)
    return next((way for way in ways if paired(way)), ()), extract


def _named(way: Pairs, reading: Reading) -> bool:
    return set(reading.raters) == set(way.first)


def _part(one: Fit) -> tuple[str, ...]:
    """What asks for this way: which part names the rater, where that leaves no doubt."""
    return one.way.first if one.cut else (one.part,)


def _score(one: Fit, best: Fit | None, even: bool) -> float:
    """How sure a way is, by its cells; `even` where these cannot tell it from the others."""
    headed = 0.1 * _is_headed(one)
    # What the headers say is not overruled by what the cells say, nor the other way round.
    spoken = bool(best is not None and headed and not _is_headed(best))
    if best is not None and not spoken and marked.is_worse(one, best):
        return 0.4
    return 0.4 + 0.5 * (1.0 if even else one.single) + headed


def _is_headed(one: Fit) -> bool:
    words = any(set(_words(name)) & terms.RATER for name in one.way.first)
    return words or all(re.fullmatch(r"[Rr]\d+", name) for name in one.way.first)


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
        lambda: _grid(columns, way, extract, reading),
        replace(resolved, raters=_part(one)),
    )


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", name.casefold())


def _grid(columns: Columns, way: Pairs, extract: Column | None, reading: Reading) -> Grid:
    names, note = extracts.names(columns, extract)
    for row in way.columns:
        merged.check(columns, row)
    chosen = np.stack([marked.chosen(row) for row in way.columns], axis=1)
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
