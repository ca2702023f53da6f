"""How raters may err, and what each way makes of the sampling variance of Fleiss' kappa.

All variances are per extract and of the linearised kappa, so that SE^2 = variance/(N - 1):
Var(pa_i/(1 - pe) - 2(1 - kappa) pe_i/(1 - pe)), with pa_i the share of agreeing pairs of
raters and pe_i = sum_k p_k n_ik/m.
"""

import math
from functools import cache, reduce
from itertools import pairwise
from operator import or_

import numpy as np
from numpy.typing import NDArray

from helpers.agreement.patterns import Floats
from helpers.agreement.values import NoValueError
from helpers.errors import StudyError

MOST_RATERS = 100
MOST_CATEGORIES = 200


def check_size(raters: int, categories: int | None) -> None:
    """StudyError unless there are 2 to 100 raters and, if known, 2 to 200 categories."""
    if not 2 <= raters <= MOST_RATERS:
        raise StudyError(f"{raters} raters: give 2 to {MOST_RATERS}")
    if categories is not None and not 2 <= categories <= MOST_CATEGORIES:
        raise StudyError(f"{categories} categories: give 2 to {MOST_CATEGORIES}")


def independent(kappa: float, shares: Floats, raters: int) -> float:
    """Each rater keeps the true category with probability sqrt(kappa), else draws from `shares`.

    >>> round(independent(0.7, np.full(4, 0.25), 3), 4)
    0.1925
    """
    kept = math.sqrt(_positive(kappa))
    chances = kept * np.eye(len(shares)) + (1 - kept) * shares
    return _mixture(shares, chances, shares, kappa, raters)


def know_or_guess(kappa: float, shares: Floats, raters: int) -> float:
    """With probability kappa all raters give the true category, else each draws from `shares`.

    >>> round(know_or_guess(0.7, np.full(4, 0.25), 3), 4)
    0.2433
    """
    weights = np.append(_positive(kappa) * shares, 1 - kappa)
    return _mixture(weights, np.vstack([np.eye(len(shares)), shares]), shares, kappa, raters)


def simulate(
    kappa: float,
    shares: Floats,
    raters: int,
    extracts: int,
    generator: np.random.Generator,
    *,
    together: bool = False,
) -> NDArray[np.int64]:
    """Ratings whose true kappa is `kappa`: codes of shape (extracts, raters).

    Raters keep the true category independently, or all `together` (know or guess).
    """
    truth = generator.choice(len(shares), (extracts, 1), p=shares)
    guess = generator.choice(len(shares), (extracts, raters), p=shares)
    if together:
        kept = generator.random((extracts, 1)) < kappa
    else:
        kept = generator.random((extracts, raters)) < math.sqrt(kappa)
    return np.where(kept, truth, guess)


def one_dissents(kappa: float, categories: int, raters: int) -> float:
    """Every disagreement is one rater against all others; categories equally used.

    >>> round(one_dissents(0.7, 4, 3), 4)
    0.1767
    """
    agreement = _agreement(kappa, categories)
    least = (raters - 2) / raters
    if agreement < least:
        raise NoValueError("raters who part one against the rest cannot agree so little")
    return _between(least, 1, agreement) / (1 - 1 / categories) ** 2


def bounds(kappa: float, categories: int, raters: int) -> tuple[float, float]:
    """The smallest and the largest variance under any errors; categories equally used.

    >>> tuple(round(bound, 4) for bound in bounds(0.7, 4, 3))
    (0.1767, 0.31)
    """
    agreement, steps = _agreement(kappa, categories), agreement_steps(raters, categories)
    if agreement < steps[0] - 1e-12:
        raise NoValueError("no raters can agree so little")
    nearest = [pair for pair in pairwise(steps) if pair[0] - 1e-12 <= agreement <= pair[1] + 1e-12]
    room = (1 - 1 / categories) ** 2
    return _between(*nearest[0], agreement) / room, _between(steps[0], 1, agreement) / room


@cache
def agreement_steps(raters: int, categories: int) -> tuple[float, ...]:
    """The values that the share of agreeing pairs can take for one extract, ascending.

    >>> [round(step, 3) for step in agreement_steps(3, 5)]
    [0.0, 0.333, 1.0]
    """
    # Bit p of reached[n] is set when n raters, placed so far, can make p agreeing pairs.
    reached = [1, *[0] * raters]
    for _ in range(min(raters, categories)):
        reached = [
            reduce(or_, (reached[n - here] << math.comb(here, 2) for here in range(n + 1)))
            for n in range(raters + 1)
        ]
    most = math.comb(raters, 2)
    return tuple(pairs / most for pairs in range(most + 1) if reached[raters] >> pairs & 1)


def _mixture(weights: Floats, chances: Floats, shares: Floats, kappa: float, raters: int) -> float:
    """The variance when raters draw independently from one of several distributions.

    weights: shape (kinds,); chances: shape (kinds, categories); shares: shape (categories,).
    """
    m, pairs = raters, math.comb(raters, 2)
    two, three = (chances**2).sum(axis=1), (chances**3).sum(axis=1)
    usual = chances @ shares
    agreement_squared = pairs * two + 6 * math.comb(m, 3) * three + 6 * math.comb(m, 4) * two**2
    usual_squared = (chances @ shares**2) / m + (m - 1) / m * usual**2
    product = 2 / m * (chances**2 @ shares) + (1 - 2 / m) * two * usual
    slope, room = 2 * (1 - kappa), 1 - float(shares @ shares)
    mean = weights @ (two - slope * usual)
    second = weights @ (
        agreement_squared / pairs**2 - 2 * slope * product + slope**2 * usual_squared
    )
    return float(second - mean**2) / room**2


def _positive(kappa: float) -> float:
    if kappa < 0:
        raise NoValueError("raters who know or guess do not agree less than by chance")
    return kappa


def _agreement(kappa: float, categories: int) -> float:
    return kappa + (1 - kappa) / categories


def _between(low: float, high: float, mean: float) -> float:
    """The variance of a number that is either `low` or `high`."""
    return max(0.0, (mean - low) * (high - mean))
