"""Untrusted HTML in, HTML without script, style, forms, frames or foreign addresses out.

A notebook's outputs are whatever its cells wrote, so nothing in them is trusted. Three walls
stand one behind the other: the allow-list here, pictures only as `<img>` (an SVG shown so cannot
run script), and the page's content security policy, which lets no script or style but ours run.
"""

import re
from collections.abc import Callable
from functools import cache

_DROPPED = re.compile(
    r"<(/?)(script|style|svg|math|iframe|object|template|title|textarea|noscript)\b",
    re.IGNORECASE,
)
_WORDS_TAGS = """
    a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption
    figure h1 h2 h3 h4 h5 h6 hr i img kbd li mark ol p pre s small span strong sub summary sup
    table tbody td tfoot th thead tr u ul
"""
_TAGS = frozenset(_WORDS_TAGS.split())
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]*")
_ADDRESS = re.compile(r"(https?://|mailto:|#|(\./)?\w[\w.-]*\.ipynb(#|$))", re.IGNORECASE)
_CLASS = {
    "code": re.compile(r"tex( display)?"),
    "div": re.compile(r"highlight"),
    "span": re.compile(r"[a-z][a-z0-9]?"),
    "td": re.compile(r"align-(left|right|center)"),
    "th": re.compile(r"align-(left|right|center)"),
}
_SPAN = re.compile(r"\d{1,3}")
_RULES: dict[tuple[str, str], re.Pattern[str]] = {
    ("a", "href"): _ADDRESS,
    ("img", "src"): _PICTURE,
    ("td", "colspan"): _SPAN,
    ("td", "rowspan"): _SPAN,
    ("th", "colspan"): _SPAN,
    ("th", "rowspan"): _SPAN,
    ("th", "scope"): re.compile(r"(col|row)(group)?"),
    ("ol", "start"): _SPAN,
    **{(tag, "class"): pattern for tag, pattern in _CLASS.items()},
}
_PLAIN = {("img", "alt"), ("abbr", "title")}
_ALIGN = re.compile(r'style="text-align:\s*(left|right|center);?"')
_EMPTY_HEAD = re.compile(r"<th[^>]*>(&nbsp;|\s)*</th>")
_NO_SOURCE = re.compile(r"<img(?![^>]*\ssrc=)[^>]*>")
_IMG = re.compile(r"<img [^>]*>")
_NO_ALT = re.compile(r"<img(?![^>]*\salt=)")
NO_ALT = "A picture for which no description was given"


def clean(html: str) -> str:
    """The same HTML with nothing left that could run, load or restyle.

    >>> clean('<p onclick="x()">a<script>alert(1)</script> <a href="javascript:x()">b</a></p>')
    '<p>a <a>b</a></p>'
    """
    aligned = _ALIGN.sub(r'class="align-\1"', _without_content(html))
    kept = _EMPTY_HEAD.sub("<td></td>", _NO_SOURCE.sub("", _cleaner()(aligned)))
    return _scrolling(_NO_ALT.sub(f'<img alt="{NO_ALT}"', kept))


def picture(mime: str, data: str | bytes) -> str:
    """A data address for a picture's base64 text or bytes; '' when it is not base64.

    >>> picture("image/png", b"x")
    'data:image/png;base64,eA=='
    """
    from base64 import b64encode

    text = b64encode(data).decode() if isinstance(data, bytes) else "".join(data.split())
    address = f"data:{mime};base64,{text}"
    return address if _PICTURE.fullmatch(address) else ""


@cache
def _cleaner() -> Callable[[str], str]:
    from bleach.sanitizer import Cleaner

    cleaner = Cleaner(
        tags=_TAGS,
        attributes=_allowed,
        protocols={"http", "https", "mailto", "data"},
        strip=True,
        strip_comments=True,
    )
    clean_one: Callable[[str], str] = cleaner.clean
    return clean_one


def _without_content(html: str) -> str:
    # What a stripped `<style>` or `<script>` holds is not prose. One pass, however many there are.
    kept, end, inside, begin = [], 0, "", 0
    for tag in _DROPPED.finditer(html):
        name = tag[2].lower()
        if not tag[1] and not inside:
            inside, begin = name, tag.start()
        elif tag[1] and name == inside:
            kept.append(html[end:begin])
            end, inside = html.find(">", tag.end()) + 1 or len(html), ""
    return "".join([*kept, html[end:]])


def _allowed(tag: str, name: str, value: str) -> bool:
    if (tag, name) in _PLAIN:
        return True
    rule = _RULES.get((tag, name))
    if rule is None:
        return False
    return bool(rule.match(value) if rule is _ADDRESS else rule.fullmatch(value))


def _scrolling(html: str) -> str:
    # What is wider than a phone scrolls in a box of its own, which the keyboard can reach.
    box = 'class="scroll" tabindex="0" role="group" aria-label='
    tables = html.replace("<table>", f'<div {box}"Table"><table>')
    return _IMG.sub(
        rf'<span {box}"Picture">\g<0></span>', tables.replace("</table>", "</table></div>")
    )
