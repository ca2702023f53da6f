"""How well 0/1 columns are explained by raters who each chose one category an extract."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from helpers.layouts.columns import Column, cells
from helpers.layouts.columns.pairing import Pairs, cuts, paired
from helpers.layouts.words import terms
from helpers.layouts.words.marks import NO, YES

SLIPS = 0.05  # the share of ratings with several codes, among raters who were to give one
CLEARLY = 0.1  # how much more often one way finds a single category than another
WORDS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, eq=False)
class Fit:
    """One way to take headers' parts for raters and categories, and how the cells bear it out.

    Attributes:
        way: raters first, categories second.
        cut: which cut of the headers it rests on, the best first.
        part: which part of the headers names the rater.
        single: the share of the ratings with one category or none.
        exact: the share with one category; blank ratings are left out where others hold a no.
    """

    way: Pairs
    cut: int
    part: str
    single: float
    exact: float


def fits(columns: Sequence[Column]) -> list[Fit]:
    """Both directions of every cut; those of the cut that is borne out best come first."""
    each = [(_fit(one, "part 1"), _fit(one.turned, "part 2")) for one in cuts(columns)]
    each.sort(key=lambda both: -max(fit.exact * (fit.single > 1 - SLIPS) for fit in both))
    return [Fit(f.way, i, f.part, f.single, f.exact) for i, two in enumerate(each) for f in two]


def told(found: Sequence[Fit]) -> Fit | None:
    """The way in which nearly every rating is exactly one category, if rows are enough to tell."""
    able = [one for one in found if one.exact >= cells.NEARLY_ALL and one.single > 1 - SLIPS]
    best = max(able, key=lambda one: one.exact, default=None)
    few = best is not None and len(best.way.columns[0][0].codes) < cells.FEW
    return None if few else best


def asked_by(one: Fit) -> tuple[str, ...]:
    """What asks for this way: which part names the rater, where that leaves no doubt."""
    return one.way.first if one.cut else (one.part,)


def is_headed(one: Fit) -> bool:
    """Whether the raters' part of the headers speaks of raters, as `Coder 1` or `R1`."""
    words = any(set(WORDS.findall(name.casefold())) & terms.RATER for name in one.way.first)
    return words or all(re.fullmatch(r"[Rr]\d+", name) for name in one.way.first)


def is_worse(one: Fit, best: Fit) -> bool:
    """Whether a way is clearly worse than the one that is told: none needs to ask about it.

    It finds raters who give several categories or, as one that takes a rater for two, none.
    """
    if one.exact > best.exact - CLEARLY:
        return False
    whole = [set(row) for row in best.way.columns]
    finer = all(any(set(row) <= group for group in whole) for row in one.way.columns)
    return one.single < best.single or finer


def pairs(columns: Sequence[Column]) -> Pairs | None:
    """The grid of the headers, where all columns hold marks."""
    return paired(columns) if all(map(is_indicator, columns)) else None


def is_indicator(column: Column) -> bool:
    """Whether the cells are marks: 0 or 1, yes or no, x or blank."""
    return len(column.levels) <= len(YES | NO) and column.vocabulary <= YES | NO


def chosen(row: tuple[Column, ...]) -> NDArray[np.bool_]:
    """Shape (extracts, categories): whether one rater chose each category."""
    return np.column_stack([ones(column) for column in row])


def ones(column: Column) -> NDArray[np.bool_]:
    """Shape (rows,): where the mark says yes."""
    lookup = np.array([level.casefold() in YES for level in column.levels] + [False])
    return np.asarray(lookup[column.codes], dtype=bool)


def _fit(way: Pairs, part: str) -> Fit:
    times = np.stack([chosen(row).sum(axis=1) for row in way.columns])
    filled = np.stack([np.any([c.codes >= 0 for c in row], axis=0) for row in way.columns])
    # Where a blank stands for no, it cannot tell that a rating is missing.
    no = any(c.vocabulary & NO for row in way.columns for c in row)
    rated = times[filled] if no else times
    exact = float((rated == 1).mean()) if rated.size else 0.0
    return Fit(way, 0, part, float((times <= 1).mean()), exact)
