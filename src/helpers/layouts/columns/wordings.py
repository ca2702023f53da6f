"""Raters who write the same codes in other words: no layout makes them agree."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from helpers.errors import StudyError
from helpers.layouts.columns import Column, Columns, cells, roles, shifted
from helpers.layouts.columns.unlike import MOST, RENAMED, aligned, labels_of, meaning, shown
from helpers.layouts.words.texts import listed, plain

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Apart:
    """Raters without a label in common with those most ratings come from.

    Attributes:
        raters, usual: their places, and those of the others.
        met: how many extracts they rated and the others too.
        names: which label of the others each of theirs stands for, as far as it can be told.
        told: whether it is plain that the same codes were meant, or that nothing was rated alike.
        labels: theirs, and the others'.
    """

    raters: tuple[int, ...]
    usual: tuple[int, ...]
    met: int
    names: Mapping[str, str]
    told: bool
    labels: tuple[tuple[str, ...], tuple[str, ...]]


def said(
    name: str, codes: NDArray[np.integer], labels: Sequence[str], counts: Integers | None = None
) -> list[str]:
    """What is to be said of raters who may write the codes another way than the others.

    Args:
        name: the file's.
        codes: shape (extracts, raters); places among the labels, -1 where missing.
        labels: the categories.
        counts: how many extracts each row stands for, if not one.

    Raises:
        StudyError: when it is plain that they do, with what to do.
    """
    found = apart(codes, labels, counts)
    for one in found:
        if one.told:
            who, usual = _who(one.raters), _who(one.usual)
            raise StudyError(f"{name}: {difference(one, who, usual)}: {remedy(one)}")
    if met := [one for one in found if one.met]:
        who = _who([j for one in met for j in one.raters])
        return [f"no label in common with the other raters: {who}; write the codes alike"]
    weights = np.ones(len(codes), dtype=np.int64) if counts is None else counts
    return [*_maybe_one(codes, labels), *shifted.said(codes, labels, weights)]


def of_columns(columns: Columns) -> str:
    """What is wrong where two columns hold the same codes in other words; or blank."""
    able = [c for c in columns.columns if roles.holds_labels(c) and not roles.is_beside(c)]
    for pair in combinations(able[:MOST], 2):
        for one in apart(aligned(pair).T, labels_of(pair)):
            if one.told and one.names:
                ends = (one.raters[0], one.usual[0])
                who, usual = (f"column {columns.position(pair[j])}" for j in ends)
                before = f"--raters {shlex.quote(','.join(columns.numbered(pair)))} "
                return f"{difference(one, who, usual)}: {remedy(one, before)}"
    return ""


def are_apart(raters: Sequence[Column]) -> bool:
    """Whether it is plain that some of the columns hold the same codes in other words."""
    return any(one.told for one in apart(aligned(raters).T, labels_of(raters)))


def difference(one: Apart, who: str, usual: str) -> str:
    """In what labels differ, for a sentence."""
    if one.names:
        written = f"written another way ({shown(one.names)})"
        return f"the codes of {who} seem to be those of {usual}, {written}"
    theirs, others = (listed(some) for some in one.labels)
    return f"no code in common: {usual} ({others}) and {who} ({theirs})"


def remedy(one: Apart, before: str = "") -> str:
    """What to do, or to type where the codes are what they seem; `before` is typed first."""
    each = " ".join(f"--category {shlex.quote(x)}" for some in one.labels[::-1] for x in some)
    alike = one.names and all(plain(a) == plain(b) for a, b in one.names.items())
    first = f"type {before}--merge-labels to make them one" if alike else "write them alike"
    first += "" if one.names else " if they mean the same, name the raters' columns if one is none"
    return f"{first}, or type {before}{each} if each is a code of its own"


def apart(
    codes: NDArray[np.integer], labels: Sequence[str], counts: Integers | None = None
) -> list[Apart]:
    """The raters who have no label in common with those most ratings come from."""
    weights = np.ones(len(codes), dtype=np.int64) if counts is None else counts
    times = np.stack([_times(column, weights, len(labels)) for column in codes.T])
    groups = _groups(times > 0)
    if len(groups) < 2:
        return []
    usual, *others = sorted(groups, key=lambda group: (-times[group].sum(), group[0]))
    return [_apart(codes, weights, times, tuple(labels), (group, usual)) for group in others]


def _times(column: NDArray[np.integer], weights: Integers, labels: int) -> Integers:
    filled = column >= 0
    return np.bincount(column[filled], weights[filled], labels).astype(np.int64)


def _groups(uses: NDArray[np.bool_]) -> list[list[int]]:
    """Raters put together who have a label in common, or whom a chain of others joins."""
    left = [j for j, row in enumerate(uses) if row.any()]
    groups = []
    while left:
        reached = uses[left[0]]
        while (wider := uses[(uses & reached).any(axis=1)].any(axis=0)).sum() > reached.sum():
            reached = wider
        groups.append([j for j in left if (uses[j] & reached).any()])
        left = [j for j in left if j not in groups[-1]]
    return groups


def _apart(
    codes: NDArray[np.integer],
    weights: Integers,
    times: Integers,
    labels: tuple[str, ...],
    groups: tuple[list[int], list[int]],
) -> Apart:
    theirs, others = (np.flatnonzero(times[group].sum(axis=0)) for group in groups)
    both = _crossed(codes, weights, groups, len(labels))[np.ix_(theirs, others)]
    words = tuple(labels[i] for i in theirs), tuple(labels[i] for i in others)
    one, other = ((codes[:, group] >= 0).any(axis=1) for group in groups)
    met = int(weights[one & other].sum())
    names = _meant(words) or (_nearest(words, both) if met >= cells.ENOUGH_TO_TELL else {})
    again = all(2 * len(some) <= times[g].sum() for some, g in zip(words, groups, strict=True))
    several = min(map(len, words)) > 1 and max(map(len, words)) <= MOST
    enough = cells.FEW if names or _differ_in_kind(words) else cells.ENOUGH_TO_TELL
    told = several and again and met >= enough
    return Apart(tuple(groups[0]), tuple(groups[1]), met, names, told, words)


def _crossed(
    codes: NDArray[np.integer],
    weights: Integers,
    groups: tuple[list[int], list[int]],
    labels: int,
) -> Integers:
    """How often each label of some meets each of the others in an extract."""
    both = np.zeros((labels, labels), dtype=np.int64)
    for one in groups[0][:MOST]:
        for other in groups[1][:MOST]:
            rows = (codes[:, one] >= 0) & (codes[:, other] >= 0)
            np.add.at(both, (codes[rows, one], codes[rows, other]), weights[rows])
    return both


def _meant(words: tuple[tuple[str, ...], tuple[str, ...]]) -> dict[str, str]:
    """Which labels mean the same by themselves, if one side has no other; else none."""
    means = {meaning(label): label for label in words[1]}
    names = {label: means[meaning(label)] for label in words[0] if meaning(label) in means}
    whole = len(names) == min(map(len, words)) == len(set(names.values()))
    return names if whole else {}


def _nearest(words: tuple[tuple[str, ...], tuple[str, ...]], both: Integers) -> dict[str, str]:
    """Which labels stand for which if most ratings then agree beyond chance; else none."""
    nearest, n = both.argmax(axis=1), both.sum()
    if not n or len(set(nearest)) < len(nearest):
        return {}
    agreed = both[np.arange(len(nearest)), nearest].sum() / n
    chance = (both.sum(axis=1) * both.sum(axis=0)[nearest]).sum() / n**2
    if chance == 1 or (agreed - chance) / (1 - chance) < RENAMED:
        return {}
    return {a: words[1][i] for a, i in zip(words[0], nearest.tolist(), strict=True)}


def _differ_in_kind(words: tuple[tuple[str, ...], tuple[str, ...]]) -> bool:
    """Whether some write numbers, and the others write none."""
    numeric = [{meaning(label).isdecimal() for label in some} for some in words]
    return len(numeric[0]) == len(numeric[1]) == 1 and numeric[0] != numeric[1]


def _maybe_one(codes: NDArray[np.integer], labels: Sequence[str]) -> list[str]:
    """What is to be said of labels that mean the same, and that no rater uses both of."""
    places: dict[str, list[int]] = {}
    for i, label in enumerate(labels):
        places.setdefault(meaning(label), []).append(i)
    pairs = [(some[0], i) for some in places.values() for i in some[1:]]
    found = [
        listed((labels[a], labels[b]))
        for a, b in pairs
        if plain(labels[a]) != plain(labels[b])
        and not ((codes == a).any(axis=0) & (codes == b).any(axis=0)).any()
        and (codes == b).any()
    ]
    how = "; write them alike if they mean the same"
    return [f"kept apart, and used by different raters: {'; '.join(found)}{how}"] if found else []


def _who(raters: Sequence[int]) -> str:
    names = [f"R{j + 1}" for j in raters]
    return " and ".join(names) if len(names) < 3 else ", ".join(names[:MOST])
