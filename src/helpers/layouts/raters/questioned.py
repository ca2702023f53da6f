"""Raters' columns that may hold no judgement of their own: taken, and said."""

import re
import shlex
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from helpers.layouts.columns import Column, Columns, cells, roles, unlike
from helpers.layouts.raters import between, outsiders
from helpers.layouts.words.texts import numbers

# What programs write where no names were given, and how items are numbered.
ANYTHING = re.compile(r"(v|var|x|i|q)[\W_]*\d+", re.IGNORECASE)
LUCK = 0.1  # how often chance alone may look like it, where a word is all it costs
AVOIDING = -0.1  # the mean kappa of columns whose numbers keep out of each other's way
CHANCE = 0.1  # the same of columns that tell nothing of each other
FAR = 0.5  # of the kappa of the others, what one that is no rater's reaches at most

BETWEEN = "is between the others in every row; if it was worked out from them"

Codes = NDArray[np.int64]


def said(columns: Columns, raters: Sequence[Column]) -> list[str]:
    """What is to be said of columns that were taken, with what to type if they are no raters'."""
    if len(raters) > unlike.MOST:
        return []
    if unrelated := _unrelated(columns, raters):
        return unrelated
    if len(raters) > 2 and all(ANYTHING.fullmatch(c.name) for c in raters):
        where = numbers([columns.position(c) for c in raters])
        why = "are headed as programs head any column, and may be what was rated"
        return [f"kept as raters', though {where} {why}; if each row is a rater's, turn it round"]
    if len(raters) < 3:
        return []
    codes = unlike.some_rows(unlike.aligned(raters))
    # The later look strange where an earlier one is what it looks like.
    found = list(_copies(columns, raters, codes)) or list(_with_the_most(raters, codes))
    found = found or [(one, BETWEEN) for one in between.found(raters, LUCK)]
    found = found or list(_apart(raters, codes))
    return [_note(columns, raters, one, why) for one, why in dict(found).items()]


def _unrelated(columns: Columns, raters: Sequence[Column]) -> list[str]:
    """What is to be said of columns that agree as little as if they had nothing in common."""
    if roles.speak_of_raters(raters):
        return []
    codes = unlike.some_rows(unlike.aligned(raters))
    pairs = list(combinations(codes, 2))
    kappa = float(np.mean([unlike.kappa(one, other) for one, other in pairs]))
    where = numbers([columns.position(c) for c in raters])
    if kappa < AVOIDING and cells.is_counts(raters):
        return [as_counts(columns, raters, f"{where} agree less than chance would have it")]
    both = min(int(((one >= 0) & (other >= 0)).sum()) for one, other in pairs)
    if kappa < CHANCE and both >= cells.ENOUGH_TO_TELL:
        why = "agree hardly more than chance would have it, and no header says that they are"
        return [f"kept as raters', though {where} {why}; if they are not, these are no ratings"]
    return []


def as_counts(columns: Columns, raters: Sequence[Column], why: str) -> str:
    """What is to be said of raters' columns that may hold counts, for a reason."""
    named = shlex.quote(",".join(columns.numbered(raters)))
    return (
        f"kept as raters', though {why}; if they say how many raters chose a category, type "
        f"--layout counts --raters {named}"
    )


def _note(columns: Columns, raters: Sequence[Column], one: Column, why: str) -> str:
    rest = shlex.quote(",".join(columns.numbered([c for c in raters if c is not one])))
    return f"kept as a rater's, though column {columns.position(one)} {why}, type --raters {rest}"


def _copies(
    columns: Columns, raters: Sequence[Column], codes: Codes
) -> Iterator[tuple[Column, str]]:
    """Those that say in every row what one before them says, though others do not."""
    agreed = _agreement(codes)
    for j, one in enumerate(raters):
        for i, other in enumerate(raters[:j]):
            both = int(((codes[i] >= 0) & (codes[j] >= 0)).sum())
            usual = np.delete(agreed[[i, j]], [i, j], axis=1).max()
            if agreed[i, j] == 1 and both >= cells.FEW and usual**both < LUCK:
                where = columns.position(other)
                yield one, f"holds the codes of column {where} in every row; if it is a copy"


def _with_the_most(raters: Sequence[Column], codes: Codes) -> Iterator[tuple[Column, str]]:
    """Those that never depart from what most of the others say."""
    hits, asked = unlike.with_the_majority(codes)
    for j in (0, len(raters) - 1):  # what was settled stands at an end
        rest = np.arange(len(raters)) != j
        usual = hits[rest].sum() / max(asked[rest].sum(), 1)
        if hits[j] == asked[j] >= cells.FEW and usual ** asked[j] < LUCK:
            yield raters[j], "says what most of the others say in every row; if that was agreed on"


def _apart(raters: Sequence[Column], codes: Codes) -> Iterator[tuple[Column, str]]:
    """The one that agrees far less with the others than these do with each other."""
    kappas = np.array([[unlike.kappa(one, other) for other in codes] for one in codes])
    for j, one in enumerate(raters):
        rest = np.delete(np.arange(len(raters)), j)
        among = kappas[np.ix_(rest, rest)][np.triu_indices(len(rest), 1)].mean()
        alike = any(outsiders.headed_alike(one, other) for other in raters if other is not one)
        # In few rows a kappa may be far from what it would be in many.
        less = among - max(FAR * among, 1 / np.sqrt(len(codes[0])))
        if not alike and among > unlike.LITTLE and kappas[j, rest].mean() < less:
            yield one, "agrees with the others far less than they do; if it is no rater's"


def _agreement(codes: Codes) -> NDArray[np.float64]:
    """Shape (columns, columns): in which share of the rows where both are filled they agree."""
    both = (codes[:, None] >= 0) & (codes[None] >= 0)
    same = both & (codes[:, None] == codes[None])
    shares: NDArray[np.float64] = same.sum(axis=2) / np.maximum(both.sum(axis=2), 1)
    return shares
