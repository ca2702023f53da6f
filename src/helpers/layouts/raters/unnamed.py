"""Columns without headers: a first one that tells where extracts are from is no rater's."""

import shlex
from collections.abc import Sequence

import numpy as np

from helpers.errors import StudyError
from helpers.layouts.columns import Column, Columns, cells, roles, unlike
from helpers.layouts.reading import Reading
from helpers.layouts.rows import heading


def apart(able: Sequence[Column]) -> Column | None:
    """The first column where it has no label of any other, and the others share theirs.

    >>> import pandas as pd
    >>> rows = {"column 1": "AABB", "column 2": "xyxy", "column 3": "xyyy"}
    >>> found = apart([Column.from_cells(n, pd.Series(list(cells))) for n, cells in rows.items()])
    >>> found.name
    'column 1'
    """
    if len(able) < 3 or not all(map(roles.is_unheaded, able)):
        return None
    first, second, *others = able
    alone = all(first.vocabulary.isdisjoint(c.vocabulary) for c in able[1:])
    return first if alone and all(cells.shares(second, c) for c in others) else None


def check_first(columns: Columns, family: Sequence[Column], reading: Reading) -> None:
    """Refuse to guess whether a first column tells from which document each extract is.

    Raises:
        StudyError: with the options to type.
    """
    first, *others = family
    labels = not columns.header_known and heading.holds_labels(columns.columns)
    headless = labels or all(map(roles.is_unheaded, family))
    told = first is not columns.columns[0] or reading.extract is not None
    if told or not headless or not _in_runs(family):
        return
    few, more = (shlex.quote(",".join(columns.numbered(some))) for some in (others, family))
    raise StudyError(
        f"{columns.name}: whether column 1, whose labels stand together as documents do, holds a "
        f"rater is not plain; type --layout block --raters {few} or, if so, --layout block "
        f"--raters {more}"
    )


def _in_runs(family: Sequence[Column]) -> bool:
    """Whether the labels of the first column stand together, as documents do, and no other's do.

    A table sorted by what one rater said agrees with the others beside.
    """
    first, *others = family
    few = len(first.codes) < cells.FEW or len(others) < 2
    if few or not _runs(first) or any(map(_runs, others)):
        return False
    return not any(unlike.agree_well(first, c) for c in others)


def _runs(column: Column) -> bool:
    """Whether each of several labels stands in rows that follow each other, several on average."""
    codes, labels = column.codes, len(column.levels)
    if column.filled < len(codes) or not 1 < labels <= len(codes) / 2:
        return False
    return int((np.diff(codes) != 0).sum()) + 1 == labels
