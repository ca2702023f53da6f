"""Columns among the raters' that behave as no rater does: what was agreed on, or something else."""

import re
import shlex
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from helpers.errors import StudyError
from helpers.layouts.columns import Column, Columns, cells, roles
from helpers.layouts.reading import Reading
from helpers.layouts.words import consensus
from helpers.layouts.words.marks import NO, YES
from helpers.layouts.words.texts import plain

MOST = 12  # columns looked at; more raters are hardly ever named by name
MOST_ROWS = 20_000
CHANCE, SELDOM = 0.01, 0.05
RENAMED = 0.5  # the kappa that labels written another way hardly reach by chance
LITTLE, MUCH = 0.2, 0.4  # the kappa of a column that is no rater's, and of raters

Codes = NDArray[np.int64]


def said_of_raters(
    columns: Columns, rater: Column, names: Sequence[str], reading: Reading
) -> list[str]:
    """What is to be said of names in a column of raters that stand for what these agreed on.

    Raises:
        StudyError: when there are such names, and nobody said that they are raters.
    """
    found = consensus.among(names)
    if not found:
        return []
    where, who = columns.position(rater), ", ".join(found)
    if reading.raters or len(found) == len(names):
        return [f"{who} of column {where}, named as what raters agreed on, kept as a rater"]
    typed = shlex.quote(",".join(columns.numbered((rater,))))
    raise StudyError(
        f"{columns.name}: {who} of column {where}: named as what raters agreed on; leave these "
        f"rows out, or type --raters {typed} to keep them as a rater's"
    )


def agreed(family: Sequence[Column]) -> tuple[Column, ...]:
    """The columns that hold what the others agreed on, as far as the cells tell it.

    Such a column is filled only where the others disagree, or never departs from what most of
    them say, though these do so too often for that to be chance.
    """
    if not 2 < len(family) <= MOST:
        return ()
    codes = some_rows(aligned(family))
    hits, asked = with_the_majority(codes)
    return tuple(
        c
        for j, c in enumerate(family)
        if (not roles.is_unheaded(c) and _only_where_apart(codes[j], np.delete(codes, j, axis=0)))
        # What was settled stands at an end; one of many raters may well be with the most.
        or (j in (0, len(family) - 1) and _never_departs(j, hits, asked))
    )


def keeps_to_the_most(column: Column, family: Sequence[Column]) -> bool:
    """Whether a column always says what most of the others say, as not all of these do."""
    if not 2 < len(family) <= MOST:
        return False
    hits, asked = with_the_majority(some_rows(aligned(family)))
    j = list(family).index(column)
    return bool(hits[j] == asked[j] >= cells.FEW and (hits < asked).any())


def strange(family: Sequence[Column]) -> tuple[Column, ...]:
    """The columns that agree with no other beyond chance, where some of these agree well."""
    if not 2 < len(family) <= MOST or min(c.filled for c in family) < cells.ENOUGH_TO_TELL:
        return ()
    codes = some_rows(aligned(family))
    kappas = np.array([[kappa(one, other) for other in codes] for one in codes])
    np.fill_diagonal(kappas, np.nan)
    core = np.nanmax(kappas, axis=1) > MUCH
    if core.sum() < 2:
        return ()
    # In few rows a kappa may be far from what it would be in many.
    usual = np.nanmean(kappas[np.ix_(core, core)]) - 1.75 / np.sqrt(len(codes[0]))
    least = min(LITTLE, float(usual))
    return tuple(c for j, c in enumerate(family) if not core[j] and kappas[j, core].mean() < least)


def agree_well(one: Column, other: Column) -> bool:
    """Whether two columns agree as raters do, and as a rater's name and a code do not."""
    few = min(one.filled, other.filled) < cells.FEW or cells.overlap(one, other) < 1
    return not few and kappa(*aligned((one, other))) > MUCH


def renamed(column: Column, family: Sequence[Column], least: float = RENAMED) -> dict[str, str]:
    """Which label of the family each label of a column may stand for, if it looks so; else none.

    `least` is the kappa that tells it; labels that mean the same need less.
    """
    if column.filled < _enough(family) or not 1 < len(column.levels) <= MOST:
        return {}
    names, codes = labels_of(family), aligned(family)
    times = np.zeros((len(column.levels), len(names)), dtype=np.int64)
    for one in codes:
        both = (one >= 0) & (column.codes >= 0)
        np.add.at(times, (column.codes[both], one[both]), 1)
    nearest = times.argmax(axis=1)
    found = {level: names[i] for level, i in zip(column.levels, nearest.tolist(), strict=True)}
    if len(set(found.values())) < len(found):
        return {}
    if all(meaning(one) == meaning(other) for one, other in found.items()):
        least = LITTLE
    turned = np.append(nearest, -1)[column.codes]
    agreed = [kappa(turned, one) for one in codes]
    # What says in every row what one rater says names that rater's codes.
    told = max(agreed) == 1 > min(agreed)
    return found if np.mean(agreed) >= least and not told else {}


def shown(names: Mapping[str, str]) -> str:
    """What stands for what, as people are told it."""
    return ", ".join(f"{one!r} for {other!r}" for one, other in names.items())


def maybe_renamed(columns: Columns, raters: Sequence[Column], free: Sequence[Column]) -> list[str]:
    """What is to be said of columns that were left out and could hold the codes in other words."""
    how = "could be a rater's who wrote the codes another way; if so, write them alike"
    names = {c: renamed(c, raters, LITTLE) for c in free}
    # One who gave the very same codes was left out as told, and wrote none of them another way.
    found = [c for c in free if any(plain(a) != plain(b) for a, b in names[c].items())]
    return [f"kept out, though column {columns.position(c)} {how}" for c in found]


def _enough(family: Sequence[Column]) -> float:
    """How many cells tell whether a column is filled as the raters' are."""
    return max(cells.ENOUGH_TO_TELL, cells.NEARLY_ALL * min(c.filled for c in family))


def meaning(label: str) -> str:
    """A label without what writing adds: 1 for yes and 0 for no, a number without its zeros."""
    bare = plain(label).rstrip(".")
    number = re.fullmatch(r"0*(\d+?)([.,]0+)?", bare)
    return number[1] if number else "1" if bare in YES else "0" if bare in NO else bare


def aligned(family: Sequence[Column]) -> Codes:
    """Shape (columns, rows): the labels as places in one list, spelling aside; -1 where blank."""
    place = {plain(name): i for i, name in enumerate(labels_of(family))}
    lookups = [np.array([*(place[plain(x)] for x in c.levels), -1]) for c in family]
    return np.stack([lookup[c.codes] for lookup, c in zip(lookups, family, strict=True)])


def some_rows(codes: Codes) -> Codes:
    """All rows of a table, or some of a long one from its beginning to its end."""
    return codes[:, :: -(-codes.shape[1] // MOST_ROWS) or 1]


def labels_of(family: Sequence[Column]) -> list[str]:
    """The labels of the family, one of those that are spelled alike."""
    first: dict[str, str] = {}
    for label in (level for column in family for level in column.levels):
        first.setdefault(plain(label), label)
    return list(first.values())


def kappa(one: Codes, other: Codes) -> float:
    """Cohen's kappa of two columns where both are filled; 0 where it is not defined."""
    both = (one >= 0) & (other >= 0)
    a, b = one[both], other[both]
    if not a.size:
        return 0.0
    most = int(max(a.max(), b.max())) + 1
    chance = float(np.bincount(a, minlength=most) @ np.bincount(b, minlength=most)) / a.size**2
    return (float((a == b).mean()) - chance) / (1 - chance) if chance < 1 else 0.0


def _only_where_apart(column: Codes, others: Codes) -> bool:
    """Whether a column is filled in no row but those where the others disagree."""
    told = (others >= 0).sum(axis=0) > 1
    apart = told & (others != others.max(axis=0)).any(axis=0, where=others >= 0)
    filled = column >= 0
    if not filled.any() or (filled & ~apart).any():
        return False
    return bool((apart.sum() / max(told.sum(), 1)) ** filled.sum() < SELDOM)


def with_the_majority(codes: Codes) -> tuple[Codes, Codes]:
    """For each column, in how many rows it says what most of the others say, and of how many."""
    filled = codes >= 0
    same = (codes[:, None] == codes[None]) & filled[:, None] & filled[None]
    votes = same.sum(axis=1)
    hits, asked = [], []
    for j in range(len(codes)):
        others = np.arange(len(codes)) != j
        rest = filled[others].sum(axis=0)
        most = (2 * (votes - same[:, j])[others] > rest) & filled[others] & (rest > 1)
        hits.append(int((most & same[others, j]).any(axis=0).sum()))
        asked.append(int((most.any(axis=0) & filled[j]).sum()))
    return np.array(hits), np.array(asked)


def _never_departs(column: int, hits: Codes, asked: Codes) -> bool:
    if hits[column] < asked[column] or asked[column] < cells.ENOUGH_TO_TELL:
        return False
    rest = np.arange(len(hits)) != column
    usual = hits[rest].sum() / max(asked[rest].sum(), 1)
    return bool(usual ** asked[column] < CHANCE)
