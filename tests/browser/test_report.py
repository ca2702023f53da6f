"""The report as a reviewer meets it: opened from a folder, from a zip and from a server."""

import shutil
import threading
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from helpers import report

RUN = Path(__file__).resolve().parents[1] / "report" / "run"
PAGES = ["index", "notebooks/01_agreement", "notebooks/02_broken", "notebooks/03_hostile"]
Opener = Callable[..., Any]

pytestmark = pytest.mark.browser


class Silent(SimpleHTTPRequestHandler):
    """A server of files that prints nothing."""

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run")
    shutil.copytree(RUN, out, dirs_exist_ok=True)
    return report.build(out).parent


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    handler = partial(Silent, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{served.server_port}"
        served.shutdown()


@pytest.fixture
def front(opened: Opener, folder: Path) -> Any:
    return opened((folder / "index.html").as_uri())


def claims(page: Page) -> list[str]:
    """The numbers of the claims shown, from top to bottom."""
    rows = page.locator("table.claims tbody tr:not([hidden])")
    return [
        text.split(",")[0] for text in rows.locator("td:nth-child(2) .detail").all_inner_texts()
    ]


def status(page: Page, role: str) -> Locator:
    return page.locator(f"[data-role={role}] [role=status]")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_stands(
    opened: Opener, folder: Path, name: str, scheme: str, width: int
) -> None:
    """No request, no complaint, no serious violation, nothing wider than the screen."""
    address = (folder / f"{name}.html").as_uri()
    watched = opened(address, width, color_scheme=scheme)
    watched.keep(f"report-{Path(name).name}-{scheme}-{width}")
    assert [url for url in watched.requests if not url.startswith("data:")] == [address]
    assert watched.complaints == []
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= width
    assert watched.violations() == []


def test_from_a_server_nothing_is_asked_of_anyone_else(opened: Opener, server: str) -> None:
    watched = opened(f"{server}/index.html")
    watched.page.get_by_role("link", name="Measure agreement").click()
    watched.page.get_by_role("link", name="the second notebook").click()
    expect(watched.page.get_by_role("heading", name="What breaks")).to_be_in_viewport()
    assert all(url.startswith((server, "data:")) for url in watched.requests)
    assert watched.complaints == []


def test_the_zip_opens_as_the_folder_does(opened: Opener, folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(report.pack(folder / "index.html")) as archive:
        archive.extractall(tmp_path)
    watched = opened((tmp_path / "report/index.html").as_uri())
    expect(watched.page.locator("table.claims tbody tr")).to_have_count(8)
    watched.page.get_by_role("link", name="Break on purpose").click()
    expect(watched.page.get_by_role("heading", level=1)).to_have_text("Break on purpose")


def test_claims_are_sorted_by_any_column_and_back(front: Any) -> None:
    page = front.page
    table = page.locator("table.claims")
    table.get_by_role("button", name="Published").click()
    assert claims(page)[:4] == ["C002", "C001", "C005", "C011"]
    expect(table.get_by_role("columnheader", name="Published")).to_have_attribute(
        "aria-sort", "ascending"
    )
    table.get_by_role("button", name="Published").click()
    assert claims(page)[-1] == "C002"
    table.get_by_role("button", name="Topic").click()
    assert claims(page)[0] == "C003"
    assert table.locator("[aria-sort]").count() == 1


def test_claims_are_filtered_by_words_verdict_and_topic(front: Any) -> None:
    page = front.page
    page.get_by_label("Find").fill("CAFE bold")
    assert claims(page) == ["C011"]
    expect(status(page, "filter")).to_have_text("1 of 8 claims")
    page.get_by_label("Find").fill("")
    page.get_by_label("Verdict").select_option("transcribed")
    assert claims(page) == ["C004", "C005", "C010"]
    page.get_by_label("Topic").select_option("timing")
    assert claims(page) == ["C010"]
    page.get_by_label("Find").fill("nowhere")
    expect(page.get_by_text("No claim matches")).to_be_visible()


def test_a_verdict_in_the_summary_leads_to_its_claims(front: Any) -> None:
    front.page.locator("#summary").get_by_role("link", name="by construction").click()
    assert claims(front.page) == ["C001", "C002"]
    expect(front.page.get_by_role("heading", name="Claims")).to_be_in_viewport()


def test_the_keyboard_alone_sorts_and_filters(front: Any) -> None:
    page = front.page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_label("Find").focus()
    page.keyboard.type("city")
    assert claims(page) == ["C004"]
    page.keyboard.press("Tab")
    expect(page.get_by_label("Verdict")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Topic")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="Topic")).to_have_attribute(
        "aria-sort", "ascending"
    )


def test_search_finds_the_place_and_goes_there(front: Any) -> None:
    page = front.page
    page.get_by_label("Search the notebooks").fill("quixotic SEARCH")
    expect(status(page, "search")).to_have_text("1 place")
    expect(page.locator(".hits mark").first).to_have_text("quixotic")
    page.locator(".hits").get_by_role("link").click()
    assert page.url.endswith("01_agreement.html#What-the-raters-did-2")
    expect(page.locator("[id='What-the-raters-did-2']")).to_be_in_viewport()


def test_search_starts_from_a_notebook_too(opened: Opener, folder: Path) -> None:
    page = opened((folder / "notebooks/02_broken.html").as_uri()).page
    page.get_by_label("Search all notebooks").fill("chance & kappa?")
    page.keyboard.press("Enter")
    page.wait_for_url("**/index.html#q=*")
    expect(page.get_by_label("Search the notebooks")).to_have_value("chance & kappa?")
    expect(status(page, "search")).to_have_text("0 places")
    page.get_by_label("Search the notebooks").fill("chance")
    expect(status(page, "search")).to_have_text("1 place")


def test_what_was_searched_for_never_becomes_html(front: Any) -> None:
    front.page.get_by_label("Search the notebooks").fill("<script>window.attacked")
    expect(front.page.locator(".hits li").first).to_be_visible()
    assert front.page.locator(".hits script").count() == 0
    assert front.page.evaluate("window.attacked") is None


def test_no_output_runs_whatever_is_pressed(opened: Opener, folder: Path) -> None:
    watched = opened((folder / "notebooks/03_hostile.html").as_uri())
    page = watched.page
    for link in page.get_by_text("press me").all():
        link.click()
    for summary in page.locator(".output summary").all():
        summary.click()
    assert page.evaluate("window.attacked") is None
    assert page.url.endswith("03_hostile.html")
    assert not [url for url in watched.requests if "attack.invalid" in url]
    expect(page.get_by_role("heading", name="Attack the page")).to_be_visible()
    expect(page.get_by_text("after the end")).to_be_visible()


def test_the_policy_stops_what_a_gap_in_the_sanitiser_would_let_through(
    opened: Opener, folder: Path, tmp_path: Path
) -> None:
    written = (folder / "notebooks/01_agreement.html").read_text("utf-8")
    gap = (
        '<img src="x" onerror="window.attacked=1"><script>window.attacked=1</script>'
        '<iframe srcdoc="<script>parent.attacked=1</script>"></iframe>'
        '<style>h1{display:none}</style><img src="http://127.0.0.1:9/pixel.png">'
        '<a id="go" href="javascript:window.attacked=1">go</a></main>'
    )
    (tmp_path / "gap.html").write_text(written.replace("</main>", gap), "utf-8")
    watched = opened((tmp_path / "gap.html").as_uri())
    watched.page.locator("#go").click()
    assert watched.page.evaluate("window.attacked") is None
    expect(watched.page.get_by_role("heading", level=1)).to_be_visible()
    assert any("Content Security Policy" in one for one in watched.complaints)


def test_formulas_are_laid_out_as_fractions(opened: Opener, folder: Path) -> None:
    page = opened((folder / "notebooks/01_agreement.html").as_uri()).page
    above, below = page.locator("math[display=block] mfrac > *").all()[:2]
    top, bottom = above.bounding_box(), below.bounding_box()
    assert top
    assert bottom
    assert top["y"] + top["height"] <= bottom["y"] + 1


def test_without_script_everything_but_the_choices_is_there(opened: Opener, folder: Path) -> None:
    page = opened((folder / "index.html").as_uri(), java_script_enabled=False).page
    expect(page.locator("table.claims tbody tr")).to_have_count(8)
    expect(page.get_by_label("Find")).to_be_hidden()
    expect(page.get_by_label("Search the notebooks")).to_be_hidden()
    expect(page.get_by_text("Sorting, filtering and search need script")).to_be_visible()


def test_on_a_phone_the_caption_of_a_wide_table_stays_in_view(opened: Opener, folder: Path) -> None:
    page = opened((folder / "notebooks/01_agreement.html").as_uri(), 390).page
    box = page.locator(".scroll", has=page.locator("caption")).first
    box.locator("table").evaluate("table => { table.style.width = '60rem'; }")
    shadow = box.evaluate("box => getComputedStyle(box).backgroundImage")
    assert "gradient" in shadow
    for scrolled in (0, 300):
        box.evaluate("(box, x) => { box.scrollLeft = x; }", scrolled)
        caption = box.locator("caption").bounding_box()
        assert caption["x"] >= 0
        assert caption["x"] + caption["width"] <= 390


def test_on_a_phone_the_contents_are_folded_and_open(opened: Opener, folder: Path) -> None:
    page = opened((folder / "notebooks/01_agreement.html").as_uri(), 390).page
    contents = page.get_by_role("navigation", name="Contents", exact=True)
    expect(contents.get_by_role("link", name="The formula")).to_be_hidden()
    contents.get_by_text("Contents").click()
    contents.get_by_role("link", name="The formula").click()
    expect(page.get_by_role("heading", name="The formula")).to_be_in_viewport()


def test_the_printed_report_has_its_parts_and_no_choices(
    opened: Opener, folder: Path, tmp_path: Path
) -> None:
    page = opened((folder / "index.html").as_uri()).page
    page.pdf(path=tmp_path / "report.pdf", format="A4")
    pages = [one.extract_text() for one in PdfReader(tmp_path / "report.pdf").pages]
    printed = " ".join(" ".join(pages).split())
    assert 2 <= len(pages) <= 5
    for part in ("SYNTHETIC STAND-IN", "0.731", "by construction", "Measure agreement", "SHA-256"):
        assert part in printed
    for control in ("Find", "Search the notebooks", "Contents"):
        assert control not in printed
