"""What a layout offers: one way to read a table, how sure it is, and why."""

from collections.abc import Callable
from dataclasses import dataclass, field

from helpers.layouts.columns import Column
from helpers.layouts.reading import Reading


@dataclass(frozen=True, eq=False, kw_only=True)
class Grid:
    """Extracts by raters, in words, before the labels are cleaned.

    Attributes:
        extracts: one name a row.
        raters: one name a column, as in the file.
        columns: one a rater, each with a row an extract.
        raters_known: False when only counts a category are known.
        categories: the labels in order where the layout itself names them, else empty.
        notes: what was left out or changed on the way.
        services: one name a row, where a column tells them, else empty.
        universities: whether that column says that these are universities.
    """

    extracts: tuple[str, ...]
    raters: tuple[str, ...]
    columns: tuple[Column, ...]
    raters_known: bool = True
    categories: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    universities: bool = False


@dataclass(frozen=True)
class Candidate:
    """One way to read a table.

    Attributes:
        layout: the layout's name.
        score: from 0 to 1; below one half it is not taken unless asked for.
        why: what the score rests on, in words without any rater's name.
        reading: the choices that would ask for exactly this.
        grid: makes the grid; may raise StudyError.
        typed: the same choices as a question shows them, by column numbers where a header may
            be a rater's name; None where `reading` holds no such header.
    """

    layout: str
    score: float
    why: tuple[str, ...]
    reading: Reading
    grid: Callable[[], Grid] = field(compare=False, repr=False)
    typed: Reading | None = None
