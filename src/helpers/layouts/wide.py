"""One column a rater, one row an extract, with or without a column of names or a header row."""

import re
import shlex
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from helpers.errors import StudyError
from helpers.layouts import extracts, indicators, roles, services
from helpers.layouts.candidate import Candidate, Grid
from helpers.layouts.columns import Column, Columns, numbers, plain
from helpers.layouts.reading import Reading

SHARED = 0.5
ENOUGH_TO_TELL = 10


def candidates(columns: Columns, reading: Reading, layout: str = "wide") -> list[Candidate]:
    """The one way to read the table with a column for each rater, if there is one."""
    raters, how = _raters(columns, reading, layout)
    if len(raters) < 2:
        return []
    extract = extracts.column(columns, reading, raters)
    why = [f"{numbers([columns.position(c) for c in raters])} {how}"]
    score = 1.0 if reading.raters else 0.6 + 0.2 * _sharing(raters)
    if extract is not None and extract.unique:
        score += 0.1
        why.append(f"column {columns.position(extract)} names the extracts")
    elif extract is not None:
        score -= 0.5
        why.append("but the column that names the extracts repeats names")
    for doubt, less in _doubts(columns, raters, layout):
        score -= less
        why.append(doubt)
    resolved = replace(
        reading,
        layout=layout,
        raters=tuple(c.name for c in raters),
        extract=extract.name if extract is not None else None,
    )
    return [
        Candidate(
            layout,
            min(score, 1.0),
            tuple(why),
            resolved,
            lambda: grid(columns, raters, extract, reading),
        )
    ]


def grid(
    columns: Columns, raters: tuple[Column, ...], extract: Column | None, reading: Reading
) -> Grid:
    """The grid of the raters' columns, its rows named by `extract` or numbered."""
    beside = [c for c in columns.columns if c not in raters and c is not extract and c.filled]
    notes = list(columns.notes)
    if beside:
        # Only a header that is known to be no rater's is shown.
        shown = [
            repr(c.name) if roles.is_beside(c) else numbers([columns.position(c)]) for c in beside
        ]
        notes.append(f"not taken for raters: {', '.join(shown)}")
    names, note = extracts.names(columns, extract)
    told = services.column(columns, reading, (*raters, extract))
    served, said = services.of_rows(columns, told)
    notes += [*note, *said]
    return Grid(
        extracts=names,
        raters=tuple(c.name for c in raters),
        columns=raters,
        services=served,
        notes=tuple(notes),
    )


def _raters(columns: Columns, reading: Reading, layout: str) -> tuple[tuple[Column, ...], str]:
    if len(reading.raters) > 1:
        return tuple(columns.named(name) for name in reading.raters), "were named as raters"
    if reading.raters:  # one alone names the column of raters in a long table
        return (), ""
    asked = reading.layout == layout
    fixed = columns.named(reading.extract) if reading.extract is not None else None
    service = columns.named(reading.service) if reading.service is not None else None
    able = [c for c in columns.columns if c not in (fixed, service) and _able(c, reading)]
    named = roles.extract_column(columns) if fixed is None else None
    if named is not None and roles.words(named) & roles.EXTRACT:
        able = [c for c in able if c is not named]
    family = _largest_family(able)
    if len(family) > 1:
        extract = extracts.column(columns, reading, family)
        _check_left_out(columns, family, [c for c in able if c is not extract])
        return family, "hold the same labels"
    by_name = tuple(c for c in able if roles.words(c) & roles.RATER)
    if len(by_name) > 1:
        return by_name, "are headed as raters"
    return (tuple(able), "are what is left") if asked else ((), "")


def _check_left_out(columns: Columns, family: tuple[Column, ...], able: list[Column]) -> None:
    """Refuse to guess where a column left out might hold a rater's labels too."""
    known = frozenset().union(*(c.vocabulary for c in family))
    seen = min(c.filled for c in family)
    for column in able:
        told = min(column.filled, seen) >= ENOUGH_TO_TELL
        if column not in family and (column.vocabulary & known or not told):
            names = " ".join(f"--raters {shlex.quote(c.name)}" for c in family)
            raise StudyError(
                f"{columns.name}: whether column {columns.position(column)} holds a rater is not "
                f"plain; name all raters: {names} and, if so, --raters {shlex.quote(column.name)}"
            )


def _able(column: Column, reading: Reading) -> bool:
    if not column.filled or roles.is_beside(column):
        return False
    # A header that is the word alone heads a column of raters' names, not one rater's labels.
    return column.name.casefold() not in roles.RATER and not roles.is_text(column)


def _largest_family(able: list[Column]) -> tuple[Column, ...]:
    """The most columns that share labels with one another, or are numbered under one name."""
    best: list[Column] = []
    left = list(able)
    while left:
        group = [left.pop(0)]
        for one in group:
            near = [c for c in left if _related(one, c)]
            left = [c for c in left if c not in near]
            group += near
        if len(group) > len(best) and any(roles.holds_labels(c) for c in group):
            best = group
    return tuple(c for c in able if c in best)


def _related(one: Column, other: Column) -> bool:
    numbered = roles.stem(one) == roles.stem(other) != ""
    numbered = numbered and one.name != other.name
    return numbered or roles.overlap(one, other) > SHARED or roles.are_initials(one, other)


def _sharing(raters: tuple[Column, ...]) -> float:
    pairs = [roles.overlap(raters[0], other) for other in raters[1:]]
    return float(np.mean(pairs))


def _doubts(columns: Columns, raters: tuple[Column, ...], layout: str) -> list[tuple[str, float]]:
    doubts = []
    if evidence := roles.counts_evidence(raters):
        doubts.append(("but each row adds up to the same number, as counts do", 0.5 * evidence))
    elif any(unheaded(c) for c in raters) and layout == "wide":
        doubts.append(("but a rater's column has no header", 0.5))
    if indicators.pairs(raters):
        doubts.append(("but the headers pair raters with categories", 0.5))
    if not columns.header_known and headed_by_label(raters):
        doubts.append(("but the header row holds labels too", 0.2))
    return doubts


def headed_by_label(columns: Sequence[Column]) -> bool:
    """Whether what was taken for headers repeats itself, or is one of the labels below."""
    heads = [plain(re.sub(r" \(\d+\)$", "", c.name)) for c in columns]
    known = frozenset().union(*(c.vocabulary for c in columns))
    return len(set(heads)) < len(heads) or not known.isdisjoint(heads)


def unheaded(column: Column) -> bool:
    """Whether the header was blank, so that the column goes by its number."""
    return re.fullmatch(r"column \d+", column.name) is not None
