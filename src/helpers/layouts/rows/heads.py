"""Which row heads the columns, and what rows beside it belong to the header too."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from helpers.layouts.words import terms
from helpers.layouts.words.marks import NO, YES
from helpers.layouts.words.texts import trim
from helpers.readers import Table

HEAD = 200
SURVEY = '"ImportId"'  # how Qualtrics marks the last of its three header rows
MARKS = YES | NO | {""}
WORDS = terms.EXTRACT | terms.RATER | terms.CATEGORY
JOINED = "two header rows joined into one"
RULE = re.compile(r":?-+:?|")
FEWEST_MARKS = 4
FEWEST_ROWS = 3

Cells = tuple[str, ...]


@dataclass(frozen=True)
class Head:
    """The columns' names and where the rows below them begin.

    Attributes:
        names: one a column, blank where none is told.
        first: the number of the first row of the header, counting from 0.
        body: the same of the first row below it.
        notes: what was joined or left out.
    """

    names: Cells
    first: int
    body: int
    notes: tuple[str, ...] = ()


def find(table: Table) -> Head:
    """The header of a table whose format tells none."""
    row = _first_full(table)
    near = _rows(table, max(row - 1, 0), row + HEAD)
    above = row - max(row - 1, 0)
    ways = [_merged(near[k:], row - above + k) for k in range(above + 1)]
    ways += [_repeated(near[k:], row - above + k) for k in range(above + 1)]
    ways += [_survey(near[above:], row), _ruled(near[above:], row), _second(near[above:], row)]
    return next(filter(None, ways), Head(near[above], row, row + 1))


def _first_full(table: Table) -> int:
    """The first row that is filled nearly as far as rows usually are, or all but its corner."""
    head = table.cells.head(HEAD).map(trim) != ""
    filled = head.sum(axis=1)
    usual = filled[filled > 0].median() if (filled > 0).any() else 0
    enough = filled >= max(1, 0.6 * usual)
    first = int(np.argmax(enough.to_numpy()))
    return first - _stands_above(table, first)


def _stands_above(table: Table, first: int) -> bool:
    """Whether the row before is a header with a blank corner, as pandas and R write over names.

    It is no line above one: the first full row does not begin with a word for extracts.
    """
    if not first:
        return False
    used = (table.cells.head(HEAD).map(trim) != "").any(axis=0).to_numpy()
    above, full = (np.array(row)[used] for row in _rows(table, first - 1, first + 1))
    said = _words(full[0])
    return bool(len(above) > 1 and not above[0] and all(above[1:])) and not (said and said <= WORDS)


def _rows(table: Table, first: int, last: int) -> list[Cells]:
    return [tuple(map(trim, row)) for row in table.cells.iloc[first:last].to_numpy()]


def _merged(rows: Sequence[Cells], first: int) -> Head | None:
    """Raters above categories, as merged cells are written, over columns of marks."""
    if len(rows) < FEWEST_ROWS:
        return None
    top, below, *body = rows
    upper = _carried_on(top)
    marks = [
        j
        for j, name in enumerate(below)
        if name.casefold() not in MARKS
        and upper[j]
        and all(row[j].casefold() in MARKS for row in body)
    ]
    over, under = {upper[j] for j in marks}, {below[j] for j in marks}
    whole = len({(upper[j], below[j]) for j in marks}) == len(marks) == len(over) * len(under)
    if len(marks) < FEWEST_MARKS or len(over) < 2 or len(under) < 2 or not whole:
        return None
    names = (
        f"{upper[j]}: {name}" if j in marks else name or top[j] for j, name in enumerate(below)
    )
    return Head(tuple(names), first, first + 2, (JOINED,))


def _repeated(rows: Sequence[Cells], first: int) -> Head | None:
    """Raters above one series of headers that comes again under each of them."""
    if len(rows) < FEWEST_ROWS:
        return None
    top, below, *body = rows
    upper = _carried_on(top)
    groups: dict[str, list[str]] = {}
    for name, under in zip(upper, below, strict=True):
        groups.setdefault(name, []).append(under)
    series = groups[upper[-1]]
    raters = [name for name, unders in groups.items() if name and unders == series]
    again = any(cell and cell in {row[j] for row in body} for j, cell in enumerate(below))
    whole = len(series) > 1 and all(series) and len(set(series)) == len(series)
    if again or not whole or len(raters) < max(2, len(groups) - 1):
        return None
    rated = [name for name in series if not terms.said(name) <= terms.BESIDE]
    names = (
        _headed(name, under, rated) if name in raters else under or name
        for name, under in zip(upper, below, strict=True)
    )
    return Head(tuple(names), first, first + 2, (JOINED,))


def _headed(upper: str, below: str, rated: Sequence[str]) -> str:
    """The header of a rater's column: the rater alone where there is one to a rater."""
    if below not in rated:
        return below
    return upper if len(rated) == 1 else f"{upper}: {below}"


def _ruled(rows: Sequence[Cells], first: int) -> Head | None:
    """A line of dashes below the header, as Markdown draws it."""
    drawn = len(rows) > 1 and any(rows[1]) and all(RULE.fullmatch(cell) for cell in rows[1])
    # A minus may be a label, which comes again.
    if drawn and not any(cell and cell in row for row in rows[2:] for cell in rows[1]):
        note = "a line of dashes below the header left out"
        return Head(rows[0], first, first + 2, (note,))
    return None


def _carried_on(cells: Cells) -> list[str]:
    carried: list[str] = []
    for cell in cells:
        carried.append(cell or (carried[-1] if carried else ""))
    return carried


def _survey(rows: Sequence[Cells], first: int) -> Head | None:
    """Qualtrics' questions in full, and its own names of them."""
    for k, row in enumerate(rows[1:3], 1):
        if any(SURVEY in cell for cell in row):
            note = f"{k} more header rows of the survey left out"
            return Head(rows[0], first, first + k + 1, (note,))
    return None


def _words(cell: str) -> frozenset[str]:
    """The words of a cell; none where it is numbered, as the name of an extract is."""
    return frozenset() if any(map(str.isdecimal, cell)) else terms.said(cell)


def _second(rows: Sequence[Cells], first: int) -> Head | None:
    """A second header: it begins with a word for extracts too, or holds none but words of headers.

    No cell of it comes again.
    """
    if len(rows) < FEWEST_ROWS + 2:
        return None
    top, below, *body = rows
    heads = [_words(next(filter(None, row), "")) for row in rows[:2]]
    again = any(cell and cell in {row[j] for row in body} for j, cell in enumerate(below))
    named = all(said and said <= terms.EXTRACT for said in heads)
    spoken = [terms.said(cell) for cell in below if cell]
    whole = len(spoken) > 1 and all(said and said <= WORDS for said in spoken)
    if again or not (named or whole):
        return None
    return Head(top, first, first + 2, ("a second header row left out",))
