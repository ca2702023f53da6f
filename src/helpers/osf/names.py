"""From a name on a server to a path in our folder."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Collection
from pathlib import PurePosixPath

LONGEST = 100  # bytes of one part of a path; file systems allow 255, Windows 260 in all
KEPT = frozenset({"lock.json", ".gitignore", ".parts"})  # ours, at the top of the folder
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.I)
_UNSAFE = re.compile(r'[<>:"/\\|?*]|^\.+|[. ]+$')


def local(folders: tuple[str, ...], name: str, taken: Collection[str]) -> str:
    """A relative path, with `/`, that stays inside the folder and is not `taken`.

    Separators, control characters and what Windows forbids become `_`; a part that had to
    be changed beyond that, or a path that is taken (ignoring case) by a file or a folder,
    gets a few letters of its hash, so that two names never become one.

    >>> local(("Data",), "ratings.csv", ())
    'Data/ratings.csv'
    >>> local((), "../../x", ())
    '___.._x'
    """
    used = {other.casefold() for other in taken} | KEPT
    folder = ""
    for depth, part in enumerate(folders, 1):
        original = "/".join(folders[:depth])
        folder = _free(f"{folder}{_part(part)}", original, used.__contains__) + "/"

    def is_used(path: str) -> bool:
        return path in used or any(other.startswith(f"{path}/") for other in used)

    return _free(f"{folder}{_part(name)}", "/".join((*folders, name)), is_used)


def _free(path: str, original: str, is_used: Callable[[str], bool]) -> str:
    if not is_used(path.casefold()):
        return path
    first = path = _marked(path, original)
    count = 2
    while is_used(path.casefold()):
        path, count = _marked(first, str(count)), count + 1
    return path


def printable(text: str) -> str:
    """The text without characters that would move a terminal's cursor or hide a name."""
    return "".join(c if unicodedata.category(c)[0] != "C" else "\ufffd" for c in text)


def _part(name: str) -> str:
    text = unicodedata.normalize("NFC", name)
    text = "".join("_" if unicodedata.category(c)[0] == "C" else c for c in text)
    text = _UNSAFE.sub(lambda found: "_" * len(found[0]), text) or "_"
    if _DEVICES.fullmatch(text):
        text = f"_{text}"
    if len(text.encode()) > LONGEST:
        text = _marked(_shortened(text), name)
    return text


def _shortened(text: str) -> str:
    path = PurePosixPath(text)
    suffix = path.suffix if len(path.suffix.encode()) <= 10 else ""
    room = LONGEST - len(suffix.encode()) - 9
    return path.name[: -len(suffix) or None].encode()[:room].decode(errors="ignore") + suffix


def _marked(path: str, original: str) -> str:
    pure = PurePosixPath(path)
    mark = hashlib.sha256(original.encode(errors="surrogatepass")).hexdigest()[:8]
    return str(pure.with_name(f"{pure.stem}-{mark}{pure.suffix}"))
