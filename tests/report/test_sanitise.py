import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from helpers.report import mathml, prose, sanitise

RUN = Path(__file__).with_name("run")
HOSTILE = json.loads((RUN / "notebooks/03_hostile.ipynb").read_text("utf-8"))
ATTACKS = {
    "".join(cell["source"]).removeprefix("# "): next(iter(cell["outputs"][0]["data"].values()))
    for cell in HOSTILE["cells"]
    if cell["cell_type"] == "code" and "data" in cell["outputs"][0]
}
FORBIDDEN = {
    *("script", "style", "iframe", "object", "embed", "link", "meta", "base", "form", "input"),
    *("button", "textarea", "svg", "video", "audio", "template", "noscript", "animate", "body"),
}
SAFE_ADDRESS = re.compile(r"(https?://|mailto:|#|data:image/|[\w.-]+\.(ipynb|html))", re.IGNORECASE)


def harms(fragment: str) -> list[str]:
    """What a browser could run, load or be restyled by; an independent reading of the HTML."""
    found = []
    for element in html.fragment_fromstring(fragment, create_parent="div").iter():
        if element.tag in FORBIDDEN:
            found.append(f"<{element.tag}>")
        for name, value in element.attrib.items():
            if name.startswith("on") or name in {"style", "id", "srcset", "srcdoc", "name"}:
                found.append(f"{name}={value}")
            if name in {"href", "src", "action", "data"} and not SAFE_ADDRESS.match(value):
                found.append(f"{name}={value}")
            if name == "src" and not value.startswith("data:image/"):
                found.append(f"loads {value}")
    return found


def test_the_reading_itself_sees_what_an_unclean_page_holds() -> None:
    assert harms('<p onclick="x()"><script>x</script><a href="javascript:x">a</a></p>') == [
        "onclick=x()",
        "<script>",
        "href=javascript:x",
    ]


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_no_attack_survives_as_html_or_as_markdown(attack: str) -> None:
    assert harms(sanitise.clean(attack)) == []
    assert harms(prose.render(attack)) == []


WORDS = st.sampled_from(
    [
        *("<script>", "</script>", "<svg ", "<img ", "<a ", "<math>", "<style>", "</style>"),
        *("onerror=x()", 'href="javascript:x"', "src=x", ">", "<", '"', "'", "/", "<!--", "-->"),
        *("<table>", "<td>", "<p>", "</p>", "<mglyph>", "<noscript>", "&lt;", "x", " ", "=", "$"),
    ]
)


@given(st.lists(WORDS, max_size=25).map("".join))
def test_no_mixture_of_tags_survives(text: str) -> None:
    assert harms(sanitise.clean(text)) == []
    assert harms(prose.render(text)) == []


@given(st.text(max_size=200))
def test_text_cleaned_twice_is_text_cleaned_once(text: str) -> None:
    once = sanitise.clean(text)
    assert sanitise.clean(once) == once


def test_tables_links_and_pictures_of_an_honest_notebook_stay() -> None:
    kept = sanitise.clean(
        '<table><tr style="text-align: right;"><th colspan="2">n</th></tr></table>'
        '<a href="https://example.org">out</a><img src="data:image/png;base64,AAAA" alt="bar">'
    )
    tree = html.fragment_fromstring(kept, create_parent="div")
    assert tree.xpath("string(.//div[@tabindex='0' and @aria-label='Table']//th[@colspan='2'])")
    assert tree.xpath("string(.//a/@href)") == "https://example.org"
    assert tree.xpath("string(.//img/@alt)") == "bar"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a<style>p{}</style>b<SCRIPT>x</SCRIPT >c", "abc"),
        ("a<svg><style>x</style>y</svg>b", "ab"),
        ("a<style>b</style", "a"),
        ("a</style>b", "ab"),
        ("a<svg>" * 30_000, "a" * 30_000),
    ],
    ids=["twice", "nested", "cut", "closed only", "never closed"],
)
def test_what_script_and_style_hold_is_no_prose(given: str, kept: str) -> None:
    assert sanitise.clean(given) == kept


def test_an_empty_head_is_no_head() -> None:
    kept = sanitise.clean('<table><tr><th class="blank">&nbsp;</th><th>n</th></tr></table>')
    tree = html.fragment_fromstring(kept, create_parent="div")
    assert [cell.tag for cell in tree.xpath(".//tr/*")] == ["td", "th"]


def test_a_picture_without_words_says_that_it_has_none() -> None:
    assert sanitise.NO_ALT in sanitise.clean('<img src="data:image/png;base64,AAAA">')


def test_a_picture_that_is_not_base64_has_no_address() -> None:
    assert sanitise.picture("image/png", 'AAAA" onerror="x') == ""
    assert sanitise.picture("text/html", "AAAA") == ""


def test_a_fraction_keeps_its_two_parts() -> None:
    made = prose.render(r"$$\kappa = \frac{\bar P - \bar P_e}{1 - \bar P_e}$$")
    (fraction,) = html.fromstring(made).xpath("//mfrac")
    assert [len(part.xpath(".//mo[text()='−']")) for part in fraction] == [1, 1]
    assert html.fromstring(made).xpath("//math/@display") == ["block"]


def test_formulas_and_comparisons_come_through_the_sanitiser() -> None:
    made = prose.render("If $p < 1$ and a < b:\n\n> $x^2$\n\n`$code$` and \\$5")
    tree = html.fromstring(f"<div>{made}</div>")
    assert len(tree.xpath("//math")) == 2
    assert tree.xpath("string(//p[1])").endswith("and a < b:")
    assert len(tree.xpath("//blockquote//msup")) == 1
    assert tree.xpath("string(//code)") == "$code$"


def test_tex_that_cannot_be_read_is_shown_as_it_is_written() -> None:
    assert mathml.convert(r"\begin{matrix}a<b") == r"<code>\begin{matrix}a&lt;b</code>"


def test_an_environment_is_a_formula_of_its_own() -> None:
    made = prose.render("\\begin{align}a &= b\\end{align}")
    assert html.fromstring(made).xpath("//math/@display") == ["block"]


def test_an_attached_picture_is_put_in() -> None:
    made = prose.render("![bar](attachment:b.png)", {"b.png": {"image/png": "AAAA"}})
    assert html.fromstring(made).xpath("//img/@src") == ["data:image/png;base64,AAAA"]


def test_links_go_to_pages_that_exist() -> None:
    made = prose.render("[a](01_a.ipynb#Part) [b](./01_a.ipynb) [c](09_no.ipynb) [d](../x.md)")
    linked = prose.link_pages(made, ["01_a"])
    hrefs = html.fromstring(linked).xpath("//a/@href")
    assert hrefs == ["01_a.html#Part", "01_a.html"]
    assert html.fromstring(linked).xpath("count(//a)") == 4
