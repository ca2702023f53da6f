"""Delimited text: CSV and its relatives, in the encodings and dialects people send."""

import csv
import io
import re

import numpy as np

from helpers.errors import StudyError
from helpers.readers.table import Table, rows_frame

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_ROWS = 200
QUOTED = "\ue000"
BARE_NA = re.compile(r"(?:(?<=[,;\t|\n\r])|\A)NA(?=[,;\t|\r\n]|\Z)")


def read(content: bytes, name: str) -> Table:
    """The cells of a delimited text file.

    The delimiter is the one that cuts the first rows into the same number of cells, two or more.
    An NA without quotes is missing in a column whose labels all have quotes, as R writes it.

    Raises:
        StudyError: when the text cannot be decoded or a quote is never closed.
    """
    text, notes = _decoded(content, name)
    delimiter = _delimiter(text)
    if '"' in text and any(BARE_NA.search(part) for part in text.split('"')[::2]):
        rows, missing = _rows_with_quoting(text, delimiter, name)
    else:
        rows, missing = _rows(text, delimiter, name), None
    frame = rows_frame(rows, name)
    return Table(name, frame, missing=missing, reason="NA without quotes", notes=tuple(notes))


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
    sizes = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if any(row):
                sizes.append(len(row))
            if len(sizes) == SAMPLE_ROWS:
                break
    except csv.Error:
        return (0.0, 0)
    usual = max(set(sizes), key=lambda size: (sizes.count(size), size), default=0)
    return (sizes.count(usual) / len(sizes) if usual > 1 else 0.0, usual)


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
