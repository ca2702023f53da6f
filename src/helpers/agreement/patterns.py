"""The distinct rows of a table of ratings, with how many extracts share each.

A coefficient depends on the ratings only through these counts, so a table is reduced once
and everything after costs the same for a hundred extracts or a hundred million.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers.errors import StudyError
from helpers.ratings import MISSING, Codes, Ratings

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

CHUNK = 1 << 18  # rows reduced at a time at most: few enough to stay in the processor's cache
LEAST = 1 << 14  # rows reduced at a time at least
PARTS = 4  # into which a table between the two is cut, so that memory follows its size
PAIRING = 1 << 16  # rows at a time from which counting neighbours in pairs pays
PAIRS = (1 << 8, 1 << 8)  # two neighbours of one byte each
DENSE = 1 << 20  # possible rows up to which counting into a table beats sorting
SUSPICIOUS = 10  # extracts on which raters differ, all sorted: no accident


@dataclass(frozen=True, eq=False)
class Patterns:
    """Distinct rows of ratings, sorted, and the number of extracts behind each.

    Attributes:
        codes: shape (patterns, raters); an index into `categories`, or -1 where missing.
        counts: shape (patterns,); the extracts that show each pattern.
        raters: the raters' names.
        categories: the labels, used or not.
        raters_known: False when the columns are interchangeable places and not people.
    """

    codes: Codes
    counts: Integers
    raters: tuple[str, ...]
    categories: tuple[str, ...]
    raters_known: bool = True

    @classmethod
    def of(cls, ratings: "Ratings | Patterns") -> "Patterns":
        """The patterns of a table; patterns are returned as they are."""
        if isinstance(ratings, Patterns):
            return ratings
        codes, counts = distinct(ratings.codes, len(ratings.categories))
        return cls(codes, counts, ratings.raters, ratings.categories, ratings.raters_known)

    @classmethod
    def from_codes(
        cls, codes: NDArray[np.integer[Any]], categories: Sequence[str] | int
    ) -> "Patterns":
        """The patterns of an integer array of shape (extracts, raters), -1 where missing.

        `categories` is the labels, or how many there are.

        Raises:
            StudyError: when a code names no category.

        >>> Patterns.from_codes(np.array([[0, 1], [0, 1], [1, -1]]), 2).counts.tolist()
        [2, 1]
        """
        labels = range(categories) if isinstance(categories, int) else categories
        for end in (codes.min(), codes.max()) if codes.size else ():
            if not MISSING <= end < len(labels):
                raise StudyError(f"code {end} lies outside the {len(labels)} categories")
        rows, counts = distinct(codes, len(labels))
        names = tuple(f"R{j + 1}" for j in range(codes.shape[1]))
        return cls(rows, counts, names, tuple(map(str, labels)))

    @property
    def extracts(self) -> int:
        """How many extracts there are, blank ones included."""
        return int(self.counts.sum())

    @cached_property
    def table(self) -> Integers:
        """How many raters chose each category: shape (patterns, categories)."""
        return np.stack([(self.codes == k).sum(axis=1) for k in range(len(self.categories))], 1)

    @cached_property
    def ratings(self) -> Integers:
        """How many raters rated: shape (patterns,)."""
        return np.asarray((self.codes != MISSING).sum(axis=1), dtype=np.int64)

    @cached_property
    def used(self) -> NDArray[np.bool_]:
        """Whether any rater used a category: shape (categories,)."""
        return np.asarray((self.table > 0).any(axis=0))

    def listwise(self) -> "Patterns":
        """Only the extracts that every rater rated."""
        return self._keep(self.ratings == len(self.raters))

    def rated(self, at_least: int = 1) -> "Patterns":
        """Only the extracts with so many ratings."""
        return self._keep(self.ratings >= at_least)

    def anonymous(self) -> "Patterns":
        """The patterns without who said what: fewer rows, the same counts a category."""
        codes, counts = distinct(np.sort(self.codes, axis=1), len(self.categories), self.counts)
        return replace(self, codes=codes, counts=counts, raters_known=False)

    def against_others(self, category: int) -> "Patterns":
        """The patterns of two categories: one, and any other."""
        two = np.where(self.codes == MISSING, MISSING, self.codes != category)
        codes, counts = distinct(two, 2, self.counts)
        labels = (self.categories[category], "any other")
        return replace(self, codes=codes, counts=counts, categories=labels)

    def raters_only(self, chosen: Sequence[int]) -> "Patterns":
        """The patterns of some raters, by their column."""
        codes, counts = distinct(self.codes[:, chosen], len(self.categories), self.counts)
        return replace(
            self, codes=codes, counts=counts, raters=tuple(self.raters[j] for j in chosen)
        )

    def _keep(self, rows: NDArray[np.bool_]) -> "Patterns":
        return replace(self, codes=self.codes[rows], counts=self.counts[rows])


def distinct(
    codes: NDArray[np.integer[Any]], categories: int, weights: Integers | None = None
) -> tuple[Codes, Integers]:
    """Distinct rows in ascending order, and how often each occurs.

    Args:
        codes: shape (rows, columns), each below `categories`, -1 where missing.
        categories: how many categories there are.
        weights: shape (rows,); how often each row counts, once if not given.
    """
    base = categories + 1
    if base ** codes.shape[1] <= DENSE:
        return _counted(codes, base, weights)
    parts = [_sorted(rows, base, w) for rows, w in _chunks(codes, weights)]
    return _sorted(
        np.concatenate([p[0] for p in parts]), base, np.concatenate([p[1] for p in parts])
    )


def _chunks(
    codes: NDArray[np.integer[Any]], weights: Integers | None
) -> Iterator[tuple[NDArray[np.integer[Any]], Integers | None]]:
    step = min(CHUNK, max(LEAST, len(codes) // PARTS))
    for start in range(0, max(len(codes), 1), step):
        part = slice(start, start + step)
        yield codes[part], None if weights is None else weights[part]


def _counted(
    codes: NDArray[np.integer[Any]], base: int, weights: Integers | None
) -> tuple[Codes, Integers]:
    shape = (base,) * codes.shape[1]
    totals = np.zeros(math.prod(shape), dtype=np.int64)
    pairs = np.zeros(0, dtype=np.int64)
    for rows, w in _chunks(codes, weights):
        keys = _keys(rows, base)
        if w is None and keys.dtype == np.uint8 and len(keys) >= PAIRING:
            # Counting two neighbours as one 16-bit number halves the counting.
            even = keys[: len(keys) & ~1]
            found = np.bincount(even.view(np.uint16), minlength=math.prod(PAIRS))
            pairs = np.add(found, pairs, out=found) if len(pairs) else found
            keys = keys[len(even) :]
        totals += _histogram(keys, w, len(totals))
    if len(pairs):
        both = pairs.reshape(PAIRS)
        totals += (both.sum(axis=0) + both.sum(axis=1))[: len(totals)]
    present = np.flatnonzero(totals)
    digits = np.unravel_index(present, shape)
    return (np.stack(digits, 1) + MISSING).astype(np.int16), totals[present]


def _keys(rows: NDArray[np.integer[Any]], base: int) -> NDArray[np.unsignedinteger[Any]]:
    """The rows as numbers to that base, in the smallest type that holds them.

    A missing -1 wraps around and comes back when one is added to every digit.
    """
    columns = rows.shape[1]
    kind: np.dtype[np.unsignedinteger[Any]] = np.min_scalar_type(base**columns - 1)
    digits: Iterable[NDArray[np.integer[Any]]] = rows.T
    step = 1
    if rows.flags.c_contiguous and rows.itemsize == kind.itemsize == 1 and len(rows):
        # Bytes in a row are combined sixteen and more at a time, bytes apart one by one: so a
        # key is made at every byte, and every `columns`-th kept.
        flat, step = rows.reshape(-1), columns
        digits = (flat[place : flat.size - columns + 1 + place] for place in range(columns))
    first, *others = digits
    keys = first.astype(kind)
    for digit in others:
        keys *= kind.type(base)
        keys += digit.view(kind) if digit.itemsize == kind.itemsize else digit.astype(kind)
    kept = keys[::step]
    return np.add(kept, kind.type(sum(base**place for place in range(columns))), dtype=kind)


def _histogram(
    keys: NDArray[np.unsignedinteger[Any]], weights: Integers | None, size: int
) -> Integers:
    return np.bincount(keys, minlength=size) if weights is None else _weighted(keys, weights, size)


def _weighted(keys: NDArray[np.unsignedinteger[Any]], weights: Integers, size: int) -> Integers:
    totals = np.zeros(size, dtype=np.int64)
    np.add.at(totals, keys, weights)
    return totals


def _sorted(
    codes: NDArray[np.integer[Any]], base: int, weights: Integers | None
) -> tuple[Codes, Integers]:
    keys, size = np.zeros(len(codes), dtype=np.int64), 1
    for column in codes.T:
        if size > np.iinfo(np.int64).max // base:
            seen, keys = np.unique(keys, return_inverse=True)
            size = len(seen)
        keys = keys * base + column + 1
        size *= base
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    counts = np.zeros(len(first), dtype=np.int64)
    np.add.at(counts, inverse, 1 if weights is None else weights)
    return codes[first].astype(np.int16), counts


def look_like_places(patterns: Patterns) -> bool:
    """Whether each extract's ratings are sorted, as made from counts: too regular for people.

    Asked only of three columns or more and ten extracts on which they differ.
    """
    steps = np.diff(patterns.codes, axis=1)
    differ = int(patterns.counts[(steps != 0).any(axis=1)].sum())
    sortable = patterns.raters_known and len(patterns.raters) > 2 and (patterns.codes >= 0).all()
    return bool(sortable and differ >= SUSPICIOUS and ((steps >= 0).all() or (steps <= 0).all()))
