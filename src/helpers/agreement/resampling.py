"""The bootstrap over extracts and the jackknife, from counts of patterns.

Statistics here depend on the ratings only through sums over extracts. A resample of extracts
is then one multinomial draw of pattern counts, whatever the number of extracts, and leaving
an extract out is one subtraction. Numbers drawn together are resampled together, so that a
mean over pairs of raters keeps their dependence.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist

import numpy as np

from helpers.agreement.patterns import Floats, Integers
from helpers.agreement.values import NO_DISAGREEMENT, Interval, NoValueError, reasoned, upper
from helpers.errors import StudyError

CELLS = 1 << 13  # numbers held at once while drawing: they stay in the cache
TINY = 1e-12  # below this a denominator is 0 and two values are equal
NORMAL = NormalDist()


def ratio(above: Floats, below: Floats) -> Floats:
    """above / below, nan where below is 0."""
    return np.asarray(above / np.where(np.abs(below) < TINY, np.nan, below))


@dataclass(frozen=True, eq=False)
class Resampled:
    """One number, its value without one extract of each pattern, and its value in each resample."""

    point: float
    counts: Integers
    left_out: Floats
    draws: Floats

    @property
    def undefined_draws(self) -> int:
        """In how many resamples the number does not exist."""
        return int(np.isnan(self.draws).sum())

    @reasoned
    def jackknife_se(self) -> float:
        """Standard error from leaving out one extract at a time."""
        n = int(self.counts.sum())
        return math.sqrt((n - 1) / n * float(self.counts @ self._deviations() ** 2))

    @reasoned
    def bootstrap_se(self) -> float:
        """Standard deviation of the draws that are defined."""
        return float(self._drawn().std(ddof=1))

    @reasoned
    def percentile(self, confidence: float) -> Interval:
        """The plain quantiles of the draws that are defined."""
        self._some_disagreement()
        high = upper(confidence)
        return self._quantiles(1 - high, high)

    @reasoned
    def bca(self, confidence: float) -> Interval:
        """The bias-corrected and accelerated interval (Efron 1987, doi:10.2307/2289144)."""
        self._some_disagreement()
        pull, shift = self._acceleration(), self._bias()
        reach = NORMAL.inv_cdf(upper(confidence))
        levels = [_level(shift, pull, z) for z in (-reach, reach)]
        return self._quantiles(*levels)

    def _some_disagreement(self) -> None:
        if self.point > 1 - TINY:
            raise NoValueError(NO_DISAGREEMENT)

    def _drawn(self) -> Floats:
        if not len(self.draws):
            raise NoValueError("no bootstrap was asked for")
        drawn = self.draws[~np.isnan(self.draws)]
        if len(drawn) < 2:
            raise NoValueError("the coefficient is undefined in the resamples")
        return drawn

    def _quantiles(self, low: float, high: float) -> Interval:
        drawn = self._drawn()
        if np.ptp(drawn) < TINY:
            raise NoValueError("every resample gives the same value")
        lower, upper = np.quantile(drawn, [low, high])
        return Interval(float(lower), float(upper))

    def _deviations(self) -> Floats:
        if self.counts.sum() < 2 or np.isnan(self.left_out).any():
            raise NoValueError("leaving out one extract leaves the coefficient undefined")
        mean = float(self.counts @ self.left_out) / int(self.counts.sum())
        return mean - self.left_out

    def _acceleration(self) -> float:
        deviations = self._deviations()
        if np.ptp(deviations) < TINY:
            raise NoValueError("leaving out any extract changes the coefficient by the same amount")
        squares, cubes = (float(self.counts @ deviations**power) for power in (2, 3))
        return cubes / (6 * math.sqrt(squares) ** 3)

    def _bias(self) -> float:
        drawn = self._drawn()
        equal = np.abs(drawn - self.point) < TINY
        share = float(((drawn < self.point) & ~equal).mean() + equal.mean() / 2)
        if share in (0.0, 1.0):
            raise NoValueError("every resample lies on one side of the coefficient")
        return NORMAL.inv_cdf(share)


@dataclass(frozen=True, eq=False)
class Statistic:
    """Numbers that are functions of sums over extracts.

    Attributes:
        counts: shape (patterns,); extracts with each pattern.
        features: shape (patterns, sums); what one extract of a pattern adds to each sum.
        value: maps sums of shape (..., sums) to numbers of shape (..., numbers), nan for 0/0.
    """

    counts: Integers
    features: Floats
    value: Callable[[Floats], Floats]

    @cached_property
    def sums(self) -> Floats:
        """The sums over all extracts."""
        return np.asarray(self.counts @ self.features)

    def resampled(self, draws: int, seed: int) -> list[Resampled]:
        """Each number with its jackknife values and `draws` joint resamples of extracts."""
        point, left_out = self.value(self.sums), self.value(self.sums - self.features)
        drawn = self.draw(draws, seed)
        return [
            Resampled(float(point[k]), self.counts, left_out[:, k], drawn[:, k])
            for k in range(len(point))
        ]

    def draw(self, draws: int, seed: int) -> Floats:
        """The numbers in each of `draws` resamples of extracts: shape (draws, numbers)."""
        if draws < 0 or seed < 0:
            raise StudyError(f"draws {draws}, seed {seed}: give whole numbers of 0 or more")
        generator, n = np.random.default_rng(seed), int(self.counts.sum())
        step = max(1, CELLS // max(self.features.shape))
        shares = self.counts / n
        drawn = np.empty((draws, *np.shape(self.value(self.sums))))
        for start in range(0, draws, step):
            part = drawn[start : start + step]
            part[:] = self.value(generator.multinomial(n, shares, len(part)) @ self.features)
        return drawn


def _level(shift: float, pull: float, z: float) -> float:
    scale = 1 - pull * (shift + z)
    if scale <= 0:
        raise NoValueError("the correction for skewness leaves the range of the resamples")
    return NORMAL.cdf(shift + (shift + z) / scale)
