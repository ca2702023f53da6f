"""Which columns of a long table name extract, rater and category, and what speaks for it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import permutations

import numpy as np

from helpers.layouts.columns import Column, Columns, cells, roles, who
from helpers.layouts.extracts import naming
from helpers.layouts.reading import Reading
from helpers.layouts.words import terms

MOST_COLUMNS = 8
AUTHOR = terms.word_set("author autor auteur")
HEADS = terms.EXTRACT | terms.RATER | terms.CATEGORY | terms.PASSAGE


@dataclass(frozen=True, eq=False)
class Roles:
    """Three columns, each in its part."""

    extract: Column
    rater: Column
    category: Column


def possible(columns: Columns, reading: Reading) -> list[Roles]:
    """Every way to give three columns a part that the choices and the format allow."""
    known = dict(columns.roles)
    rater = reading.raters[0] if len(reading.raters) == 1 else known.get("rater") or _who(columns)
    fixed = {
        "extract": reading.extract or known.get("extract"),
        "rater": rater,
        "category": reading.category_column or known.get("category"),
    }
    named = {
        part: (naming.named if part == "extract" else Columns.named)(columns, name)
        for part, name in fixed.items()
        if name is not None
    }
    taken = [member for column in named.values() for member in column.members]
    free = [c for c in columns.columns if c.filled and c not in taken]
    free = [c for c in free if c.name != reading.service]
    texts = [c for c in free if roles.is_text(c)]
    free = _worth_a_look(free)
    open_parts = [part for part in fixed if part not in named]
    ways = [
        Roles(**named, **dict(zip(open_parts, chosen, strict=True)))
        for chosen in permutations(free, len(open_parts))
    ]
    # Prose can be what was rated, and nothing else.
    ways = [way for way in ways if way.rater not in texts and way.category not in texts]
    ways = _without_what_is_known(columns, ways, tuple(named.values()))
    return ways if "extract" in named else [_told_apart(columns, way) for way in ways]


def _worth_a_look(free: list[Column]) -> list[Column]:
    """The columns, known headers first; of many those that tell other rows apart than those."""
    ranked = sorted(free, key=lambda c: not (roles.words(c) & HEADS or who.is_plain(c)))
    if len(free) <= MOST_COLUMNS:
        return ranked
    kept: list[Column] = []
    for column in ranked:
        if not any(np.array_equal(column.codes, one.codes) for one in kept):
            kept.append(column)
    return kept[:MOST_COLUMNS]


def _without_what_is_known(
    columns: Columns, ways: list[Roles], named: tuple[Column, ...]
) -> list[Roles]:
    """The ways without a column in a part that another, or its likes, tell it does not play."""
    raters = who.named(columns)
    known = [c for c in who.known_of(columns, raters) if c not in named]
    persons = [c for c in columns.columns if raters and who.may_be(c) and c not in raters]
    several = [c for c in (*known, *persons) if len(c.levels) > 1]
    none = [c for c in (*several, *_of_one_each(columns)) if c not in named]
    codes = [c for c in known if not roles.words(c) & terms.CATEGORY]
    return [way for way in ways if way.rater not in none and way.category not in codes]


def _of_one_each(columns: Columns) -> list[Column]:
    """Columns headed as `Rater 1` and `Rater 2`: each holds what one said, and not who did."""
    alone = [c for c in columns.columns if c.filled and roles.is_rater_alone(c)]
    return [c for c in alone if any(c is not one and cells.overlap(c, one) for one in alone)]


def _who(columns: Columns) -> str | None:
    """The column of authors, where segments have codes and no other column says who gave them.

    Texts have authors too: whoever coded them is then named beside these.
    """
    if any(roles.words(c) & terms.RATER for c in columns.columns):
        return None
    spoken = frozenset[str]().union(*map(roles.words, columns.columns))
    found = [c.name for c in columns.columns if roles.words(c) & AUTHOR and len(c.levels) > 1]
    told = spoken & terms.PASSAGE and spoken & terms.CATEGORY
    return found[0] if told and len(found) == 1 else None


def _told_apart(columns: Columns, part: Roles) -> Roles:
    """The same with extracts named by their document too, where a rater would rate one twice."""

    def apart(extract: Column) -> bool:
        return single(replace(part, extract=extract)) == 1 and not extract.unique

    if by_name(part) < 2 or roles.words(part.rater) & (terms.EXTRACT | terms.DOCUMENT):
        return part
    extract = naming.told_apart(columns, part.extract, (part.rater, part.category), apart)
    # What is told by the document alone is not told by both.
    return part if any(map(apart, extract.parts)) else replace(part, extract=extract)


def apart(ways: Sequence[Roles]) -> list[Roles]:
    """The ways without those that only name the same by another column, prose and order last."""

    def later(way: Roles) -> tuple[bool, bool]:
        return bool(roles.words(way.extract) & terms.ORDER), cells.is_prose(way.extract)

    kept: list[Roles] = []
    for way in sorted(ways, key=later):
        if not any(_alike(way, one) for one in kept):
            kept.append(way)
    return kept


def _alike(one: Roles, other: Roles) -> bool:
    pairs = ((one.extract, other.extract), (one.rater, other.rater))
    same = one.category is other.category
    return same and all(np.array_equal(a.codes, b.codes) for a, b in pairs)


def without_known(ways: Sequence[Roles]) -> list[Roles]:
    """The ways without those whose category is known of the rater, where there are others."""
    none = [way for way in ways if _is_known(way.rater, way.category)]
    pairs = {(way.extract, way.rater) for way in ways if way not in none}
    return [way for way in ways if way not in none or (way.extract, way.rater) not in pairs]


def _is_known(rater: Column, category: Column) -> bool:
    """Whether a column that is not headed as codes holds the same in all of a rater's rows."""
    return not roles.words(category) & terms.CATEGORY and cells.determines(rater, category)


def _are_no_parts(part: Roles) -> bool:
    """Whether there is one extract, or one a rater, or the category is the extract's other name."""
    extract, rater, category = part.extract, part.rater, part.category
    alone = len(extract.levels) < 2
    if alone or (len(extract.levels) <= len(rater.levels) and cells.determines(rater, extract)):
        return True
    own = len(category.levels) == len(extract.levels) >= cells.FEW
    own = own and not roles.words(category) & terms.CATEGORY
    return bool(own or roles.words(category) & terms.DOCUMENT) and cells.determines(
        extract, category
    )


def by_name(part: Roles) -> int:
    """How many of the three columns are headed as the part they play."""
    fits = (
        roles.words(part.extract) & terms.EXTRACT or roles.is_passage(part.extract),
        roles.words(part.rater) & terms.RATER or who.is_plain(part.rater),
        # One label in all rows is what was asked, more than what was answered.
        roles.words(part.category) & terms.CATEGORY and len(part.category.levels) > 1,
    )
    return sum(map(bool, fits))


def single(part: Roles) -> float:
    """The share of the rows whose extract and rater meet in no row before."""
    pairs = part.extract.codes * len(part.rater.levels) + part.rater.codes
    return len(np.unique(pairs)) / max(len(pairs), 1)


def met(part: Roles) -> float:
    """The share of all pairs of an extract and a rater that are met, none of them twice; else 0."""
    rows, pairs = len(part.extract.codes), len(part.extract.levels) * len(part.rater.levels)
    whole = part.extract.filled == part.rater.filled == rows <= pairs
    return rows / pairs if whole and rows and single(part) == 1 else 0.0


def crossed(part: Roles, share: float) -> float:
    """How much more sure it makes that every extract meets every rater once, or nearly so.

    Two raters' columns of codes hardly ever do that, unless there are few rows.
    """
    few = len(part.extract.codes) < cells.ENOUGH_TO_TELL
    if share < cells.NEARLY_ALL or (few and share < 1):
        return 0.0
    return 0.2 if few else 0.35


def plausible(part: Roles, headed: int, share: float, told: bool = False) -> bool:
    """Extracts come several times, raters are fewer than rows, categories are labels.

    `told` is whether extract and rater are known to be the two, if not which is which.
    """
    rows = len(part.extract.codes)
    whole = part.extract.filled == rows
    if (part.extract.unique and whole) or part.rater.unique or roles.is_beside(part.category):
        return False
    if _are_no_parts(part):
        return False
    if _misfit(part, told) or _are_no_codes(part.category):
        return False
    if headed >= 2 or told:
        return True
    met_once = crossed(part, share) > 0
    if cells.shares(part.rater, part.category) and not met_once:
        return False  # two raters' codes, of extracts that come twice
    apart = cells.overlap(part.extract, part.category) == 0 or met_once
    few = len(part.rater.levels) <= min(len(part.extract.levels), (rows - 1) // 2)
    return apart and few


def _are_no_codes(category: Column) -> bool:
    """Whether cells are all different; or durations, or all alike, and not headed as codes."""
    if category.unique and len(category.codes) >= cells.ENOUGH_TO_TELL:
        return True
    alike = len(category.levels) < 2 or cells.is_measured(category)
    return alike and not roles.words(category) & terms.CATEGORY


def _misfit(part: Roles, told: bool) -> bool:
    """Whether a column is headed as something else in particular than the part it plays."""
    person = who.is_plain(part.rater) or (told and who.may_be(part.rater))
    extract, rater, category = map(roles.words, (part.extract, part.rater, part.category))
    others = terms.EXTRACT | terms.DOCUMENT | terms.CATEGORY | terms.BESIDE | terms.PASSAGE
    return bool(
        extract & terms.RATER
        or (roles.is_beside(part.extract) and cells.are_shares(part.extract))
        or (rater & others and not rater & terms.RATER and not person)
        or category & terms.RATER
        or (category and category <= terms.OFTEN)
        or (category & terms.EXTRACT and not category & terms.CATEGORY)
    )
