"""From a reader's table to columns: the header row found, what is no extract left out."""

import re
from collections import Counter
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from helpers.errors import StudyError
from helpers.layouts.columns import Column, Columns
from helpers.layouts.rows import heads, merged, stacked, strangers, summed, tallied
from helpers.layouts.rows.heads import Head
from helpers.layouts.words.texts import counted, numbers, trim
from helpers.readers import Table
from helpers.readers.table import UNSTORED

LEGEND = re.compile(r"legend|key|codes?|code ?book|labels?|notes?|legende|légende", re.IGNORECASE)
STATISTIC = re.compile(r"p|z|t|se|n", re.IGNORECASE)  # below a kappa; alone, an extract
SENTENCE = 4  # words
TOTALS = re.compile(
    r"(grand |sub ?)?total|sum|mean|average|percent|median|std\.? ?dev(iation)?|sd"
    r"|gesamt|summe|mittelwert|somme|moyenne|(fleiss.{0,3} |cohen.{0,3} |overall )?(kappa|κ)"
    r"|(kappa|κ)\b.{0,40}|(95 ?%? ?)?(ci|ki|confidence interval)|p.?value|icc|ac1|pabak"
    r"|((krippendorff|cronbach).{0,3} )?(alpha|α)|übereinstimmung.{0,20}|date"
    r"|(%|percent\w*|overall)? ?agreement( ?\(?%\)?)?|note|source|legend"
    r"|p_j|p\(j\)|p_bar|proportions?|shares?|anteile?",
    re.IGNORECASE,
)


def with_header(table: Table) -> Columns:
    """The table's columns under the header row found in it, or under the format's own names.

    Lines above the header row, blank rows and total and kappa rows at the end are left out
    and counted.

    Raises:
        StudyError: when the table holds no row below its header.
    """
    if table.header is not None:
        return _columns(table, Head(table.header, 0, 0), True)
    return _columns(table, heads.find(table), False)


def without_header(table: Table) -> Columns:
    """The same for a table that has no header row: its columns are numbered."""
    names = tuple(f"column {j + 1}" for j in range(table.cells.shape[1]))
    return _columns(table, Head(names, 0, 0), False)


def _columns(table: Table, head: Head, known: bool) -> Columns:
    rows = np.arange(head.body, len(table.cells))
    columns = _cut(table, head.names, rows)
    remarks = _remarks(columns, head.names)
    kept, left_out = _kept(table, head, rows, columns)
    whole, carried = merged.carried(table, rows[kept])
    if not kept.all() or whole is not table:
        columns = _cut(whole, head.names, rows[kept])
    notes = [*table.notes, *_above(table, head), *head.notes, *left_out, *carried]
    notes += filter(None, [unstored(table, rows[kept])])
    where = numbers([j + 1 for j in remarks]) if remarks else ""
    notes += counted(len(remarks), "column", f"of remarks beside the table left out: {where}")
    return Columns(
        table.name,
        tuple(c.relabelled(_blank) if j in remarks else c for j, c in enumerate(columns)),
        table.cells.index.to_numpy(dtype=np.int64)[rows[kept]],
        table.reason,
        known,
        tuple(table.roles.items()),
        table.sheet,
        tuple(notes),
    )


def _above(table: Table, head: Head) -> list[str]:
    filled = (table.cells.iloc[: head.first].map(trim) != "").any(axis=1)
    return counted(int(filled.sum()), "line", "above the header row left out")


def _kept(
    table: Table, head: Head, rows: NDArray[np.int64], columns: tuple[Column, ...]
) -> tuple[NDArray[np.bool_], list[str]]:
    """Which rows below the header are extracts, and what is said of those that are none."""
    codes = np.column_stack([column.codes for column in columns])
    filled: NDArray[np.bool_] = np.any(codes >= 0, axis=1)
    last = _rows_of_totals(columns, codes, filled)
    headings = merged.headings(table, rows, (codes >= 0).sum(axis=1))
    again = _heads_again(columns, codes, head.names)
    in_file = table.cells.index.to_numpy(dtype=np.int64)[rows]
    stacked.refuse_other_heads(table.name, columns, head.names, again, in_file)
    stacked.refuse_other_rounds(table.name, columns, head.names, again, in_file)
    kept = filled.copy()
    kept[[*last, *headings, *again]] = False
    sums = summed.rows(columns, codes, np.flatnonzero(kept))
    kept[sums] = False
    tallies = tallied.rows(columns, codes, np.flatnonzero(kept))
    kept[tallies] = False
    odd = strangers.find(columns, codes, np.flatnonzero(kept))
    kept[[*odd.out]] = False
    if not kept.any():
        raise StudyError(
            f"{table.name}: there is no row below the header; one row an extract is needed"
        )
    blank = int((~filled[: int(np.flatnonzero(filled)[-1])]).sum())
    among = len(set(headings) - set(last))
    return kept, [
        *counted(blank, "blank row", "left out"),
        *counted(among, "row", "of one cell merged across columns left out: headings"),
        *counted(len(again), "row", "left out: the header again"),
        *_said_of_totals([_first_cell(columns, codes, i) for i in last]),
        *summed.said(sums, table.cells.index[rows].tolist()),
        *summed.said(tallies, table.cells.index[rows].tolist(), tallied.WHAT),
        *strangers.said(odd, table.cells.index[rows].tolist()),
    ]


def _said_of_totals(firsts: list[str]) -> list[str]:
    words = sorted({text if _is_total(text) else "a note" for text in firsts})
    return counted(len(firsts), "row", f"at the end left out: {', '.join(words)}")


def _remarks(columns: tuple[Column, ...], names: tuple[str, ...]) -> list[int]:
    """The columns without a header that hold remarks: a few, of several words, none a label."""
    return [
        j
        for j, column in enumerate(columns)
        if not trim(names[j])
        and column.unique
        and 0 < 4 * column.filled <= len(column.codes)
        and all(len(level.split()) > 1 for level in column.levels)
        and all(one is column or column.vocabulary.isdisjoint(one.vocabulary) for one in columns)
    ]


def _blank(_: str) -> None:
    return None


def unstored(table: Table, rows: "NDArray[np.int64] | slice" = slice(None)) -> str:
    """Which columns hold formulas whose values the file does not have, and what to do; or blank."""
    if table.missing is None or not table.missing.any():
        return ""
    found = table.missing[rows] & (table.cells.to_numpy()[rows] == UNSTORED)
    if not found.any():
        return ""
    where = numbers([int(j) + 1 for j in np.flatnonzero(found.any(axis=0))])
    (cells,) = counted(int(found.sum()), "cell")
    return (
        f"formulas in {where} have no stored value ({cells}): open the workbook in Excel or "
        "LibreOffice, save it, and give it anew"
    )


def _cut(table: Table, header: tuple[str, ...], rows: NDArray[np.int64]) -> tuple[Column, ...]:
    """The columns of some rows of the table."""
    body = table.cells.iloc[rows]
    missing = None if table.missing is None else table.missing[rows]
    spanned = {span.column for span in table.merged}
    return tuple(
        replace(
            Column.from_cells(
                name,
                body.iloc[:, j],
                None if missing is None else missing[:, j],
                table.declared.get(header[j], ()),
            ),
            merged=j in spanned,
        )
        for j, name in enumerate(_names(header))
    )


def _names(header: tuple[str, ...]) -> list[str]:
    """Every column's name: blank ones numbered, repeated ones told apart."""
    names: list[str] = []
    times: Counter[str] = Counter()
    for j, name in enumerate(header, 1):
        shown = trim(name) or f"column {j}"
        times[shown] += 1
        names.append(shown if times[shown] == 1 else f"{shown} ({times[shown]})")
    if len(set(names)) < len(names):
        return [f"{name} [{j}]" for j, name in enumerate(names, 1)]
    return names


def _heads_again(
    columns: tuple[Column, ...], codes: NDArray[np.int64], names: tuple[str, ...]
) -> list[int]:
    """The rows that are the header once more, as where tables were put below one another.

    No other row has one of its cells: labels of an extract would come again.
    """
    if sum(map(bool, map(trim, names))) < 2:
        return []
    known = [
        column.levels.index(trim(name)) if trim(name) in column.levels else -1
        for column, name in zip(columns, names, strict=True)
    ]
    found = np.flatnonzero((codes == known).all(axis=1))
    told = [(column, code) for column, code in zip(columns, known, strict=True) if code >= 0]
    alone = len(told) > 1 and all(column.counts[code] == len(found) for column, code in told)
    return found.tolist() if alone else []


def _rows_of_totals(
    columns: tuple[Column, ...], codes: NDArray[np.int64], filled: NDArray[np.bool_]
) -> list[int]:
    """The last rows, as far as they begin with a word for a total or are a sentence and no more."""
    last, beside = _legend(columns, codes, filled), list[int]()
    for i in map(int, np.flatnonzero(filled)[::-1]):
        first = _first_cell(columns, codes, i)
        if i in last:
            continue
        if STATISTIC.fullmatch(first):
            beside.append(i)
        elif not _is_total(first) and not _is_note(columns, codes, i):
            break
        else:
            last, beside = [*last, *beside, i], []
    return last


def _legend(
    columns: tuple[Column, ...], codes: NDArray[np.int64], filled: NDArray[np.bool_]
) -> list[int]:
    """Every row from a word for a legend on, which stands alone below a blank row."""
    alone = filled & ((codes >= 0).sum(axis=1) == 1) & ~np.roll(filled, 1)
    for i in map(int, np.flatnonzero(alone[1:]) + 1):
        if LEGEND.fullmatch(_first_cell(columns, codes, i).rstrip(" :")):
            return [int(j) for j in np.flatnonzero(filled) if j >= i][::-1]
    return []


def _is_total(text: str) -> bool:
    return TOTALS.fullmatch(text.rstrip(" :")) is not None


def _is_note(columns: tuple[Column, ...], codes: NDArray[np.int64], row: int) -> bool:
    """Whether the row is a sentence in the first column, of more words than any cell above."""
    if codes[row, 0] < 0 or (codes[row] >= 0).sum() > 1:
        return False
    text, lengths = columns[0].levels[codes[row, 0]], map(str.split, columns[0].levels)
    return len(text.split()) >= max(SENTENCE, *map(len, lengths)) and columns[0].filled > 1


def _first_cell(columns: tuple[Column, ...], codes: NDArray[np.int64], row: int) -> str:
    j = int(np.argmax(codes[row] >= 0))
    return columns[j].levels[int(codes[row, j])]
