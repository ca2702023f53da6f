"""Markdown to HTML that is safe to show, with formulas as MathML."""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from helpers.report import mathml
from helpers.report.sanitise import clean, picture

Attachments = Mapping[str, Mapping[str, str]]
_LINK = re.compile(r' href="(?:\./)?([^":#]+)\.ipynb(#[^"]*)?"')


def render(source: str, attachments: Attachments | None = None) -> str:
    """HTML of a Markdown text: converted, then sanitised, then formulas put in.

    In this order, since a sanitiser that ran first would mangle quotations and `a < b`, and one
    that ran last would empty the formulas.

    >>> render("*a* <script>alert(1)</script>")
    '<p><em>a</em> </p>\\n'
    """
    return _rendered(_with_pictures(source, attachments or {}))


@lru_cache(maxsize=500)
def _rendered(source: str) -> str:
    from nbconvert.filters.markdown_mistune import MarkdownWithMath

    html = MarkdownWithMath(renderer=_renderer()).render(source)
    return mathml.fill(clean(html))


def link_pages(html: str, pages: Collection[str]) -> str:
    """Links to other notebooks turned into links to their pages; dropped where there is none.

    >>> link_pages('<a href="02_b.ipynb#x">b</a> <a href="lost.ipynb">l</a>', ["02_b"])
    '<a href="02_b.html#x">b</a> <a>l</a>'
    """

    def one(found: re.Match[str]) -> str:
        name = unquote(found[1])
        return f' href="{found[1]}.html{found[2] or ""}"' if name in pages else ""

    return _LINK.sub(one, html)


def _with_pictures(source: str, attachments: Attachments) -> str:
    for name, kinds in attachments.items():
        mime, data = next(iter(kinds.items()), ("", ""))
        source = source.replace(f"(attachment:{PurePosixPath(name)})", f"({picture(mime, data)})")
    return source


def _renderer() -> Any:
    from nbconvert.filters.markdown_mistune import IPythonRenderer

    class Renderer(IPythonRenderer):
        """nbconvert's, with formulas kept as code that `mathml.fill` finds again."""

        def inline_math(self, body: str) -> str:
            return mathml.placeholder(body)

        def block_math(self, body: str) -> str:
            return mathml.placeholder(body, display=True)

        def latex_environment(self, name: str, body: str) -> str:
            return mathml.placeholder(rf"\begin{{{name}}}{body}\end{{{name}}}", display=True)

    return Renderer(escape=False, exclude_anchor_links=True)
