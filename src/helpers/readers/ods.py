"""OpenDocument spreadsheets (.ods): one table a sheet, values as a person sees them."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

import numpy as np

from helpers.errors import StudyError
from helpers.readers.archives import archive, entry
from helpers.readers.sheets import Sheet, hidden
from helpers.readers.table import MOST_CELLS, UNSTORED, Span, Table, apart, number_text, rows_frame
from helpers.readers.xml_problems import told

REASON = "error values or formulas without a stored value"
ERROR = re.compile(r"#[A-Z/0!?]+|Err:\d+")
OFFICE, TABLE, TEXT, STYLE = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{part}:1.0}}"
    for part in ("office", "table", "text", "style")
)
TYPE_OF = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
NUMBERS = ("float", "percentage", "currency")


@dataclass
class _Rows:
    """The rows of one sheet so far: texts, which of them are no values, merged and hidden cells."""

    name: str
    visible: bool
    texts: list[list[str]] = field(default_factory=list)
    flags: list[list[bool]] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    hidden_rows: list[range] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)
    columns: int = 0
    blank: int = 0
    cells: int = 0


def read(content: bytes, name: str) -> list[Sheet]:
    """Every sheet; error values, and formulas whose value was never stored, are marked as missing.

    Raises:
        StudyError: when the file is damaged, too large, or locked with a password.
    """
    with archive(content, name) as opened:
        if "META-INF/manifest.xml" in opened.namelist():
            manifest = entry(opened, "META-INF/manifest.xml", name)
            if b"encryption-data" in manifest:
                raise StudyError(
                    f"{name}: this is a workbook locked with a password; save it without one"
                )
        xml = entry(opened, "content.xml", name)
    try:
        return [Sheet(_table(rows, name), rows.visible) for rows in _sheets(xml, name)]
    except StudyError:
        raise
    except Exception as problem:  # the parser's, and those of numbers that are none
        raise StudyError(f"{name}: the workbook cannot be read ({told(problem)})") from None


def _sheets(xml: bytes, name: str) -> Iterator[_Rows]:
    from defusedxml.ElementTree import iterparse

    hidden: set[str] = set()
    open_sheets: list[_Rows] = []  # a sheet inside a cell belongs to a picture
    for event, node in iterparse(io.BytesIO(xml), events=("start", "end"), forbid_dtd=True):
        if event == "start" and node.tag == f"{TABLE}table":
            visible = node.get(f"{TABLE}style-name") not in hidden
            open_sheets.append(_Rows(node.get(f"{TABLE}name", ""), visible))
        elif event == "end" and node.tag == f"{STYLE}style":
            shown = (part.get(f"{TABLE}display") for part in node)
            hidden |= {node.get(f"{STYLE}name", "")} if "false" in shown else set()
        elif event == "end" and node.tag == f"{TABLE}table-column" and open_sheets:
            _note_column(open_sheets[-1], node)
        elif event == "end" and node.tag == f"{TABLE}table-row":
            _add(open_sheets[-1], node, name)
            node.clear()
        elif event == "end" and node.tag == f"{TABLE}table":
            closed = open_sheets.pop()
            if not open_sheets:
                yield closed


def _add(rows: _Rows, node: Any, name: str) -> None:
    """Put a row below the others, as often as it is repeated; blank ones wait for a filled one."""
    times = _number(node, "number-rows-repeated")
    texts, flags = _row(rows, node, name)
    if not texts:
        rows.blank += times
        return
    rows.cells += len(texts) * times + rows.blank
    _check(rows, rows.cells, name)
    for _ in range(rows.blank):
        rows.texts.append([])
        rows.flags.append([])
    if _is_hidden(node):
        rows.hidden_rows.append(range(len(rows.texts), len(rows.texts) + times))
    rows.texts += [texts] * times
    rows.flags += [flags] * times
    rows.blank = 0


def _note_column(rows: _Rows, node: Any) -> None:
    first = rows.columns
    rows.columns += _number(node, "number-columns-repeated")
    if _is_hidden(node):
        rows.hidden_columns.append(range(first, min(rows.columns, MOST_CELLS)))


def _is_hidden(node: Any) -> bool:
    return bool(node.get(f"{TABLE}visibility", "visible") != "visible")


def _row(rows: _Rows, node: Any, name: str) -> tuple[list[str], list[bool]]:
    texts: list[str] = []
    flags: list[bool] = []
    at = blank = 0
    for cell in (part for part in node if part.tag in CELLS):
        times = _number(cell, "number-columns-repeated")
        _note_span(rows, cell, at)
        text, flag = _cell(cell)
        at += times
        blank += times if not text else 0
        if text:
            _check(rows, at, name)
            texts += [""] * blank + [text] * times
            flags += [False] * blank + [flag] * times
            blank = 0
    return texts, flags


def _note_span(rows: _Rows, cell: Any, column: int) -> None:
    first = len(rows.texts) + rows.blank
    down, across = _number(cell, "number-rows-spanned"), _number(cell, "number-columns-spanned")
    if down > 1 or across > 1:
        rows.spans.append(Span(column, first, first + down - 1))


def _check(rows: _Rows, cells: int, name: str) -> None:
    if cells > MOST_CELLS:
        raise StudyError(f"{name}: sheet {rows.name!r} holds more than {MOST_CELLS:,} cells")


def _number(node: Any, what: str) -> int:
    return max(1, int(node.get(f"{TABLE}{what}", "1")))


def _cell(cell: Any) -> tuple[str, bool]:
    """What a cell shows, and whether that is an error or the place of a value never stored."""
    shown, kind = _shown(cell), cell.get(f"{OFFICE}value-type")
    computed = f"{TABLE}formula" in cell.attrib
    if cell.get(TYPE_OF) == "error" or (computed and ERROR.fullmatch(shown)):
        return shown or "#ERROR", True
    if kind in NUMBERS:
        value = cell.get(f"{OFFICE}value")
        return (UNSTORED, True) if value is None else (number_text(float(value)), False)
    if kind == "boolean":
        return cell.get(f"{OFFICE}boolean-value", "").upper(), False
    if kind in ("date", "time"):
        return cell.get(f"{OFFICE}{kind}-value", shown), False
    if computed and kind is None and not shown:
        return UNSTORED, True
    return cell.get(f"{OFFICE}string-value") or shown, False


def _shown(cell: Any) -> str:
    """The paragraphs of a cell, without the comments upon it."""
    for comment in cell.iter(f"{OFFICE}annotation"):
        after = comment.tail
        comment.clear()
        comment.tail = after
    for space in cell.iter(f"{TEXT}s"):
        space.text = " " * min(int(space.get(f"{TEXT}c", "1")), 1000)
    return "\n".join("".join(part.itertext()) for part in cell if part.tag == f"{TEXT}p")


def _table(rows: _Rows, name: str) -> Table:
    frame = rows_frame(rows.texts, name)
    missing = np.zeros(frame.shape, dtype=bool)
    for i, flags in enumerate(rows.flags):
        missing[i, : len(flags)] = flags
    table = Table(
        name,
        frame,
        missing=missing,
        reason=REASON,
        sheet=rows.name,
        merged=apart(rows.spans, *frame.shape),
    )
    wide = range(frame.shape[1])
    columns = {j for j in wide if any(j in some for some in rows.hidden_columns)}
    said = hidden(table, chain.from_iterable(rows.hidden_rows), columns)
    return replace(table, notes=tuple(said))
