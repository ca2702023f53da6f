"""Rows at the end, or right below the header, that hold something other than an extract."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from helpers.layouts.columns import Column, cells, numbered, unlike
from helpers.layouts.words.texts import counted, plain

LABELS_OF = 2  # raters, without whom there is nothing to compare
MOST_SHOWN = 6

Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Strangers:
    """Rows by their place among all: those that are no extracts, and those that may be none."""

    out: tuple[int, ...] = ()
    doubted: tuple[int, ...] = ()


def find(columns: Sequence[Column], codes: Codes, rows: Codes) -> Strangers:
    """Which of some filled rows are no extracts, where the first column names every one of them.

    Rows of one cell alone are not asked: they are headings, or extracts without a rating.

    Args:
        columns: the table's.
        codes: shape (rows, columns); their codes.
        rows: the places of the rows in question, in order.
    """
    rated = rows[(codes[rows, 1:] >= 0).any(axis=1)]
    whole = columns[0].unique and bool((codes[rated, 0] >= 0).all())
    several = len(columns) > LABELS_OF and rated.size
    if several and columns[0].unique and _is_unnamed(columns, rated):
        return Strangers((int(rated[0]),))
    if not several or not whole:
        return Strangers()
    if odd := _unlike(columns[0], rated):
        kinds = _kinds(columns, odd, rated)
        named = [row for row in odd if not _is_numbered(columns[0], row)]
        out = tuple(r for r in odd if kinds[r].foreign and (r in named or kinds[r].otherwise))
        maybe = [row for row in odd if kinds[row].foreign or (row in named and kinds[row].some)]
        return Strangers(out, tuple(row for row in maybe if row not in out))
    kinds = _kinds(columns, _below(rows, rated), rated)
    foreign = [row for row, kind in kinds.items() if kind.foreign]
    out = tuple(row for row in foreign if kinds[row].otherwise)
    return Strangers(out, tuple(row for row in foreign if row not in out))


def unlike_all(raters: Sequence[Column], numbers: Codes) -> list[str]:
    """What is to be said of rows whose labels differ and come in no other row, as another header's.

    Only where all other labels come again and again: among many rare ones it is no wonder.
    """
    codes = unlike.aligned(raters)
    given, rows = codes >= 0, codes.shape[1]
    pairs = np.unique((codes * rows + np.arange(rows))[given])
    rare = np.append(np.bincount(pairs // rows, minlength=1) == 1, False)[codes]
    told = given.any(axis=0) & (rare | ~given).all(axis=0)
    found = [i for i in np.flatnonzero(told) if len(np.unique(codes[given[:, i], i])) >= LABELS_OF]
    if not found or rare.any(axis=0).sum() > len(found):
        return []
    where = ", ".join(str(numbers[i]) for i in found[:MOST_SHOWN])
    how = "kept as extracts, though what raters said there comes in no other row"
    return [f"{how}: {'row' if len(found) == 1 else 'rows'} {where}; delete what is none"]


def said(strangers: Strangers, numbers: Sequence[int]) -> list[str]:
    """What is to be said of them; `numbers` are the rows' numbers in the file."""
    out, doubted = strangers.out, strangers.doubted
    shown = [", ".join(str(numbers[row]) for row in some[:MOST_SHOWN]) for some in (out, doubted)]
    how = f"left out: unlike the others in name and labels ({shown[0]})"
    rows = "row" if len(doubted) == 1 else "rows"
    kept = f"kept as extracts, though unlike the others: {rows} {shown[1]}; delete what is none"
    return [*counted(len(out), "row", how), *([kept] if doubted else [])]


def _unlike(names: Column, rows: Codes) -> list[int]:
    """The first and last rows named otherwise than all between, whose names have a number.

    Where all between are a text and a number, this text is part of it.
    """
    shapes = [numbered.shape(names.levels[names.codes[row]]) for row in rows.tolist()]
    usual = max(set(shapes), key=shapes.count)

    def bare(row: int) -> bool:
        shape = numbered.shape(names.levels[names.codes[row]])
        return shape != usual if usual else not _is_numbered(names, row)

    first = list(takewhile(bare, rows.tolist()))
    last = list(takewhile(bare, rows[len(first) :][::-1].tolist()))[::-1]
    between = rows[len(first) : len(rows) - len(last)].tolist()
    few = len(between) < max(cells.FEW, 2 * (len(first) + len(last)))
    found = [*first, *last]
    return [] if not found or few or any(map(bare, between)) else found


def _is_numbered(names: Column, row: int) -> bool:
    return any(map(str.isdecimal, names.levels[names.codes[row]]))


def _is_unnamed(columns: Sequence[Column], rated: Codes) -> bool:
    """Whether the first row alone has no name, and holds none of the others' labels."""
    named = columns[0].codes[rated] >= 0
    alone = bool(not named[0] and named[1:].all() and len(named) > cells.FEW)
    first = rated[:1].tolist()
    return alone and all(kind.foreign for kind in _kinds(columns, first, rated).values())


def _below(rows: Codes, rated: Codes) -> list[int]:
    """The last rows, below a blank one, where they are few beside those above it."""
    gaps = rows[1:][np.diff(rows) > 1]
    last = rated[rated >= gaps[-1]] if gaps.size else gaps
    few = 2 * len(last) <= len(rated) - len(last) >= cells.FEW
    return last.tolist() if few else []


@dataclass(frozen=True)
class _Kind:
    """What a row's labels are beside those of other rows.

    Attributes:
        some: whether it has any, in columns whose labels come again and again.
        foreign: whether it has several, and no other row has one of them.
        otherwise: whether they are also of another kind: numbers among words, or the reverse.
    """

    some: bool
    foreign: bool
    otherwise: bool


def _kinds(columns: Sequence[Column], odd: Sequence[int], rows: Codes) -> dict[int, _Kind]:
    """What the odd ones among some rows are beside the rest."""
    rest = rows[~np.isin(rows, odd)] if odd else rows[:0]
    rated, known = [], set[str]()
    for column in columns[1:]:
        codes = column.codes[rest]
        used = np.unique(codes[codes >= 0])
        if 2 * len(used) <= (codes >= 0).sum():
            rated.append(column)
            known |= {plain(column.levels[code]) for code in used}
    return {row: _kind(_labels(rated, row), known) for row in odd}


def _labels(columns: Sequence[Column], row: int) -> list[str]:
    codes = [(column, int(column.codes[row])) for column in columns]
    return [plain(column.levels[code]) for column, code in codes if code >= 0]


def _kind(found: list[str], known: set[str]) -> _Kind:
    foreign = len(found) >= LABELS_OF and known.isdisjoint(found)
    return _Kind(bool(found), foreign, _numeric(found).isdisjoint(_numeric(known)))


def _numeric(labels: Iterable[str]) -> set[bool]:
    return {any(map(str.isdecimal, label)) for label in labels}
