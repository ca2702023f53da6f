"""Why a table is not read, for people: no layout fits it, or it holds too little to compare."""

from collections.abc import Sequence

from helpers.layouts import beside, scores, tidy, wordings
from helpers.layouts.candidate import Candidate
from helpers.layouts.columns import Columns
from helpers.layouts.reading import TITLES, Reading
from helpers.layouts.texts import numbers
from helpers.layouts.typed import typed, way
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
    if weak:
        best = weak[0]
        if not near:
            best.grid()  # whatever refuses the nearest way is the reason to tell
        ways = "".join(f"; {way(one)} is as near" for one in near)
        return (
            f"{table.name}: no layout fits well; the nearest is {TITLES[best.layout]} "
            f"({'; '.join(best.why)}): type `{typed(best)}` to read it so{ways}"
        )
    told = (_too_few(tidy.with_header(table)), tidy.unstored(table))
    return f"{table.name}: {'; '.join(filter(None, told))}"


def _too_few(columns: Columns) -> str:
    """Why nothing in a table can be compared: no ratings, one rater, or no labels in common."""
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
    found = "found fewer than two columns of ratings that share labels"
    return f"{found}; {needs}: name their columns with --raters, or every rater's file"
