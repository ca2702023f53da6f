"""Long: one row a rating, with columns for the extract, the rater and the category."""

from dataclasses import dataclass, replace
from itertools import permutations

import numpy as np

from helpers.layouts import extracts, roles, services
from helpers.layouts.candidate import Candidate, Grid
from helpers.layouts.columns import Column, Columns
from helpers.layouts.reading import Reading
from helpers.layouts.several import Triples, settled

MOST_COLUMNS = 8


@dataclass(frozen=True, eq=False)
class Roles:
    """Three columns, each in its part."""

    extract: Column
    rater: Column
    category: Column


def candidates(columns: Columns, reading: Reading) -> list[Candidate]:
    """The ways to read the table with one row a rating, the likeliest first."""
    if len(reading.raters) == 1 and len(columns.spanned(reading.raters[0])) > 1:
        return []  # a span is several raters, each with a column of ratings
    found = [_candidate(columns, part, reading) for part in _possible(columns, reading)]
    return sorted(filter(None, found), key=lambda c: -c.score)[:2]


def _possible(columns: Columns, reading: Reading) -> list[Roles]:
    known = dict(columns.roles)
    rater = reading.raters[0] if len(reading.raters) == 1 else known.get("rater")
    fixed = {
        "extract": reading.extract or known.get("extract"),
        "rater": rater,
        "category": reading.category_column or known.get("category"),
    }
    named = {part: columns.named(name) for part, name in fixed.items() if name is not None}
    free = [c for c in columns.columns if c.filled and c not in named.values()]
    free = [c for c in free if not roles.is_text(c) and c.name != reading.service][:MOST_COLUMNS]
    open_parts = [part for part in fixed if part not in named]
    return [
        Roles(**named, **dict(zip(open_parts, chosen, strict=True)))
        for chosen in permutations(free, len(open_parts))
    ]


def _candidate(columns: Columns, part: Roles, reading: Reading) -> Candidate | None:
    asked = bool(reading.extract and reading.category_column and len(reading.raters) == 1)
    forced = asked or bool(columns.roles)
    by_name = _by_name(part)
    if len(part.rater.levels) < 2 or (not forced and not _plausible(part, by_name)):
        return None
    pairs = part.extract.codes * len(part.rater.levels) + part.rater.codes
    single = len(np.unique(pairs)) / max(len(pairs), 1)
    full = len(part.extract.levels) * len(part.rater.levels) == len(pairs)
    score = 0.3 + 0.15 * by_name + 0.1 * single + 0.15 * (full and single == 1)
    score = 1.0 if columns.roles else min(score, 0.98)
    where = [columns.position(c) for c in (part.extract, part.rater, part.category)]
    why = [f"columns {where[0]}, {where[1]} and {where[2]} name extract, rater and category"]
    why += ["every extract and rater meet once"] if full and single == 1 else []
    why += [f"{by_name} of the three are headed so"] if by_name and not columns.roles else []
    resolved = replace(
        reading,
        layout="long",
        raters=(part.rater.name,),
        extract=part.extract.name,
        category_column=part.category.name,
    )
    return Candidate("long", score, tuple(why), resolved, lambda: _grid(columns, part, reading))


def _by_name(part: Roles) -> int:
    fits = (
        roles.words(part.extract) & roles.EXTRACT,
        roles.words(part.rater) & roles.RATER,
        roles.words(part.category) & roles.CATEGORY,
    )
    return sum(map(bool, fits))


def _plausible(part: Roles, by_name: int) -> bool:
    """Extracts come several times, raters are fewer than rows, categories are labels."""
    rows = len(part.extract.codes)
    if part.extract.unique or part.rater.unique or roles.is_beside(part.category):
        return False
    # A column headed as something else in particular does not play this part.
    misfit = (
        roles.words(part.extract) & roles.RATER
        or roles.words(part.category) & roles.RATER
        or roles.words(part.rater) & (roles.EXTRACT | roles.BESIDE)
    )
    if misfit:
        return False
    if by_name >= 2:
        return True
    apart = roles.overlap(part.extract, part.category) == 0 and len(part.rater.levels) < rows / 2
    return apart and len(part.extract.levels) >= len(part.rater.levels)


def _grid(columns: Columns, part: Roles, reading: Reading) -> Grid:
    rated = (part.extract.codes >= 0) & (part.rater.codes >= 0)
    notes = list(columns.notes)
    if not rated.all():
        notes.append(f"{int((~rated).sum())} rows left out: they name no extract or no rater")
    # Every extract and rater counts, also one whose every rating is blank.
    filled = rated & (part.category.codes >= 0)
    given = Triples(
        columns.name, *(c.codes[filled] for c in (part.extract, part.rater, part.category))
    )
    raters = _in_order(part.rater)
    shape = (len(part.extract.levels), len(part.rater.levels))
    codes, said = settled(given, shape, reading)
    order = [part.rater.levels.index(name) for name in raters]
    category = part.category
    ratings = [
        replace(
            category,
            name=raters[j],
            codes=codes[:, k],
            flagged=category.flagged * (j == 0),
            trimmed=category.trimmed * (j == 0),
        )
        for j, k in enumerate(order)
    ]
    names = part.extract.levels
    if roles.is_text(part.extract) or _prose(part.extract):
        names, said = tuple(map(str, range(1, len(names) + 1))), [*said, extracts.NUMBERED]
    told = services.column(columns, reading, (part.extract, part.rater, part.category))
    served, more = services.of_extracts(columns, told, part.extract)
    return Grid(
        extracts=names,
        raters=raters,
        columns=tuple(ratings),
        services=served,
        notes=(*notes, *said, *more),
    )


def _in_order(rater: Column) -> tuple[str, ...]:
    """The raters in the format's own order where it has one, else as they appear."""
    return tuple(sorted(rater.levels, key=lambda name: _place(rater.declared, name)))


def _place(declared: tuple[str, ...], name: str) -> int:
    return declared.index(name) if name in declared else len(declared)


def _prose(column: Column) -> bool:
    return float(np.mean([len(level) for level in column.levels])) > roles.TEXT_LENGTH
