"""The explorer in a real JupyterLab, by mouse and by keyboard, as `study lab` opens it."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request

ROOT = Path(__file__).resolve().parents[2]
ARTEFACTS = ROOT / "build/artefacts"
AXE = Path(__file__).with_name("vendor") / "axe.min.js"
LAB = "from helpers.cli.lab import lab; lab()"
SERIOUS = ("serious", "critical")
# Which part of a panel has the focus: its class, less the prefix.
FOCUS = """(document.activeElement.closest('.study-panel [class*="study-"]')?.className ?? "")
    .match(/study-(\\w+)/)?.[1]"""
Act = Callable[[Locator], None]

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of its own, so that no working copy and no setting of this machine is touched."""
    home = tmp_path_factory.mktemp("lab")
    for folder in ("notebooks", "data"):
        shutil.copytree(ROOT / folder, home / "project" / folder)
    return home


@pytest.fixture(scope="module")
def printed(home: Path) -> Iterator[str]:
    """The address that `study lab --no-browser` prints; the server must end well on Ctrl-C."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "IPYTHON"))}
    log = home / "server.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-c", LAB, "--no-browser"],
            env=inherited | {"HOME": str(home), "STUDY_PROJECT": str(home / "project")},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _first_address(server, log)
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=60) == 0
    finally:
        server.kill()
        server.wait()


def _first_address(server: subprocess.Popen[bytes], log: Path) -> str:
    while server.poll() is None:
        if found := re.search(r"http://127\S+", log.read_text("utf-8")):
            return found[0]
        time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8"))


@pytest.fixture(scope="module")
def outside() -> list[str]:
    """Requests that went anywhere but to this machine."""
    return []


@pytest.fixture(scope="module")
def complaints() -> list[str]:
    """Errors on the browser's console."""
    return []


@pytest.fixture(scope="module")
def page(
    chromium: Browser, printed: str, outside: list[str], complaints: list[str]
) -> Iterator[Page]:
    """The explorer, with every cell run."""
    here = printed.partition("/lab")[0]

    def watch(request: Request) -> None:
        if not request.url.startswith((here, "data:", "blob:")):
            outside.append(request.url)

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    page = chromium.new_page(viewport={"width": 1280, "height": 1000})
    page.set_default_timeout(90_000)
    page.on("request", watch)
    page.on("console", listen)
    page.goto(printed.replace("00_start_here.ipynb?", "06_explore.ipynb?reset&"))
    page.wait_for_selector(".jp-KernelName:has-text('Python 3')")
    page.wait_for_function(
        "document.querySelector('#jp-main-statusbar')?.textContent.includes('| Idle')"
    )
    page.keyboard.press("Control+b")  # fold the list of files away
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function("document.querySelectorAll('.study-panel [data-serial]').length === 3")
    page.set_default_timeout(30_000)
    yield page
    page.close()


@pytest.fixture(autouse=True)
def _keep_a_picture_of_a_failure(request: pytest.FixtureRequest, page: Page) -> Iterator[None]:
    failed = request.session.testsfailed
    yield
    if request.session.testsfailed > failed:
        page.screenshot(path=ARTEFACTS / f"failed_{request.node.name[:60]}.png")


def panel_of(page: Page, control: str) -> Locator:
    return page.locator(".study-panel").filter(has=page.locator(f".study-{control}"))


def said(panel: Locator) -> str:
    return panel.locator(".study-said p").text_content() or ""


def shown(panel: Locator) -> dict[str, str]:
    """What each part of a panel holds now."""
    return {
        "said": said(panel),
        "picture": panel.locator(".study-picture").inner_html(),
        "table": panel.locator(".study-table").inner_html(),
        "state": panel.locator(".study-state textarea").input_value(),
    }


def changed_by(page: Page, control: str, act: Act) -> set[str]:
    """Use a control; the parts of its panel that differ once it is drawn anew."""
    panel = panel_of(page, control)
    before = shown(panel)
    serial = int(panel.locator("[data-serial]").get_attribute("data-serial") or 0)
    act(panel.locator(f".study-{control}"))
    panel.locator(f"[data-serial='{serial + 1}']").wait_for(state="attached")
    after = shown(panel)
    return {part for part in before if after[part] != before[part]}


def choose(position: int) -> Act:
    def act(control: Locator) -> None:
        control.locator("select").select_option(index=position)

    return act


def click_option(position: int) -> Act:
    return lambda control: control.locator("option").nth(position).click()


def click_track(share: float) -> Act:
    def act(control: Locator) -> None:
        control.scroll_into_view_if_needed()
        box = control.locator(".noUi-base").bounding_box()
        assert box
        control.page.mouse.click(box["x"] + share * box["width"], box["y"] + box["height"] / 2)

    return act


def type_number(number: int) -> Act:
    def act(control: Locator) -> None:
        control.locator("input").click(click_count=3)
        control.page.keyboard.type(str(number))
        control.page.keyboard.press("Tab")

    return act


def press(role: str, key: str) -> Act:
    def act(control: Locator) -> None:
        control.locator(role).focus()
        control.page.keyboard.press(key)

    return act


SELECT, SLIDER, NUMBER = "select", "[role=slider]", "input"
EVERYTHING = {"said", "picture", "table", "state"}
USES = {
    "theme": (choose(3), press(SELECT, "ArrowUp"), EVERYTHING),
    "factor": (choose(3), press(SELECT, "ArrowUp"), EVERYTHING),
    "listed": (choose(1), press(SELECT, "ArrowUp"), {"table", "state"}),
    "categories": (click_option(1), press(SELECT, "ArrowDown"), EVERYTHING),
    "source": (choose(3), press(SELECT, "ArrowDown"), EVERYTHING),
    "disagreement": (click_track(0.6), press(SLIDER, "ArrowLeft"), EVERYTHING),
    "prevalence": (click_track(0.8), press(SLIDER, "ArrowRight"), EVERYTHING),
    "extracts": (click_track(0.7), press(SLIDER, "Home"), EVERYTHING),
    "seed": (type_number(7), press(NUMBER, "ArrowUp"), EVERYTHING),
}


def test_nothing_is_asked_when_the_lab_opens(page: Page) -> None:
    assert page.locator(".jp-Dialog, .Toastify__toast").count() == 0


@pytest.mark.parametrize("control", USES)
def test_a_control_works_by_mouse_and_by_keyboard(page: Page, control: str) -> None:
    by_mouse, by_keyboard, parts = USES[control]
    assert changed_by(page, control, by_mouse) == parts
    assert changed_by(page, control, by_keyboard) == parts


def test_raters_are_chosen_by_mouse_and_by_keyboard(page: Page) -> None:
    panel = panel_of(page, "raters")
    changed_by(page, "raters", click_option(0))
    assert "choose two raters or more" in said(panel)
    assert changed_by(page, "raters", press(SELECT, "Shift+ArrowDown")) == EVERYTHING
    assert said(panel).startswith("R1, R2: kappa")


@pytest.mark.parametrize(
    ("panel", "order"),
    [
        ("theme", ["theme", "factor", "table", "state"]),
        ("source", ["source", "raters", "categories", "listed", "table", "state"]),
        ("extracts", ["disagreement", "prevalence", "extracts", "seed", "table", "state"]),
    ],
)
def test_tab_leads_through_every_control_in_order(page: Page, panel: str, order: list[str]) -> None:
    first = panel_of(page, panel).locator(f".study-{order[0]}")
    first.locator(f"{SELECT}, {SLIDER}").focus()
    reached = []
    for _ in range(12):
        reached.append(page.evaluate(FOCUS))
        page.keyboard.press("Tab")
    assert [name for name in dict.fromkeys(reached) if name][: len(order)] == order


def test_the_state_leads_back_to_what_was_seen(page: Page, home: Path) -> None:
    changed_by(page, "disagreement", click_track(0.3))
    panel = panel_of(page, "disagreement")
    sentence, state = said(panel), shown(panel)["state"]
    command = [str(Path(sys.executable).parent / "papermill"), *shlex.split(state)[1:]]
    environment = os.environ | {"STUDY_PROJECT": str(home / "project")}
    subprocess.run(
        command, cwd=home / "project/notebooks", env=environment, check=True, capture_output=True
    )
    executed = (home / "project/notebooks/out.ipynb").read_text("utf-8")
    assert sentence in json.dumps(
        [c.outputs for c in nbformat.reads(executed, 4).cells if "outputs" in c]
    )


def test_axe_finds_no_serious_violation_in_what_is_ours(page: Page) -> None:
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run({include: [['.jp-OutputArea-output']]})")
    serious = {
        v["id"]: v["nodes"][0]["html"] for v in found["violations"] if v["impact"] in SERIOUS
    }
    assert serious == {}
    assert {"select-name", "label", "image-alt", "aria-input-field-name"} <= {
        passed["id"] for passed in found["passes"]
    }


def test_the_sentence_is_announced_and_sliders_say_their_reading(page: Page) -> None:
    panel = panel_of(page, "prevalence")
    assert panel.get_by_role("status").text_content() == said(panel)
    slider = panel.get_by_role("slider", name="Prevalence")
    reading = panel.locator(".study-prevalence .widget-readout").text_content()
    assert slider.get_attribute("aria-valuetext") == reading


@pytest.mark.parametrize("name", ["theme", "source", "disagreement"])
def test_a_table_is_shown_whole_and_at_the_left(page: Page, name: str) -> None:
    box = panel_of(page, name).locator(".study-table [role=group]")
    assert box.evaluate("box => box.scrollHeight <= box.clientHeight")
    left = "node => Math.round(node.getBoundingClientRect().left)"
    assert box.locator("table").evaluate(left) == box.evaluate(left)


@pytest.mark.parametrize("width", [1280, 390])
def test_every_view_can_be_looked_at(page: Page, width: int) -> None:
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size({"width": width, "height": 2600})
    for name in ("theme", "source", "disagreement"):
        panel = panel_of(page, name)
        panel.scroll_into_view_if_needed()
        panel.screenshot(path=ARTEFACTS / f"explore_{name}_{width}.png")
        assert (ARTEFACTS / f"explore_{name}_{width}.png").stat().st_size > 5_000
    page.set_viewport_size({"width": 1280, "height": 1000})


def test_nothing_left_this_machine_and_nothing_was_complained_of(
    page: Page, outside: list[str], complaints: list[str]
) -> None:
    assert page.locator(".study-panel").count() == 3
    assert outside == []
    assert complaints == []


def test_the_address_it_prints_opens_the_first_notebook(chromium: Browser, printed: str) -> None:
    page = chromium.new_page()
    page.set_default_timeout(60_000)
    page.goto(printed)
    page.locator(".jp-mod-current[role=tab]", has_text="00_start_here.ipynb").wait_for()
    page.close()
