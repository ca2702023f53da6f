"""One row a question: each rater rated each extract once for every label of a third column."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations

from helpers.layouts.columns import Column, Columns, joined, roles, who
from helpers.layouts.long import paired, parts
from helpers.layouts.reading import Reading
from helpers.layouts.typed import options
from helpers.layouts.words.texts import listed, numbers


def said(columns: Columns) -> str:
    """What to do with such a table: a file a question, or all of them together."""
    for rater in who.named(columns):
        for extract, question in _pairs(columns, rater):
            codes = _codes(columns, rater, (extract, question))
            if codes and paired.meet(joined((extract, question)), rater):
                return _said(columns, parts.Roles(extract, rater, codes[0]), question, codes)
    return ""


def _pairs(columns: Columns, rater: Column) -> Iterator[tuple[Column, Column]]:
    """Two columns, the one with more labels first, neither of which tells ratings apart alone."""
    free = [c for c in columns.columns if c.filled == rater.filled and c is not rater]
    able = [c for c in free if roles.holds_labels(c) and not paired.meet(c, rater)]
    return ((a, b) for a, b in permutations(able, 2) if len(a.levels) > len(b.levels) > 1)


def _codes(columns: Columns, rater: Column, taken: tuple[Column, ...]) -> list[Column]:
    known = who.known_of(columns, (rater,))
    free = [c for c in columns.columns if c.filled and c not in (rater, *taken, *known)]
    return [c for c in free if roles.holds_labels(c) and not roles.is_beside(c)]


def _said(columns: Columns, part: parts.Roles, question: Column, codes: list[Column]) -> str:
    where = columns.position(question)
    ways = " or ".join(f"`{_typed(columns, part, question, code)}`" for code in codes)
    return (
        f"{numbers([columns.position(c) for c in (part.extract, part.rater)])} name the same two "
        f"in several rows, which column {where} tells apart ({listed(question.levels)}): keep the "
        f"rows of one of these in a file of its own, or, to take all together, type {ways}"
    )


def _typed(columns: Columns, part: parts.Roles, question: Column, code: Column) -> str:
    taken = (part.rater, part.extract, question, code)
    rater, *extract, category = (f"column {columns.position(c)}" for c in taken)
    named = Reading(layout="long", raters=(rater,), category_column=category)
    return options(replace(named, extract=",".join(extract)))
