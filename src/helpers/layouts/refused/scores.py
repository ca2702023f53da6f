"""Numbers on a scale too fine for categories."""

import shlex

from helpers.layouts.columns import Column, Columns, roles
from helpers.layouts.extracts import naming
from helpers.layouts.words.texts import numbers

FINE = 10  # distinct numbers in one column; scales of categories seldom have more


def fine(columns: Columns) -> str:
    """What is wrong where raters gave scores that are hardly ever the same; or blank."""
    found = [c for c in columns.columns if not roles.is_beside(c) and _is_score(c)]
    if len(found) < 2:
        return ""
    where = numbers([columns.position(c) for c in found])
    most = max(len(c.levels) for c in found)
    typed = shlex.quote(",".join(columns.numbered(found)))
    return (
        f"{where} seem to hold scores on a continuous scale (up to {most} different numbers in "
        f"{len(found[0].codes)} rows), not categories: kappa counts the same number alone as "
        "agreement; put the scores into a few bands first, or use an intraclass correlation, "
        f"which is not computed here; or type --raters {typed} to take each number as a category"
    )


def _is_score(column: Column) -> bool:
    many = len(column.levels) > max(FINE, column.filled // 2)
    return many and not naming.rises(column) and all(map(_is_number, column.levels))


def _is_number(label: str) -> bool:
    return label.removeprefix("-").replace(",", ".").replace(".", "", 1).isdecimal()
