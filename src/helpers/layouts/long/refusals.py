"""What is refused of a long table once its columns are known: ratings of no extract, and counts."""

from dataclasses import replace

import numpy as np

from helpers.errors import StudyError
from helpers.layouts.columns import Columns, cells
from helpers.layouts.long import parts
from helpers.layouts.reading import Reading


def check(columns: Columns, part: parts.Roles, reading: Reading) -> None:
    """Refuse ratings of no extract, and counts of raters where their names should be.

    Raises:
        StudyError: naming the row or the column, with what to do.
    """
    _check_named(columns, part)
    _check_raters(columns, part, reading)


def _check_named(columns: Columns, part: parts.Roles) -> None:
    """Refuse ratings of no extract: cells that were merged hold a name in their first row only."""
    lost = (part.extract.codes < 0) & (part.rater.codes >= 0) & (part.category.codes >= 0)
    if lost.any():
        row = columns.row_numbers[int(np.argmax(lost))]
        raise StudyError(
            f"{columns.name}: row {row} has no name in column {part.extract.name!r}; name the "
            "extract in every row, also where its cells were merged"
        )


def _check_raters(columns: Columns, part: parts.Roles, reading: Reading) -> None:
    """Refuse to take counts for raters: each code comes once in an extract, as if none agreed."""
    if not reading.raters and not columns.roles and _counts_raters(part):
        where = columns.position(part.rater)
        raise StudyError(
            f"{columns.name}: column {where} seems to count the raters, not to name them: no code "
            "comes twice in an extract; put a row an extract and a column a code, with these "
            f"numbers in the cells, or type --raters 'column {where}' if each number is a rater"
        )


def _counts_raters(part: parts.Roles) -> bool:
    """Whether no code comes twice in an extract, and numbers sum to the same in nearly all."""
    enough = len(part.rater.codes) >= cells.ENOUGH_TO_TELL and cells.is_counts([part.rater])
    apart = parts.single(replace(part, rater=part.category)) == 1
    if not enough or not apart or parts.met(part) >= cells.NEARLY_ALL:
        return False
    rows = part.extract.codes >= 0
    sums = np.bincount(part.extract.codes[rows], cells.whole_numbers(part.rater)[rows])
    return bool(np.unique(sums, return_counts=True)[1].max() >= cells.NEARLY_ALL * len(sums))
