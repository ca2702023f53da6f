"""Intervals from a standard error, and where they end."""

import numpy as np
import pytest
from scipy import stats

from helpers.agreement import Interval, Patterns, Undefined, coefficients, pairs, spss
from helpers.agreement.intervals import (
    disagreement_bound,
    fisher_interval,
    p_value,
    t_interval,
    t_value,
)
from helpers.errors import StudyError


def test_the_t_interval_and_test_are_scipys():
    low, high = stats.t.interval(0.9, 11, loc=0.6, scale=0.1)
    found = t_interval(0.6, 0.1, 11, 0.9)
    assert (found.low, found.high) == pytest.approx((low, high))
    assert p_value(t_value(0.6, 0.1), 11) == pytest.approx(2 * stats.t.sf(6, 11))


def test_the_fisher_interval_stays_inside_and_meets_t_when_narrow():
    wide, narrow = fisher_interval(0.9, 0.2, 9, 0.95), fisher_interval(0.9, 1e-5, 9, 0.95)
    assert -1 < wide.low < 0.9 < wide.high < 1
    plain = t_interval(0.9, 1e-5, 9, 0.95)
    assert (narrow.low, narrow.high) == pytest.approx((plain.low, plain.high), abs=1e-8)


@pytest.mark.parametrize(
    ("coef", "se", "df", "why"),
    [
        (1.0, 0.1, 9, "no disagreement observed"),
        (-1.0, 0.1, 9, "the coefficient is -1 or less, where Fisher's scale ends"),
        (-1.2, 0.1, 9, "the coefficient is -1 or less, where Fisher's scale ends"),
        (0.5, 0.0, 9, "the standard error is 0: every extract weighs the same"),
        (0.5, 0.1, 0, "an interval needs two extracts or more"),
        (0.5, Undefined("not known"), 9, "not known"),
    ],
)
def test_fishers_interval_says_where_it_ends(coef, se, df, why):
    assert fisher_interval(coef, se, df, 0.95) == Undefined(why)


def test_one_extract_has_a_coefficient_and_no_standard_error():
    found = coefficients(Patterns.from_codes(np.array([[0, 1, 0]]), 2), draws=20)[0]
    assert found.coef == pytest.approx(-0.5)
    assert found.se == Undefined("a standard error needs two extracts or more")
    assert isinstance(found.fisher, Undefined)


def test_no_disagreement_leaves_a_bound_on_its_share():
    assert disagreement_bound(100) == pytest.approx(1 - 0.05**0.01)
    codes = np.array([[0, 0], [1, 1], [1, 1]])
    found = coefficients(Patterns.from_codes(codes, 2), draws=20)[0]
    why = Undefined("no disagreement observed")
    assert found.fisher == found.bca == found.percentile == why
    assert found.student == found.student_clamped == Interval(1, 1)


def test_limits_are_clamped_only_where_asked():
    assert Interval(-1.3, 1.2).clamped() == Interval(-1, 1)
    assert f"{Interval(0.8123, 0.8678):.2f}" == "0.81 to 0.87"


@pytest.mark.parametrize("confidence", [95, 1, 0.4, -1, float("nan")])
@pytest.mark.parametrize("ask", [spss, coefficients, pairs])
def test_a_level_that_is_none_is_told(ask, confidence):
    ratings = Patterns.from_codes(np.array([[0, 0, 1], [1, 1, 1], [0, 0, 0]]), 2)
    with pytest.raises(StudyError, match=r"give 0\.5 or more and below 1; 95% is 0\.95"):
        ask(ratings, confidence)


@pytest.mark.parametrize(("draws", "seed"), [(-1, 1), (100, -1)])
def test_draws_and_seeds_below_0_are_told(draws, seed):
    ratings = Patterns.from_codes(np.array([[0, 0, 1], [1, 1, 1], [0, 0, 0]]), 2)
    with pytest.raises(StudyError, match=f"draws {draws}, seed {seed}: give whole numbers"):
        coefficients(ratings, draws=draws, seed=seed)
