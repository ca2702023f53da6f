"""The jackknife and the bootstrap, held against resampling rows."""

import math

import numpy as np
import pytest
from scipy import stats

from helpers.agreement import Interval, Patterns, Undefined, coefficients, conger
from helpers.agreement.resampling import Resampled
from helpers.agreement.sums import anonymous

GENERATOR = np.random.default_rng(5)
TRUTH = GENERATOR.integers(0, 3, (60, 1))
CODES = np.where(GENERATOR.random((60, 3)) < 0.8, TRUTH, GENERATOR.integers(0, 3, (60, 3)))
CODES[:4, 2] = -1


def fleiss(codes):
    return coefficients(Patterns.from_codes(codes, 3), draws=0)[0].coef


def left_out():
    return np.array([fleiss(np.delete(CODES, i, axis=0)) for i in range(len(CODES))])


def test_the_jackknife_leaves_out_one_row_at_a_time():
    found = coefficients(Patterns.from_codes(CODES, 3), draws=0)[0].se_jackknife
    each, n = left_out(), len(CODES)
    expected = math.sqrt((n - 1) / n * ((each - each.mean()) ** 2).sum())
    assert found == pytest.approx(expected, rel=1e-10)


def test_bca_is_scipys_formula_on_the_same_draws():
    patterns = Patterns.from_codes(CODES, 3).anonymous()
    resampled = anonymous(patterns).resampled(4000, 3)[0]
    ties = np.abs(resampled.draws - resampled.point) <= 1e-12
    smaller = (resampled.draws < resampled.point) & ~ties
    z0 = stats.norm.ppf(smaller.mean() + ties.mean() / 2)
    d = left_out().mean() - left_out()
    a = (d**3).sum() / (6 * (d**2).sum() ** 1.5)
    z = stats.norm.ppf([0.025, 0.975])
    levels = stats.norm.cdf(z0 + (z0 + z) / (1 - a * (z0 + z)))
    low, high = np.quantile(resampled.draws, levels)
    found = resampled.bca(0.95)
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-9)


def test_counting_patterns_draws_what_resampling_rows_draws():
    generator = np.random.default_rng(8)
    rows = [fleiss(CODES[generator.integers(0, 60, 60)]) for _ in range(1500)]
    found = coefficients(Patterns.from_codes(CODES, 3), draws=20_000)[0]
    assert found.se_bootstrap == pytest.approx(np.std(rows), rel=0.08)
    quantiles = np.quantile(rows, [0.025, 0.975])
    assert (found.percentile.low, found.percentile.high) == pytest.approx(quantiles, abs=0.02)


def test_a_seed_gives_the_same_interval_and_another_seed_another():
    patterns = Patterns.from_codes(CODES, 3)
    first, again, other = (conger(patterns, seed=seed).bca for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_no_draws_leave_the_bootstrap_undefined():
    found = coefficients(Patterns.from_codes(CODES, 3), draws=0)[0]
    assert found.bca == Undefined("no bootstrap was asked for")
    assert isinstance(found.fisher, Interval)


def test_undefined_draws_are_counted_and_left_aside():
    codes = np.array([[0, 0], [0, 0], [1, 0]])
    found = coefficients(Patterns.from_codes(codes, 2), draws=2000)[0]
    assert found.undefined_draws == pytest.approx(2000 * (2 / 3) ** 3, rel=0.1)
    assert found.bca == Undefined("leaving out one extract leaves the coefficient undefined")


@pytest.mark.parametrize(
    ("point", "left", "draws", "why"),
    [
        (1.0, [1.0, 1.0], [1.0, 1.0], "no disagreement observed"),
        (0.5, [0.5, 0.5], [0.4, 0.6], "leaving out any extract changes"),
        (0.5, [0.4, 0.6], [0.6, 0.7], "every resample lies on one side"),
        (0.5, [0.4, 0.6], [np.nan, np.nan], "undefined in the resamples"),
        (0.5, [0.4, 0.6], [0.5, 0.5], "every resample gives the same value"),
    ],
)
def test_bca_says_why_it_does_not_exist(point, left, draws, why):
    resampled = Resampled(point, np.array([2, 2]), np.array(left), np.array(draws))
    assert why in resampled.bca(0.95).why
