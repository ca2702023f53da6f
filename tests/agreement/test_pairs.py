"""Raters two by two, resampled together."""

from importlib import import_module

import numpy as np
import pandas as pd
import pytest

from helpers.agreement import Patterns, Undefined, confusion, pairs
from helpers.agreement.pairs import pairwise_kappas
from helpers.ratings import Origin, Ratings

GENERATOR = np.random.default_rng(3)
TRUTH = GENERATOR.integers(0, 3, (80, 1))
CODES = np.where(GENERATOR.random((80, 4)) < 0.7, TRUTH, GENERATOR.integers(0, 3, (80, 4)))
PATTERNS = Patterns.from_codes(CODES, 3)


def cohen(first, second):
    seen = (first >= 0) & (second >= 0)
    one, two = first[seen], second[seen]
    chance = sum((one == k).mean() * (two == k).mean() for k in range(3))
    return ((one == two).mean() - chance) / (1 - chance)


def test_each_pair_is_compared_on_the_extracts_both_rated():
    codes = CODES.copy()
    codes[:30, 0] = codes[20:50, 1] = -1
    found = pairs(Patterns.from_codes(codes, 3), draws=0)
    assert found.pairs[0].name == "R1 and R2"
    assert found.pairs[0].extracts == 30
    assert found.pairs[0].kappa.value == pytest.approx(cohen(codes[:, 0], codes[:, 1]))


def test_means_are_means_of_their_pairs():
    found = pairs(PATTERNS, draws=0)
    kappas = {pair.name: pair.kappa.value for pair in found.pairs}
    own = [value for name, value in kappas.items() if "R2" in name.split(" and ")]
    assert found.raters[1].kappa.value == pytest.approx(np.mean(own))
    assert found.overall.kappa.value == pytest.approx(np.mean(list(kappas.values())))
    assert pairwise_kappas(PATTERNS) == pytest.approx(list(kappas.values()))


def test_the_interval_of_a_mean_resamples_extracts_once_for_all_pairs():
    generator = np.random.default_rng(4)
    couples = [(a, b) for a in range(4) for b in range(a + 1, 4)]
    rows = (CODES[generator.integers(0, 80, 80)] for _ in range(800))
    means = [np.mean([cohen(row[:, a], row[:, b]) for a, b in couples]) for row in rows]
    found = pairs(PATTERNS, draws=8000)
    assert found.overall.kappa.se == pytest.approx(np.std(means), rel=0.1)
    apart = np.sqrt(sum(pair.kappa.se**2 for pair in found.pairs)) / len(couples)
    assert found.overall.kappa.se > 1.3 * apart


def test_pairs_without_common_extracts_or_with_one_category_say_so():
    codes = np.array([[0, -1, 0], [0, -1, 0], [-1, 1, 0], [-1, 0, 0]])
    found = pairs(Patterns.from_codes(codes, 2), draws=10)
    assert found.pairs[0].kappa.value == Undefined("R1 and R2 rated no extract in common")
    same = "R1 and R3 used one and the same category throughout (0/0)"
    assert found.pairs[1].kappa.value == Undefined(same)
    assert found.pairs[1].agreement.value == 1
    assert isinstance(found.overall.kappa.value, Undefined)


def test_counts_have_no_pairs():
    frame = pd.DataFrame({"1": ["a", "b"], "2": ["a", "a"]}, index=["x", "y"])
    found = pairs(Ratings.from_labels(frame, Origin("counts"), raters_known=False))
    assert found == Undefined("the table holds counts a category, not who gave which rating")


def test_too_many_pairs_are_refused_with_a_reason_not_with_all_memory(monkeypatch):
    monkeypatch.setattr(import_module("helpers.agreement.pairs"), "LARGEST", 100)
    assert pairs(PATTERNS) == Undefined("6 pairs of raters are too many to compare one by one")


def test_confusion_counts_ordered_pairs_of_ratings():
    codes = np.array([[0, 0, 1], [1, 1, -1]])
    table = confusion(Patterns.from_codes(codes, ["a", "b"]))
    assert table.to_numpy().tolist() == [[2, 2], [2, 2]]
    two = confusion(Patterns.from_codes(codes, ["a", "b"]), "R1", "R3")
    assert two.to_numpy().tolist() == [[0, 1], [0, 0]]
    assert list(two.index) == ["a", "b"]


def test_the_frame_lists_pairs_raters_and_the_mean():
    frame = pairs(PATTERNS, draws=200).frame()
    assert frame["kind"].value_counts().to_dict() == {"pair": 6, "rater": 4, "mean": 1}
    assert ((frame["low"] < frame["kappa"]) & (frame["kappa"] < frame["high"])).all()
