"""Planned precision, and the variances it rests on, held against simulation."""

import math
import re

import numpy as np
import pytest

from helpers.agreement import Patterns, coefficients, precision, simulate
from helpers.agreement.answers import plan_text
from helpers.agreement.models import (
    agreement_steps,
    bounds,
    independent,
    know_or_guess,
    one_dissents,
)
from helpers.agreement.values import NoValueError
from helpers.errors import StudyError

SKEWED = np.array([0.7, 0.2, 0.1])


@pytest.mark.parametrize("raters", [2, 3, 5])
@pytest.mark.parametrize("shares", [np.full(4, 0.25), SKEWED], ids=["even", "skewed"])
@pytest.mark.parametrize("together", [False, True])
def test_a_models_variance_is_that_of_its_simulated_ratings(raters, shares, together):
    n, model = 200_000, know_or_guess if together else independent
    generator = np.random.default_rng(raters)
    codes = simulate(0.5, shares, raters, n, generator, together=together)
    fleiss = coefficients(Patterns.from_codes(codes, len(shares)), draws=0)[0]
    assert fleiss.coef == pytest.approx(0.5, abs=0.01)
    expected = np.sqrt(model(0.5, shares, raters) / (n - 1))
    assert fleiss.se == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize("raters", [2, 3, 6])
def test_every_model_lies_between_the_bounds(raters):
    low, high = bounds(0.84, 5, raters)
    even = np.full(5, 0.2)
    for variance in (independent(0.84, even, raters), know_or_guess(0.84, even, raters)):
        assert low - 1e-12 <= variance <= high + 1e-12
    assert one_dissents(0.84, 5, raters) == pytest.approx(low)


def test_steps_of_agreement_follow_from_raters_and_categories():
    assert agreement_steps(2, 5) == (0, 1)
    assert agreement_steps(4, 2) == pytest.approx((2 / 6, 3 / 6, 1))


def test_models_refuse_a_kappa_they_cannot_give():
    with pytest.raises(NoValueError, match="do not agree less than by chance"):
        independent(-0.1, np.full(2, 0.5), 3)
    with pytest.raises(NoValueError, match="cannot agree so little"):
        one_dissents(-0.4, 5, 3)
    with pytest.raises(NoValueError, match="no raters can agree so little"):
        bounds(-0.9, 2, 3)


def test_the_plan_reaches_the_half_width_in_simulation():
    plan = precision(0.8, 3, 5, 0.05, samples=300)
    assert plan.extracts == 208
    assert plan.simulated_half_width == pytest.approx(0.05, rel=0.05)
    assert plan.simulated_coverage > 0.9
    assert plan.extracts_by_null_se < plan.extracts


def test_half_the_width_needs_four_times_the_extracts():
    wide, narrow = (precision(0.6, 3, 4, h, samples=1).extracts for h in (0.1, 0.05))
    assert narrow == pytest.approx(4 * wide, rel=0.02)


def test_prevalence_may_be_every_share_or_the_largest():
    one = precision(0.8, 3, 3, 0.1, prevalence=(0.8,), samples=1)
    every = precision(0.8, 3, 3, 0.1, prevalence=(0.8, 0.1, 0.1), samples=1)
    assert one.extracts == every.extracts
    assert one.extracts > precision(0.8, 3, 3, 0.1, samples=1).extracts
    assert "0.8, 0.1, 0.1" in plan_text(every)


def test_a_plan_too_small_to_hold_says_so_in_text_and_in_json():
    plan = precision(0, 3, 5, 0.5, samples=300)
    assert plan.extracts == 3
    assert plan.note.startswith("the simulation does not bear the plan out: the interval holds")
    assert plan.document()["note"] == plan.note
    assert plan_text(plan).endswith(f"Note: {plan.note}")


def test_a_mean_half_width_above_the_target_is_noted():
    plan = precision(0.8, 2, 5, 0.1, samples=300)
    assert f"the mean half-width is {plan.simulated_half_width:.3g}, not 0.1; about" in plan.note


def test_the_number_of_extracts_that_makes_up_for_it_does():
    plan = precision(0.8, 2, 5, 0.1, samples=1000)
    more = int(re.search(r"about (\d+) extracts make up", plan.note)[1])
    narrower = 0.1 * math.sqrt((plan.extracts - 1) / (more - 1))
    again = precision(0.8, 2, 5, narrower, samples=1000)
    assert abs(again.extracts - more) <= 1
    assert again.simulated_half_width == pytest.approx(0.1, rel=0.01)


def test_a_plan_borne_out_has_no_note():
    plan = precision(0.5, 3, 2, 0.1, samples=300)
    assert plan.note is None
    assert "Note" not in plan_text(plan)


def test_a_plan_too_large_to_simulate_says_how_many_extracts_were():
    plan = precision(0.8, 3, 5, 0.001, samples=2)
    assert plan.extracts == 516438
    assert plan.document()["simulated_extracts"] == 100_000
    assert "Simulated 2 times with 100000 extracts only" in plan_text(plan)
    assert plan.note is None or "mean half-width" not in plan.note


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ({"kappa": 1.0}, "kappa 1 cannot be planned for"),
        ({"kappa": 80}, "kappa 80 cannot be planned for"),
        ({"raters": 1}, "1 raters: give 2 to 100"),
        ({"raters": 10**6}, "1000000 raters: give 2 to 100"),
        ({"categories": 1}, "1 categories: give 2 to 200"),
        ({"categories": 10**5}, "100000 categories: give 2 to 200"),
        ({"half_width": 1e-200}, "half-width 1e-200: give 0.0001 or more"),
        ({"prevalence": (float("nan"),)}, "add up to 1"),
        ({"half_width": 0}, "half-width 0"),
        ({"prevalence": (0.5, 0.5)}, "prevalence has 2 shares for 5 categories"),
        ({"prevalence": (0.5, 0.3, 0.3, 0.3, 0.3)}, "add up to 1"),
        ({"prevalence": (1.2,)}, "above 0"),
    ],
)
def test_plans_that_cannot_be_are_refused(numbers, message):
    sound = {"kappa": 0.8, "raters": 3, "categories": 5, "half_width": 0.05, "samples": 1}
    with pytest.raises(StudyError, match=message):
        precision(**(sound | numbers))
