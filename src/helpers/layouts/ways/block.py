"""A block of codes without a header row: one column a rater, one row an extract."""

from dataclasses import replace

from helpers.layouts.candidate import Candidate
from helpers.layouts.columns import Columns
from helpers.layouts.reading import Reading
from helpers.layouts.rows import heading, tidy
from helpers.layouts.ways import wide
from helpers.readers import Table


def candidates(table: Table, headed: Columns, reading: Reading) -> list[Candidate]:
    """The one way to read the table when its first row is an extract like the others.

    Args:
        table: what the reader returned.
        headed: its columns as they are when the first row is taken for a header.
        reading: the choices made.
    """
    if not heading.holds_labels(headed.columns) or heading.is_plain(headed.columns):
        return []
    bare = tidy.without_header(table)
    found = wide.candidates(bare, reading, "block")
    raters = [bare.position(bare.named(name)) for one in found for name in one.reading.raters]
    heads = [headed.columns[i - 1] for i in raters]
    if not found or not heading.holds_labels(heads):
        return []
    # Labels that repeat cannot head columns; names could, as well or as badly.
    rival = [one.score for one in wide.candidates(headed, reading)]
    sure = heading.repeats_labels(heads) and not heading.speaks(headed.columns)
    score = 0.95 if sure or not rival else rival[0]
    why = "the first row holds labels like the rows below"
    best = max(one.score for one in found)
    return [replace(x, score=score - best + x.score, why=(why, *x.why)) for x in found]
