"""Tables that hold results or codes of a program, not ratings: refused, with the reason."""

import re

import numpy as np

from helpers.errors import StudyError
from helpers.layouts import indicators, roles
from helpers.layouts.columns import Columns, numbers
from helpers.readers import Table

HEAD = 40
COMPARED = re.compile(r"agree|%|a and b|not a|a not b")
TESTED = re.compile(r"(std\.? ?err(or)?|se|z|p|sig\.?|p[- ]?value|(lower|upper).*|.*\bci\b.*)\.?")


def refuse_results(table: Table) -> None:
    """Refuse a coding comparison: a kappa for each code and pair of people is no rating.

    Raises:
        StudyError: when one of the first rows is headed by kappa beside percent agreement.
    """
    rows = [table.header] if table.header is not None else table.cells.head(HEAD).to_numpy()
    for row in rows:
        cells = [str(cell).casefold() for cell in row if str(cell).strip()]
        kappa = any("kappa" in cell for cell in cells)
        compared = [c for c in cells if COMPARED.search(c) or TESTED.fullmatch(c)]
        if kappa and len(compared) >= 2 and len(compared) + 1 >= len(cells) / 3:
            raise StudyError(
                f"{table.name}: this holds results (a kappa for each code), not ratings; export "
                "who gave which extract which code instead, or the project as .qdpx"
            )


def refuse_one_coder(columns: Columns) -> None:
    """Refuse one person's coding as a matrix: a 0/1 column a category, a single 1 in each row.

    Several raters would have to put exactly one 1 between them in every row, all by chance.

    Raises:
        StudyError: when the table is such a matrix.
    """
    marks = tuple(c for c in columns.columns if c.filled and c.vocabulary <= {"0", "1"})
    if len(marks) < 3 or not roles.is_counts(marks) or indicators.pairs(marks):
        return
    if (np.sum([roles.whole_numbers(mark) for mark in marks], axis=0) == 1).all():
        where = numbers([columns.position(mark) for mark in marks])
        raise StudyError(
            f"{columns.name}: {where} hold a single 1 in each row, as one person's codes do: one "
            "rating an extract, and agreement needs two; add the other raters' codes, or name "
            "the columns with --raters if each is a rater's"
        )
