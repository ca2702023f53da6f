"""Reduction to patterns: the same counts by every road."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from helpers.agreement import Patterns, document
from helpers.agreement import patterns as patterns_module
from helpers.agreement.patterns import distinct
from helpers.errors import StudyError

tables = st.integers(1, 4).flatmap(
    lambda columns: arrays(np.int16, st.tuples(st.integers(1, 40), st.just(columns)),
                           elements=st.integers(-1, 3))
)  # fmt: skip


def counted(codes):
    return Counter(map(tuple, codes.tolist()))


@given(tables)
def test_each_row_is_counted_once(codes):
    rows, counts = distinct(codes, 4)
    assert dict(zip(map(tuple, rows.tolist()), counts.tolist(), strict=True)) == counted(codes)


@pytest.mark.parametrize("dense", [0, 1 << 20])
@pytest.mark.parametrize("chunk", [1, 7, 1 << 16])
def test_counting_and_sorting_agree_whatever_the_chunk(monkeypatch, dense, chunk):
    codes = np.random.default_rng(1).integers(-1, 4, (200, 3))
    expected, expected_counts = distinct(codes, 4)
    monkeypatch.setattr(patterns_module, "DENSE", dense)
    monkeypatch.setattr(patterns_module, "CHUNK", chunk)
    rows, counts = distinct(codes, 4)
    assert (rows == expected).all()
    assert (counts == expected_counts).all()


def test_rows_too_wide_for_one_integer_are_told_apart():
    codes = np.random.default_rng(2).integers(-1, 9, (300, 40))
    rows, counts = distinct(codes, 9)
    assert dict(zip(map(tuple, rows.tolist()), counts.tolist(), strict=True)) == counted(codes)


@given(tables)
def test_patterns_keep_the_number_of_extracts(codes):
    patterns = Patterns.from_codes(codes, 4)
    assert patterns.extracts == len(codes)
    assert patterns.anonymous().extracts == len(codes)
    assert patterns.listwise().extracts == (codes >= 0).all(axis=1).sum()
    assert (patterns.counts @ patterns.table == [(codes == k).sum() for k in range(4)]).all()


def test_a_code_outside_the_categories_is_refused():
    with pytest.raises(StudyError, match="code 7 lies outside the 3 categories"):
        Patterns.from_codes(np.array([[0, 7]]), 3)
    with pytest.raises(StudyError, match="code -2 lies outside the 3 categories"):
        Patterns.from_codes(np.array([[0, -2]]), 3)


@pytest.mark.parametrize("rows", [0, 1, 50_000, 50_001, 300_001])
def test_neighbours_counted_in_pairs_are_all_counted(rows):
    codes = np.random.default_rng(rows).integers(-1, 5, (rows, 3)).astype(np.int8)
    found, counts = distinct(codes, 5)
    assert counts.sum() == rows
    expected, expected_counts = np.unique(codes, axis=0, return_counts=True)
    assert (found == expected).all()
    assert (counts == expected_counts).all()


@pytest.mark.parametrize("order", ["C", "F", "reversed", "every second"])
@pytest.mark.parametrize("kind", [np.int8, np.int16, np.int32, np.int64])
@given(columns=st.integers(1, 4), rows=st.integers(0, 300), seed=st.integers(0, 99))
def test_any_type_and_any_order_in_memory_gives_the_slow_counts(kind, order, columns, rows, seed):
    codes = np.random.default_rng(seed).integers(-1, 3, (rows, columns)).astype(kind)
    layouts = {
        "C": np.ascontiguousarray(codes),
        "F": np.asfortranarray(codes),
        "reversed": codes[::-1].copy()[::-1],
        "every second": np.repeat(codes, 2, axis=0)[::2],
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(patterns_module, "PAIRING", 16)
        patch.setattr(patterns_module, "LEAST", 50)
        found, counts = distinct(layouts[order], 3)
    assert dict(zip(map(tuple, found.tolist()), counts.tolist(), strict=True)) == counted(codes)


def test_rows_that_are_all_sorted_look_like_places() -> None:
    rows = np.random.default_rng(1).integers(0, 4, (40, 5))
    people, places = (Patterns.from_codes(codes, 4) for codes in (rows, np.sort(rows, axis=1)))
    told = "labels stand in one order from left to right"
    assert not any(told in note for note in document(people, draws=0)["notes"])
    assert any(told in note for note in document(places, draws=0)["notes"])
    backwards = Patterns.from_codes(-np.sort(-rows, axis=1), 4)
    assert any(told in note for note in document(backwards, draws=0)["notes"])
    few = Patterns.from_codes(np.sort(rows[:9], axis=1), 4)
    assert not any(told in note for note in document(few, draws=0)["notes"])
