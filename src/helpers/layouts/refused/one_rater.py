"""Rows of one rater alone: whatever stands in the other columns, nobody can be agreed with."""

from helpers.errors import StudyError
from helpers.layouts.columns import Column, Columns, cells, roles, unlike, who


def refuse(columns: Columns) -> None:
    """Refuse rows that all name one rater, where no two columns agree as raters' do.

    Raises:
        StudyError: with what to give instead.
    """
    used = [c for c in columns.columns if c.filled]
    told = [c for c in used if _names_one(c)]
    able = [c for c in used if roles.holds_labels(c) and c not in told and not roles.is_beside(c)]
    agree = any(unlike.agree_well(c, one) for c in able for one in able if one is not c)
    if len(told) == 1 and not agree:
        raise StudyError(
            f"{columns.name}: column {columns.position(told[0])} names one rater in every row; "
            "agreement needs two raters or more: put the other raters' rows below, or name every "
            "rater's file"
        )


def _names_one(column: Column) -> bool:
    """Whether a column headed as raters' names, and no more, holds one name throughout."""
    whole = column.filled == len(column.codes) >= cells.FEW
    return whole and len(column.levels) == 1 and who.is_plain(column)
