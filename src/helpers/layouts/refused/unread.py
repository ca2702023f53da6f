"""Why a table is not read, for people: no layout fits it, or it holds too little to compare."""

import shlex
from collections.abc import Callable, Sequence

from helpers.layouts.candidate import Candidate
from helpers.layouts.columns import SPAN, Column, Columns, cells, roles, wordings
from helpers.layouts.long import asked_of, persons
from helpers.layouts.reading import TITLES, Reading
from helpers.layouts.refused import beside, one_rater, scores, spelt
from helpers.layouts.rows import tidy
from helpers.layouts.typed import way
from helpers.layouts.words.texts import numbers
from helpers.readers import Table


def why(
    table: Table, reading: Reading, weak: Sequence[Candidate], near: Sequence[Candidate]
) -> str:
    """Why no layout fits, and what to type for the nearest.

    Args:
        table: the first of the file.
        reading: the choices made.
        weak: what the layouts offer, the likeliest first; none is good enough.
        near: those nearly as likely as the first.

    Raises:
        StudyError: what refuses the nearest way, where there is no other.
    """
    if reading.layout is not None:
        title = TITLES[reading.layout]
        return f"{table.name}: cannot be read as {title}; name its columns, or leave out --layout"
    columns = tidy.with_header(table)
    named = reading.raters or reading.extract or reading.category_column
    if not named and (how := spelt.found(columns) or asked_of.said(columns)):
        return f"{table.name}: {how}"
    if weak:
        best = weak[0]
        if not near:
            best.grid()  # whatever refuses the nearest way is the reason to tell
        ways = "".join(f"; {way(one)} is as near" for one in near)
        return (
            f"{table.name}: no layout fits well, as where there are no ratings; to read it as the "
            f"nearest, type {way(best)}{ways}"
        )
    if len(reading.raters) == 1 and not SPAN.fullmatch(reading.raters[0].casefold()):
        return (
            f"{table.name}: --raters names one column; agreement needs two raters or more: name "
            "every rater's, or the one that names the raters of a row each"
        )
    told = (_too_few(columns), tidy.unstored(table))
    return f"{table.name}: {'; '.join(filter(None, told))}"


def _too_few(columns: Columns) -> str:
    """Why nothing in a table can be compared: no ratings, one rater, or no labels in common."""
    one_rater.refuse(columns)
    if how := beside.offered(columns) or wordings.of_columns(columns) or scores.fine(columns):
        return how
    others = columns.columns[1:]
    filled = [column for column in others if column.filled]
    if others and not filled:
        return "every cell is blank: there are no ratings to compare"
    needs = "agreement needs two raters or more"
    if len(filled) == 1:
        where = numbers([columns.position(filled[0])])
        return f"only {where} can hold ratings; {needs}: add a column for each further rater"
    if ways := persons.offered(columns):
        return ways
    able = [c for c in filled if not roles.is_text(c)]
    if most := _alike(able, lambda one, other: cells.overlap(one, other) > 0):
        named = dict.fromkeys(_named(columns, one) for one in (_alike(able, cells.shares), most))
        where = numbers([columns.position(c) for c in most])
        ways = " or ".join(filter(None, named))
        return f"{where} share labels, and may hold ratings all the same; type {ways} if so"
    found = "found fewer than two columns of ratings that share labels"
    return f"{found}; {needs}: name their columns with --raters, or every rater's file"


def _alike(able: Sequence[Column], alike: Callable[[Column, Column], bool]) -> list[Column]:
    """Those that hold labels of each other's, which may be too many or too few to tell by."""
    return [c for c in able if any(alike(c, one) for one in able if one is not c)]


def _named(columns: Columns, found: Sequence[Column]) -> str:
    """What to type for them."""
    return f"--raters {shlex.quote(','.join(columns.numbered(found)))}" if found else ""
