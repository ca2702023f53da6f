"""What must hold for any table: second opinions and invariances."""

import json
import re

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa

from helpers.agreement import Patterns, Undefined, coefficients, document, pairs, spss
from helpers.agreement.coefficients import ESTIMATES, against_others, anonymous

CATEGORIES = 4


def tables(smallest: int, *, raters: int = 4):
    shapes = st.tuples(st.integers(2, 30), st.integers(2, raters))
    codes = st.integers(smallest, CATEGORIES - 1)
    return shapes.flatmap(lambda shape: arrays(np.int16, shape, elements=codes))


complete, with_missing = tables(0), tables(-1)


def values(codes):
    return [one.coef for one in coefficients(Patterns.from_codes(codes, CATEGORIES), draws=0)]


def close(found, expected):
    for one, other in zip(found, expected, strict=True):
        if isinstance(one, Undefined) or isinstance(other, Undefined):
            assert one == other
        else:
            assert one == pytest.approx(other, rel=1e-9, abs=1e-12)


def nameless(found):
    """The reasons without the rater they name, who has another place in another order."""
    return [
        Undefined(re.sub(r"^R\d+", "a rater", one.why)) if isinstance(one, Undefined) else one
        for one in found
    ]


@given(complete)
def test_fleiss_is_statsmodels(codes):
    assume(len(np.unique(codes)) > 1)
    patterns = Patterns.from_codes(codes, CATEGORIES)
    table = np.stack([(codes == k).sum(axis=1) for k in range(CATEGORIES)], axis=1)
    expected = fleiss_kappa(table)
    assert spss(patterns).overall.kappa == pytest.approx(expected, rel=1e-10, abs=1e-12)
    assert values(codes)[0] == pytest.approx(expected, rel=1e-10, abs=1e-12)


@given(with_missing)
def test_each_category_against_the_others_is_fleiss_of_a_table_of_two(codes):
    assume(((codes >= 0).sum(axis=1) >= 2).any())
    patterns = Patterns.from_codes(codes, CATEGORIES)
    found = against_others(patterns, draws=0)
    assert len(found) == CATEGORIES
    for j, one in enumerate(found):
        alone, *_ = anonymous(patterns.against_others(j), draws=0)
        assert one.key == "fleiss_gwet"
        names = ("coef", "agreement", "chance", "se", "t", "p", "se_jackknife")
        close([getattr(one, n) for n in names], [getattr(alone, n) for n in names])
        assert f"{one.fisher:.9f}" == f"{alone.fisher:.9f}"


@given(tables(-1))
def test_of_two_categories_each_has_the_kappa_and_the_bootstrap_of_the_table(codes):
    two = np.where(codes > 0, 1, codes)
    assume(((two >= 0).sum(axis=1) >= 2).any())
    patterns = Patterns.from_codes(two, 2)
    whole, *_ = anonymous(patterns, draws=200, seed=3)
    for one in against_others(patterns, draws=200, seed=3):
        close([one.coef, one.se_bootstrap], [whole.coef, whole.se_bootstrap])
        assert one.undefined_draws == whole.undefined_draws


@given(with_missing)
def test_alpha_is_the_krippendorff_package(codes):
    assume(((codes >= 0).sum(axis=1) >= 2).any())
    paired = codes[(codes >= 0).sum(axis=1) >= 2]
    assume(len(np.unique(paired[paired >= 0])) > 1)
    data = np.where(codes < 0, np.nan, codes).T
    expected = krippendorff.alpha(data, level_of_measurement="nominal")
    assert values(codes)[3] == pytest.approx(expected, rel=1e-10, abs=1e-12)


@given(tables(0, raters=2))
def test_cohen_is_statsmodels_and_conger_of_two_raters(codes):
    table = np.zeros((CATEGORIES, CATEGORIES))
    np.add.at(table, tuple(codes.T), 1)
    assume(len(np.unique(codes)) > 1)
    expected = cohens_kappa(table, return_results=False)
    patterns = Patterns.from_codes(codes, CATEGORIES)
    assert pairs(patterns, draws=0).overall.kappa.value == pytest.approx(expected, abs=1e-12)
    assert values(codes)[4] == pytest.approx(expected, abs=1e-12)


@given(with_missing, st.randoms(use_true_random=False))
def test_order_of_raters_categories_and_extracts_does_not_matter(codes, random):
    assume(((codes >= 0).sum(axis=1) >= 2).any())
    rows, columns = list(range(len(codes))), list(range(codes.shape[1]))
    labels = list(range(CATEGORIES))
    for order in (rows, columns, labels):
        random.shuffle(order)
    relabelled = np.array([*labels, -1])[codes]
    close(nameless(values(relabelled[rows][:, columns])), nameless(values(codes)))


@given(complete)
def test_twice_the_extracts_keep_kappa(codes):
    found, doubled = values(codes), values(np.vstack([codes, codes]))
    close(doubled[:3] + doubled[4:], found[:3] + found[4:])


@settings(max_examples=25, deadline=None)
@given(with_missing)
def test_a_document_holds_no_number_that_is_not_one(codes):
    assume(((codes >= 0).sum(axis=1) >= 2).any())
    found = document(Patterns.from_codes(codes, CATEGORIES), draws=50)
    assert json.loads(json.dumps(found, allow_nan=False)) == found


@given(complete)
def test_coefficients_stay_within_their_bounds(codes):
    patterns = Patterns.from_codes(codes, CATEGORIES)
    for found in coefficients(patterns, draws=0):
        numbers = [getattr(found, name) for name in ESTIMATES if not name.startswith("t")]
        assert all(isinstance(n, Undefined) or np.isfinite(n) for n in numbers)
        assert isinstance(found.coef, Undefined) or -1 - 1e-12 <= found.coef <= 1
        if not isinstance(found.fisher, Undefined):
            assert -1 <= found.fisher.low <= found.coef <= found.fisher.high <= 1
