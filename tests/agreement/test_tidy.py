"""The tables behind the agreement figures say what the coefficients say."""

import numpy as np
import pytest

from helpers.agreement import Patterns, pairs, printed, spss, tidy
from helpers.agreement.values import Undefined
from helpers.ratings import Origin, Ratings
from helpers.sources import load

FLEISS = load("fleiss1971")


def three() -> Ratings:
    codes = np.array([[0, 0, 1], [1, 1, 1], [0, 2, 0], [1, -1, 1], [2, 2, 2]] * 4)
    names = tuple(map(str, range(len(codes))))
    return Ratings(codes, names, ("R1", "R2", "R3"), ("a", "b", "c"), Origin("mine"))


def test_a_category_against_the_others_is_spss_kappa_of_the_category() -> None:
    frame = tidy.by_category(FLEISS, draws=100)
    for row in spss(FLEISS).categories:
        found = frame[frame["category"] == row.category]
        assert list(found["interval"]) == [tidy.PUBLISHED, tidy.FISHER, tidy.BCA]
        assert found["kappa"].to_numpy() == pytest.approx(row.test.kappa, rel=1e-12)
        assert set(found["n"]) == {round(row.share * FLEISS.codes.size)}


def test_every_interval_holds_its_kappa() -> None:
    frame = tidy.by_category(three(), draws=500).dropna()
    assert len(frame) >= 6
    assert ((frame["low"] < frame["kappa"]) & (frame["kappa"] < frame["high"])).all()


def test_an_unused_category_is_missing_and_not_zero() -> None:
    patterns = Patterns.from_codes(np.array([[0, 0], [1, 1], [0, 1]]), ["a", "b", "unused"])
    frame = tidy.by_category(patterns, draws=0)
    assert frame.loc[frame["category"] == "unused", "kappa"].isna().all()


def test_pairs_are_those_of_the_pairwise_table() -> None:
    found = pairs(three(), draws=0)
    assert not isinstance(found, Undefined)
    frame = tidy.by_pair(three())
    assert list(zip(frame["rater_a"], frame["rater_b"], strict=True)) == [
        ("R1", "R2"),
        ("R1", "R3"),
        ("R2", "R3"),
    ]
    assert frame["kappa"].tolist() == [group.kappa.value for group in found.pairs]


def test_counts_without_raters_have_no_pairs() -> None:
    assert not FLEISS.raters_known
    assert tidy.by_pair(FLEISS).empty


def test_confusion_counts_each_pair_of_ratings_once() -> None:
    frame = tidy.by_confusion(three())
    assert frame["count"].sum() == 4 * (4 * 3 + 1)
    assert frame.set_index(["category_a", "category_b"])["count"]["a", "b"] == 8


def test_the_numbers_that_printed_values_allow() -> None:
    found = printed("0.84", ("0.81", "0.87"), raters=3, categories=5)
    frame = tidy.by_formula(found, 5)
    assert frame.loc[0, ["low", "high"]].tolist() == [262, 512]
    assert frame.loc[1, ["low", "high"]].tolist() == [262, 2048]
    assert set(frame["model"][2:]) == set(found.sampling)
