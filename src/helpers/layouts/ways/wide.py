"""One column a rater, one row an extract, with or without a column of names or a header row."""

import shlex
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from helpers.layouts.candidate import Candidate, Grid
from helpers.layouts.columns import (
    Column,
    Columns,
    agreeing,
    cells,
    marked,
    pairing,
    roles,
    totals,
    unlike,
    wordings,
)
from helpers.layouts.extracts import naming, services, together
from helpers.layouts.raters import compared, families, questioned
from helpers.layouts.raters.families import Raters
from helpers.layouts.reading import Reading
from helpers.layouts.refused import scores
from helpers.layouts.rows import heading, merged, strangers
from helpers.layouts.ways import counts, indicators
from helpers.layouts.words.texts import numbers


def candidates(columns: Columns, reading: Reading, layout: str = "wide") -> list[Candidate]:
    """The ways to read the table with a column for each rater: one a family of such columns."""
    found = families.raters(columns, reading, layout)
    taken = tuple(dict.fromkeys(c for one in found for c in one.columns))
    return [
        _candidate(columns, one, naming.column(columns, reading, taken), reading, layout)
        for one in found
        if len(one.columns) > 1
    ]


def together_with(columns: Columns, score: float, reading: Reading) -> list[Candidate]:
    """The same with extracts that several columns may name together; none where that is known."""
    known = reading.raters or reading.extract or columns.roles
    maybe = None if known else together.possible(columns)
    if maybe is None:
        return []
    extract, raters = maybe
    found = Raters(raters, "hold the same labels", certain=True)
    way = _candidate(columns, found, extract, reading, "wide")
    typed = replace(way.reading, raters=columns.numbered(raters))
    typed = replace(typed, extract=",".join(columns.numbered(extract.members)))
    return [replace(way, score=score, typed=typed)]


def _candidate(
    columns: Columns, found: Raters, extract: Column | None, reading: Reading, layout: str
) -> Candidate:
    raters = found.columns
    score = 1.0 if found.certain else 0.6 + 0.2 * found.sharing
    why = [f"{numbers([columns.position(c) for c in raters])} {found.how}"]
    if extract is not None and extract.unique:
        score += 0.1
        several = "columns" if extract.parts else "column"
        why.append(f"extracts are named by {several} {columns.where(extract)}")
    elif extract is not None:
        score -= 0.5
        why.append("but the column that names the extracts repeats names")
    counted = counts.evidence(columns, reading, raters)
    doubted = [questioned.as_counts(columns, raters, counted[1])] if counted[0] else []
    for doubt, less in _doubts(columns, found, layout, counted, named=extract is not None):
        score -= less
        why.append(doubt)
    resolved = replace(
        reading,
        layout=layout,
        raters=tuple(c.name for c in raters),
        extract=extract.name if extract is not None else None,
    )
    return Candidate(
        layout,
        min(score, 1.0),
        tuple(why),
        resolved,
        lambda: grid(columns, raters, extract, reading, [] if reading.raters else doubted),
        replace(resolved, raters=columns.numbered(raters)),
    )


def grid(
    columns: Columns,
    raters: tuple[Column, ...],
    extract: Column | None,
    reading: Reading,
    doubted: Sequence[str] = (),
) -> Grid:
    """The grid of the raters' columns, its rows named by `extract` or numbered.

    `doubted` is what is to be said of columns that may be something else.
    """
    merged.check(columns, raters)
    if not (reading.raters or reading.categories):
        named = shlex.quote(",".join(columns.numbered(raters)))
        scores.check(columns, raters, f"--raters {named}")
    taken = (*raters, *(extract.members if extract is not None else ()))
    beside = [c for c in columns.columns if c not in taken and c.filled]
    notes = list(columns.notes)
    if reading.layout is not None and not reading.raters:
        notes.append(f"the raters are {numbers([columns.position(c) for c in raters])}")
    notes += strangers.unlike_all(raters, columns.row_numbers)
    if not reading.raters:
        notes += [*compared.said(columns, raters), *(doubted or questioned.said(columns, raters))]
    notes += _said_of_the_rest(columns, raters, beside, reading)
    blank = [c for c in columns.columns if not (c.filled or c in raters or roles.is_unheaded(c))]
    if blank:
        notes.append(f"blank, and left out: {numbers([columns.position(c) for c in blank])}")
    notes += _taken_as_header(columns, raters)
    names, note = naming.names(columns, extract, raters)
    told = services.column(columns, reading, taken)
    served, said = services.of_rows(columns, told)
    notes += [*note, *said]
    return Grid(
        extracts=names,
        raters=tuple(c.name for c in raters),
        columns=raters,
        services=served,
        universities=services.are_universities(told),
        notes=tuple(notes),
    )


def _said_of_the_rest(
    columns: Columns, raters: tuple[Column, ...], beside: Sequence[Column], reading: Reading
) -> list[str]:
    """What is to be said of columns that were not taken."""
    if not beside:
        return []
    # Only a header that is known to be no rater's is shown.
    shown = [repr(c.name) if roles.is_beside(c) else numbers([columns.position(c)]) for c in beside]
    notes = [f"not taken for raters: {', '.join(shown)}"]
    total = totals.column([c for c in columns.columns if c in raters or c in beside])
    notes += totals.said(columns, total if total in beside else None)
    notes += agreeing.said(columns, [c for c in beside if agreeing.column((*raters, c)) is c])
    free = [c for c in beside if not roles.is_beside(c)]
    return notes + ([] if reading.raters else unlike.maybe_renamed(columns, raters, free))


def _taken_as_header(columns: Columns, raters: tuple[Column, ...]) -> list[str]:
    """What is to be said of a first row that could be an extract like the others."""
    plain = columns.header_known or heading.is_plain(columns.columns)
    plain = plain or heading.told_otherwise(raters) or all(map(roles.is_headed_as_rater, raters))
    plain = plain or all(map(roles.is_unheaded, raters))  # no row was
    if plain or columns.row_numbers[0] != 2:
        return []
    named = shlex.quote(",".join(columns.numbered(raters)))
    typed = f"--layout block --raters {named}"
    return [f"the first row was taken as the header; if it is an extract, type {typed}"]


def _doubts(
    columns: Columns, found: Raters, layout: str, counted: tuple[float, str], named: bool
) -> list[tuple[str, float]]:
    raters, doubts = found.columns, []
    if found.rivalled:
        doubts.append(("but other columns are headed as raters", 0.3))
    evidence, how = counted
    if evidence:
        # Whoever names raters may mean categories: a question, and no more.
        less = 0.2 if evidence == 0.5 or found.certain else 0.5
        doubts.append((f"but {how}, as counts do", less))
    elif any(roles.is_unheaded(c) for c in raters) and layout == "wide":
        doubts.append(("but a rater's column has no header", 0.5))
    if marked.pairs(raters) or set(raters) <= set(indicators.explained(columns, Reading())):
        doubts.append(("but the headers pair raters with categories", 0.5))
    if _are_variables(raters):
        doubts.append(("but these hold the labels of several variables", 0.5))
    told = columns.header_known or heading.is_plain(columns.columns)
    if not told and layout == "wide":
        doubts += _header_doubts(columns, raters, named)
    return doubts


def _are_variables(raters: Sequence[Column]) -> bool:
    """Whether headers name several variables, a column a rater, and labels are not of one kind."""
    named = len(roles.suffixed(raters)) > 1 or pairing.glued(raters) or pairing.paired(raters)
    return bool(named) and wordings.are_apart(raters)


def _header_doubts(
    columns: Columns, raters: tuple[Column, ...], named: bool
) -> list[tuple[str, float]]:
    """What makes it doubtful that the first row is a header, where it does not speak as one."""
    gaps = any(roles.is_unheaded(c) for c in columns.columns if c.filled)
    if heading.holds_labels(raters):
        # Headers that repeat, and no names beside them, are hardly headers.
        dubious = heading.repeats([c for c in columns.columns if c.filled]) or gaps
        less = 0.4 if dubious and not named else 0.2
        return [("but the header row holds labels too", less)]
    few = int((np.sum([c.codes >= 0 for c in raters], axis=0) > 1).sum()) < cells.FEW
    if not named and (gaps or few or heading.are_numbers(raters)):
        shown = "a row with gaps" if gaps else "a row like those below it"
        block = f"--layout block --raters {shlex.quote(','.join(columns.numbered(raters)))}"
        return [(f"but the header may be {shown}: if so, type `{block}`", 0.5)]
    return []
