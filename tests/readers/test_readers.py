"""The format is found in the bytes; what holds no table is refused with the reason."""

import io
import zipfile

import pytest

from helpers import readers
from helpers.errors import StudyError


def zipped(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in entries.items():
            archive.writestr(path, content)
    return out.getvalue()


BOMB = zipped({"xl/workbook.xml": b"\x00" * 20_000_000})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500
REFUSED = {
    "empty": (b"", "the file is empty"),
    "blank": (b" \r\n\t\n", "the file is empty"),
    "png": (b"\x89PNG\r\n\x1a\n", "this is an image, not a table"),
    "jpeg": (b"\xff\xd8\xff\xe0", "this is an image, not a table"),
    "bmp": (b"BM\x00\x00\x00\x00", "this is an image, not a table"),
    "webp": (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "this is an image, not a table"),
    "pdf": (b"%PDF-1.7", "this is a PDF document, not a table"),
    "word": (zipped({"word/document.xml": b"<x/>"}), "this is a Word document"),
    "archive": (zipped({"a.txt": b"x"}), "this archive is no workbook and no REFI-QDA project"),
    "bomb": (BOMB, "out of proportion"),
    "torn archive": (BOMB[:300], "the file is damaged"),
    "encrypted": (OLE + "EncryptedPackage".encode("utf-16-le"), "locked with a password"),
    "old": (OLE, "the workbook cannot be read"),
    "binary workbook": (zipped({"xl/workbook.bin": b"x"}), "a binary workbook (.xlsb); save it as"),
    "writer": (zipped({"content.xml": b"<x/>"}), "an OpenDocument without a sheet, not a table"),
    "utf-16 without a mark": (
        "a,b\nö,x\n".encode("utf-16-le"),
        "this seems to be UTF-16 without its mark; save it as UTF-8",
    ),
    "binary": (b"\x01\x00\x02rubbish", "a binary file of an unknown kind"),
    "portable": (
        b"0" * 40 + b"ASCII SPSS PORT FILE" + b" " * 99,
        "this is an SPSS portable file; open it and save it as a .sav",
    ),
    "stata": (b"<stata_dta><header>", "this is a Stata file, not a table"),
    "feather": (b"ARROW1\x00\x00", "this is a Feather file, not a table"),
    "json": (b'\xef\xbb\xbf[\n {"text": "a", "label": "x"}\n]\n', "this is JSON, not a table"),
    "json lines": (b'{"text": "a", "label": "x"}\n' * 3, "this is JSON, not a table"),
    "html": (b"<html><table/></html>", "this is XML (html), not a table"),
    "broken xml": (b"<html><table", "the XML cannot be read"),
    "entities": (
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><Project>&a;</Project>',
        "the XML cannot be read (it declares a document type or entities",
    ),
    "codebook": (b"<CodeBook><Codes/></CodeBook>", "a codebook names codes but holds no ratings"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_holds_no_table_is_refused(kind: str) -> None:
    content, reason = REFUSED[kind]
    with pytest.raises(StudyError) as refusal:
        readers.read(content, "file")
    assert str(refusal.value).startswith("file: ")
    assert reason in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_locked_archive_is_refused() -> None:
    content = bytearray(zipped({"xl/workbook.xml": b"x"}))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    with pytest.raises(StudyError, match="the archive is locked with a password"):
        readers.read(bytes(content), "file")


def test_too_many_entries_are_refused() -> None:
    content = zipped({f"{i}": b"" for i in range(10_001)})
    with pytest.raises(StudyError, match="holds 10001 entries"):
        readers.read(content, "file")


def test_a_sheet_is_for_workbooks() -> None:
    with pytest.raises(StudyError, match="--sheet is for workbooks"):
        readers.read(b"id,A\n1,x\n", "file.csv", "Sheet1")


def test_brackets_alone_do_not_make_json() -> None:
    (table,) = readers.read(b"[id],[A]\n1,x\n", "file.csv")
    assert table.cells.iloc[0].tolist() == ["[id]", "[A]"]


def test_two_letters_alone_do_not_make_an_image() -> None:
    (table,) = readers.read(b"BMI,A\n1,x\n", "file.csv")
    assert table.cells.iloc[0].tolist() == ["BMI", "A"]
