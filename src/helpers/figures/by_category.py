"""Kappa in each category, with every interval side by side."""

import itertools
import math
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MultipleLocator

from helpers.figures import style
from helpers.figures.frames import checked, interval, number
from helpers.figures.layout import Look, Page, height, key
from helpers.figures.style import NOTE

NAME = "agreement_by_category"
TITLE = "Kappa by category"
COLUMNS = {"category": str, "kappa": float, "interval": str, "low": float, "high": float, "n": int}
LOOKS: list[Look] = [
    {"marker": "s", "markersize": 5, "color": style.BLACK, "markerfacecolor": "white"},
    {"marker": "o", "markersize": 5, "color": style.BLUE},
    {"marker": "D", "color": style.VERMILLION, "markersize": 4},
    {"marker": "^", "markersize": 5, "color": style.GREEN},
    {"marker": "v", "markersize": 5, "color": style.PURPLE, "markerfacecolor": "white"},
]
ROOM = 1.3  # the widest scale whose smallest step has room for its numbers
STEP = 3.6  # between two intervals of a category, in mm


def table(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a category and interval: category, kappa, interval (its name), low, high, n.

    `n` counts the ratings in the category. A missing kappa or limit is undefined, and drawn so.
    """
    return checked(frame, COLUMNS, NAME)


def alt(frame: pd.DataFrame) -> str:
    """Kappa and its intervals in words, category by category."""
    frame = table(frame)
    words = ["Points and lines: kappa by category, with its intervals."]
    for category, rows in frame.groupby("category", sort=False):
        limits = [
            f"{name} {interval(low, high)}"
            for name, low, high in zip(rows["interval"], rows["low"], rows["high"], strict=True)
        ]
        kappa, n = rows["kappa"].iloc[0], rows["n"].iloc[0]
        words.append(f"{category} ({n} ratings): kappa {number(kappa)}; {'; '.join(limits)}.")
    return " ".join(words)


@style.paper()
def draw(
    frame: pd.DataFrame, *, width_mm: float = style.WIDE_MM, stamp: str | None = None
) -> Figure:
    """One band a category; within it one point and line an interval, told apart by shape."""
    frame, page = table(frame), Page.blank(width_mm)
    left, right = 0.3 * width_mm, width_mm - 15
    looks = dict(zip(frame["interval"].unique(), itertools.cycle(LOOKS), strict=False))
    entries = [(look, name) for name, look in looks.items()]
    y = key(page, entries, page.stamp(stamp) + 0.5, line=True) + 1
    top = y + page.text(width_mm, y, "Ratings", 14, NOTE, side="right") + 0.5
    bands = _bands(frame, top, left - 3)
    bottom = bands[-1].bottom
    ax = page.panel(left, top, right - left, bottom - top)
    _scale(ax, frame, 0.1 if width_mm > 120 else 0.2)
    for band in bands:
        page.rule((0, width_mm), (band.top, band.top), linewidth=0.4)
        page.middle(0, band.middle, band.category, left - 3)
        page.middle(width_mm, band.middle, str(band.rows["n"].iloc[0]), 13, NOTE, side="right")
    marks = [mark for band in bands for mark in band.marks()]
    for name, look in looks.items():
        _interval(ax, [mark for mark in marks if mark.interval == name], look)
    page.text((left + right) / 2, bottom + 5.5, "Kappa", 20, side="center")
    return page.finish(bottom + 9.5)


@dataclass(frozen=True)
class _Mark:
    """A point and its interval; y in mm from the top."""

    y: float
    interval: str
    kappa: float
    low: float
    high: float


@dataclass(frozen=True)
class _Band:
    """The room of one category, in mm from the top."""

    category: str
    rows: pd.DataFrame
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """The height of the row's middle, in mm."""
        return (self.top + self.bottom) / 2

    def marks(self) -> list[_Mark]:
        """One an interval, around the middle."""
        first = self.middle - STEP * (len(self.rows) - 1) / 2
        columns = (self.rows[name].tolist() for name in ("interval", "kappa", "low", "high"))
        found = enumerate(zip(*columns, strict=True))
        return [_Mark(first + STEP * i, *record) for i, record in found]


def _bands(frame: pd.DataFrame, y: float, label_width: float) -> list[_Band]:
    bands = []
    for category, rows in frame.groupby("category", sort=False):
        tall = max(height(str(category), label_width), STEP * len(rows)) + 2.5
        bands.append(_Band(str(category), rows, y, y + tall))
        y += tall
    return bands


def _scale(ax: Axes, frame: pd.DataFrame, step: float) -> None:
    """From the lowest limit, or 0, to 1 or the highest limit, which may lie above 1."""
    values = frame[["kappa", "low", "high"]].to_numpy().ravel()
    finite = [v for v in values if math.isfinite(v)]
    low = math.floor(min([*finite, 0.9]) / step) * step
    high = math.ceil(max([*finite, 1]) / step - 1e-9) * step
    ax.set_xlim(low - 0.01, high + 0.01)
    ax.xaxis.set_major_locator(MultipleLocator(_apart(high - low, step)))
    ax.xaxis.set_major_formatter(lambda x, _: f"{round(x, 1) + 0.0:.1f}")  # no minus before 0.0
    ax.grid(axis="x", color=style.RULE, linewidth=0.4)
    ax.set_axisbelow(True)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.patch.set_alpha(0)


def _apart(span: float, step: float) -> float:
    """How far ticks are apart, so that their numbers do not meet."""
    fits = (step * times for times in (1, 2, 5, 10, 20, 50) if span < ROOM * times)
    return next(fits, span)


def _interval(ax: Axes, marks: list[_Mark], look: Look) -> None:
    """The points and lines of one interval in every category; what is undefined, in words."""
    points = [mark for mark in marks if math.isfinite(mark.kappa)]
    xs, ys = [mark.kappa for mark in points], [mark.y for mark in points]
    ax.add_artist(Line2D(xs, ys, linestyle="none", **look))
    known = [mark for mark in marks if math.isfinite(mark.low) and math.isfinite(mark.high)]
    xs = [x for mark in known for x in (mark.low, mark.high, math.nan)]  # nan: the pen is lifted
    ys = [mark.y for mark in known for _ in range(3)]
    ax.add_artist(Line2D(xs, ys, color=look["color"], linewidth=1.4, zorder=1.9))
    for mark in marks:
        if mark not in known:
            _undefined(ax, mark.kappa, mark.y)


def _undefined(ax: Axes, kappa: float, y: float) -> None:
    """Say what has no value, on the side of the scale that the point leaves free."""
    words = "interval undefined" if math.isfinite(kappa) else "undefined"
    free = math.isfinite(kappa) and kappa < sum(ax.get_xlim()) / 2
    ax.text(
        0.99 if free else 0.01,
        y,
        words,
        ha="right" if free else "left",
        va="center",
        transform=ax.get_yaxis_transform(),
        fontsize=7,
        style="italic",
        color=style.QUIET,
        backgroundcolor="white",
    )
