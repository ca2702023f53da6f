"""Simulated ratings follow their rule, and the rule's numbers are those of a large sample."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import agreement
from helpers.errors import StudyError
from helpers.explorer.simulate import Rule

rules = st.builds(
    Rule,
    raters=st.integers(2, 4),
    categories=st.integers(2, 6),
    prevalence=st.floats(0.1, 0.9),
    error=st.floats(0.02, 0.5),
)


@given(rules)
@settings(max_examples=20, deadline=None)
def test_a_large_sample_has_the_agreement_kappa_and_ac1_of_its_rule(rule: Rule) -> None:
    fleiss, ac1, *_ = agreement.coefficients(rule.draw(200_000, seed=1), draws=0)
    assert fleiss.agreement == pytest.approx(rule.agreement, abs=0.006)
    assert fleiss.coef == pytest.approx(rule.kappa, abs=0.02)
    assert ac1.coef == pytest.approx(rule.ac1, abs=0.01)


@given(rules)
def test_shares_add_up_to_one(rule: Rule) -> None:
    assert rule.shares.sum() == pytest.approx(1)
    assert rule.used.sum() == pytest.approx(1)


@given(st.integers(2, 6), st.floats(0.01, 0.4))
def test_kappa_falls_while_raters_agree_as_often_as_before(categories: int, error: float) -> None:
    even, skewed = (Rule(3, categories, share, error) for share in (1 / categories, 0.97))
    assert skewed.agreement == even.agreement
    assert skewed.kappa < even.kappa
    assert skewed.ac1 >= even.ac1 - 1e-12


def test_raters_who_never_err_agree_on_everything() -> None:
    rule = Rule(raters=3, categories=4, prevalence=0.4, error=0)
    sample = rule.draw(500, seed=1)
    assert (rule.agreement, rule.kappa) == (1, 1)
    assert (sample.codes == sample.codes[:, :1]).all()


def test_a_rule_that_leaves_one_category_has_no_kappa() -> None:
    assert np.isnan(Rule(raters=3, categories=2, prevalence=1, error=0).kappa)


def test_the_same_seed_gives_the_same_sample_and_another_another() -> None:
    rule = Rule(raters=3, categories=5, prevalence=0.5, error=0.2)
    first, again, other = (rule.draw(100, seed) for seed in (1, 1, 2))
    assert (first.codes == again.codes).all()
    assert (first.counts == again.counts).all()
    assert first.counts.tolist() != other.counts.tolist()


def test_more_extracts_begin_with_the_same_ones() -> None:
    rule = Rule(raters=2, categories=3, prevalence=0.5, error=0.2)
    few, many = rule.draw(50, seed=3), rule.draw(60, seed=3)
    counts = {tuple(row): n for row, n in zip(many.codes.tolist(), many.counts, strict=True)}
    for row, n in zip(few.codes.tolist(), few.counts, strict=True):
        assert counts[tuple(row)] >= n


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"raters": 1}, "two raters and two categories"),
        ({"categories": 1}, "two raters and two categories"),
        ({"prevalence": 1.2}, "between 0 and 1"),
        ({"error": -0.1}, "between 0 and 1"),
    ],
)
def test_what_cannot_be_simulated_is_refused(wrong: dict[str, float], says: str) -> None:
    values = {"raters": 3, "categories": 3, "prevalence": 0.5, "error": 0.1} | wrong
    with pytest.raises(StudyError, match=says):
        Rule(**values)
