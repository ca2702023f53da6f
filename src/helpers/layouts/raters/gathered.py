"""Tables where a cell or a row stands for several ratings: refused, with what to give instead."""

import shlex
from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from helpers.errors import StudyError
from helpers.layouts.columns import Column, Columns, agreeing, cells, number_of, roles
from helpers.layouts.extracts import naming
from helpers.layouts.words import terms
from helpers.layouts.words.texts import numbers

WHOLE = {1.0: 0.021, 100.0: 1.01}  # what shares add up to, and how far rounding takes them off
TIMES = terms.OFTEN | terms.word_set("weight weights n times")


def refuse(columns: Columns) -> None:
    """Refuse shares of the raters, patterns of ratings and two coders a row.

    Raises:
        StudyError: with what to give instead, and what to type where it is none of these.
    """
    _refuse_shares(columns)
    _refuse_patterns(columns)
    _refuse_frequencies(columns)
    _refuse_partners(columns)


def _refuse_shares(columns: Columns) -> None:
    """Refuse rows that add up to 1 or 100: shares do not tell how many raters there were."""
    first, *others = columns.columns
    free = [*([] if naming.rises(first) else [first]), *others]
    shares = [c for c in free if c.filled and len(c.levels) > 1 and not roles.is_beside(c)]
    shares = [c for c in shares if _is_number(c)]
    few = len(first.codes) < cells.FEW
    for beside in [None] if few else [None, *shares]:  # how many raters there were, as a rule
        some = [c for c in shares if c is not beside]
        if len(some) > 1 and len(first.codes) > 1 and (whole := _whole(some)):
            told = "; or type --layout counts if so many raters rated each extract"
            raise StudyError(
                f"{columns.name}: {numbers([columns.position(c) for c in some])} add up to "
                f"{whole} in each row, as shares do, which do not tell how many raters there "
                f"were; give how many raters chose each category{told * cells.is_counts(some)}"
            )


def _whole(shares: Sequence[Column]) -> int:
    """What every row adds up to, if it is what shares add up to; else 0."""
    sums = np.sum([_values(c) for c in shares], axis=0)
    found = [whole for whole, off in WHOLE.items() if (np.abs(sums - whole) <= off).all()]
    return int(found[0]) if found and (found[0] > 1 or not cells.is_counts(shares)) else 0


def _is_number(column: Column) -> bool:
    return all(number(level) is not None for level in column.levels)


def number(level: str) -> float | None:
    """The number a cell holds, with a decimal point or comma, or as a percentage; else None."""
    try:
        return float(level.removesuffix("%").strip().replace(",", "."))
    except ValueError:
        return None


def _values(column: Column) -> NDArray[np.float64]:
    levels = [number(level) or 0.0 for level in column.levels]
    return np.array([*levels, 0.0])[column.codes]


def _refuse_patterns(columns: Columns) -> None:
    """Refuse rows that stand for as many extracts as a column beside them says."""
    first = columns.columns[0]
    # Numbers of the rows make each row another.
    used = [c for c in columns.columns if c.filled and not (c is first and naming.rises(c))]
    for times in (c for c in used if c not in number_of.columns(used)):
        raters = [c for c in used if c is not times]
        if _are_patterns(raters, times):
            where = columns.position(times)
            raise StudyError(
                f"{columns.name}: no two rows hold the same ratings, and column {where} holds "
                "whole numbers, as where a row stands for so many extracts; give one row an "
                f"extract: each row as often as column {where} says"
                f"{_otherwise(columns, raters, used) if _may_be_else(times) else ''}"
            )


def _may_be_else(times: Column) -> bool:
    """Whether its header is no plain word for how often: `n_words`, or N among other letters."""
    return not roles.words(times) <= TIMES or times.name.isupper()


def _otherwise(columns: Columns, raters: Sequence[Column], used: Sequence[Column]) -> str:
    few, more = (shlex.quote(",".join(columns.numbered(some))) for some in (raters, used))
    return (
        f"; or type --raters {few} if it tells something else, or --raters {more} if it is a "
        "rater's"
    )


def _are_patterns(raters: Sequence[Column], times: Column) -> bool:
    if len(raters) < 2 or not all(cells.shares(raters[0], c) for c in raters[1:]):
        return False
    if times.filled < len(times.codes) or not cells.is_counts([times]) or naming.rises(times):
        return False
    often = cells.whole_numbers(times)
    # Where rows all stand for as many, leaving that out changes no agreement.
    counted = often.min() >= 1 and often.max() > often.min()
    if not counted or not (roles.words(times) & TIMES or _are_sorted(often)):
        return False
    if not roles.words(times) & TIMES and roles.is_headed_as_rater(times):
        return False
    if agreeing.counts(often, raters) or agreeing.sums(often, raters):
        return False
    rows = np.column_stack([c.codes for c in raters])
    return len(np.unique(rows, axis=0)) == len(rows)


def _refuse_frequencies(columns: Columns) -> None:
    """Refuse a row for each pattern of codes and more, beside a header that says how often."""
    used = [c for c in columns.columns if c.filled]
    times = [c for c in used if roles.words(c) and roles.words(c) <= terms.OFTEN]
    rest = [c for c in used if c not in times and not naming.rises(c)]
    labelled = [c for c in rest if roles.holds_labels(c)]
    if len(times) != 1 or len(labelled) < 2 or len(labelled) < len(rest):
        return
    rows = np.column_stack([c.codes for c in rest])
    counted = cells.is_counts(times) and len(times[0].levels) > 1
    if counted and len(np.unique(rows, axis=0)) == len(rows):
        where = columns.position(times[0])
        raise StudyError(
            f"{columns.name}: no two rows hold the same labels, and column {where} says how often "
            f"each came; give one row an extract: each row as often as column {where} says"
        )


def _are_sorted(often: NDArray[np.int64]) -> bool:
    """Whether numbers fall from row to row, as programs list how often each pattern was met."""
    return len(often) >= cells.FEW and bool((np.diff(often) <= 0).all() and often[0] > often[-1])


def _refuse_partners(columns: Columns) -> None:
    """Refuse rows with the names of several coders beside their codes."""
    named = [c for c in columns.columns if c.filled and roles.is_headed_as_rater(c)]
    named = [c for c in named if not roles.words(c) & terms.CATEGORY]
    if len(named) < 2 or len(named[0].codes) < cells.FEW or any(map(_agree, *_pairs(named))):
        return
    if any(map(_are_apart, *_pairs(named))):
        return
    free = [c for c in columns.columns if c.filled and c not in named and not roles.is_beside(c)]
    codes = [
        c for c in free if any(c is not o and cells.shares(c, o) and _agree(c, o) for o in free)
    ]
    if len(codes) == len(named):
        who, what = (numbers([columns.position(c) for c in some]) for some in (named, codes))
        typed = shlex.quote(",".join(columns.numbered(named)))
        raise StudyError(
            f"{columns.name}: {who} never hold the same in a row, as the names of coders do, and "
            f"{what} their codes; give each code a row of its own: extract, coder, code; or type "
            f"--raters {typed} if these hold ratings"
        )


def _pairs(some: Sequence[Column]) -> tuple[Sequence[Column], Sequence[Column]]:
    one, other = zip(*combinations(some, 2), strict=True)
    return one, other


def _are_apart(one: Column, other: Column) -> bool:
    """Whether columns of several labels have none in common, as a name and an age."""
    return min(len(one.levels), len(other.levels)) > 1 and cells.overlap(one, other) == 0


def _agree(one: Column, other: Column) -> bool:
    """Whether two columns hold the same label in some row."""
    place = {label: i for i, label in enumerate(other.levels)}
    here = np.array([*(place.get(label, -2) for label in one.levels), -3])[one.codes]
    return bool((here == other.codes).any())
