"""TeX to MathML, so that formulas need no script and no network."""

import html
import re
from xml.etree.ElementTree import Element, tostring

_TEX = re.compile(r'<code class="tex( display)?">(.*?)</code>', re.DOTALL)
_WORDS_TAGS = """
    math mrow mi mn mo mtext mspace ms mfrac msqrt mroot mstyle mpadded mphantom menclose msub
    msup msubsup munder mover munderover mmultiscripts mprescripts mtable mtr mtd none
"""
_TAGS = frozenset(_WORDS_TAGS.split())
_WORDS_ATTRIBUTES = """
    display stretchy fence separator lspace rspace minsize maxsize movablelimits linethickness
    mathvariant columnalign rowspacing columnspacing width height depth notation accent
    accentunder scriptlevel displaystyle largeop symmetric
"""
_ATTRIBUTES = frozenset(_WORDS_ATTRIBUTES.split())


def convert(tex: str, display: bool = False) -> str:
    r"""MathML for one formula; the TeX itself, as code, where it cannot be read.

    >>> convert(r"\frac{a}{b}").count("<mrow>") >= 2
    True
    >>> "<script>" in convert(r"\text{<script>}")
    False
    """
    from latex2mathml.converter import convert_to_element

    try:
        tree = convert_to_element(tex, display="block" if display else "inline")
    except Exception:  # latex2mathml raises a class of its own for each way TeX can be wrong
        return f"<code>{html.escape(tex)}</code>"
    _tame(tree)
    return tostring(tree, encoding="unicode")


def fill(page: str) -> str:
    """The page with each `<code class="tex">` turned into MathML."""
    return _TEX.sub(lambda found: convert(html.unescape(found[2]), bool(found[1])), page)


def placeholder(tex: str, display: bool = False) -> str:
    """What `fill` looks for: the TeX as code, which the sanitiser lets through."""
    return f'<code class="tex{" display" if display else ""}">{html.escape(tex)}</code>'


def _tame(element: Element) -> None:
    # latex2mathml keeps symbols as entities inside the text and lets \href and \style through:
    # decode the entities, so that writing escapes what is left, and keep known names only.
    if element.tag not in _TAGS:
        element.tag = "mrow"
    for name in [name for name in element.attrib if name not in {*_ATTRIBUTES, "xmlns"}]:
        del element.attrib[name]
    element.text = html.unescape(element.text) if element.text else element.text
    element.tail = html.unescape(element.tail) if element.tail else element.tail
    for child in element:
        _tame(child)
