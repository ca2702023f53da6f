"""Zip archives, opened in memory and within limits: nothing is ever unpacked to disk."""

import io
import zipfile

from helpers.errors import StudyError

LARGEST = 400_000_000
MOST_ENTRIES = 10_000
LARGEST_RATIO = 500
SMALL = 5_000_000


def archive(content: bytes, name: str) -> zipfile.ZipFile:
    """The archive, after a look at what it says it holds.

    Raises:
        StudyError: when it is no archive, locked with a password, or would grow out of proportion.
    """
    try:
        opened = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as problem:
        raise StudyError(
            f"{name}: the file is damaged ({problem}); save or download it again"
        ) from None
    entries = opened.infolist()
    size = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES:
        raise StudyError(
            f"{name}: the archive holds {len(entries)} entries; at most {MOST_ENTRIES} are read"
        )
    if size > LARGEST or (size > SMALL and size > LARGEST_RATIO * len(content)):
        raise StudyError(
            f"{name}: the archive would unpack to {size:,} bytes; that is out of proportion "
            "and it is not read"
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise StudyError(f"{name}: the archive is locked with a password; save it without one")
    return opened


def entry(opened: zipfile.ZipFile, path: str, name: str) -> bytes:
    """The bytes of one entry; StudyError when they cannot be read."""
    try:
        return opened.read(path)
    except Exception as problem:  # a damaged archive raises errors of many kinds
        raise StudyError(f"{name}: {path} inside it cannot be read ({problem})") from None
