"""Raters who count the same codes from another number: one from 0, the other from 1."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from helpers.layouts.columns import cells
from helpers.layouts.columns.unlike import MOST, MUCH

Integers = NDArray[np.int64]


def said(codes: NDArray[np.integer], labels: Sequence[str], weights: Integers) -> list[str]:
    """What is to be said of raters who would agree well if one's numbers were moved.

    Args:
        codes: shape (extracts, raters); places among the labels, -1 where missing.
        labels: the categories.
        weights: shape (extracts,); how many extracts each row stands for.

    >>> codes = np.array([[0, 1], [1, 2]] * 6)
    >>> said(codes, ("0", "1", "2"), np.ones(12, dtype=np.int64))
    ["kept apart, though R2's numbers look like R1's moved by 1; write them alike if so"]
    """
    if not all(map(str.isdecimal, labels)) or codes.shape[1] > MOST or len(labels) > MOST:
        return []
    values = np.array([*(int(label[:9]) for label in labels), 0], dtype=np.int64)
    pairs = combinations(range(codes.shape[1]), 2)
    moved = [(i, j, _by(values, codes[:, [i, j]], weights)) for i, j in pairs]
    how = "write them alike if so"
    return [
        f"kept apart, though R{j + 1}'s numbers look like R{i + 1}'s moved by {by}; {how}"
        for i, j, by in moved
        if by
    ]


def _by(values: Integers, codes: NDArray[np.integer], weights: Integers) -> int:
    """How far the second rater's numbers are moved, where they then agree; 0 where they do not."""
    both = (codes >= 0).all(axis=1)
    one, other = values[codes[both]].T
    if weights[both].sum() < cells.ENOUGH_TO_TELL or np.ptp(one) != np.ptp(other):
        return 0
    by = int(other.min() - one.min())
    told = by and np.ptp(one) and _kappa(one, other, weights[both]) <= 0
    return by if told and _kappa(one + by, other, weights[both]) > MUCH else 0


def _kappa(one: Integers, other: Integers, weights: Integers) -> float:
    """Cohen's kappa of two raters' numbers."""
    n, known = weights.sum(), np.union1d(one, other)
    shares = [[weights[some == value].sum() / n for value in known] for some in (one, other)]
    chance = float(sum(a * b for a, b in zip(*shares, strict=True)))
    agreed = float(weights[one == other].sum() / n)
    return (agreed - chance) / (1 - chance) if chance < 1 else 1.0
