"""Several codes where one is needed: settled as the person asks, counted, never silently."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from helpers.errors import StudyError
from helpers.layouts.columns import Column
from helpers.layouts.reading import Reading
from helpers.layouts.words.texts import counted, trim

# What people put between codes; the first kind hardly ever stands inside a label.
STRONG = (";", "|", "\n")
WEAK = (",", "/", "+", "&", " and ", " und ", " et ")
TAGS = " "  # between hashtags, which no label holds several of
HOW = "--several drop leaves them out as missing, --several first takes the first"


class SeveralCodesError(StudyError):
    """A rater gave an extract several codes, and nothing says which of them counts.

    `enough` is whether some extract has two ratings without these.
    """

    def __init__(self, message: str, *, enough: bool) -> None:
        """The line that is shown, and whether enough would be left."""
        super().__init__(message)
        self.enough = enough


@dataclass(frozen=True, eq=False)
class Triples:
    """Who gave which extract which code: three arrays of one length, of indices."""

    name: str
    extract: NDArray[np.int64]
    rater: NDArray[np.int64]
    code: NDArray[np.int64]


def settled(
    given: Triples, shape: tuple[int, ...], reading: Reading, otherwise: str = ""
) -> tuple[NDArray[np.int64], list[str]]:
    """Codes of that shape (extracts, raters), -1 where none was given, and what was settled.

    `otherwise` is what else may be the matter where a rater gave several, with what to type then.

    Raises:
        SeveralCodesError: when a rater gave an extract several codes and nothing says what to do.
    """
    n, m = shape
    cell = given.extract * m + given.rater
    _, first = np.unique(cell, return_index=True)
    codes = np.full(n * m, -1, dtype=np.int64)
    codes[cell[first]] = given.code[first]
    differs = codes[cell] != given.code
    cells = np.unique(cell[differs])
    repeated = len(cell) - len(first) - int(differs.sum())
    if cells.size and reading.several is None:
        codes[cells] = -1
        left = (codes.reshape(n, m) >= 0).sum(axis=1)
        raise SeveralCodesError(
            f"{given.name}: rater {cells[0] % m + 1} gave extract {cells[0] // m + 1} several "
            f"codes ({cells.size} such in all); {HOW}{otherwise}",
            enough=bool((left > 1).any()),
        )
    if reading.several == "drop":
        codes[cells] = -1
    notes = counted(repeated, "row", "left out: the same code again for the same extract and rater")
    notes += counted(len(cells), "rating", f"with several codes: {_done(reading)}")
    return codes.reshape(n, m), notes


def split(column: Column, reading: Reading, name: str) -> tuple[Column, int]:
    """The column with cells of several codes settled, and how many there were.

    Raises:
        StudyError: when there are some, and the reading says nothing of what to do.
    """
    if not reading.split:
        return column, 0
    parts = {level: _parts(level, reading.split) for level in column.levels}
    many = sum(
        int(n)
        for level, n in zip(column.levels, column.counts, strict=True)
        if len(parts[level]) > 1
    )
    if many and reading.several is None:
        raise StudyError(f"{name}: {counted(many, 'cell', 'with several codes')[0]}; {HOW}")
    chosen = {level: _one(found, reading) for level, found in parts.items()}
    return column.relabelled(chosen.__getitem__), many


def check_single(columns: tuple[Column, ...], reading: Reading, name: str) -> None:
    """Refuse labels that look like several codes, unless the reading speaks of splitting.

    Raises:
        StudyError: naming one such label and the options that settle it.
    """
    if reading.split is not None or (found := _first_several(columns)) is None:
        return
    label, mark = found
    shown = {"\n": "\\n"}.get(mark, mark)
    raise StudyError(
        f"{name}: {label!r} looks like several codes in one cell; type --split '{shown}' "
        f"--several drop to leave such cells out as missing, --split '{shown}' --several first to "
        "take the first, or --split '' if it is one label"
    )


def left(columns: tuple[Column, ...], reading: Reading) -> list[str]:
    """A warning of labels that still look like several codes after all were split at one mark."""
    if not reading.split or (found := _first_several(columns)) is None:
        return []
    return [
        f"kept as one label, though it looks like several codes: {found[0]!r}; if so, write "
        f"{reading.split!r} between them there too"
    ]


def _first_several(columns: tuple[Column, ...]) -> tuple[str, str] | None:
    """The first label that looks like several codes, and what stands between them."""
    labels = list(dict.fromkeys(level for column in columns for level in column.levels))
    marks = (*STRONG, *WEAK, TAGS)
    ways = ((label, mark) for mark in marks for label in labels if _several(label, mark, labels))
    return next(ways, None)


def said(many: int, reading: Reading) -> list[str]:
    """What was done with cells of several codes, in words."""
    return counted(many, "cell", f"with several codes: {_done(reading)}")


def _several(label: str, mark: str, labels: list[str]) -> bool:
    parts = _parts(label, mark)
    known = [part in labels for part in parts]
    if mark == TAGS:
        return len(parts) > 1 and all(part.startswith("#") for part in parts)
    return len(parts) > 1 and (all(known) if mark in WEAK else any(known))


def _parts(label: str, mark: str) -> list[str]:
    mark = {"\\n": "\n", "\\t": "\t"}.get(mark, mark)
    return list(
        dict.fromkeys(part for text in re.split(re.escape(mark), label) if (part := trim(text)))
    )


def _one(parts: list[str], reading: Reading) -> str | None:
    if not parts or (len(parts) > 1 and reading.several == "drop"):
        return None
    return parts[0]


def _done(reading: Reading) -> str:
    return "left out as missing" if reading.several == "drop" else "the first one taken"
