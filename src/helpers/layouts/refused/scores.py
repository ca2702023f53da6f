"""Numbers on a scale too fine for categories."""

import shlex
from collections.abc import Collection, Sequence

from helpers.errors import StudyError
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


def check(columns: Columns, codes: Sequence[Column], typed: str) -> None:
    """Refuse measures for categories, in columns of codes that nobody named.

    Args:
        columns: the table.
        codes: what would be taken for categories, a column or several.
        typed: the options that take each number as a category all the same.

    Raises:
        StudyError: when hardly any number is given twice, or there are many with decimals.
    """
    labels = {level for c in codes for level in c.levels}
    given = sum(c.filled for c in codes)
    if not all(map(_is_number, labels)) or not _are_measures(labels, given):
        return
    seem = "seems" if len(codes) == 1 else "seem"
    raise StudyError(
        f"{columns.name}: {numbers([columns.position(c) for c in codes])} {seem} to hold measures "
        f"({len(labels)} different numbers in {given} cells), not categories: kappa counts the "
        "same number alone as agreement; put them into a few bands first, or use an intraclass "
        f"correlation, which is not computed here; or type {typed} to take each number as a "
        "category"
    )


def _are_measures(labels: Collection[str], given: int) -> bool:
    parts = [label.replace(",", ".").partition(".")[2] for label in labels]
    fine = any(part.strip("0") not in ("", "5", "25", "75") for part in parts)
    return len(labels) > FINE and (fine or len(labels) > max(2 * FINE, given / 4))


def _is_score(column: Column) -> bool:
    many = len(column.levels) > max(FINE, column.filled // 2)
    return many and not naming.rises(column) and all(map(_is_number, column.levels))


def _is_number(label: str) -> bool:
    return label.removeprefix("-").replace(",", ".").replace(".", "", 1).isdecimal()
