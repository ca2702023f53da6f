"""Columns headed as what was judged of each extract: these are questions, and no raters."""

import re
import shlex

from helpers.errors import StudyError
from helpers.layouts.columns import Column, Columns, cells, roles
from helpers.layouts.words import terms
from helpers.layouts.words.texts import numbers


def refuse(columns: Columns) -> None:
    """Refuse to take what one person judged of each extract for what several raters said of it.

    Raises:
        StudyError: where all columns that share labels are headed so, with what to type if each
            is a rater's all the same.
    """
    able = [c for c in columns.columns if roles.holds_labels(c) and not roles.is_beside(c)]
    rated = [c for c in able if any(cells.shares(c, one) for one in able if one is not c)]
    told = {_last(c) for c in rated}
    if len(rated) < 2 or not told <= terms.QUALITIES or len(told) < len(rated):
        return
    where = numbers([columns.position(c) for c in rated])
    named = shlex.quote(",".join(columns.numbered(rated)))
    raise StudyError(
        f"{columns.name}: {where} are headed as what was judged of each extract, not as who judged "
        f"it: add the other raters' columns, or type --layout wide --raters {named} if each is a "
        "rater's"
    )


def _last(column: Column) -> str:
    """The last word of a header, as of `h_grounded` and `Is it clear?`."""
    return re.split(r"[\W_]+", terms.spaced(column.name).strip("?_ "))[-1]
