"""Long: one row a rating, with columns for the extract, the rater and the category."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from helpers.layouts.candidate import Candidate, Grid
from helpers.layouts.columns import Column, Columns, cells, roles, unlike, who
from helpers.layouts.extracts import naming, services, together
from helpers.layouts.long import criteria, neutral, otherwise, paired, parts, persons, refusals
from helpers.layouts.reading import Reading
from helpers.layouts.refused import scores
from helpers.layouts.rows import merged
from helpers.layouts.several import Triples, settled
from helpers.layouts.typed import options
from helpers.layouts.words import terms
from helpers.layouts.words.texts import counted, numbers, plain

NONE = frozenset[str]()


def candidates(columns: Columns, reading: Reading) -> list[Candidate]:
    """The ways to read the table with one row a rating, the likeliest first."""
    if len(reading.raters) == 1 and len(columns.spanned(reading.raters[0])) > 1:
        return []  # a span is several raters, each with a column of ratings
    if reading.layout is None and (len(reading.raters) > 1 or _is_wide(columns, reading)):
        return []
    ways, best = paired.weighed(columns, parts.apart(parts.possible(columns, reading)), reading)
    most = max(map(parts.by_name, ways), default=0)
    found = {
        part: one
        for part in ways
        if (one := _candidate(columns, part, reading, parts.by_name(part) == most, part in best))
    }
    raters = () if columns.roles or reading.raters else paired.raters_beside(columns)
    doubted = [
        _doubted(found[part])
        if part.category in raters and parts.by_name(part) < 2 and part not in best
        else found[part]
        for part in parts.without_known(list(found))
    ]
    ranked = sorted(doubted, key=lambda c: -c.score)
    tied = [c for c in ranked if c.score == ranked[0].score]
    return ranked[: min(max(2, len(tied)), criteria.MOST)]


def _doubted(one: Candidate) -> Candidate:
    """The same, as near as a column a rater, where each column of codes may be a rater's."""
    why = "but several columns of codes agree well, as raters do"
    return replace(one, score=min(one.score, 0.75), why=(*one.why, why))


def _is_wide(columns: Columns, reading: Reading) -> bool:
    """Whether several columns name every row once, and the others are the raters'."""
    named = reading.raters or reading.extract or reading.category_column or columns.roles
    if named or any(map(who.is_plain, paired.raters(columns))):
        return False
    extract = None if together.column(columns) is None else naming.likeliest(columns)
    return extract is not None and extract.unique and bool(extract.parts)


def _candidate(
    columns: Columns,
    part: parts.Roles,
    reading: Reading,
    best_headed: bool,
    paired_best: bool,
) -> Candidate | None:
    asked = bool(reading.extract and reading.category_column and len(reading.raters) == 1)
    forced = asked or bool(columns.roles)
    by_name, met = parts.by_name(part), parts.met(part)
    told = not asked and neutral.is_told(columns, part)
    unlikely = told and not paired_best and neutral.is_unlikely(part)
    told = told or paired_best
    plausible = parts.plausible(part, by_name, met, told) and not unlikely
    if len(part.rater.levels) < 2 or not (forced or plausible):
        return None
    full, crossed = met == 1, parts.crossed(part, met)
    bare = reading.header == "no" and not asked
    score = 0.3 + 0.15 * by_name + 0.1 * parts.single(part) + 0.15 * full + crossed * best_headed
    score = 1.0 if columns.roles else min(score, 0.98)
    score = max(score, 1.0 if full and not paired_best else 0.9) if told or asked else score
    score -= 0.4 * (bare and _coded_twice(columns, part))
    why = _why(columns, part, full, crossed=bool(crossed), told=told)
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


def _why(
    columns: Columns, part: parts.Roles, full: bool, *, crossed: bool, told: bool
) -> list[str]:
    """What speaks for the three columns."""
    where = [columns.where(c) for c in (part.extract, part.rater, part.category)]
    why = [f"columns {where[0]}, {where[1]} and {where[2]} name extract, rater and category"]
    why += _meeting(full, crossed=crossed, told=told)
    by_name = parts.by_name(part)
    return why + [f"{by_name} of the three are headed so"] * bool(by_name and not columns.roles)


def _meeting(full: bool, crossed: bool, told: bool) -> list[str]:
    """How extracts and raters meet, as far as it speaks for them."""
    if full:
        return ["every extract and rater meet once"]
    nearly = ["nearly every extract and rater meet once"] if crossed else []
    return [*nearly, *(["no extract and rater meet twice"] if told else [])]


def _coded_twice(columns: Columns, part: parts.Roles) -> bool:
    """Whether a column beside the three agrees with the category's, as another rater's would."""
    taken = (*part.extract.members, part.rater, part.category)
    free = [c for c in columns.columns if c.filled and c not in taken]
    return any(unlike.agree_well(c, part.category) for c in free)


def _typed(columns: Columns, part: parts.Roles, resolved: Reading) -> Reading:
    """The choices by numbers where a header tells no part: it may be a rater's name."""
    known = terms.EXTRACT | terms.RATER | terms.CATEGORY | terms.DOCUMENT

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


def _grid(columns: Columns, part: parts.Roles, reading: Reading) -> Grid:
    refusals.check(columns, part, reading)
    merged.check(columns, [part.category])
    if not (reading.raters or reading.category_column or reading.categories or columns.roles):
        scores.check(
            columns,
            [part.category],
            options(_typed(columns, part, replace(reading, layout="long"))),
        )
    given, unrated = _given(columns, part)
    raters = _in_order(part.rater)
    named = reading.raters or reading.extract
    unsure = [] if named else [*neutral.said(columns, part), *persons.said(columns, part)]
    doubted = [
        *unsure,
        *_alike(raters),
        *unlike.said_of_raters(columns, part.rater, raters, reading),
    ]
    shape = (len(part.extract.levels), len(part.rater.levels))
    codes, several = settled(given, shape, reading, otherwise.typed(columns, part))
    names, numbered = _names(part.extract)
    trimmed = sum(c.trimmed for c in (*part.extract.members, part.rater))
    numbered += counted(trimmed, "cell", f"that name extracts or raters {naming.TRIMMED}")
    taken = (*part.extract.members, part.rater, part.category)
    told = services.column(columns, reading, taken)
    served, unserved = services.of_extracts(columns, told, part.extract)
    left = [] if columns.roles else _said_of_the_rest(columns, (*taken, told), reading)
    return Grid(
        extracts=names,
        raters=raters,
        columns=_ratings(part, raters, codes),
        services=served,
        universities=services.are_universities(told),
        notes=(*columns.notes, *unrated, *doubted, *several, *numbered, *unserved, *left),
    )


def _said_of_the_rest(
    columns: Columns, taken: Sequence[Column | None], reading: Reading
) -> list[str]:
    """Which columns were not taken, and what to type where one may hold the codes."""
    rest = [c for c in columns.columns if c.filled and c not in taken]
    shown = [repr(c.name) if roles.is_beside(c) else numbers([columns.position(c)]) for c in rest]
    able = [c for c in rest if roles.holds_labels(c) and len(c.levels) > 1]
    codes = [c for c in able if not roles.is_beside(c) and not roles.speaks_of_extracts(c, NONE)]
    ways = " or ".join(f"--category-column 'column {columns.position(c)}'" for c in codes)
    unsure = f"; if codes, type {ways}" * bool(codes and reading.category_column is None)
    return [f"not taken: {', '.join(shown)}{unsure}"] if rest else []


def _given(columns: Columns, part: parts.Roles) -> tuple[Triples, list[str]]:
    """Who gave which extract which code, and how many rows name no extract or no rater."""
    rated = (part.extract.codes >= 0) & (part.rater.codes >= 0)
    lost = int((~rated).sum())
    # Every extract and rater counts, also one whose every rating is blank.
    filled = rated & (part.category.codes >= 0)
    codes = (c.codes[filled] for c in (part.extract, part.rater, part.category))
    said = [f"{lost} rows left out: they name no extract or no rater"] if lost else []
    return Triples(columns.name, *codes), said


def _ratings(
    part: parts.Roles, raters: tuple[str, ...], codes: NDArray[np.int64]
) -> tuple[Column, ...]:
    """A column a rater; what was trimmed or flagged in the one they come from counts once."""
    flagged, trimmed = part.category.flagged, part.category.trimmed
    return tuple(
        replace(
            part.category,
            name=name,
            codes=codes[:, part.rater.levels.index(name)],
            flagged=flagged * (j == 0),
            trimmed=trimmed * (j == 0),
        )
        for j, name in enumerate(raters)
    )


def _names(extract: Column) -> tuple[tuple[str, ...], list[str]]:
    """The extracts' names; numbers where these are texts, which are not shown."""
    if not (roles.is_text(extract) or cells.is_prose(extract)):
        return extract.levels, []
    return tuple(map(str, range(1, len(extract.levels) + 1))), [naming.NUMBERED]


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
