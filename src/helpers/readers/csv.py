"""Delimited text: CSV and its relatives, in the encodings and dialects people send."""

import csv
import io
import re
from itertools import islice

import numpy as np

from helpers.errors import StudyError
from helpers.readers.table import Table, rows_frame

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_ROWS = 200
SAMPLE = 1 << 24  # characters, of which those rows are cut: long files are not copied whole
QUOTED = "\ue000"
PROSE = 2.0  # words a cell, on average; labels and numbers have fewer
RUN = 3  # lines cut alike, one below the other, make a table however much text is around it
BARE_NA = re.compile(r"(?:(?<=[,;\t|\n\r])|\A)NA(?=[,;\t|\r\n]|\Z)")


def read(content: bytes, name: str) -> Table:
    """The cells of a delimited text file.

    The delimiter is the one that cuts the first rows into the same number of cells, two or more.
    An NA without quotes is missing in a column whose labels all have quotes, as R writes it.

    Raises:
        StudyError: when the text cannot be decoded, is no table, or a quote is never closed.
    """
    text, notes = _decoded(content, name)
    delimiter = _delimiter(text)
    _refuse_spaced(text, delimiter, name)
    _refuse_prose(text, delimiter, name)
    if '"' in text and any(BARE_NA.search(part) for part in text.split('"')[::2]):
        rows, missing = _rows_with_quoting(text, delimiter, name)
    else:
        rows, missing = _rows(text, delimiter, name), None
    frame = rows_frame(rows, name)
    widths = np.array(list(map(len, rows)), dtype=np.int64)
    if _is_header_short(rows):
        widths[0] += 1
        frame.iloc[0] = ["", *frame.iloc[0, :-1]]
        notes.append("the header is one cell short, as R writes it: the first column has none")
    reason = "NA without quotes"
    return Table(name, frame, missing=missing, reason=reason, notes=tuple(notes), widths=widths)


def _is_header_short(rows: list[list[str]]) -> bool:
    """Whether the first row has one cell less than all others, whose first cell names each."""
    first, *others = [row for row in rows if any(row)] or [[]]
    if len(others) < 2 or not first or rows[0] is not first or not all(first):
        return False
    names = {row[0] for row in others}
    whole = {len(row) for row in others} == {len(first) + 1} and all(row[-1] for row in others)
    return whole and len(names) == len(others) and "" not in names


def _decoded(content: bytes, name: str) -> tuple[str, list[str]]:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _strict(content, "utf-16", name), ["text decoded from UTF-16"]
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return _strict(content, "cp1252", name), ["text decoded from Windows-1252 (not UTF-8)"]


def _strict(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as problem:
        raise StudyError(
            f"{name}: byte {problem.start + 1} is neither UTF-8 nor {encoding}; save it as UTF-8"
        ) from None


def _delimiter(text: str) -> str:
    return max(DELIMITERS, key=lambda mark: _evenness(text, mark))


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    """How many of the first rows have the usual number of cells, and that number."""
    sizes = list(map(len, _first_rows(text, delimiter)))
    usual = max(set(sizes), key=lambda size: (sizes.count(size), size), default=0)
    return (sizes.count(usual) / len(sizes) if usual > 1 else 0.0, usual)


def _first_rows(text: str, delimiter: str) -> list[list[str]]:
    """The first rows that are not blank; none where they cannot be cut."""
    several = delimiter == " "  # between cells that are lined up
    start = io.StringIO(text[:SAMPLE], newline="")
    reader = csv.reader(start, delimiter=delimiter, skipinitialspace=several)
    try:
        return list(islice(filter(any, reader), SAMPLE_ROWS))
    except csv.Error:
        return []


def _refuse_spaced(text: str, delimiter: str, name: str) -> None:
    """Refuse cells with spaces between them: a label may have some too."""
    _, usual = _evenness(text, delimiter)
    head, *sizes = list(map(len, _first_rows(text, " "))) or [0]
    n = max(sizes, default=0)
    # R leaves out the header of the rows' names.
    if usual <= 1 and n > 1 and set(sizes) == {n} and head in (n - 1, n):
        raise StudyError(
            f"{name}: one column of {n} words in every row: spaces seem to stand between the "
            "cells; save it with commas, semicolons or tabs between them"
        )


def _refuse_prose(text: str, delimiter: str, name: str) -> None:
    """Refuse a text of lines that fall into no columns."""
    rows = _first_rows(text, delimiter)
    even, _ = _evenness(text, delimiter)
    again = 2 * len({tuple(row) for row in rows}) <= len(rows)
    if even > 0.5 or again or not _is_prose(rows):
        return
    runs = (rows[i : i + RUN] for i in range(len(rows) - RUN + 1))
    alike = (run for run in runs if len(run[0]) > 1 and len({len(row) for row in run}) == 1)
    if all(map(_is_prose, alike)):
        raise StudyError(
            f"{name}: this is a text, not a table of ratings: its lines do not fall into columns; "
            "give a table: CSV, Excel, SPSS, Parquet or REFI-QDA"
        )


def _is_prose(rows: list[list[str]]) -> bool:
    """Whether the cells hold more words than labels do."""
    lengths = [len(cell.split()) for row in rows for cell in row if cell.strip()]
    return sum(lengths) > PROSE * len(lengths)


def _rows(text: str, delimiter: str, name: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return list(reader)
    except csv.Error as problem:
        raise StudyError(f"{name}: line {reader.line_num}: {_trouble(problem)}") from None


def _trouble(problem: csv.Error) -> str:
    most = csv.field_size_limit()
    if "field limit" in str(problem):
        return f"a cell of more than {most:,} characters; check the quotation marks or shorten it"
    return f"{problem}; check the quotation marks"


def _rows_with_quoting(
    text: str, delimiter: str, name: str
) -> tuple[list[list[str]], np.ndarray[tuple[int, int], np.dtype[np.bool_]]]:
    """The rows, and where a bare NA stands in a column whose other cells all have quotes."""
    rows = _rows(_with_marks(text, delimiter), delimiter, name)
    marked = rows_frame(rows, name).to_numpy(dtype=str)
    quoted = np.char.startswith(marked, QUOTED)
    bare_na = marked == "NA"
    others_quoted = (quoted | bare_na | (marked == "")).all(axis=0) & quoted[1:].any(axis=0)
    return [[cell.removeprefix(QUOTED) for cell in row] for row in rows], bare_na & others_quoted


def _with_marks(text: str, delimiter: str) -> str:
    """The text with a mark at the start of every quoted cell."""
    parts = text.split('"')
    for i in range(1, len(parts), 2):
        opens = (i == 1 and not parts[0]) or parts[i - 1][-1:] in (delimiter, "\n", "\r")
        if opens:
            parts[i] = QUOTED + parts[i]
    return '"'.join(parts)
