"""One style for every figure, and the only place that writes one to disk."""

import base64
import html
import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol
from xml.sax.saxutils import escape

import matplotlib.style
import pandas as pd
from matplotlib.figure import Figure

from helpers.figures import fonts

WIDTHS = WIDE_MM, NARROW_MM = 170.0, 85.0
FORMS = ("svg", "pdf", "png")
BESIDE = ("csv", "txt")  # the table that is plotted, and the alt text
DECIMALS = 12  # of what is plotted: the digits after them depend on the processor

# Okabe & Ito's colours, which stay apart for every common kind of colour vision. Lightness differs
# too, and no figure leans on colour alone.
BLUE, VERMILLION, GREEN, ORANGE = "#0072B2", "#D55E00", "#009E73", "#E69F00"
SKY, PURPLE, YELLOW, BLACK = "#56B4E9", "#CC79A7", "#F0E442", "#000000"
INK, QUIET, RULE, TINT = "#1a1a1a", "#595959", "#c4c4c4", "#f1f1f1"
SHADE = "#dcebf5"  # a light blue behind what belongs together


@dataclass(frozen=True)
class Font:
    """How a text is set; the family is always the one that comes with the project."""

    size: float = 8
    weight: Literal["normal", "bold"] = "normal"
    style: Literal["normal", "italic"] = "normal"
    color: str = INK


BODY, STRONG = Font(), Font(weight="bold")
NOTE, ITALIC = Font(size=7, color=QUIET), Font(style="italic", color=QUIET)

# One grammar for every figure: filled is stated, hollow is our reading.
STATED: dict[str, Any] = {"marker": "o", "markersize": 7, "color": BLUE}
READING: dict[str, Any] = {
    "marker": "o",
    "markersize": 6.4,
    "markerfacecolor": "white",
    "markeredgecolor": VERMILLION,
    "markeredgewidth": 1.3,
}
MARKS = {"stated": STATED, "our reading": READING, "coded": STATED}

RC = {
    "figure.dpi": 100,
    "savefig.dpi": 300,
    "font.family": "sans-serif",
    "font.sans-serif": list(fonts.FAMILY),
    # Every look for a font compares these lists too, and no figure needs them.
    **dict.fromkeys(("font.serif", "font.monospace", "font.cursive", "font.fantasy"), ()),
    "font.size": BODY.size,
    "text.color": INK,
    "text.hinting": "no_hinting",  # a text is as wide at every resolution as it is measured
    "text.parse_math": False,  # a dollar sign in a label is a dollar sign
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.labelsize": BODY.size,
    "axes.linewidth": 0.6,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "xtick.labelsize": BODY.size,
    "ytick.labelsize": BODY.size,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "lines.linewidth": 1.2,
    "pdf.fonttype": 42,  # fonts embedded as TrueType: text that can be searched and edited
    "svg.fonttype": "none",  # live text
    "svg.hashsalt": "study",  # element ids that are the same on every run
}


@contextmanager
def paper() -> Iterator[None]:
    """The style, for as long as a block or a decorated function runs; nothing is left behind."""
    fonts.known()
    with matplotlib.style.context(["default", RC]), warnings.catch_warnings():
        # A missing character is said once a figure, in one line, by `layout.warn_of_missing`.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


@dataclass(frozen=True)
class SavedFigure:
    """A figure on disk; as a notebook cell's last line it shows itself, with its alt text."""

    name: str
    folder: Path
    alt: str
    caption: str = ""

    def path(self, suffix: str) -> Path:
        """Where one of its files is: svg, csv or txt, and pdf or png once complete."""
        return self.folder / f"{self.name}.{suffix}"

    def _repr_html_(self) -> str:
        picture = base64.b64encode(self.path("svg").read_bytes()).decode("ascii")
        caption = f"<figcaption>{html.escape(self.caption)}</figcaption>" if self.caption else ""
        return (
            f'<figure><img alt="{html.escape(self.alt)}" style="max-width:100%;height:auto" '
            f'src="data:image/svg+xml;base64,{picture}">{caption}</figure>'
        )


class FigureModule(Protocol):
    """What every module of a figure offers."""

    NAME: str
    TITLE: str

    def draw(
        self, frame: pd.DataFrame, *, width_mm: float = WIDE_MM, stamp: str | None = None
    ) -> Figure:
        """The figure of a frame."""

    def alt(self, frame: pd.DataFrame) -> str:
        """The same frame in words."""


def publish(
    module: FigureModule,
    frame: pd.DataFrame,
    folder: Path,
    *,
    stamp: str | None = None,
    caption: str = "",
    width_mm: float = WIDE_MM,
) -> SavedFigure:
    """Draw a figure at the nearer journal width, save it as SVG, and give it back to be shown.

    The other forms and the other width can be made of its table, by `plates.complete`; those that
    an earlier figure left are removed.
    """
    frame = frame.round(DECIMALS)
    width = WIDE_MM if width_mm > NARROW_MM else NARROW_MM
    figure = module.draw(frame, width_mm=width, stamp=stamp)
    for name in names(module):
        for form in (*FORMS, *BESIDE):
            (folder / f"{name}.{form}").unlink(missing_ok=True)
    name = width_name(module.NAME, width)
    return save(figure, module, frame, folder, name=name, caption=caption, forms=("svg",))


def names(module: FigureModule) -> tuple[str, ...]:
    """What a figure's files are called at each of `WIDTHS`."""
    return tuple(width_name(module.NAME, width) for width in WIDTHS)


def width_name(name: str, width_mm: float) -> str:
    """What a figure's files are called at a width: the wide one has the plain name."""
    return name if width_mm > NARROW_MM else f"{name}_{NARROW_MM:.0f}mm"


def save(
    figure: Figure,
    module: FigureModule,
    frame: pd.DataFrame,
    folder: Path,
    *,
    name: str,
    caption: str = "",
    forms: Sequence[str] = FORMS,
) -> SavedFigure:
    """Write a figure as NAME in each of `forms`, .csv (what is plotted) and .txt (alt text).

    The same figure gives the same bytes. A stamp on its face is repeated before the alt text and
    in every row of the table, so that none can be passed on without it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in files(figure, module, frame, name, forms).items():
        (folder / file).write_bytes(content)
    return SavedFigure(name, folder, in_words(figure, module, frame), caption)


def files(
    figure: Figure, module: FigureModule, frame: pd.DataFrame, name: str, forms: Sequence[str]
) -> dict[str, bytes]:
    """A figure's files by their names."""
    alt, stamp = in_words(figure, module, frame), stamp_of(figure)
    with paper():
        files = {f"{name}.{form}": _drawn(figure, form, module.TITLE, alt) for form in forms}
    plotted = frame.assign(stamp=stamp) if stamp else frame
    table = plotted.to_csv(index=False, lineterminator="\n")
    return files | {f"{name}.csv": table.encode(), f"{name}.txt": f"{alt}\n".encode()}


def in_words(figure: Figure, module: FigureModule, frame: pd.DataFrame) -> str:
    """A figure's alt text; what a stamp on its face says comes first."""
    stamp = stamp_of(figure)
    return f"{stamp}. {module.alt(frame)}" if stamp else module.alt(frame)


def _drawn(figure: Figure, form: str, title: str, alt: str) -> bytes:
    """The file of one form; its title and the alt text go with it, and no date does."""
    words: dict[str, dict[str, str | None]] = {
        "svg": {"Date": None, "Title": title},
        "pdf": {"Title": title, "Subject": alt, "CreationDate": None, "ModDate": None},
        "png": {"Software": None, "Title": title, "Description": alt},
    }
    buffer = io.BytesIO()
    packed: dict[str, Any] = {"pil_kwargs": {"compress_level": 2}} if form == "png" else {}
    figure.savefig(buffer, format=form, metadata=words[form], **packed)
    drawn = buffer.getvalue()
    return _described(drawn, title, alt) if form == "svg" else drawn


def stamp_of(figure: Figure) -> str | None:
    """What the stamp on a figure's face says, or None."""
    stamps = (str(text.get_label()) for text in figure.axes[0].texts if text.get_gid() == "stamp")
    return next(stamps, None)


def _described(svg: bytes, title: str, alt: str) -> bytes:
    """An SVG with the alt text as its description for a screen reader."""
    named = f"<title>{escape(title)}</title>"
    described = f'<title id="title">{escape(title)}</title>\n <desc id="desc">{escape(alt)}</desc>'
    labelled = '<svg role="img" aria-labelledby="title desc" '
    text = svg.decode("utf-8").replace("<svg ", labelled, 1).replace(named, described, 1)
    return text.encode("utf-8")
