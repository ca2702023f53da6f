"""Counts: one column a category, how many raters chose it in each cell."""

import shlex
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from helpers.errors import StudyError
from helpers.layouts import cells, extracts, merged, roles, row_index, short, terms, totals
from helpers.layouts.candidate import Candidate, Grid
from helpers.layouts.columns import Column, Columns
from helpers.layouts.reading import Reading
from helpers.layouts.texts import counted, numbers

MOST_RATINGS = 50_000_000
MOST_CATEGORIES = 30  # looked at in part
ENOUGH_PATTERNS = 4
ENOUGH_ROWS = 3
HARDLY = "the columns agree hardly more than by chance"
LITTLE = 0.2  # a kappa that few tables of counts reach


@dataclass(frozen=True, eq=False)
class _Parts:
    """The columns of a table of counts: names, categories (none if they cannot be), their sum."""

    extract: Column | None
    categories: tuple[Column, ...]
    total: Column | None = None


def candidates(columns: Columns, reading: Reading) -> list[Candidate]:
    """The one way to read the table as counts, if its cells are whole numbers."""
    part = _parts(columns, reading)
    extract, categories = part.extract, part.categories
    evidence, how = _evidence(part, categories, reading)
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


def _check_total(columns: Columns, part: _Parts, reading: Reading) -> None:
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
    part = _parts(columns, reading)
    among = set(raters) <= {*part.categories, part.total}
    found, how = _evidence(part, part.categories if among else raters, reading)
    # Raters are so, whatever a number beside them, as a page's, does to all together; capitals
    # alone can also be categories.
    told = roles.speak_of_raters(raters) and not all(roles.is_initials(c.name) for c in raters)
    return (0.0, "") if how == HARDLY and told else (found, how)


def _parts(columns: Columns, reading: Reading) -> _Parts:
    first = columns.columns[0]
    numbered = first if extracts.rises(first) else None
    extract = extracts.column(columns, reading, ()) or numbered
    if reading.layout == "counts" and reading.raters:
        named = tuple(c for name in reading.raters for c in columns.spanned(name))
        return _Parts(extract, named if cells.is_counts(named) else ())
    named = extract.members if extract is not None else ()
    names = (*named, *row_index.columns(columns.columns, extract))
    able = tuple(c for c in columns.columns if c.filled and c not in names and not roles.is_text(c))
    categories = tuple(c for c in able if not roles.words(c) & terms.TOTALS)
    categories = _with_total(able, _without_beside(categories))
    if len(categories) < 2 or not cells.is_counts(categories):
        return _Parts(extract, ())
    categories = _adding_up_alone(categories)
    headed = [c for c in able if roles.words(c) & terms.TOTALS]
    total = totals.column(categories)
    if total is None and len(headed) == 1 and totals.likely((*categories, *headed)) in headed:
        return _Parts(extract, categories, headed[0])
    return _Parts(extract, tuple(c for c in categories if c is not total), total)


def _without_beside(able: tuple[Column, ...]) -> tuple[Column, ...]:
    """The categories: a few have the name of what stands beside ratings, as `Time`.

    What is never less than all others of its row together, as an age beside codes of 0 and 1, is
    no count.
    """
    if not cells.is_counts(able):
        return tuple(c for c in able if not roles.is_beside(c))
    plain = [c for c in able if not roles.is_beside(c)]
    others = np.sum([cells.whole_numbers(c) for c in plain], axis=0) if plain else np.inf
    return tuple(c for c in able if c in plain or (cells.whole_numbers(c) < others).any())


def _adding_up_alone(categories: tuple[Column, ...]) -> tuple[Column, ...]:
    """Those of them, side by side, that add up to one number, beside others that exceed it."""
    if adding_up(categories)[0] > 0 or len(categories) > MOST_CATEGORIES:
        return categories
    n = len(categories)
    parts = (categories[i : i + size] for size in range(n - 1, 2, -1) for i in range(n - size + 1))
    return next((part for part in parts if _leaves_no_count(part, categories)), categories)


def _leaves_no_count(part: tuple[Column, ...], categories: tuple[Column, ...]) -> bool:
    """Whether some columns are counts beyond doubt, and each other has more than all raters."""
    if adding_up(part)[0] < 1:
        return False
    raters = np.sum([cells.whole_numbers(c) for c in part], axis=0).max()
    return all(cells.whole_numbers(c).max() > raters for c in categories if c not in part)


def _with_total(able: tuple[Column, ...], categories: tuple[Column, ...]) -> tuple[Column, ...]:
    """The categories, and one that is called a total though it is none."""
    named = tuple(c for c in able if roles.words(c) & terms.TOTALS and cells.is_counts([c]))
    whole = tuple(c for c in able if c in categories or c in named)
    needed = adding_up(whole)[0] > adding_up(categories)[0]
    return whole if needed or any(totals.is_none(c, categories) for c in named) else categories


def _evidence(part: _Parts, categories: tuple[Column, ...], reading: Reading) -> tuple[float, str]:
    found, how = adding_up(categories)
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


def _exceed_one(categories: tuple[Column, ...]) -> bool:
    return any(cells.whole_numbers(c).max() > 1 for c in categories)


def _is_number(column: Column) -> bool:
    return column.name.isdecimal() or roles.is_unheaded(column)


def adding_up(columns: tuple[Column, ...]) -> tuple[float, str]:
    """How far rows of whole numbers look like counts of raters, from 0 to 1, and what tells it.

    Every row must add up to the same total of 2 or more, zeros among the cells. Few rows, or
    none but zeros and ones, can do that by chance. Where not everyone rated every extract, some
    rows add up to less.
    """
    if not columns or not cells.is_counts(columns):
        return 0.0, ""
    values = np.column_stack([cells.whole_numbers(c) for c in columns])
    sums = values.sum(axis=1)
    most = int(sums.max())
    whole = sums == most
    if len(sums) < 2 or most < 2 or whole.mean() < cells.NEARLY_ALL:
        return 0.0, ""
    patterns = len(np.unique(values[whole][:1000], axis=0))
    if values.all():  # two raters of whom one has the scale turned round add up so too
        apart = whole.all() and len(sums) > ENOUGH_ROWS and patterns > 2 and _agreement(values) < 0
        return (0.5, "each row adds up to the same number") if apart else (0.0, "")
    told = patterns >= ENOUGH_PATTERNS and values.max() > 1
    blank = any(c.filled < len(c.codes) for c in columns)
    if whole.all() and (told or (patterns > 1 and not blank)):
        # A blank under a rater's header is as often a rating that is missing.
        unsure = blank and roles.speak_of_raters(columns)
        sure = told and not unsure and patterns > ENOUGH_PATTERNS - (not blank)
        sure = sure or (not blank and _disagree(values))
        return 1.0 if sure else 0.5, "each row adds up to the same number"
    told = told and patterns > ENOUGH_PATTERNS
    return 0.5 if told else 0.0, f"nearly every row adds up to {most}, and none to more"


def _disagree(values: NDArray[np.int64]) -> bool:
    """Whether columns, taken for raters', agree less than by chance, in rows enough to tell."""
    return len(values) >= cells.FEW and values.max() > 1 and _agreement(values) < 0


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
    return bool(zeros >= 0.5 and values.max() > 1 and _agreement(values) < LITTLE)


def _agreement(values: NDArray[np.int64]) -> float:
    """How far the columns agree beyond chance: Fleiss' kappa."""
    (rows, raters), levels = values.shape, np.unique(values)
    times = np.stack([(values == level).sum(axis=1) for level in levels], axis=1)
    chance = float((times.sum(axis=0) ** 2).sum()) / (rows * raters) ** 2
    agreed = float((times * (times - 1)).sum()) / (rows * raters * (raters - 1))
    return (agreed - chance) / (1 - chance) if chance < 1 else 1.0


def _grid(columns: Columns, part: _Parts) -> Grid:
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
    names, note = extracts.names(columns, extract)
    ratings = tuple(Column(places[j], codes[:, j], labels) for j in range(most))
    blank = sum(len(c.codes) - c.filled for c in categories)
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
