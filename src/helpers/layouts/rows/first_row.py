"""Whether the first row heads the columns, or is a row of values: decided once, for all layouts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from helpers.errors import StudyError
from helpers.layouts.columns import SPAN, Column, Columns, adding, cells, numbered, roles
from helpers.layouts.reading import Reading
from helpers.layouts.rows import heading, heads, ragged, tidy
from helpers.layouts.words import terms
from helpers.readers import Table

# How much a first cell tells: above zero that it is a value like those below, else a header.
TELLS, AGAIN, APART, OTHER_NAMES = 2, 1, -1, -2
SURELY_HEADS = -6
FEWEST = 6  # rows below that settle what the first is
NEEDS_HEADERS = ("wide", "indicators", "variables")
NOTE = "the first row was taken for values like those below; if it is a header, type --header yes"
ASK = (
    "whether the first row heads the columns, or is a row of values like those below, is not "
    "plain; type --header yes or --header no"
)
EITHER = "add --header yes to any of these, or --header no if the first row is no header"
ADD = "add --header no to any of these if the first row is no header"
_PLACE = re.compile(r"column \d+", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Seen:
    """A table's columns once it is known what its first row is.

    Attributes:
        columns: under their headers, or by their numbers.
        reading: the choices made; its `header` is "no" where there is none.
        asked: whether nothing tells what the first row is, so that it is to be asked.
    """

    columns: Columns
    reading: Reading
    asked: bool = False


def seen(table: Table, reading: Reading) -> Seen:
    """The table's columns, as the choices, the format or the cells tell what the first row is."""
    known = told(table, reading)
    headed = is_header(table) if known is None else known
    if headed is False:
        bare = tidy.without_header(table)
        ragged.refuse(table, bare, headed=False)
        notes = (*bare.notes, NOTE) if known is None else bare.notes
        layout = "block" if reading.layout == "wide" else reading.layout
        return Seen(replace(bare, notes=notes), replace(reading, header="no", layout=layout))
    columns = tidy.with_header(table)
    ragged.refuse(table, columns, headed=True)
    sure = columns.header_known or reading.header == "yes"
    sure = sure or (headed is not None and _surely_heads(columns.columns))
    return Seen(replace(columns, header_known=sure), reading, headed is None)


def seen_alike(
    tables: Sequence[Table], reading: Reading
) -> tuple[list[Columns], Literal["yes", "no"] | None]:
    """The columns of several files, and the choice that reads them so again.

    Raises:
        StudyError: when the first rows are not all headers, or all values, and no columns were
            named by their numbers.
    """
    found = [seen(table, reading) for table in tables]
    ways = {one.reading.header for one in found}
    named = reading.extract and reading.category_column
    matchable = all(len(one.columns.columns) > 1 for one in found)
    if matchable and (any(one.asked for one in found) or (len(ways) > 1 and not named)):
        where = " and ".join(one.columns.name for one in found if one.reading.header == "no")
        only = f" (it seems to be values in {where} only)" if where else ""
        raise StudyError(f"{len(tables)} files: {ASK}{only}")
    return [one.columns for one in found], ways.pop() if len(ways) == 1 else None


def told(table: Table, reading: Reading) -> bool | None:
    """What the choices and the format tell of the first row; None where it is to be found out."""
    if reading.layout == "block" or reading.header is not None:
        return reading.header == "yes"
    if table.header is not None or reading.layout in NEEDS_HEADERS:
        return True
    names = (*reading.raters, reading.extract, reading.category_column, reading.service)
    parts = {part.strip() for name in names if name for part in (name, *name.split(","))}
    known = {c.name.casefold() for c in tidy.with_header(table).columns}
    return True if any(not _is_place(p) and p.casefold() in known for p in parts) else None


def _is_place(name: str) -> bool:
    return bool(_PLACE.fullmatch(name) or SPAN.fullmatch(name.casefold()))


def is_header(table: Table) -> bool | None:
    """Whether the first row heads the columns; None where it may as well be a row of values."""
    head = heads.find(table)
    above = table.cells.iloc[: head.first]
    headed = tidy.with_header(table)
    firsts = _firsts(headed.columns)
    if head.notes or head.body != head.first + 1 or (above != "").any(axis=None):
        # What looks like a line above may be a row of values with blanks.
        return None if len(above) == 1 and _may_be_values(headed.columns, firsts) else True
    if _heads_counts(headed.columns, firsts):
        return True
    score = _score(headed.columns, firsts)
    if _counts_up(firsts) or score <= 0:
        near = score > OTHER_NAMES and _may_be_values(headed.columns, firsts)
        return None if near else True
    return False if _told_apart(headed.columns, firsts) else None


def _heads_counts(columns: Sequence[Column], firsts: Sequence[str]) -> bool:
    """Whether the rows below are counts, which add up to what numbers in the first row do not."""
    pairs = [(c, first) for c, first in zip(columns, firsts, strict=True) if cells.is_counts([c])]
    whole, numbers = tuple(c for c, _ in pairs), [first for _, first in pairs]
    if not all(map(str.isdecimal, numbers)) or adding.up(whole)[0] < 1:
        return False
    return sum(map(int, numbers)) != sum(int(cells.whole_numbers(c)[0]) for c in whole)


def _may_be_values(columns: Sequence[Column], firsts: Sequence[str]) -> bool:
    """Whether so few rows follow that a header's cell which comes again says little."""
    again = any(first in c.vocabulary for c, first in zip(columns, firsts, strict=True))
    return again and len(columns[0].codes) < FEWEST


def _firsts(columns: Sequence[Column]) -> list[str]:
    """The cells of the first row, spelling aside; blank where there is none."""
    names = heading.heads(columns)
    return ["" if roles.is_unheaded(c) else n for c, n in zip(columns, names, strict=True)]


def _score(columns: Sequence[Column], firsts: Sequence[str]) -> int:
    """How far the first row is like those below: what each of its cells tells, added up."""
    labels = frozenset().union(*(c.vocabulary for c in columns))
    filled = [c for c in columns if c.filled]
    told = (
        _tells(c, first, labels) if first else SURELY_HEADS * (c is filled[0] and _names(c))
        for c, first in zip(columns, firsts, strict=True)
        if c.filled
    )
    return sum(told)


def _surely_heads(columns: Sequence[Column]) -> bool:
    """Whether no header repeats, and one is a word that heads columns, and no label below."""
    labels = frozenset().union(*(c.vocabulary for c in columns))
    said = [
        c for c, head in zip(columns, heading.heads(columns), strict=True) if head not in labels
    ]
    return any(map(_is_word, said)) and not heading.repeats(columns)


def _tells(column: Column, first: str, labels: frozenset[str]) -> int:
    """What one cell tells: headers hardly ever come again below, and are of another kind."""
    if first in column.vocabulary:
        return _comes_again(column)
    if first in labels:
        return 0
    if _is_word(column) or (numbered.are_numbers(column) and not numbered.NUMBER.fullmatch(first)):
        return SURELY_HEADS
    if _names(column) and column.filled > 1 and (shape := numbered.shape_of_all(column)):
        return _continues(column, first) if numbered.shape(first) == shape else OTHER_NAMES
    return 0 if column.unique and column.filled > cells.FEW else APART


def _continues(column: Column, first: str) -> int:
    """How far a name is the one before the others: a number is also what programs head with."""
    if not first.isdecimal():
        return TELLS
    if first == "0":
        return AGAIN * (column.levels[0] == "1")
    before = column.levels[0].isdecimal() and int(column.levels[0]) == int(first) + 1
    alike = len(first) > 1 and {len(level) for level in column.levels[:1000]} == {len(first)}
    return TELLS * (before or alike)


def _comes_again(column: Column) -> int:
    """Names come once, and a column of one label and blanks may well be headed by it."""
    marks = len(column.levels) == 1 and column.filled < len(column.codes)
    return 0 if marks or (column.unique and column.filled >= cells.FEW) else AGAIN


def _names(column: Column) -> bool:
    return column.unique and column.filled == len(column.codes)


def _is_word(column: Column) -> bool:
    """Whether a header is made of words that head columns, as `doc1` above doc2 and doc3 is not."""
    (head,) = heading.heads([column])
    if (shape := numbered.shape_of_all(column)) and numbered.shape(head) == shape:
        return False
    known = heading.HEADS | terms.PASSAGE | terms.DOCUMENT
    said = roles.words(column)
    return roles.is_rater_alone(column) or (bool(said) and said <= known)


def _counts_up(firsts: Sequence[str]) -> bool:
    """Whether the row numbers or letters the columns, as headers do."""
    found = [first for first in firsts if first]
    if len(found) < 2:
        return False
    known = (range(len(found)), range(1, len(found) + 1))
    ways = [[str(i) for i in one] for one in known]
    return found in (*ways, [chr(ord("a") + i) for i in range(min(len(found), 26))])


def _told_apart(columns: Sequence[Column], firsts: Sequence[str]) -> bool:
    """Whether it is beyond doubt that the row is none of headers, which might be labels too."""
    rated = [
        (c, first)
        for c, first in zip(columns, firsts, strict=True)
        if first in c.vocabulary and _comes_again(c)
    ]
    alone = len(rated) == 1 and len(rated[0][1]) > 1 and not rated[0][1].isdecimal()
    alike = not alone and all(
        cells.shares(a, b) for i, (a, _) in enumerate(rated) for b, _ in rated[:i]
    )
    repeated = len({first for _, first in rated}) < len(rated)
    numbered = any(
        first and first not in c.vocabulary and _tells(c, first, frozenset()) == TELLS
        for c, first in zip(columns, firsts, strict=True)
    )
    # Raters 1, 2, ... may stand beside a word that heads their extracts.
    beside = _counts_up([first for first in firsts if first][1:])
    corner = next(c for c in columns if c.filled)
    beside &= corner.unique or not any(c is corner for c, _ in rated)
    return numbered or (not beside and (repeated or not alike)) or _adds_up(columns, firsts)


def _adds_up(columns: Sequence[Column], firsts: Sequence[str]) -> bool:
    """Whether the row adds up to what every row of counts adds up to."""
    if not all(map(str.isdecimal, firsts)) or not cells.is_counts(columns):
        return False
    sums = np.sum([cells.whole_numbers(c) for c in columns], axis=0)
    return bool((sums == sum(map(int, firsts))).all())
