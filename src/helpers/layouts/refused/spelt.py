"""Extracts whose names every rater writes another way: each seems to be rated by one alone."""

from helpers.layouts.columns import Column, Columns, who
from helpers.layouts.extracts import naming
from helpers.layouts.long import paired


def found(columns: Columns) -> str:
    """What is to be said where names that differ by case, space or zeros hide the same extracts."""
    names = [c for c in columns.columns if c.filled and not who.is_plain(c)]
    for rater in who.named(columns):
        for column in (c for c in names if c is not rater and not paired.meet(c, rater)):
            alike = column.relabelled(naming.spelled)
            if len(alike.levels) < len(column.levels) and paired.meet(alike, rater):
                return _said(columns, column, alike)
    return ""


def _said(columns: Columns, column: Column, alike: Column) -> str:
    first: dict[int, str] = {}
    pairs = zip(alike.codes.tolist(), column.texts(), strict=True)
    one, other = next(
        (first[code], text) for code, text in pairs if first.setdefault(code, text) != text
    )
    return (
        f"raters write the names of extracts in column {columns.position(column)} two ways, as "
        f"{one!r} and {other!r} ({len(column.levels)} names, {len(alike.levels)} but for case, "
        "space and zeros): write them alike"
    )
