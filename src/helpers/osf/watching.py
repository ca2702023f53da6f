"""What a fetch tells while it runs. The command line draws it; a notebook may stay quiet."""

from typing import Protocol

from helpers.osf.planning import Plan


class Watcher(Protocol):
    """Someone who is told what happens."""

    def note(self, line: str) -> None:
        """One line that a person should read."""

    def planned(self, plan: Plan) -> None:
        """Everything the node holds, and what will be done with each file."""

    def start(self, path: str, size: int | None) -> None:
        """A download begins; `size` in bytes, None when OSF does not say."""

    def reached(self, received: int) -> None:
        """So many bytes of the current file are on disk."""

    def done(self, path: str, verified: str) -> None:
        """The current file is whole; `verified` names what it was checked against."""

    def refused(self, path: str, why: str) -> None:
        """The current file cannot be had, and nothing of it was kept."""


class Quiet:
    """Tells nobody."""

    def note(self, line: str) -> None:
        """Nothing."""

    def planned(self, plan: Plan) -> None:
        """Nothing."""

    def start(self, path: str, size: int | None) -> None:
        """Nothing."""

    def reached(self, received: int) -> None:
        """Nothing."""

    def done(self, path: str, verified: str) -> None:
        """Nothing."""

    def refused(self, path: str, why: str) -> None:
        """Nothing."""
