"""Readers: bytes in, plain tables out; one file a format.

The format is found in the bytes themselves. What holds no ratings is refused, with the reason.
"""

import json

from helpers.errors import StudyError
from helpers.readers.table import Table

__all__ = ["Table", "read", "refuse"]

# The first bytes of what people send by mistake.
NOT_TABLES = {
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"BM": "an image",
    b"II*\x00": "an image",
    b"MM\x00*": "an image",
    b"%PDF": "a PDF document",
    b"{\\rtf": "a text document",
    b"SQLite format 3": "a database",
    b"<stata_dta>": "a Stata file",
    b"ARROW1": "a Feather file",
    b"FEA1": "a Feather file",
}
OLE = b"\xd0\xcf\x11\xe0"
PORTABLE = 256  # bytes in which such a file says what it is
TYPED = "type or export the ratings into a table: CSV, Excel, SPSS, Parquet or REFI-QDA"


def read(content: bytes, name: str, sheet: str | None = None) -> tuple[Table, ...]:
    """The tables in a file: one, or one a sheet of a workbook.

    Args:
        content: the bytes of the file.
        name: its name, for messages.
        sheet: the sheet of a workbook; other formats have none.

    Raises:
        StudyError: when the file is empty or damaged, or is of a kind that holds no table.
    """
    if not content.strip():
        raise StudyError(f"{name}: the file is empty; a table with one row an extract is needed")
    refuse(content, name)
    tables = _tables(content, name, sheet)
    if all(table.cells.empty for table in tables):
        raise StudyError(f"{name}: the file holds no cells; one row an extract is needed")
    return tables


def _tables(content: bytes, name: str, sheet: str | None) -> tuple[Table, ...]:
    if not content.startswith((b"PK", OLE)):
        _no_sheet(name, sheet)
    if content.startswith(b"PK"):
        return _archive(content, name, sheet)
    if content.startswith(OLE):
        from helpers.readers import sheets, xls

        return sheets.chosen(xls.read(content, name), name, sheet)
    if content.startswith((b"$FL2", b"$FL3")):
        from helpers.readers import spss

        return (spss.read(content, name),)
    if content.startswith(b"PAR1"):
        from helpers.readers import parquet

        return (parquet.read(content, name),)
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<"):
        return (_xml(content, name),)
    if start.startswith((b"{", b"[")) and _is_json(start):
        raise StudyError(f"{name}: this is JSON, not a table; {TYPED}")
    from helpers.readers import csv

    return (csv.read(content, name),)


def _no_sheet(name: str, sheet: str | None) -> None:
    if sheet is not None:
        raise StudyError(f"{name}: --sheet is for workbooks; leave it out")


def refuse(content: bytes, name: str) -> None:
    """Refuse what holds no table, by its first bytes or by all of it.

    Raises:
        StudyError: with what it seems to be.
    """
    for magic, what in NOT_TABLES.items():
        # Two letters alone may begin a text.
        if content.startswith(magic) and (len(magic) > 2 or b"\x00" in content[:64]):
            raise StudyError(f"{name}: this is {what}, not a table; {TYPED}")
    if b"SPSS PORT FILE" in content[:PORTABLE]:
        raise StudyError(f"{name}: this is an SPSS portable file; open it and save it as a .sav")
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        raise StudyError(f"{name}: this is an image, not a table; {TYPED}")
    if content.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in content:
        raise StudyError(
            f"{name}: this is a workbook locked with a password; open it and save it as a plain "
            ".xlsx"
        )
    if b"\x00" in content and not content.startswith(
        (b"PK", OLE, b"$FL", b"PAR1", b"\xff\xfe", b"\xfe\xff")
    ):
        if _is_utf16(content[:1000]):
            raise StudyError(f"{name}: this seems to be UTF-16 without its mark; save it as UTF-8")
        raise StudyError(f"{name}: this is a binary file of an unknown kind; {TYPED}")


def _is_json(content: bytes) -> bool:
    """Whether the first line is a JSON value, or all of it together."""
    for part in (content.splitlines()[0], content):
        try:
            json.loads(part)
        except (ValueError, RecursionError):
            continue
        return True
    return False


def _is_utf16(content: bytes) -> bool:
    """Whether every other byte is mostly zero, and none of the rest is."""
    least, most = sorted((content[0::2].count(0), content[1::2].count(0)))
    return least == 0 and most > len(content) / 4


def _archive(content: bytes, name: str, sheet: str | None) -> tuple[Table, ...]:
    from helpers.readers.archives import archive

    paths = archive(content, name).namelist()
    if "xl/workbook.xml" in paths:
        from helpers.readers import excel

        return excel.read(content, name, sheet)
    if any(path.lower().endswith(".qde") for path in paths):
        _no_sheet(name, sheet)
        from helpers.readers import refi_qda

        return (refi_qda.read(content, name),)
    if "content.xml" in paths:
        return _open_document(content, name, sheet)
    if "xl/workbook.bin" in paths:
        raise StudyError(f"{name}: this is a binary workbook (.xlsb); save it as a plain .xlsx")
    if any(path.startswith("word/") for path in paths):
        raise StudyError(f"{name}: this is a Word document, not a table; {TYPED}")
    raise StudyError(f"{name}: this archive is no workbook and no REFI-QDA project; {TYPED}")


def _open_document(content: bytes, name: str, sheet: str | None) -> tuple[Table, ...]:
    from helpers.readers import ods, sheets

    found = ods.read(content, name)
    if not found:
        raise StudyError(f"{name}: this is an OpenDocument without a sheet, not a table; {TYPED}")
    return sheets.chosen(found, name, sheet)


def _xml(content: bytes, name: str) -> Table:
    from helpers.readers import refi_codes, refi_qda

    root = refi_codes.parsed(content, name)
    kind = str(root.tag).rpartition("}")[2]
    if kind == "Project":
        return refi_qda.table(root, name)
    if kind == "CodeBook":
        raise StudyError(
            f"{name}: a codebook names codes but holds no ratings; give the project (.qdpx)"
        )
    raise StudyError(f"{name}: this is XML ({kind}), not a table; {TYPED}")
