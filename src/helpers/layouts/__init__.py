"""Layouts: a plain table in, ratings out.

Each layout looks at the table and offers the ways it could be read, with a score and the
reasons; `choose` takes the likeliest, or asks.
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
