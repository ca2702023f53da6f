"""Raters of whom each has several columns, as their headers tell."""

import re
from collections.abc import Sequence
from itertools import combinations

import numpy as np

from helpers.layouts.columns import Column, roles, unlike
from helpers.layouts.columns.pairing import paired
from helpers.layouts.words import terms

Family = tuple[Column, ...]


def parts(family: Family) -> list[Family]:
    """The families that one falls into where its headers pair raters with what they rated.

    >>> import pandas as pd
    >>> heads = ("Ann", "Ann sure?", "Ben", "Ben sure?")
    >>> found = parts(tuple(Column.from_cells(head, pd.Series(["1", "2"])) for head in heads))
    >>> [[column.name for column in part] for part in found]
    [['Ann', 'Ben'], ['Ann sure?', 'Ben sure?']]
    """
    if all(map(roles.is_rater_alone, family)):  # Coder 1, Coder 2, Rater 1, Rater 2: four people
        return []
    return _added(family) or _crossed(family)


def of_questions(family: Family) -> list[Family]:
    """The families of headers that pair a numbered question with a rater's initials.

    >>> import pandas as pd
    >>> heads = ("D1_AB", "D1_CD", "D2_AB", "D2_CD")
    >>> found = of_questions(tuple(Column.from_cells(head, pd.Series(["1"])) for head in heads))
    >>> [[column.name for column in part] for part in found]
    [['D1_AB', 'D1_CD'], ['D2_AB', 'D2_CD']]
    """
    found = paired(family)
    ways = (found, found.turned) if found else ()
    for one in ways:
        if _are_questions(one.first) and all(re.fullmatch("[A-Z]{1,3}", n) for n in one.second):
            return list(one.columns)
    return by_pandas(family)


def by_pandas(family: Family) -> list[Family]:
    """The families of headers that came several times, to which pandas adds .1, .2 and so on."""
    groups: dict[str, dict[str, Column]] = {}
    for column in family:
        base, _, number = column.name.rpartition(".")
        name, mark = (base, number) if base and number.isdecimal() else (column.name, "")
        groups.setdefault(mark, {})[name] = column
    alike = len({frozenset(names) for names in groups.values()}) == 1 and "" in groups
    whole = alike and len(groups) > 1 and len(groups[""]) > 1
    return [tuple(group.values()) for group in groups.values()] if whole else []


def _added(family: Family) -> list[Family]:
    """Headers of which some are others with words added, the same for each."""
    names = [c.name for c in family]
    bases = [n for n in names if not any(_rest(n, other) for other in names)]
    groups: dict[str, dict[str, Column]] = {"": {}}
    for column in family:
        base = next((b for b in bases if column.name == b or _rest(column.name, b)), "")
        groups.setdefault(_rest(column.name, base), {})[base] = column
    whole = len(bases) > 1 and all(list(group) == bases for group in groups.values())
    return [tuple(group.values()) for group in groups.values()] if whole and len(groups) > 1 else []


def _rest(name: str, base: str) -> str:
    """What a header adds to another, before or after it; blank where it does not."""
    if len(name) <= len(base):
        return ""
    before, after = name.removesuffix(base), name.removeprefix(base)
    if after != name and re.match(r"[\W_]", after):
        return f"after {after}"
    return f"before {before}" if before != name and re.search(r"[\W_]$", before) else ""


def _crossed(family: Family) -> list[Family]:
    """Headers of two parts, each first part with each second: which one is a rater is not told.

    Columns that agree hardly at all are no raters', where others agree well.
    """
    found = paired(family)
    if found is None:
        return []
    ways: list[list[Family]] = [list(found.columns), list(zip(*found.columns, strict=True))]
    agreed = [max(map(_agreement, way)) for way in ways]
    if max(agreed) > unlike.MUCH:
        ways = [way for way, k in zip(ways, agreed, strict=True) if k > unlike.LITTLE]
    return [part for way in ways for part in way]


def _are_questions(names: Sequence[str]) -> bool:
    """Whether names are a letter or a word with a number, as D1 and D2, that is no rater's."""
    numbered = [re.fullmatch(r"(?:.*[\W_])?([^\W\d_]+)[\s_.\-]?\d+", name) for name in names]
    return all(one and one[1].casefold() not in terms.RATER | {"r"} for one in numbered)


def _agreement(family: Family) -> float:
    """The mean kappa of any two of its columns."""
    pairs = [unlike.aligned(two) for two in combinations(family, 2)]
    return float(np.mean([unlike.kappa(*two) for two in pairs]))
