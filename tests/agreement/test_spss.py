"""What SPSS prints, and how."""

import numpy as np
import pytest

from helpers.agreement import Patterns, Undefined, spss
from helpers.agreement.spss import null_variance
from helpers.agreement.spss_tables import decimals, spss_tables

CODES = np.array([[0, 0, 0], [1, 1, 0], [1, 1, 1], [0, 0, -1], [-1, -1, -1]])


def test_extracts_with_a_missing_rating_are_dropped_and_counted():
    printed = spss(Patterns.from_codes(CODES, 2))
    assert (printed.extracts, printed.dropped) == (3, 2)
    assert printed.overall == spss(Patterns.from_codes(CODES[:3], 2)).overall


def test_no_complete_extract_leaves_everything_undefined():
    printed = spss(Patterns.from_codes(CODES[3:], 2))
    why = "no extract was rated by every rater"
    assert printed.overall.kappa == printed.agreement == Undefined(why)
    assert [row.test.kappa for row in printed.categories] == [Undefined(why)] * 2


def test_an_unused_category_has_no_kappa_and_says_so():
    unused = spss(Patterns.from_codes(CODES, ["a", "b", "c"])).categories[2]
    assert unused.test.se == Undefined("no rater used this category in the complete extracts")


def test_a_wider_confidence_gives_a_wider_interval_around_the_same_kappa():
    narrow, wide = (spss(Patterns.from_codes(CODES, 2), c).overall for c in (0.8, 0.99))
    assert narrow.kappa == wide.kappa
    assert wide.interval.low < narrow.interval.low < narrow.interval.high < wide.interval.high


@pytest.mark.parametrize("q", [2, 3, 5, 10])
def test_the_null_variance_is_least_when_categories_are_equally_used(q):
    assert null_variance(np.full(q, 1 / q)) == pytest.approx(1 / (q - 1))
    shares = np.random.default_rng(q).dirichlet(np.full(q, 3.0), 200)
    found = [null_variance(one) for one in shares]
    assert min(found) >= 1 / (q - 1) - 1e-9
    assert max(found) <= 1 + 1e-9


def test_the_frame_has_a_reason_beside_every_gap():
    frame = spss(Patterns.from_codes(CODES, 3)).frame()
    assert list(frame["category"]) == ["overall", "0", "1", "2"]
    assert (frame["kappa"].isna() == (frame["why"] != "")).all()


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.8395, ".840"), (-0.0005, "-.001"), (1.2345, "1.235"), (10.0625, "10.063"), (0.0, ".000")],
)
def test_numbers_are_rounded_half_up_as_spss_does(value, text):
    assert decimals(value) == text


def test_the_tables_name_their_limits():
    text = spss_tables(spss(Patterns.from_codes(CODES, ["yes", "no"])))
    assert "Overall Agreement(a)" in text
    assert "Agreement on Individual Categories(a)" in text
    assert "a. Sample data contains 3 effective subjects and 3 raters." in text
    assert "assumes that the true kappa is 0" in text
