"""What every OSF test needs: the fake server, a clock that does not wait, and an ear."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from helpers import osf as rooms
from helpers.osf.planning import Plan
from helpers.osf.waiting import Clock
from helpers.osf.watching import Quiet

from .server import Osf, serving

START = datetime(2024, 3, 1, 12, tzinfo=UTC)


class Fast(Clock):
    """Time moves only by sleeping, and sleeping takes none."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> datetime:
        return START + timedelta(seconds=sum(self.slept))

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


class Ear(Quiet):
    """Remembers what was told."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.plan: Plan | None = None
        self.refusals: list[tuple[str, str]] = []

    def note(self, line: str) -> None:
        self.lines.append(line)

    def refused(self, path: str, why: str) -> None:
        self.refusals.append((path, why))

    def planned(self, plan: Plan) -> None:
        self.plan = plan


@pytest.fixture
def server() -> Iterator[Osf]:
    with serving() as osf:
        yield osf


@pytest.fixture
def clock() -> Fast:
    return Fast()


@pytest.fixture
def ear() -> Ear:
    return Ear()


Fetch = Callable[..., "rooms.Fetched"]


@pytest.fixture
def fetch(server: Osf, clock: Fast, ear: Ear, tmp_path: Path) -> Fetch:
    """`osf.fetch` of the fake's node into `tmp_path/osf`."""

    def fetch(**given: Any) -> "rooms.Fetched":
        secrets = {name: given.pop(name) for name in ("token", "view_only") if name in given}
        access = given.pop("access", None) or rooms.Access(server.api, **secrets)
        given = {"out": tmp_path / "osf", "clock": clock, "watch": ear, **given}
        return rooms.fetch("zz9ab", access=access, **given)

    return fetch
