"""The coefficients as functions of sums over extracts, for point values and resampling.

Notation: for extract i, n_ik raters chose category k and r_i rated; n extracts have a rating,
n2 have two or more; pi_k = mean(n_ik/r_i). Every coefficient is (pa - pe)/(1 - pe).
"""

import numpy as np

from helpers.agreement.patterns import Floats, Patterns
from helpers.agreement.resampling import Statistic, ratio

ANONYMOUS = ("fleiss_gwet", "gwet_ac1", "brennan_prediger", "krippendorff_nominal")


def anonymous(patterns: Patterns) -> Statistic:
    """The four coefficients of `ANONYMOUS`, which need no rater's identity.

    Sums: n, n2, agreement, pairable ratings, coincidences, then per category the shares of
    ratings and the number of pairable ratings.
    """
    table, r = patterns.table, patterns.ratings
    paired = (r >= 2)[:, None] * table
    coincident = (paired * (table - 1)).sum(axis=1) / np.maximum(r - 1, 1)
    columns = [r >= 1, r >= 2, agreement_of(patterns), paired.sum(axis=1), coincident]
    features = np.column_stack([*columns, shares_of(patterns), paired]).astype(float)
    return Statistic(patterns.counts, features, lambda sums: coefficient(*anonymous_parts(sums)))


def anonymous_parts(sums: Floats) -> tuple[Floats, Floats]:
    """Observed and expected agreement of the four: each of shape (..., 4)."""
    n, n2, agreement, pairable, coincident = np.moveaxis(sums[..., :5], -1, 0)
    shares, used = np.split(sums[..., 5:], 2, axis=-1)
    pi, q = ratio(shares, n[..., None]), shares.shape[-1]
    pa = ratio(agreement, n2)
    fleiss = (pi**2).sum(axis=-1)
    ac1 = (pi * (1 - pi)).sum(axis=-1) / (q - 1) if q > 1 else np.full_like(n, np.nan)
    alpha = ratio((used * (used - 1)).sum(axis=-1), pairable * (pairable - 1))
    expected = np.stack([fleiss, ac1, np.full_like(n, 1 / q), alpha], axis=-1)
    return np.stack([pa, pa, pa, ratio(coincident, pairable)], axis=-1), expected


def against_others(patterns: Patterns) -> Statistic:
    """Fleiss' kappa of each category against all others.

    Sums: n, n2, then per category the agreement and the shares of ratings.
    """
    table, r = patterns.table, patterns.ratings[:, None]
    rest = r - table
    agreeing = table * (table - 1) + rest * (rest - 1)
    columns = [r >= 1, r >= 2, agreeing / np.maximum(r * (r - 1), 1), shares_of(patterns)]
    features = np.column_stack(columns).astype(float)
    return Statistic(
        patterns.counts, features, lambda sums: coefficient(*against_others_parts(sums))
    )


def against_others_parts(sums: Floats) -> tuple[Floats, Floats]:
    """Observed and expected agreement for each category: each of shape (..., categories)."""
    agreement, shares = np.split(sums[..., 2:], 2, axis=-1)
    pi = ratio(shares, sums[..., :1])
    return ratio(agreement, sums[..., 1:2]), pi**2 + (1 - pi) ** 2


def conger(patterns: Patterns) -> Statistic:
    """Conger's kappa (1980, doi:10.1037/0033-2909.88.2.322): chance from each rater's own habits.

    Sums: n2, agreement, then how often each rater chose each category.
    """
    shape = (len(patterns.raters), len(patterns.categories))
    chosen = (patterns.codes[:, :, None] == np.arange(shape[1])).reshape(len(patterns.counts), -1)
    columns = [patterns.ratings >= 2, agreement_of(patterns), chosen]
    features = np.column_stack(columns).astype(float)
    return Statistic(
        patterns.counts, features, lambda sums: coefficient(*conger_parts(sums, shape))
    )


def conger_parts(sums: Floats, shape: tuple[int, int]) -> tuple[Floats, Floats]:
    """Observed and expected agreement for (raters, categories): each of shape (..., 1)."""
    habits = rater_shares(sums, shape)
    m = shape[0]
    together = (habits.sum(axis=-2) ** 2).sum(axis=-1) - (habits**2).sum(axis=(-2, -1))
    return ratio(sums[..., 1], sums[..., 0])[..., None], (together / (m * (m - 1)))[..., None]


def rater_shares(sums: Floats, shape: tuple[int, int]) -> Floats:
    """How each rater uses the categories: shape (..., raters, categories)."""
    chosen = sums[..., 2:].reshape(*sums.shape[:-1], *shape)
    return ratio(chosen, chosen.sum(axis=-1, keepdims=True))


def coefficient(agreement: Floats, chance: Floats) -> Floats:
    """(pa - pe)/(1 - pe), nan where chance agreement is certain."""
    return ratio(agreement - chance, 1 - chance)


def agreement_of(patterns: Patterns) -> Floats:
    """The share of agreeing pairs of ratings in each pattern, 0 where there is no pair."""
    table, r = patterns.table, patterns.ratings
    return np.asarray((table * (table - 1)).sum(axis=1) / np.maximum(r * (r - 1), 1))


def shares_of(patterns: Patterns) -> Floats:
    """n_ik/r_i: shape (patterns, categories)."""
    return np.asarray(patterns.table / np.maximum(patterns.ratings, 1)[:, None])
