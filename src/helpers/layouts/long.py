"""Long: one row a rating, with columns for the extract, the rater and the category."""

from dataclasses import dataclass, replace
from itertools import permutations

import numpy as np

from helpers.layouts import extracts, roles, services
from helpers.layouts.candidate import Candidate, Grid
from helpers.layouts.columns import Column, Columns, plain
from helpers.layouts.reading import Reading
from helpers.layouts.several import Triples, settled

MOST_COLUMNS = 8
HEADS = roles.EXTRACT | roles.RATER | roles.CATEGORY | roles.PASSAGE


@dataclass(frozen=True, eq=False)
class Roles:
    """Three columns, each in its part."""

    extract: Column
    rater: Column
    category: Column


def candidates(columns: Columns, reading: Reading) -> list[Candidate]:
    """The ways to read the table with one row a rating, the likeliest first."""
    if len(reading.raters) == 1 and len(columns.spanned(reading.raters[0])) > 1:
        return []  # a span is several raters, each with a column of ratings
    ways = _possible(columns, reading)
    most = max(map(_by_name, ways), default=0)
    found = [_candidate(columns, part, reading, _by_name(part) == most) for part in ways]
    return sorted(filter(None, found), key=lambda c: -c.score)[:2]


def _possible(columns: Columns, reading: Reading) -> list[Roles]:
    known = dict(columns.roles)
    rater = reading.raters[0] if len(reading.raters) == 1 else known.get("rater")
    fixed = {
        "extract": reading.extract or known.get("extract"),
        "rater": rater,
        "category": reading.category_column or known.get("category"),
    }
    named = {
        part: (extracts.named if part == "extract" else Columns.named)(columns, name)
        for part, name in fixed.items()
        if name is not None
    }
    taken = [member for column in named.values() for member in column.members]
    free = [c for c in columns.columns if c.filled and c not in taken]
    free = [c for c in free if c.name != reading.service]
    texts = [c for c in free if roles.is_text(c)]
    free = sorted(free, key=lambda c: not roles.words(c) & HEADS)[:MOST_COLUMNS]
    open_parts = [part for part in fixed if part not in named]
    ways = [
        Roles(**named, **dict(zip(open_parts, chosen, strict=True)))
        for chosen in permutations(free, len(open_parts))
    ]
    # Prose can be what was rated, and nothing else.
    ways = [way for way in ways if way.rater not in texts and way.category not in texts]
    return ways if "extract" in named else [_told_apart(columns, way) for way in ways]


def _told_apart(columns: Columns, part: Roles) -> Roles:
    """The same with extracts named by their document too, where a rater would rate one twice."""

    def apart(extract: Column) -> bool:
        return _single(replace(part, extract=extract)) == 1 and not extract.unique

    if _by_name(part) < 2 or roles.words(part.rater) & (roles.EXTRACT | roles.DOCUMENT):
        return part
    extract = extracts.told_apart(columns, part.extract, (part.rater, part.category), apart)
    return replace(part, extract=extract)


def _candidate(
    columns: Columns, part: Roles, reading: Reading, best_headed: bool
) -> Candidate | None:
    asked = bool(reading.extract and reading.category_column and len(reading.raters) == 1)
    forced = asked or bool(columns.roles)
    by_name, met = _by_name(part), _met(part)
    if len(part.rater.levels) < 2 or (not forced and not _plausible(part, by_name, met)):
        return None
    full, crossed = met == 1, _crossed(part, met)
    score = 0.3 + 0.15 * by_name + 0.1 * _single(part) + 0.15 * full + crossed * best_headed
    score = 1.0 if columns.roles else min(score, 0.98)
    where = [columns.where(c) for c in (part.extract, part.rater, part.category)]
    why = [f"columns {where[0]}, {where[1]} and {where[2]} name extract, rater and category"]
    why += ["every extract and rater meet once"] if full else []
    why += ["nearly every extract and rater meet once"] if crossed and not full else []
    why += [f"{by_name} of the three are headed so"] if by_name and not columns.roles else []
    resolved = replace(
        reading,
        layout="long",
        raters=(part.rater.name,),
        extract=part.extract.name,
        category_column=part.category.name,
    )
    return Candidate(
        "long",
        score,
        tuple(why),
        resolved,
        lambda: _grid(columns, part, reading),
        _typed(columns, part, resolved),
    )


def _typed(columns: Columns, part: Roles, resolved: Reading) -> Reading:
    """The choices by numbers where a header tells no part: it may be a rater's name."""
    known = roles.EXTRACT | roles.RATER | roles.CATEGORY | roles.DOCUMENT

    def shown(column: Column) -> str:
        names = [
            one.name if roles.words(one) and roles.words(one) <= known else number
            for one in column.members
            for number in columns.numbered((one,))
        ]
        return ",".join(names)

    return replace(
        resolved,
        raters=(shown(part.rater),),
        extract=shown(part.extract),
        category_column=shown(part.category),
    )


def _by_name(part: Roles) -> int:
    fits = (
        roles.words(part.extract) & (roles.EXTRACT | roles.PASSAGE),
        roles.words(part.rater) & roles.RATER,
        roles.words(part.category) & roles.CATEGORY,
    )
    return sum(map(bool, fits))


def _single(part: Roles) -> float:
    """The share of the rows whose extract and rater meet in no row before."""
    pairs = part.extract.codes * len(part.rater.levels) + part.rater.codes
    return len(np.unique(pairs)) / max(len(pairs), 1)


def _met(part: Roles) -> float:
    """The share of all pairs of an extract and a rater that are met, none of them twice; else 0."""
    rows, pairs = len(part.extract.codes), len(part.extract.levels) * len(part.rater.levels)
    whole = part.extract.filled == part.rater.filled == rows <= pairs
    return rows / pairs if whole and rows and _single(part) == 1 else 0.0


def _crossed(part: Roles, met: float) -> float:
    """How much more sure it makes that every extract meets every rater once, or nearly so.

    Two raters' columns of codes hardly ever do that, unless there are few rows.
    """
    few = len(part.extract.codes) < roles.ENOUGH_TO_TELL
    if met < roles.NEARLY_ALL or (few and met < 1):
        return 0.0
    return 0.2 if few else 0.35


def _plausible(part: Roles, by_name: int, met: float) -> bool:
    """Extracts come several times, raters are fewer than rows, categories are labels."""
    rows = len(part.extract.codes)
    if part.extract.unique or part.rater.unique or roles.is_beside(part.category):
        return False
    if _misfit(part):
        return False
    if by_name >= 2:
        return True
    apart = roles.overlap(part.extract, part.category) == 0 or _crossed(part, met) > 0
    few = len(part.rater.levels) <= min(len(part.extract.levels), (rows - 1) // 2)
    return apart and few


def _misfit(part: Roles) -> bool:
    """Whether a column is headed as something else in particular than the part it plays."""
    extract, rater, category = map(roles.words, (part.extract, part.rater, part.category))
    others = roles.EXTRACT | roles.CATEGORY | roles.BESIDE
    return bool(
        extract & roles.RATER
        or (rater & others and not rater & roles.RATER)
        or category & roles.RATER
        or (category & roles.EXTRACT and not category & roles.CATEGORY)
    )


def _grid(columns: Columns, part: Roles, reading: Reading) -> Grid:
    rated = (part.extract.codes >= 0) & (part.rater.codes >= 0)
    notes = list(columns.notes)
    if not rated.all():
        notes.append(f"{int((~rated).sum())} rows left out: they name no extract or no rater")
    # Every extract and rater counts, also one whose every rating is blank.
    filled = rated & (part.category.codes >= 0)
    given = Triples(
        columns.name, *(c.codes[filled] for c in (part.extract, part.rater, part.category))
    )
    raters = _in_order(part.rater)
    notes += _alike(raters)
    shape = (len(part.extract.levels), len(part.rater.levels))
    codes, said = settled(given, shape, reading)
    order = [part.rater.levels.index(name) for name in raters]
    category = part.category
    ratings = [
        replace(
            category,
            name=raters[j],
            codes=codes[:, k],
            flagged=category.flagged * (j == 0),
            trimmed=category.trimmed * (j == 0),
        )
        for j, k in enumerate(order)
    ]
    names = part.extract.levels
    if roles.is_text(part.extract) or roles.is_prose(part.extract):
        names, said = tuple(map(str, range(1, len(names) + 1))), [*said, extracts.NUMBERED]
    taken = (*part.extract.members, part.rater, part.category)
    told = services.column(columns, reading, taken)
    served, more = services.of_extracts(columns, told, part.extract)
    return Grid(
        extracts=names,
        raters=raters,
        columns=tuple(ratings),
        services=served,
        notes=(*notes, *said, *more),
    )


def _in_order(rater: Column) -> tuple[str, ...]:
    """The raters in the format's own order where it has one, else as they appear."""
    return tuple(sorted(rater.levels, key=lambda name: _place(rater.declared, name)))


def _alike(raters: tuple[str, ...]) -> list[str]:
    """A warning of raters whose names differ by no more than spelling, by their numbers."""
    first: dict[str, int] = {}
    pairs = [
        f"R{first[key]} and R{j}"
        for j, key in enumerate(map(plain, raters), 1)
        if first.setdefault(key, j) != j
    ]
    how = "are spelled alike but for case or space, and kept apart; if one person, mend the file"
    return [f"{', '.join(pairs)} {how}"] if pairs else []


def _place(declared: tuple[str, ...], name: str) -> int:
    return declared.index(name) if name in declared else len(declared)
