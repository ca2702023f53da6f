"""The ratings as the choices change them.

A choice of prevalence or of the number of extracts draws extracts at random, once for all: the
other choices are applied to the same draw, so that specifications can be compared in pairs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from helpers.agreement import Patterns
from helpers.agreement.patterns import Floats, distinct
from helpers.sensitivity.options import AS_FOUND, DOMINATED, LISTWISE, Options

DOMINANT = 0.8  # the share of extracts that the dominant category gets
Levels = tuple[str, ...]


@dataclass(frozen=True)
class Altered:
    """Ratings, the levels that led to them, and how many of these are not the usual ones."""

    ratings: Patterns
    levels: Levels
    departs: int

    @property
    def listwise(self) -> bool:
        """Whether extracts that lack a rating are to be dropped."""
        return LISTWISE in self.levels[:1]


def altered(patterns: Patterns, depth: int, seed: int) -> Iterator[Altered]:
    """Every table within `depth` choices of the usual; listwise may come on top of these.

    `levels` are those of the last five `CHOICES`, in their order.
    """
    options = Options.of(patterns)
    for (i, prevalence), (name, n) in product(
        enumerate(options.prevalence), options.extracts.items()
    ):
        sample = drawn(patterns, prevalence, n, np.random.default_rng([seed, i, n]))
        for raters, categories, missing in product(
            options.raters, options.categories, options.missing
        ):
            levels = (missing, raters, categories, prevalence, name)
            departs = sum(a != b for a, b in zip(levels, options.usual, strict=True))
            if departs <= depth + (missing == LISTWISE):
                kept = sample.raters_only(options.raters[raters])
                yield Altered(merged(kept, options.categories[categories]), levels, departs)


def drawn(patterns: Patterns, prevalence: str, n: int, generator: np.random.Generator) -> Patterns:
    """So many extracts: some of those there are, or drawn with repeats to a new prevalence."""
    if prevalence == AS_FOUND:
        counts = generator.multivariate_hypergeometric(patterns.counts, n, method="marginals")
    else:
        counts = generator.multinomial(n, chances(patterns, prevalence == DOMINATED))
    return replace(patterns, codes=patterns.codes[counts > 0], counts=counts[counts > 0])


def chances(patterns: Patterns, dominated: bool) -> Floats:
    """How likely each pattern is drawn when categories are even, or the largest dominates.

    An extract belongs to the category that most of its raters chose, in equal parts when tied.

    >>> codes = np.array([[0, 0]] * 3 + [[1, 1]])
    >>> chances(Patterns.from_codes(codes, 2), dominated=False).tolist()
    [0.5, 0.5]
    """
    top = patterns.table == patterns.table.max(axis=1, keepdims=True)
    majority = top / top.sum(axis=1, keepdims=True)
    held = patterns.counts @ majority
    wanted = (held > 0).astype(float)
    if dominated and wanted.sum() > 1:
        wanted *= (1 - DOMINANT) / (wanted.sum() - 1)
        wanted[held.argmax()] = DOMINANT
    likely = patterns.counts * (majority @ (wanted / np.where(held > 0, held, 1)))
    return np.asarray(likely / likely.sum())


def merged(patterns: Patterns, pair: tuple[int, ...]) -> Patterns:
    """Two categories as one, which takes the place and the name of the first; none: unchanged."""
    if not pair:
        return patterns
    kept, gone = sorted(pair)
    one = np.where(patterns.codes == gone, kept, patterns.codes)
    names = patterns.categories[:gone] + patterns.categories[gone + 1 :]
    codes, counts = distinct(one - (one > gone), len(names), patterns.counts)
    return replace(patterns, codes=codes, counts=counts, categories=names)
