"""Columns that compare the raters' labels row by row: whether they agree, or the larger one."""

import shlex
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from helpers.layouts.columns import Column, Columns, cells, roles, unlike
from helpers.layouts.extracts import naming
from helpers.layouts.raters import gathered
from helpers.layouts.words import elsewhere, terms
from helpers.layouts.words.marks import NO, YES
from helpers.layouts.words.texts import bare, numbers, plain

# English, German, Spanish and French, without accents.
AGREE = terms.word_set(
    "agree agreed agreement disagree disagrees disagreed disagreement disagreements match matches "
    "matched mismatch mismatches mismatched unmatched same identical equal equals unequal differ "
    "differs differing different discrepancy discrepancies discrepant concordance concordant "
    "discordance discordant conflict conflicts conflicting consistent inconsistent accord irr iaa "
    "ubereinstimmung ubereinstimmend abweichung abweichend unstimmigkeit unstimmig identisch "
    "gleich ungleich unterschied widerspruch uneinig einig acuerdo desacuerdo coincide coinciden "
    "coincidencia discrepancia igual iguales diferente concordancia discordancia desaccord "
    "divergence divergent identique identiques"
)
MARKS = AGREE | elsewhere.AGREE
COMBINED = terms.word_set("both either neither any all")
EXTREME = terms.word_set("max min maximum minimum")
ABOUT = terms.word_set("are between by code coder coders codes flag is rater raters rating ratings")

# An honest third rater does so in under 3 of 100 tables of 10 to 40 rows, at kappas 0.3 to 0.9.
ROWS_AGREE, ROWS_EXTREME = 3, 4
PAIR = 2

Rows = NDArray[np.bool_]


def without_marks(columns: Columns) -> Columns:
    """The same table, columns left blank that say of each row whether its raters agree.

    Such a column is known by its header, and every cell is what the raters' labels make it.
    """
    marks = [
        c for c in columns.columns if c.filled and _says(c.name, MARKS) and not roles.is_beside(c)
    ]
    raters = _raters(columns, marks) if marks else []
    found = [c for c in marks if len(raters) > 1 and _marks(c, raters)]
    found += [c for c in columns.columns if c not in found and _marks_named(c, columns)]
    if not found:
        return columns
    where = numbers([columns.position(c) for c in found])
    how = "tells whether" if len(found) == 1 else "tell whether"
    rest = f" in {numbers([columns.position(c) for c in raters])}" if raters else ""
    return columns.without(found, f"{where} {how} the raters{rest} agree, and left out")


def _marks_named(column: Column, columns: Columns) -> bool:
    """Whether a header names other columns, and the cells tell whether these agree."""
    if not column.filled:
        return False
    spoken = terms.said(column.name)
    others = [c for c in columns.columns if c.filled and c is not column]
    inside = [c for c in others if plain(c.name) in plain(column.name)]
    named = [c for c in inside if terms.said(c.name) and terms.said(c.name) < spoken]
    alike = len(named) == PAIR and cells.shares(*named)
    return alike and len(column.levels) == PAIR and _marks(column, named)


def _raters(columns: Columns, marks: Sequence[Column]) -> list[Column]:
    """The columns that may be compared: they hold the same labels."""
    named = naming.likeliest(columns)
    free = [c for c in columns.columns if c.filled and c not in marks and c is not named]
    able = [c for c in free if roles.holds_labels(c) and not roles.is_beside(c)]
    return [c for c in able if any(cells.shares(c, one) for one in able if one is not c)]


def is_compared(name: str) -> bool:
    """Whether a name says, and says nothing but, that raters' labels are compared.

    >>> [is_compared(name) for name in ("Disagree?", "either coder", "Anna")]
    [True, True, False]
    """
    return _says(name, MARKS | COMBINED)


def worked_out(family: Sequence[Column]) -> tuple[Column, ...]:
    """The last columns of a family that are, in every row, worked out from those before them."""
    left = list(family)
    while len(left) > 2 and _is_worked_out(left[-1], left[:-1]):
        left.pop()
    return tuple(family[len(left) :])


def said(columns: Columns, raters: Sequence[Column]) -> list[str]:
    """What is to be said of a last rater who may be worked out, in rows too few to ask."""
    *others, last = raters
    if len(others) < 2 or not _is_worked_out(last, others, enough=(ROWS_AGREE, 1)):
        return []
    typed = shlex.quote(",".join(columns.numbered(others)))
    where = f"column {columns.position(last)}"
    how = "is the largest of the others in every row, or the smallest"
    return [f"{where} {how}: taken for a rater; if it was worked out, type --raters {typed}"]


def _is_worked_out(
    column: Column, others: Sequence[Column], enough: tuple[int, int] = (ROWS_AGREE, ROWS_EXTREME)
) -> bool:
    named = roles.is_unheaded(column) or _says(column.name, EXTREME)
    agree, extreme = (1, 1) if named else enough
    same, apart = _agree(others)
    # Where all others hold nothing but 0, counts of a category hold what is left.
    told = len(np.unique(others[0].codes[same])) > 1 and len(column.levels) == 2
    marks = told and apart.sum() >= agree and _marks(column, others)
    return marks or _is_extreme(column, others, extreme)


def _says(name: str, words: frozenset[str]) -> bool:
    spoken = terms.said(bare(name))
    return bool(spoken & words) and spoken <= words | ABOUT


def _agree(others: Sequence[Column]) -> tuple[Rows, Rows]:
    """In which rows raters agree, and in which they do not; neither where only one rated."""
    codes = unlike.aligned(others)
    filled = codes >= 0
    same = ((codes == codes.max(axis=0)) | ~filled).all(axis=0)
    told = filled.sum(axis=0) > 1
    return same & told, ~same & told


def _marks(column: Column, others: Sequence[Column]) -> bool:
    """Whether a column holds one thing where the others agree, and another where they do not."""
    same, apart = (np.unique(column.codes[rows]) for rows in _agree(others))
    return len(same) <= 1 and len(apart) <= 1 and not np.intersect1d(same, apart).size


def _is_extreme(column: Column, others: Sequence[Column], enough: int) -> bool:
    """Whether a column holds the largest of the others in every row, or the smallest.

    In enough rows, what it holds is not what most of them hold: that would be told by chance.
    """
    values = np.array([row_values(c) for c in (*others, column)])
    *rest, given = values[:, ~np.isnan(values).any(axis=0)]
    if not given.size:
        return False
    votes = (np.array(rest) == given).sum(axis=0)
    few = int(((2 * votes <= len(rest)) & (np.ptp(rest, axis=0) > 0)).sum())
    ends = (np.max(rest, axis=0), np.min(rest, axis=0))
    return few >= enough and any(bool((given == one).all()) for one in ends)


def row_values(column: Column) -> NDArray[np.float64]:
    """Each row's number, 1 for yes and 0 for no; NaN where there is none."""
    return np.array([*map(_value, column.levels), np.nan])[column.codes]


def _value(label: str) -> float:
    bare = plain(label)
    found = 1.0 if bare in YES else 0.0 if bare in NO else gathered.number(label)
    return np.nan if found is None else found
