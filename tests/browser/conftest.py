"""A real browser for the tests of this folder: Debian's Chromium, driven by Playwright."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

AXE = Path(__file__).with_name("vendor") / "axe.min.js"
ARTEFACTS = Path(__file__).resolve().parents[2] / "build" / "artefacts"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Watched:
    """A page, with what it asked for and what it complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Keep every address asked for, every console error or warning and every exception."""
        self.page.on("request", self._asked)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def violations(self) -> list[str]:
        """What axe-core calls serious or critical on the page as it stands."""
        self.page.evaluate(AXE.read_text("utf-8"))
        found: list[dict[str, Any]] = self.page.evaluate("axe.run().then(r => r.violations)")
        return [
            f"{one['id']}: {json.dumps([node['target'] for node in one['nodes']])}"
            for one in found
            if one["impact"] in {"serious", "critical"}
        ]

    def keep(self, name: str) -> None:
        """A picture of the whole page among the artefacts."""
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser. Without one the test is skipped, but in CI it fails: there it must run."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        reason = "no Chromium on this machine; apt-get install chromium"
        if os.environ.get("CI", "").lower() in {"1", "true"}:
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Watched]]:
    """Opens addresses in fresh pages that are watched; pictures of them are kept on failure."""
    watched: list[Watched] = []
    failed = request.session.testsfailed

    def opener(address: str, width: int = 1280, **context: Any) -> Watched:
        page = chromium.new_page(viewport={"width": width, "height": 900}, **context)
        page.set_default_timeout(10_000)
        watched.append(Watched(page))
        watched[-1].listen()
        page.goto(address)
        return watched[-1]

    yield opener
    for number, one in enumerate(watched):
        if request.session.testsfailed > failed:
            one.keep(f"failed-{request.node.name}-{number}".replace("/", "-"))
        one.page.close()
