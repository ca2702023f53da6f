"""A block of codes without a header row: one column a rater, one row an extract."""

from dataclasses import replace

from helpers.layouts import wide
from helpers.layouts.candidate import Candidate
from helpers.layouts.columns import Columns
from helpers.layouts.reading import Reading


def candidates(headed: Columns, bare: Columns, reading: Reading) -> list[Candidate]:
    """The one way to read the table when its first row is an extract like the others.

    Args:
        headed: the columns as they are when the first row is taken for a header.
        bare: the columns as they are when it is not.
        reading: the choices made.
    """
    found = wide.candidates(bare, reading, "block")
    if reading.layout == "block" or not found:
        return found
    positions = [bare.named(name) for name in found[0].reading.raters]
    under = tuple(headed.columns[bare.position(c) - 1] for c in positions)
    if not wide.headed_by_labels(headed, under):
        return []
    # Repeated names cannot head columns; names that differ could.
    repeated = len({c.texts()[0] for c in positions}) < len(positions)
    score = 0.95 if repeated else 0.5
    why = ("the first row holds labels like the rows below", *found[0].why)
    return [replace(found[0], score=score, why=why)]
