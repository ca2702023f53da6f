"""Tables that hold results or codes of a program, not ratings: refused, with the reason."""

import re

from helpers.errors import StudyError
from helpers.readers import Table

HEAD = 40


def refuse_results(table: Table) -> None:
    """Refuse a coding comparison: a kappa for each code and pair of people is no rating.

    Raises:
        StudyError: when one of the first rows is headed by kappa beside percent agreement.
    """
    rows = [table.header] if table.header is not None else table.cells.head(HEAD).to_numpy()
    for row in rows:
        cells = [str(cell).casefold() for cell in row if str(cell).strip()]
        kappa = any("kappa" in cell for cell in cells)
        compared = [c for c in cells if re.search(r"agree|%|a and b|not a|a not b", c)]
        if kappa and len(compared) >= 2 and len(compared) + 1 >= len(cells) / 3:
            raise StudyError(
                f"{table.name}: this holds results (a kappa for each code), not ratings; export "
                "who gave which extract which code instead, or the project as .qdpx"
            )
