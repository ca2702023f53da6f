"""What else to type where a rater of a long table gave one extract several codes."""

import numpy as np

from helpers.layouts.columns import Column, Columns, joined, marked, roles
from helpers.layouts.long import parts


def typed(columns: Columns, part: parts.Roles) -> str:
    """The columns that tell such codes apart, where there are any: each then is a rating alone."""
    taken = (*part.extract.members, part.rater, part.category)
    rest = [c for c in columns.columns if c not in taken and c.filled == len(c.codes)]
    return _given_or_not(columns, part, rest) or _told_by(columns, part, rest)


def _given_or_not(columns: Columns, part: parts.Roles, rest: list[Column]) -> str:
    """What to type where each row tells of one code whether it was given."""
    extract = joined((*part.extract.members, part.category))
    marks = [c for c in rest if len(c.levels) > 1 and marked.is_indicator(c)]
    if len(marks) != 1 or parts.single(parts.Roles(extract, part.rater, marks[0])) < 1:
        return ""
    mark = f"column {columns.position(marks[0])}"
    return (
        f"; or, if {mark} tells whether each code was given: --extract {_named(columns, extract)} "
        f"--category-column {mark!r}"
    )


def _told_by(columns: Columns, part: parts.Roles, rest: list[Column]) -> str:
    """What to type where another column tells when, or of what, each code was given."""
    able = [c for c in rest if roles.holds_labels(c) and _by_several(part.rater, c)]
    for column in sorted(able, key=lambda c: len(c.levels)):
        extract = joined((*part.extract.members, column))
        if parts.single(parts.Roles(extract, part.rater, part.category)) == 1:
            where, names = f"column {columns.position(column)}", _named(columns, extract)
            told = f"; or, if {where} tells when, or of what, each was: --extract {names}"
            return f"{told}, or a file of its own for the rows of each of its labels"
    return ""


def _named(columns: Columns, extract: Column) -> str:
    return repr(",".join(f"column {columns.position(c)}" for c in extract.members))


def _by_several(rater: Column, other: Column) -> bool:
    """Whether a column has several labels, and several raters to each of them."""
    pairs = np.unique(np.column_stack([other.codes, rater.codes]), axis=0)
    return len(other.levels) > 1 and bool((np.bincount(pairs[:, 0]) > 1).all())
