"""Raters two by two: Cohen's kappa, each rater against the others, and their means.

All pairs are resampled together, one draw of extracts for all: pairs share extracts, and an
interval for their mean that treats them as independent is far too narrow.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from helpers.agreement.coefficients import UNKNOWN_RATERS
from helpers.agreement.patterns import Floats, Patterns
from helpers.agreement.resampling import Resampled, Statistic, ratio
from helpers.agreement.values import (
    Interval,
    Limits,
    NoValueError,
    Undefined,
    Value,
    known,
    reasoned,
)
from helpers.ratings import Ratings

Couple = tuple[int, int]
LARGEST = 1 << 26  # numbers that describe all pairs at once: half a gigabyte


@dataclass(frozen=True)
class Estimate:
    """A number with its bootstrap standard error and intervals."""

    value: Value
    se: Value
    percentile: Limits
    bca: Limits


@dataclass(frozen=True)
class Group:
    """What a set of pairs shows: one pair, all pairs of one rater, or all pairs.

    `name` is the pair's, or the rater's for all pairs that hold the rater; `extracts` is how
    many were rated by both of some pair; `kappa` and `agreement` are means over the pairs.
    """

    name: str
    extracts: int
    kappa: Estimate
    agreement: Estimate


@dataclass(frozen=True)
class Pairs:
    """Every pair, every rater against the others, and all pairs together.

    The overall kappa is Light's when every rater rated every extract.
    """

    pairs: tuple[Group, ...]
    raters: tuple[Group, ...]
    overall: Group

    def frame(self) -> pd.DataFrame:
        """Pairs, then raters against the others, then the mean of all.

        Columns: kind ("pair", "rater", "mean"), name, extracts, kappa, low, high (the BCa
        interval of kappa), agreement, why.
        """
        kinds = (("pair", self.pairs), ("rater", self.raters), ("mean", (self.overall,)))
        return pd.DataFrame([_line(kind, group) for kind, groups in kinds for group in groups])


@reasoned
def pairs(
    ratings: Ratings | Patterns, confidence: float = 0.95, draws: int = 10_000, seed: int = 1
) -> Pairs:
    """Cohen's kappa (1960, doi:10.1177/001316446002000104) of every pair of raters.

    A pair is compared on the extracts both rated. Undefined for a table of counts.

    >>> codes = np.array([[0, 0, 1], [1, 1, 1], [0, 0, 0], [1, 1, 0]])
    >>> found = pairs(Patterns.from_codes(codes, 2), draws=0)
    >>> [f"{pair.kappa.value:.1f}" for pair in found.pairs]
    ['1.0', '0.0', '0.0']
    """
    patterns = Patterns.of(ratings).rated()
    couples, names = _couples(patterns), patterns.raters
    members = [[c] for c in couples] + [[c for c in couples if j in c] for j in range(len(names))]
    members.append(couples)
    labels = [f"{names[a]} and {names[b]}" for a, b in couples] + [*names, "all pairs"]
    numbers = _statistic(patterns, couples, members).resampled(draws, seed)
    groups = [
        Group(
            label,
            _shared(patterns, own),
            *(_estimate(n, _why(patterns, own), confidence) for n in (kappa, agreement)),
        )
        for label, own, kappa, agreement in zip(
            labels, members, numbers[: len(members)], numbers[len(members) :], strict=True
        )
    ]
    n = len(couples)
    return Pairs(tuple(groups[:n]), tuple(groups[n:-1]), groups[-1])


def confusion(
    ratings: Ratings | Patterns, first: str | None = None, second: str | None = None
) -> pd.DataFrame:
    """How often one rater gave the row's category where another gave the column's.

    With two raters named, counts of extracts, the first in rows; without, every ordered pair
    of ratings of an extract, so the table is symmetric and off the diagonal raters part.
    """
    patterns = Patterns.of(ratings)
    table, weights = patterns.table, patterns.counts
    if first is None or second is None:
        counts = table.T @ (weights[:, None] * table) - np.diag(weights @ table)
    else:
        chosen = patterns.codes[:, [patterns.raters.index(name) for name in (first, second)]]
        both = (chosen >= 0).all(axis=1)
        counts = np.zeros((len(patterns.categories),) * 2, dtype=np.int64)
        np.add.at(counts, tuple(chosen[both].T), weights[both])
    names = pd.Index(patterns.categories)
    return pd.DataFrame(counts, index=names.rename("one"), columns=names.rename("another"))


@reasoned
def pairwise_kappas(patterns: Patterns) -> list[Value]:
    """Cohen's kappa of every pair, in the order (1, 2), (1, 3), ..., (2, 3), ..."""
    couples = _couples(patterns)
    statistic = _statistic(patterns, couples, [[couple] for couple in couples])
    found = statistic.value(statistic.sums)[: len(couples)]
    return [
        Undefined(_why(patterns, [couple])) if np.isnan(kappa) else float(kappa)
        for couple, kappa in zip(couples, found, strict=True)
    ]


def _couples(patterns: Patterns) -> list[Couple]:
    m = len(patterns.raters)
    if not patterns.raters_known:
        raise NoValueError(UNKNOWN_RATERS)
    if len(patterns.counts) * math.comb(m, 2) * (2 + 2 * len(patterns.categories)) > LARGEST:
        raise NoValueError(f"{math.comb(m, 2)} pairs of raters are too many to compare one by one")
    return list(combinations(range(m), 2))


def _statistic(patterns: Patterns, couples: list[Couple], members: list[list[Couple]]) -> Statistic:
    q = len(patterns.categories)
    columns = [[couples.index(couple) for couple in group] for group in members]

    def value(sums: Floats) -> Floats:
        each = sums.reshape(*sums.shape[:-1], len(couples), 2 + 2 * q)
        kappa, agreement = _cohen(each, q)
        means = [number[..., own].mean(axis=-1) for number in (kappa, agreement) for own in columns]
        return np.stack(means, axis=-1)

    features = np.hstack([_features(patterns, couple) for couple in couples])
    return Statistic(patterns.counts, features, value)


def _features(patterns: Patterns, couple: Couple) -> Floats:
    own = patterns.codes[:, couple]
    both = np.asarray((own >= 0).all(axis=1))
    marginals = [own[:, [j]] == np.arange(len(patterns.categories)) for j in (0, 1)]
    same = both & (own[:, 0] == own[:, 1])
    return np.column_stack([both, same, *(both[:, None] & m for m in marginals)]).astype(float)


def _cohen(sums: Floats, q: int) -> tuple[Floats, Floats]:
    both = sums[..., 0]
    agreement = ratio(sums[..., 1], both)
    first, second = sums[..., 2 : 2 + q], sums[..., 2 + q :]
    chance = ratio((first * second).sum(axis=-1), both**2)
    return ratio(agreement - chance, 1 - chance), agreement


def _estimate(number: Resampled, why: str, confidence: float) -> Estimate:
    if np.isnan(number.point):
        nothing = Undefined(why)
        return Estimate(nothing, nothing, nothing, nothing)
    return Estimate(
        number.point,
        number.bootstrap_se(),
        number.percentile(confidence),
        number.bca(confidence),
    )


def _shared(patterns: Patterns, group: Sequence[Couple]) -> int:
    both = [(patterns.codes[:, couple] >= 0).all(axis=1) for couple in group]
    return int(patterns.counts[np.any(both, axis=0)].sum())


def _why(patterns: Patterns, group: Sequence[Couple]) -> str:
    for couple in group:
        common = patterns.raters_only(couple).rated(2)
        name = " and ".join(common.raters)
        if not common.extracts:
            return f"{name} rated no extract in common"
        if common.used.sum() == 1:
            return f"{name} used one and the same category throughout (0/0)"
    return ""


def _line(kind: str, group: Group) -> dict[str, object]:
    limits, kappa = group.kappa.bca, group.kappa.value
    return {
        "kind": kind,
        "name": group.name,
        "extracts": group.extracts,
        "kappa": known(kappa),
        "low": limits.low if isinstance(limits, Interval) else None,
        "high": limits.high if isinstance(limits, Interval) else None,
        "agreement": known(group.agreement.value),
        "why": kappa.why if isinstance(kappa, Undefined) else "",
    }
