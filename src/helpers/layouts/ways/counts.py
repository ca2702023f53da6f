"""Counts: one column a category, how many raters chose it in each cell."""

import shlex
from dataclasses import replace

import numpy as np

from helpers.errors import StudyError
from helpers.layouts.candidate import Candidate, Grid
from helpers.layouts.columns import (
    Column,
    Columns,
    adding,
    cells,
    number_of,
    roles,
    totals,
)
from helpers.layouts.extracts import naming
from helpers.layouts.reading import Reading
from helpers.layouts.rows import merged
from helpers.layouts.ways import short
from helpers.layouts.ways.counted import Parts, parts
from helpers.layouts.words import terms
from helpers.layouts.words.texts import counted, numbers

MOST_RATINGS = 50_000_000
HARDLY = "the columns agree hardly more than by chance"
LITTLE = 0.2  # a kappa that few tables of counts reach


def candidates(columns: Columns, reading: Reading) -> list[Candidate]:
    """The one way to read the table as counts, if its cells are whole numbers."""
    part = parts(columns, reading)
    extract, categories = part.extract, part.categories
    evidence, how = _evidence(columns, part, categories, reading)
    if not categories or (not evidence and reading.layout != "counts"):
        return []
    _check_total(columns, part, reading)
    why = [f"{numbers([columns.position(c) for c in categories])} hold whole numbers"]
    why += [how if evidence else "rows add up to different numbers"]
    headed = any(roles.words(c) & terms.RATER for c in categories)
    told = columns.numbered(categories) if reading.layout == "counts" and reading.raters else ()
    named = extract.name if extract else None
    resolved = replace(reading, layout="counts", raters=told, extract=named)
    alone = all(c in (*categories, part.total) for c in columns.columns if c.filled)
    small = alone and len(categories[0].codes) < cells.ENOUGH_TO_TELL
    few = small and evidence < 1 and how != HARDLY
    score = 0.35 + 0.55 * evidence - 0.4 * headed - 0.15 * few
    return [Candidate("counts", score, tuple(why), resolved, lambda: _grid(columns, part))]


def _check_total(columns: Columns, part: Parts, reading: Reading) -> None:
    """Refuse to guess whether a column is a category or the sum of the others, in a few rows."""
    total = totals.likely(part.categories)
    if total is None or reading.layout == "counts":
        return
    rest = columns.numbered([c for c in part.categories if c is not total])
    raise StudyError(
        f"{columns.name}: whether column {columns.position(total)} is a category or the sum of "
        "those beside it is not plain; type --layout counts, or, if it is their sum, "
        f"--layout counts --raters {shlex.quote(','.join(rest))}"
    )


def evidence(columns: Columns, reading: Reading, raters: tuple[Column, ...]) -> tuple[float, str]:
    """How far columns taken for raters' look like counts, alone or with others beside them.

    From 0 to 1, and what tells it.
    """
    part = parts(columns, reading)
    among = set(raters) <= {*part.categories, part.total}
    # Counts beyond doubt are no raters', whatever was put beside them.
    plain = _are_headed(columns, part.categories) or adding.up(part.categories)[0] == 1
    among |= plain and not reading.raters and len(set(raters) & set(part.categories)) > 1
    found, how = _evidence(columns, part, part.categories if among else raters, reading)
    # Raters are so, whatever a number beside them, as a page's, does to all together; capitals
    # alone can also be categories.
    told = roles.speak_of_raters(raters) and not all(roles.is_initials(c.name) for c in raters)
    return (0.0, "") if how == HARDLY and told else (found, how)


def _evidence(
    columns: Columns, part: Parts, categories: tuple[Column, ...], reading: Reading
) -> tuple[float, str]:
    found, how = adding.up(categories)
    if categories and _are_headed(columns, categories):
        return (1.0, how) if found else (0.5, "headed as counts")
    if found or reading.raters:  # whoever names raters has seen what the columns are
        return found, how
    if part.total is not None and categories == part.categories and _exceed_one(categories):
        return 0.5, "one more column is their sum"
    # What stands above a few columns of numbers, and nothing beside them, may be one more row.
    headed = part.extract is not None or not any(map(_is_number, categories))
    if headed and _gain_and_lose(categories):
        return 0.2, HARDLY  # enough to ask, and never to be taken unasked
    if headed and (most := short.most(categories)):
        return 0.5, f"most rows add up to {most}, and none to more"
    return 0.0, ""


def _are_headed(columns: Columns, categories: tuple[Column, ...]) -> bool:
    return set(categories) <= set(number_of.columns(columns.columns))


def _exceed_one(categories: tuple[Column, ...]) -> bool:
    return any(cells.whole_numbers(c).max() > 1 for c in categories)


def _is_number(column: Column) -> bool:
    return column.name.isdecimal() or roles.is_unheaded(column)


def _gain_and_lose(columns: tuple[Column, ...]) -> bool:
    """Whether columns may be counts though rows add up to different numbers.

    What one category gains another loses, so that columns of counts agree hardly more than by
    chance. Their headers must not say that they are raters'.
    """
    if len(columns) < 2 or not cells.is_counts(columns):
        return False
    if roles.speak_of_raters(columns):
        return False
    values = np.column_stack([cells.whole_numbers(c) for c in columns])
    # A blank is as often a rating that is missing: it speaks for no count.
    zeros = np.mean(["0" in c.vocabulary for c in columns])
    return bool(zeros >= 0.5 and values.max() > 1 and adding.agreement(values) < LITTLE)


def _grid(columns: Columns, part: Parts) -> Grid:
    categories, extract = part.categories, part.extract
    merged.check(columns, categories)
    counts = np.column_stack([cells.whole_numbers(c) for c in categories])
    sums = counts.sum(axis=1)
    most = int(sums.max())
    if most * len(sums) > MOST_RATINGS:
        raise StudyError(f"{columns.name}: the counts add up to more than {MOST_RATINGS:,} ratings")
    codes = np.full((len(sums), most), -1, dtype=np.int64)
    codes[np.arange(most) < sums[:, None]] = np.repeat(
        np.tile(np.arange(len(categories)), len(sums)), counts.ravel()
    )
    labels = tuple(c.name for c in categories)
    places = tuple(f"place {j + 1}" for j in range(most))
    names, note = naming.names(columns, extract)
    ratings = tuple(Column(places[j], codes[:, j], labels) for j in range(most))
    blank = sum(len(c.codes) - c.filled for c in categories)
    note += _not_taken(columns, part)
    note += totals.said(columns, part.total)
    note += counted(blank, "blank cell", "read as 0: a count of none")
    known = "who gave which rating is not known: only how many raters chose each category"
    return Grid(
        extracts=names,
        raters=places,
        columns=ratings,
        raters_known=False,
        categories=labels,
        notes=(*columns.notes, *note, known),
    )


def _not_taken(columns: Columns, part: Parts) -> list[str]:
    named = part.extract.members if part.extract is not None else ()
    rest = [c for c in columns.columns if c not in (*part.categories, *named, part.total)]
    places = [columns.position(c) for c in rest if c.filled and not roles.is_beside(c)]
    return [f"not taken for categories: {numbers(places)}"] if places else []
