"""What is refused or asked before any layout is tried: tables that one would take, but wrongly."""

from helpers.layouts.columns import Columns, turned
from helpers.layouts.raters import gathered
from helpers.layouts.reading import Reading
from helpers.layouts.refused import (
    again,
    answers,
    double_entry,
    out_of,
    qualities,
    refusals,
    times,
)


def refuse(columns: Columns, reading: Reading) -> None:
    """Refuse what its headers and cells show to be no ratings, or to be ratings of several kinds.

    Raises:
        StudyError: with the reason, and what to type or to change.
    """
    refusals.refuse_crossed(columns)
    refusals.refuse_matrix(columns)
    refusals.refuse_one_coder(columns)
    refusals.refuse_turned(columns)
    double_entry.refuse(columns)
    out_of.refuse(columns)
    turned.refuse(columns)
    gathered.refuse(columns)
    times.refuse(columns)
    qualities.refuse(columns)
    answers.refuse(columns, reading)
    again.refuse(columns)
