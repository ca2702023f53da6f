"""What the agreement figures ask of a frame, and how they say its numbers in words."""

import math
from collections.abc import Mapping

import pandas as pd

from helpers.errors import StudyError

PLAIN = {str: "str", float: "float64", int: "int64", bool: "bool"}


def checked(frame: pd.DataFrame, columns: Mapping[str, type], figure: str) -> pd.DataFrame:
    """The columns a figure plots, in its order, each of its type; a missing number becomes nan.

    Raises:
        StudyError: when a column is missing, there is nothing to plot, or a number is no number.
    """
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise StudyError(
            f"{figure}: the table has no column {missing[0]!r}; it needs {', '.join(columns)}"
        )
    if frame.empty:
        raise StudyError(f"{figure}: the table has no rows, so there is nothing to draw")
    if _is_plain(frame, columns):
        return frame.copy(deep=False)
    try:
        return frame[list(columns)].astype(dict(columns)).reset_index(drop=True)
    except (TypeError, ValueError) as error:
        raise StudyError(
            f"{figure}: a number is expected where the table has none: {error}"
        ) from None


def _is_plain(frame: pd.DataFrame, columns: Mapping[str, type]) -> bool:
    """Whether a frame is what `checked` would make of it: figures check it again at each step."""
    kinds = dict(zip(frame.columns, frame.dtypes, strict=True))
    return (
        list(kinds) == list(columns)
        and all(kinds[name] == PLAIN[kind] for name, kind in columns.items())
        and frame.index.equals(pd.RangeIndex(len(frame)))
    )


def number(value: float, decimals: int = 2) -> str:
    """A number as it is printed, or "undefined".

    >>> number(0.5), number(float("nan"))
    ('0.50', 'undefined')
    """
    return f"{value:.{decimals}f}" if math.isfinite(value) else "undefined"


def interval(low: float, high: float) -> str:
    """An interval as it is printed, or "undefined".

    >>> interval(0.1, 0.25)
    '0.10 to 0.25'
    """
    known = math.isfinite(low) and math.isfinite(high)
    return f"{number(low)} to {number(high)}" if known else "undefined"
