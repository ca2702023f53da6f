import json
from pathlib import Path

import pytest
from lxml import html

from helpers.report import notebooks

FOLDER = Path(__file__).with_name("run") / "notebooks"


@pytest.fixture(scope="module")
def books() -> dict[str, notebooks.Notebook]:
    return {book.name: book for book in notebooks.read_all(FOLDER)}


def test_notebooks_come_in_the_order_of_their_names(books: dict[str, notebooks.Notebook]) -> None:
    assert list(books) == ["01_agreement", "02_broken", "03_hostile"]
    assert [book.title for book in books.values()][:2] == ["Measure agreement", "Break on purpose"]


def test_every_heading_has_an_anchor_of_its_own(books: dict[str, notebooks.Notebook]) -> None:
    sections = books["01_agreement"].sections
    assert [(s.level, s.title, s.anchor) for s in sections] == [
        (1, "Measure agreement", "Measure-agreement"),
        (2, "The formula", "The-formula"),
        (2, "What the raters did", "What-the-raters-did"),
        (2, "What the raters did", "What-the-raters-did-2"),
    ]
    ids = html.fromstring(books["01_agreement"].body).xpath("//*/@id")
    assert ids == [section.anchor for section in sections]


def test_search_finds_code_prose_and_outputs(books: dict[str, notebooks.Notebook]) -> None:
    words = {s.anchor: s.words for s in books["01_agreement"].sections}
    assert "seed = 1" in words["The-formula"]
    assert "20 extracts, 3 raters" in words["What-the-raters-did"]
    assert "quixotic" in words["What-the-raters-did-2"]


def test_a_link_to_another_notebook_leads_to_its_page(books: dict[str, notebooks.Notebook]) -> None:
    links = html.fromstring(books["01_agreement"].body).xpath("//a/@href")
    assert links == ["02_broken.html#What-breaks"]


def test_parameters_are_told_from_those_of_the_run(books: dict[str, notebooks.Notebook]) -> None:
    tags = html.fromstring(books["01_agreement"].body).xpath("//p[@class='tag']/text()")
    assert tags == ["Parameters, as the notebook sets them", "Parameters of this run"]


def test_every_picture_has_a_description(books: dict[str, notebooks.Notebook]) -> None:
    alts = html.fromstring(books["01_agreement"].body).xpath("//img/@alt")
    assert alts == [
        "A blue bar, forty wide.",
        "A bar drawn as SVG.",
        "A picture for which no description was given",
    ]


def test_a_failed_notebook_says_where_and_keeps_its_error(
    books: dict[str, notebooks.Notebook],
) -> None:
    broken = books["02_broken"]
    assert broken.failure == "cell [2]: ZeroDivisionError: division by zero"
    (error,) = html.fromstring(f"<div>{broken.body}</div>").xpath("//*[@id='failure']")
    assert "----> 1 1 / 0" in error.text_content()
    assert "An Exception was encountered" not in broken.body


def test_an_error_that_was_asked_for_is_no_failure(books: dict[str, notebooks.Notebook]) -> None:
    assert books["03_hostile"].failure == ""
    assert books["01_agreement"].failure == ""


def test_an_error_is_found_without_the_runners_stamp(tmp_path: Path) -> None:
    stored = json.loads((FOLDER / "02_broken.ipynb").read_text("utf-8"))
    stored["metadata"] = {}
    (tmp_path / "x.ipynb").write_text(json.dumps(stored), "utf-8")
    (book,) = notebooks.read_all(tmp_path)
    assert book.failure == "cell [2]: ZeroDivisionError: division by zero"
    assert book.seconds is None


@pytest.mark.parametrize("odd", ["words", 3, None, [], {"outcome": "timeout"}])
def test_odd_metadata_does_no_harm(tmp_path: Path, odd: object) -> None:
    stored = json.loads((FOLDER / "01_agreement.ipynb").read_text("utf-8"))
    stored["metadata"] = {"study": odd, "papermill": odd}
    stored["cells"][-2]["outputs"][2]["metadata"] = {"image/png": odd}
    (tmp_path / "x.ipynb").write_text(json.dumps(stored), "utf-8")
    (book,) = notebooks.read_all(tmp_path)
    assert book.title == "Measure agreement"
    assert book.failure == ("timeout" if isinstance(odd, dict) else "")


@pytest.mark.parametrize("content", [b"", b'{"cells": [', b"\xff\xfe", b"[]", b"{}"])
def test_a_damaged_file_becomes_a_page_that_says_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "04_half.ipynb").write_bytes(content)
    (book,) = notebooks.read_all(tmp_path)
    assert (book.title, book.body) == ("04_half", "")
    assert book.failure


def test_no_folder_means_no_notebooks(tmp_path: Path) -> None:
    assert notebooks.read_all(tmp_path / "none") == ()


def test_a_body_without_headings_is_still_searched() -> None:
    body, sections = notebooks.outline("<p>only words</p>")
    assert body == "<p>only words</p>"
    assert sections == (notebooks.Section("", 1, "", "only words"),)


def test_a_heading_never_takes_an_id_of_the_page() -> None:
    _, sections = notebooks.outline("<h1>main</h1><h2>failure</h2>")
    assert [section.anchor for section in sections] == ["main-2", "failure-2"]


def test_words_before_the_first_heading_do_not_become_the_title(tmp_path: Path) -> None:
    stored = json.loads((FOLDER / "01_agreement.ipynb").read_text("utf-8"))
    stored["cells"].insert(0, {**stored["cells"][0], "source": "Before.", "id": "before"})
    (tmp_path / "x.ipynb").write_text(json.dumps(stored), "utf-8")
    (book,) = notebooks.read_all(tmp_path)
    assert book.title == "Measure agreement"
    assert book.sections[0].words == "Before."


def test_a_heading_that_looks_like_html_stays_text() -> None:
    body, (section,) = notebooks.outline("<h2>a &lt;b&gt; &quot;c&quot;</h2>")
    assert html.fromstring(body).get("id") == section.anchor == 'a-<b>-"c"'
