"""Linearised standard errors (Gwet 2014, Handbook of Inter-Rater Reliability, 4th ed., ch. 5).

Each extract gets a value k_i* whose mean is the coefficient; the variance of that mean is the
variance of the coefficient: k_i* = (n/n2)(pa_i - pe [r_i >= 2])/(1 - pe)
- 2(1 - k)(pe_i - pe)/(1 - pe), and Var = sum (k_i* - k)^2 / (n(n - 1)).
"""

import math

import numpy as np

from helpers.agreement.patterns import Floats, Patterns
from helpers.agreement.resampling import TINY
from helpers.agreement.sums import agreement_of, conger, rater_shares, shares_of
from helpers.agreement.values import NoValueError, reasoned


@reasoned
def standard_error(key: str, patterns: Patterns, agreement: float, chance: float) -> float:
    """The standard error of the coefficient `key`, for patterns that all hold a rating."""
    if key == "krippendorff_nominal":
        return _alpha(patterns.rated(2))
    own = agreement_of(patterns) - chance * (patterns.ratings >= 2)
    weight = patterns.extracts / patterns.rated(2).extracts
    return _spread(patterns, weight * own, _chance_of(key, patterns, chance), agreement, chance)


def _chance_of(key: str, patterns: Patterns, chance: float) -> Floats:
    if key == "conger":
        return _conger_chance_of(patterns)
    shares, q = shares_of(patterns), len(patterns.categories)
    pi = patterns.counts @ shares / patterns.extracts
    if key == "fleiss_gwet":
        return np.asarray(shares @ pi)
    if key == "gwet_ac1":
        return np.asarray(shares @ (1 - pi) / (q - 1))
    return np.full(len(shares), chance)


def _conger_chance_of(patterns: Patterns) -> Floats:
    m = len(patterns.raters)
    habits = rater_shares(conger(patterns).sums, (m, len(patterns.categories)))
    others = (habits.sum(axis=0) - habits) / (m * (m - 1))
    total = np.zeros(len(patterns.counts))
    for codes, own, rest in zip(patterns.codes.T, habits, others, strict=True):
        rated, usual = codes >= 0, float(own @ rest)
        weight = patterns.extracts / int(patterns.counts[rated].sum())
        total += usual + weight * rated * (rest[codes] - usual)
    return total


def _alpha(patterns: Patterns) -> float:
    """For extracts with two ratings, before alpha's correction for small samples."""
    table, r, n = patterns.table, patterns.ratings, patterns.extracts
    mean = int(patterns.counts @ r) / n
    pi = patterns.counts @ table / (n * mean)
    chance = float(pi @ pi)
    own = (table * (table - 1)).sum(axis=1) / (mean * (r - 1))
    agreement, small = float(patterns.counts @ own) / n, 1 / (n * mean)
    corrected = (1 - small) * agreement + small
    tilt = (r - mean) / mean
    return _spread(
        patterns,
        own - corrected * tilt - chance,
        table @ pi / mean - chance * tilt,
        agreement,
        chance,
    )


def _spread(
    patterns: Patterns, own: Floats, chance_of: Floats, agreement: float, chance: float
) -> float:
    n, room = patterns.extracts, 1 - chance
    if n < 2:
        raise NoValueError("a standard error needs two extracts or more")
    coef = (agreement - chance) / room
    values = own / room - 2 * (1 - coef) * (chance_of - chance) / room
    se = math.sqrt(float(patterns.counts @ (values - coef) ** 2) / (n * (n - 1)))
    return se if se > TINY else 0.0
