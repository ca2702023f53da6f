"""Layouts: a plain table in, ratings out.

Each layout looks at the table and offers the ways it could be read, with a score and the
reasons; `choose` takes the likeliest, or asks.

The folders build on one another, in this order: `words` (what headers say), `columns` (what one
looks like), `rows` (what heads them, what is no extract's), `extracts`, `long` and `raters` (which
column is which), `refused` (what is asked or refused) and `ways` (the layouts).
"""

from helpers.layouts.candidate import Candidate, Grid
from helpers.layouts.choose import Chosen, choose, choose_files, only_sheet
from helpers.layouts.reading import TITLES, Reading
from helpers.layouts.typed import options

__all__ = [
    "TITLES",
    "Candidate",
    "Chosen",
    "Grid",
    "Reading",
    "choose",
    "choose_files",
    "only_sheet",
    "options",
]
