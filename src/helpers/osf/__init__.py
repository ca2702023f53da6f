"""The study's own data from OSF: list, download, verify, lock, choose.

`fetch` does all of it; `locked` tells what was fetched and chosen; `choose` settles another file;
`coded_extracts` gives the themes and activities, where a file holds them.
"""

from typing import TYPE_CHECKING

from helpers.osf.access import API, Access
from helpers.osf.lock import Choice, Lock, LockedFile, Tried
from helpers.osf.stored import locked

if TYPE_CHECKING:
    from helpers.osf.choosing import choose, coded_extracts
    from helpers.osf.fetching import Fetched, IncompleteError, fetch

__all__ = [
    "API",
    "Access",
    "Choice",
    "Fetched",
    "IncompleteError",
    "Lock",
    "LockedFile",
    "Tried",
    "choose",
    "coded_extracts",
    "fetch",
    "locked",
]

# Fetching loads an HTTP client and choosing the readers; who reads a lock needs neither.
_LATER = {
    "choose": "choosing",
    "coded_extracts": "choosing",
    "fetch": "fetching",
    "Fetched": "fetching",
    "IncompleteError": "fetching",
}


def __getattr__(name: str) -> object:
    import importlib

    if name not in _LATER:
        raise AttributeError(name)
    return getattr(importlib.import_module(f"{__name__}.{_LATER[name]}"), name)
