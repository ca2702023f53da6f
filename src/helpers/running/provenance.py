"""What must not be stored: absolute paths, user and host names. The one place that strips them."""

import getpass
import platform
import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.paths import project

# Each starts with letters of its own, or is tried only where its word occurs: a picture in base64
# is megabytes without a space.
_TEMPORARY_CELL = re.compile(r"<tmp>[/\\]ipykernel_\d+[/\\]\d+\.py")
_HOMES = ("/home/", "/Users/", "\\Users\\")
_ANY_HOME = re.compile(r"(/home/|/Users/|[A-Za-z]:\\+Users\\+)[^/\\\s'\"<>:]+")
# Where even a plain word, as `data`, is a host's name and not a word of a result.
_AS_HOST = r"(?:(?<=@)|(?<=://))"
_BINARY = ("image/", "application/pdf", "audio/", "video/")


@dataclass(frozen=True)
class Stripper:
    """Replaces what tells where and by whom a run was made.

    Attributes:
        words: what is replaced, longest first, each with what stands in its place.
    """

    words: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, named: Mapping[str, str]) -> "Stripper":
        """One that knows this machine's places, and `named` paths with the words for them."""
        places = {
            f"{project()}/src/helpers": "helpers",
            str(project()): ".",
            sys.prefix: "<python>",
            sys.base_prefix: "<python>",
            str(Path.home()): "~",
            tempfile.gettempdir(): "<tmp>",
        }
        found = {key: word for key, word in (places | dict(named)).items() if len(key) > 1}
        return cls(tuple(sorted(found.items(), key=lambda pair: -len(pair[0]))))

    def text(self, text: str) -> str:
        """The text without paths of this machine, its user and its name.

        >>> Stripper((("/srv/data/my.csv", "my.csv"),)).text("read /srv/data/my.csv")
        'read my.csv'
        """
        for place, word in self.words:
            text = _replaced(text, place, word)
        if any(home in text for home in _HOMES):
            text = _ANY_HOME.sub("~", text)
        return _anonymous(_TEMPORARY_CELL.sub("<cell>", text))

    def value(self, value: Any) -> Any:
        """The same for every string in lists and mappings, in place for mappings and lists."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            value[:] = [self.value(item) for item in value]
        elif isinstance(value, dict):
            for key, item in value.items():
                if not key.startswith(_BINARY) or key == "image/svg+xml":
                    value[key] = self.value(item)
        return value


def _replaced(
    text: str, literal: str, word: str, before: str = r"(?<![\w/.~-])", after: str = r"(?![\w-])"
) -> str:
    """The text with a word for a literal that stands free on both sides."""
    if literal not in text:
        return text
    return re.sub(before + re.escape(literal) + after, lambda _: word, text)


def _anonymous(text: str) -> str:
    """Without this machine's name, and without the user's where it stands before an @."""
    host = platform.node()
    before = _AS_HOST if host.isalpha() else r"(?<![\w.-])"
    if len(host) > 3 and host.lower() != "localhost":
        text = _replaced(text, host, "<host>", before=before)
    if "@" not in text:
        return text
    return _replaced(text, f"{_user()}@", "<user>@", before=r"(?<!\w)", after="")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "user"
