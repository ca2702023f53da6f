"""What a large file's columns and labels mean, as DuckDB reads them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from helpers import spelling
from helpers.errors import StudyError
from helpers.layouts import Reading
from helpers.layouts.columns import Column
from helpers.layouts.several import check_single
from helpers.ratings import MISSING
from helpers.readers import Table as Sheet

SPACE = " \t\r\n\u00a0"


@dataclass(frozen=True)
class Table:
    """A file as DuckDB reads it: the columns that matter, and what its labels mean.

    With one row a rating, `raters` is the one column that names the rater and `category` the
    one that holds the label; with one column a rater, `category` is empty. `notes` say what was
    left out.
    """

    name: str
    source: str
    extract: str
    raters: tuple[str, ...]
    category: str
    reading: Reading
    notes: tuple[str, ...] = ()

    @property
    def long(self) -> bool:
        """Whether there is one row a rating."""
        return bool(self.category)

    def label(self, value: object) -> str | None:
        """A cell's label, or None where it is missing."""
        text = "" if value is None else str(value).strip(SPACE)
        return None if text == "" or text in self.reading.missing else text

    def categories(self, cells: Iterable[object]) -> tuple[str, ...]:
        """The declared categories, or those in use, in order; before any are merged."""
        labels = {label for cell in cells if (label := self.label(cell)) is not None}
        used = sorted(labels, key=spelling.order)
        check_single((_column(used),), self.reading, self.name)
        return tuple(used) if self.reading.merge_labels else self.known(used)

    def known(self, used: Sequence[str]) -> tuple[str, ...]:
        """The declared categories, or those in use.

        Raises:
            StudyError: when one in use is not declared.
        """
        known = self.reading.categories or tuple(used)
        outside = [label for label in used if label not in known]
        if outside:
            raise StudyError(f"{self.name}: {outside[0]!r} is not one of the declared categories")
        return known

    def code(self, cell: object, known: tuple[str, ...]) -> int:
        """The label's place among the categories, or -1 where missing."""
        label = self.label(cell)
        return MISSING if label is None else known.index(label)


def _column(labels: Sequence[str]) -> Column:
    import pandas as pd

    return Column.from_cells("", pd.Series(labels, dtype=object))


def bare(name: str, rows: Sequence[Sequence[object]]) -> Sheet:
    """The first rows as a reader gives a table whose header row, if any, is among its cells."""
    import pandas as pd

    cells = [["" if value is None else str(value) for value in row] for row in rows]
    frame = pd.DataFrame(cells, index=range(1, len(rows) + 1))
    return Sheet(name, frame.astype(object))


def head(name: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Sheet:
    """The first rows as a reader gives a table, to find out what its columns are."""
    import pandas as pd

    cells = [["" if value is None else str(value) for value in row] for row in rows]
    frame = pd.DataFrame(cells, columns=range(len(columns)), index=range(2, len(rows) + 2))
    return Sheet(name, frame.astype(object), header=tuple(columns))
