"""A table's columns, each reduced to its distinct labels: cheap to look at, however long."""

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.errors import StudyError
from helpers.layouts.words.texts import numbers, plain, trim

MOST_LABELS = 5000
SPAN = re.compile(r"columns ([1-9]\d{0,5})( to | and |\s*[-–]\s*)([1-9]\d{0,5})")


@dataclass(frozen=True, eq=False)
class Column:
    """A column as codes into its distinct labels.

    Attributes:
        name: the header, trimmed.
        codes: shape (rows,); an index into `levels`, or -1 where blank or missing.
        levels: the distinct labels, trimmed, none blank, in the order of their appearance.
        declared: the categories the format lists for this column, if any.
        trimmed: how many cells lost surrounding space.
        flagged: how many filled cells the format itself marks as missing.
        merged: whether a filled cell of it is merged with those below or beside it.
        parts: the columns that this one joins, none where it is a column of the file.
    """

    name: str
    codes: NDArray[np.int64]
    levels: tuple[str, ...]
    declared: tuple[str, ...] = ()
    trimmed: int = 0
    flagged: int = 0
    merged: bool = False
    parts: tuple["Column", ...] = ()

    @classmethod
    def from_cells(
        cls,
        name: str,
        cells: "pd.Series[str]",
        missing: NDArray[np.bool_] | None = None,
        declared: Iterable[str] = (),
    ) -> "Column":
        """A column from cells as the file holds them."""
        raw, distinct = pd.factorize(cells.to_numpy(dtype=object))
        texts = [trim(str(text)) for text in distinct]
        changed = np.array([a != b for a, b in zip(texts, distinct, strict=True)] + [False])
        trimmed = int(changed[raw].sum())
        known = tuple(dict.fromkeys(trim(label) for label in declared))
        column = cls(name, raw, tuple(texts), known, trimmed)
        flagged = 0
        if missing is not None:
            flagged = int((missing & (raw >= 0)).sum())
            column = replace(column, codes=np.where(missing, -1, raw))
        return replace(column.relabelled(lambda text: text or None), flagged=flagged)

    def relabelled(self, rename: Callable[[str], str | None]) -> "Column":
        """The same column with each label renamed; None makes its cells missing."""
        names = [rename(text) for text in self.levels]
        kept = list(dict.fromkeys(name for name in names if name is not None))
        place = {name: i for i, name in enumerate(kept)}
        lookup = np.array([place[n] if n is not None else -1 for n in names] + [-1], dtype=np.int64)
        return replace(self, codes=lookup[self.codes], levels=tuple(kept))._in_use()

    def _in_use(self) -> "Column":
        counts = np.bincount(self.codes[self.codes >= 0], minlength=len(self.levels))
        if counts.all():
            return self
        lookup = np.append(np.where(counts > 0, np.cumsum(counts > 0) - 1, -1), -1)
        kept = tuple(text for text, n in zip(self.levels, counts, strict=True) if n)
        return replace(self, codes=lookup[self.codes], levels=kept)

    @property
    def members(self) -> tuple["Column", ...]:
        """The columns of the file that this one is made of: itself, or those it joins."""
        return self.parts or (self,)

    def texts(self) -> list[str]:
        """The label of every row, blank where there is none."""
        lookup = np.array([*self.levels, ""], dtype=object)
        return list(lookup[self.codes])

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How often each level is used."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.levels))

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The labels, spelling aside; none where there are too many to be categories."""
        few = len(self.levels) <= MOST_LABELS
        return frozenset(map(plain, self.levels)) if few else frozenset()

    @cached_property
    def unique(self) -> bool:
        """Whether no label is used twice."""
        return bool((self.counts <= 1).all())

    @cached_property
    def filled(self) -> int:
        """How many rows have a label."""
        return int(self.counts.sum())


@dataclass(frozen=True, eq=False)
class Columns:
    """A table whose header is known and whose cells are trimmed.

    Attributes:
        name: the file's name.
        columns: in the order of the file.
        row_numbers: shape (rows,); each row's number in the file.
        reason: what cells flagged as missing are.
        header_known: False when the header row was guessed to be one.
        roles: the columns' roles where the format knows them.
        sheet: the sheet's name in a workbook.
        notes: what was left out on the way.
    """

    name: str
    columns: tuple[Column, ...]
    row_numbers: NDArray[np.int64]
    reason: str = ""
    header_known: bool = False
    roles: tuple[tuple[str, str], ...] = ()
    sheet: str | None = None
    notes: tuple[str, ...] = ()

    def named(self, name: str) -> Column:
        """The column of that header, case aside, or by its number, as `column 3` or `Column 3`.

        Raises:
            StudyError: with the nearest header when there is none; the others may be raters' names.
        """
        alike = [c for c in self.columns if c.name.casefold() == name.casefold()]
        found = [c for c in alike if c.name == name] or alike
        if len(found) == 1:
            return found[0]
        place = re.fullmatch(r"column ([1-9]\d{0,5})", name.casefold())
        if place is not None and int(place[1]) <= len(self.columns):
            return self.columns[int(place[1]) - 1]
        near = difflib.get_close_matches(name, [column.name for column in self.columns], n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise StudyError(
            f"{self.name}: no column {name!r}; {hint}name one of its {len(self.columns)} columns "
            "by its header, or by its number, as 'column 1'"
        )

    def spanned(self, name: str) -> tuple[Column, ...]:
        """The columns in a span, as `columns 2 to 4` or `columns 2-4`, or the one of that name."""
        bare = name.casefold()
        span = SPAN.fullmatch(bare)
        if span is None or any(column.name.casefold() == bare for column in self.columns):
            return (self.named(name),)
        first, last = sorted((int(span[1]), int(span[3])))
        places = (first, last) if span[2].strip() == "and" else range(first, last + 1)
        return tuple(self.named(f"column {i}") for i in places)

    def without(self, some: Sequence[Column], note: str) -> "Columns":
        """The same table with some columns as if they had never been filled, and this said."""
        kept = tuple(
            Column(f"column {j}", np.full_like(c.codes, -1), ()) if c in some else c
            for j, c in enumerate(self.columns, 1)
        )
        return replace(self, columns=kept, notes=(*self.notes, note))

    def numbered(self, columns: Sequence[Column]) -> tuple[str, ...]:
        """How columns are asked for without their headers, which may be raters' names."""
        names = tuple(f"column {self.position(column)}" for column in columns)
        if any(self.named(n) is not c for n, c in zip(names, columns, strict=True)):
            return tuple(column.name for column in columns)
        span = numbers([self.position(column) for column in columns])
        return (span,) if " to " in span else names

    def where(self, column: Column) -> str:
        """The column's number, or the numbers of those it joins, as `1 + 2`."""
        return " + ".join(str(self.position(part)) for part in column.members)

    def position(self, column: Column) -> int:
        """The column's number, counting from 1."""
        return self.columns.index(column) + 1


def joined(parts: Sequence[Column]) -> Column:
    """One column whose labels are those of several, side by side; blank where one of them is.

    >>> document = Column.from_cells("document", pd.Series(["A", "A", "B"]))
    >>> segment = Column.from_cells("segment", pd.Series(["1", "2", "1"]))
    >>> joined((document, segment)).texts()
    ['A / 1', 'A / 2', 'B / 1']
    """
    codes = np.stack([part.codes for part in parts])
    whole = np.flatnonzero((codes >= 0).all(axis=0))
    first = np.zeros(len(whole), dtype=np.int64)
    for part in parts:  # two by two: the product of many sizes is more than a number holds
        first = pd.factorize(first * len(part.levels) + part.codes[whole])[0]
    found = np.full(codes.shape[1], -1, dtype=np.int64)
    found[whole] = first
    rows = whole[np.unique(first, return_index=True)[1]]
    levels = tuple(
        " / ".join(part.levels[part.codes[row]] for part in parts) for row in rows.tolist()
    )
    return Column(",".join(part.name for part in parts), found, levels, parts=tuple(parts))
