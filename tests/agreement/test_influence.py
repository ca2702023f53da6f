"""One rater fewer, one more; the extracts that split raters; the paradox."""

import numpy as np
import pandas as pd
import pytest

from helpers import sources
from helpers.agreement import (
    Patterns,
    Undefined,
    coefficients,
    look_ordered,
    one_more,
    paradox,
    splits,
    without_each,
)
from helpers.agreement.models import simulate
from helpers.ratings import Origin, Ratings

CODES = simulate(0.6, np.array([0.5, 0.3, 0.2]), 3, 20_000, np.random.default_rng(1))
PATTERNS = Patterns.from_codes(CODES, 3)


def fleiss(codes):
    return coefficients(Patterns.from_codes(codes, 3), draws=0)[0].coef


def test_leaving_a_rater_out_is_kappa_of_the_others():
    found = without_each(PATTERNS)
    assert [change.what for change in found] == ["R1", "R2", "R3"]
    assert found[1].kappa == pytest.approx(fleiss(CODES[:, [0, 2]]))
    assert found[1].change == pytest.approx(found[1].kappa - fleiss(CODES))


def test_two_raters_cannot_spare_one():
    found = without_each(Patterns.from_codes(CODES[:, :2], 3))
    assert found[0].kappa == Undefined("agreement needs two raters or more")


def test_one_more_rater_is_what_adding_such_a_rater_gives():
    generator = np.random.default_rng(2)
    table = np.stack([(k == CODES).sum(axis=1) for k in range(3)], 1)
    jitter = generator.random(table.shape) / 2
    follows = (table + jitter).argmax(axis=1)
    guesses = generator.choice(CODES.ravel(), len(CODES))
    contradicts = (table + jitter).argmin(axis=1)
    for change, newcomer in zip(one_more(PATTERNS), (follows, guesses, contradicts), strict=True):
        expected = fleiss(np.column_stack([CODES, newcomer]))
        assert change.kappa == pytest.approx(expected, abs=0.005)
        assert change.change == pytest.approx(change.kappa - fleiss(CODES))


def test_splits_lists_the_divided_extracts_most_divided_first():
    frame = pd.DataFrame(
        {"A": ["x", "x", "y"], "B": ["x", "y", "x"], "C": ["x", "x", "z"], "D": [None] * 3},
        index=["same", "two to one", "all apart"],
    )
    found = splits(Ratings.from_labels(frame, Origin("splits")))
    assert list(found.index) == ["all apart", "two to one"]
    assert found["majority"].tolist() == ["", "x"]
    assert found["agreement"].tolist() == pytest.approx([0, 1 / 3])


def test_the_paradox_explains_a_low_kappa_at_high_agreement():
    codes = np.array([[0, 0]] * 94 + [[0, 1]] * 3 + [[1, 0]] * 3)
    found = paradox(Patterns.from_codes(codes, ["no", "yes"]))
    assert found.agreement == 0.94
    assert found.kappa < 0
    assert found.ac1 > 0.85
    assert found.largest == "no"
    assert found.cost == pytest.approx(found.even - found.kappa)
    assert "97% of ratings are in 'no'" in str(found)


def test_the_paradoxs_shares_are_of_ratings_whatever_is_missing():
    found = paradox(sources.load("krippendorff2011"))
    assert found.largest == "2"
    assert found.shares["2"] == 13 / 41
    assert "32% of ratings are in '2'" in str(found)


def test_the_paradox_of_one_category_is_told_without_a_kappa():
    found = paradox(Patterns.from_codes(np.zeros((5, 2), dtype=int), 2))
    assert isinstance(found.cost, Undefined)
    assert "Kappa is undefined" in str(found)


@pytest.mark.parametrize(
    "labels", [("1", "2", "3"), ("none", "mild", "severe"), ("-1", "0", "1.5")]
)
def test_labels_that_look_ordered_are_noticed(labels):
    assert look_ordered(labels)


@pytest.mark.parametrize("labels", [("1", "2"), ("1. Depression", "2. Neurosis", "3. Other")])
def test_nominal_labels_are_left_in_peace(labels):
    assert not look_ordered(labels)
