"""Counts: one column a category, how many raters chose it in each cell."""

from dataclasses import replace

import numpy as np

from helpers.errors import StudyError
from helpers.layouts import extracts, merged, roles
from helpers.layouts.candidate import Candidate, Grid
from helpers.layouts.columns import Column, Columns, counted, numbers
from helpers.layouts.reading import Reading

MOST_RATINGS = 50_000_000
TOTALS = frozenset(("total", "sum"))


def candidates(columns: Columns, reading: Reading) -> list[Candidate]:
    """The one way to read the table as counts, if its cells are whole numbers."""
    extract = extracts.column(columns, reading, ())
    names = extract.members if extract is not None else ()
    able = tuple(c for c in columns.columns if c.filled and c not in names and not roles.is_text(c))
    # A category may have the name of something that often stands beside ratings.
    categories = tuple(c for c in able if not roles.words(c) & TOTALS)
    if not roles.is_counts(categories):
        categories = tuple(c for c in categories if not roles.is_beside(c))
    if len(categories) < 2 or not roles.is_counts(categories):
        return []
    evidence, how = roles.counts_evidence(categories)
    if not evidence and reading.layout != "counts":
        return []
    why = [f"{numbers([columns.position(c) for c in categories])} hold whole numbers"]
    why += [how if evidence else "rows add up to different numbers"]
    headed = any(roles.words(c) & roles.RATER for c in categories)
    resolved = replace(reading, layout="counts", extract=extract.name if extract else None)
    few = evidence < 1 and extract is None and len(categories[0].codes) < roles.ENOUGH_TO_TELL
    score = 0.35 + 0.55 * evidence - 0.4 * headed - 0.15 * few
    return [
        Candidate(
            "counts", score, tuple(why), resolved, lambda: _grid(columns, categories, extract)
        )
    ]


def _grid(columns: Columns, categories: tuple[Column, ...], extract: Column | None) -> Grid:
    merged.check(columns, categories)
    counts = np.column_stack([roles.whole_numbers(c) for c in categories])
    totals = counts.sum(axis=1)
    most = int(totals.max())
    if most * len(totals) > MOST_RATINGS:
        raise StudyError(f"{columns.name}: the counts add up to more than {MOST_RATINGS:,} ratings")
    codes = np.full((len(totals), most), -1, dtype=np.int64)
    codes[np.arange(most) < totals[:, None]] = np.repeat(
        np.tile(np.arange(len(categories)), len(totals)), counts.ravel()
    )
    labels = tuple(c.name for c in categories)
    places = tuple(f"place {j + 1}" for j in range(most))
    names, note = extracts.names(columns, extract)
    ratings = tuple(Column(places[j], codes[:, j], labels) for j in range(most))
    blank = sum(len(c.codes) - c.filled for c in categories)
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
