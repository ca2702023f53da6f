"""A page in millimetres: text measured before it is placed, so that nothing can overlap."""

import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.textpath import TextToPath

from helpers.figures import fonts, style
from helpers.figures.style import BODY, Font

MM_PER_POINT = 25.4 / 72
LINE_PITCH = 1.15  # of the font size
ASCENT = 0.93  # from the top of a line to its baseline, of the font size
LETTER = Font(weight="bold", color=style.VERMILLION)  # in a key, in place of a mark
ROUNDING = 1e-6  # a text is allowed exactly its own width

Look = dict[str, Any]  # of a marker, as matplotlib's `plot` takes it
Side = Literal["left", "center", "right"]


def line_height(font: Font = BODY) -> float:
    """From one line to the next, in mm."""
    return font.size * LINE_PITCH * MM_PER_POINT


@cache
def measure(text: str, font: Font = BODY) -> float:
    """How wide one line of text is, in mm.

    >>> round(measure("mmmm") / measure("m"), 3)
    4.0
    """
    width, _, _ = TextToPath().get_text_width_height_descent(text, _properties(font), False)
    return float(width) * MM_PER_POINT


def wrap(text: str, width: float, font: Font = BODY) -> list[str]:
    """Lines of at most `width` mm, as few as can be and evenly filled; too long a word is cut.

    >>> wrap("one two", 8)
    ['one', 'two']
    """
    text = " ".join(text.split())
    if measure(text, font) <= width + ROUNDING:
        return [text]
    pieces = list(_pieces(text, width, font))
    lines = _fill(pieces, width, font)
    while True:
        widest = max(measure(line, font) for line in lines)
        tighter = _fill(pieces, widest - 0.01, font)
        if len(tighter) > len(lines) or max(measure(line, font) for line in tighter) >= widest:
            return lines
        lines = tighter


def height(text: str, width: float, font: Font = BODY) -> float:
    """How high a text is once wrapped, in mm."""
    return len(wrap(text, width, font)) * line_height(font)


@dataclass(frozen=True)
class Page:
    """A figure whose one background axes counts millimetres from the top left corner."""

    figure: Figure
    ax: Axes
    width: float
    panels: list[tuple[Axes, tuple[float, float, float, float]]] = field(default_factory=list)

    @classmethod
    def blank(cls, width: float) -> "Page":
        """A page as wide as a journal's column; `finish` gives it its height."""
        figure = Figure(figsize=(width / 25.4, 1))
        ax = figure.add_axes((0, 0, 1, 1))
        ax.set_axis_off()
        ax.set_xlim(0, width)
        return cls(figure, ax, width)

    def text(
        self, x: float, y: float, text: str, width: float, font: Font = BODY, *, side: Side = "left"
    ) -> float:
        """Set a text below `y`, wrapped to `width` mm; the height it takes, in mm."""
        lines = wrap(text, width, font)
        for i, line in enumerate(lines):
            self.line_of_text(x, y + i * line_height(font), line, font, side)
        return len(lines) * line_height(font)

    def middle(
        self, x: float, y: float, text: str, width: float, font: Font = BODY, *, side: Side = "left"
    ) -> None:
        """Set a text whose middle is at `y`."""
        self.text(x, y - height(text, width, font) / 2, text, width, font, side=side)

    def line_of_text(self, x: float, y: float, line: str, font: Font, side: Side = "left") -> None:
        """Set one line whose top is at `y`."""
        baseline = y + ASCENT * font.size * MM_PER_POINT
        self.ax.text(
            x,
            baseline,
            line,
            ha=side,
            va="baseline",
            color=font.color,
            fontproperties=_properties(font),
        )

    def rule(self, x: tuple[float, float], y: tuple[float, float], **look: Any) -> None:
        """A straight line, thin and grey unless told otherwise."""
        settings: dict[str, Any] = {"color": style.RULE, "linewidth": 0.6, "zorder": 1} | look
        self.ax.add_artist(Line2D(x, y, **settings))

    def box(self, x: float, y: float, width: float, height: float, **look: Any) -> None:
        """A rectangle, filled with the tint unless told otherwise."""
        settings: dict[str, Any] = {
            "facecolor": style.TINT,
            "edgecolor": "none",
            "zorder": 0,
        } | look
        self.ax.add_patch(Rectangle((x, y), width, height, **settings))

    def mark(self, x: float, y: float, look: Look) -> None:
        """One marker."""
        self.ax.add_artist(Line2D([x], [y], linestyle="none", **look))

    def stamp(self, words: str | None, y: float = 0) -> float:
        """The words that a picture of synthetic data carries; the height they take, in mm."""
        if words is None:
            return 0
        font = Font(weight="bold", color=style.INK)
        lines = wrap(words, self.width - 6, font)
        tall = len(lines) * line_height(font) + 2
        self.box(
            0.3, y + 0.3, self.width - 0.6, tall, facecolor="#FFF3C4", edgecolor=style.VERMILLION
        )
        self.ax.text(
            self.width / 2,
            y + 0.3 + tall / 2,
            "\n".join(lines),
            ha="center",
            va="center_baseline",
            linespacing=LINE_PITCH,
            fontproperties=_properties(font),
            gid="stamp",
            label=words,
        )
        return tall + 2.5

    def panel(self, x: float, y: float, width: float, height: float) -> Axes:
        """An axes for data, its box given in mm; its own y axis counts the page's mm."""
        ax = self.figure.add_axes((0, 0, 1, 1))
        ax.set_ylim(y + height, y)
        self.panels.append((ax, (x, y, width, height)))
        return ax

    def finish(self, height: float) -> Figure:
        """Give the page its height and check that the font has every character on it."""
        self.figure.set_size_inches(self.width / 25.4, height / 25.4)
        for ax, (x, y, wide, tall) in self.panels:
            ax.set_position(
                (x / self.width, 1 - (y + tall) / height, wide / self.width, tall / height)
            )
        self.ax.set_ylim(height, 0)
        warn_of_missing(text.get_text() for ax in self.figure.axes for text in ax.texts)
        return self.figure


def staircase(
    page: Page,
    labels: Sequence[str],
    xs: Sequence[float],
    y: float,
    *,
    ends: Sequence[float],
    left: float = 0,
) -> None:
    """Column heads set horizontally: the first lowest, each ending at a line down to its column.

    `ends` says how far down each line goes; `y` is the top; the height is `staircase_height`.
    """
    for label, x, end in reversed(list(zip(labels, xs, ends, strict=True))):
        tall = page.text(x - 1, y, label, x - 1 - left, side="right")
        page.rule((x, x), (y + 0.6, end))
        y += tall + 0.5


def staircase_height(labels: Sequence[str], xs: Sequence[float], left: float = 0) -> float:
    """How high a staircase of labels is, in mm."""
    return sum(height(label, x - 1 - left) + 0.5 for label, x in zip(labels, xs, strict=True))


def key(
    page: Page,
    entries: Iterable[tuple[Look | str, str]],
    y: float,
    *,
    left: float = 0,
    width: float | None = None,
    line: bool = False,
) -> float:
    """Marks (or letters) with their meaning, side by side as far as they fit; where they end.

    With `line`, each mark sits on a line, as a point on its interval does.
    """
    width = page.width - left if width is None else width
    lead, x, tall = (9 if line else 4.5), left, 0.0
    for look, words in entries:
        if x > left and x + lead + measure(words) > left + width:
            x, y = left, y + tall
        middle = y + line_height() / 2
        if isinstance(look, str):
            page.line_of_text(x + lead / 2 - 0.5, y, look, LETTER, "center")
        else:
            page.mark(x + lead / 2 - 0.5, middle, look)
        if line and not isinstance(look, str):
            page.rule((x + 0.5, x + 7.5), (middle, middle), color=look["color"], linewidth=1.4)
        tall = page.text(x + lead, y, words, width - lead) + 0.6
        x += lead + measure(words) + 5
    return y + tall


def warn_of_missing(texts: Iterable[str]) -> None:
    """One clear warning when the bundled font lacks characters, as it does for some scripts."""
    known = _characters()
    lacking = sorted({c for text in texts for c in text if not c.isspace() and ord(c) not in known})
    if lacking:
        sample = "".join(lacking[:10])
        warnings.warn(
            f"the bundled font {fonts.FAMILY[-1]} lacks {len(lacking)} characters "
            f"({sample}); they are drawn as empty boxes: use Latin, Greek or Cyrillic labels",
            UserWarning,
            stacklevel=3,
        )


@cache
def _characters() -> frozenset[int]:
    return frozenset(get_font(findfont(fonts.FAMILY[-1])).get_charmap())


def _properties(font: Font) -> FontProperties:
    return FontProperties(
        family=fonts.known(), size=font.size, weight=font.weight, style=font.style
    )


def _fill(pieces: Sequence[str], width: float, font: Font) -> list[str]:
    lines = [""]
    for piece in pieces:
        if lines[-1] and measure((lines[-1] + piece).rstrip(), font) > width + ROUNDING:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def _pieces(text: str, width: float, font: Font) -> Iterable[str]:
    """The text in pieces between which a line may end, none wider than `width`."""
    for word in re.findall(r"\S+?(?:[-/–—](?=\w)|(?=\s)|$)\s*", text):
        rest = word
        while measure(rest.rstrip(), font) > width + ROUNDING and len(rest) > 1:
            fits = [n for n in range(1, len(rest)) if measure(rest[:n], font) <= width]
            cut = fits[-1] if fits else 1
            yield rest[:cut]
            rest = rest[cut:]
        yield rest
