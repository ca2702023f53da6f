"""Every specification from the lowest result to the highest, and the choices behind each.

Specifications stand side by side in the order of their result, as many to a column as the width
asks for. Above, the result with its interval; below, one row for each level of each choice, its
bars as high as the level is common in the column, on a scale of the row's own.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import StepPatch
from matplotlib.ticker import MultipleLocator
from numpy.typing import NDArray

from helpers.errors import StudyError
from helpers.figures import style
from helpers.figures.frames import checked, interval, number
from helpers.figures.layout import Page, height, line_height, measure
from helpers.figures.style import NOTE, STRONG

NAME = "specification_curve"
TITLE = "How much depends on choices"
CHOICES = (
    "coefficient",
    "interval",
    "missing ratings",
    "raters",
    "categories",
    "prevalence",
    "extracts",
)
COLUMNS: dict[str, type] = {
    **dict.fromkeys(CHOICES, str),
    **dict.fromkeys(("value", "low", "high"), float),
    **dict.fromkeys(("n", "departs", "sample"), int),
    "published": bool,
    "why": str,
}
COLUMN = 1.2  # the least width of a column, in mm
CURVE = 46.0  # the height of the upper panel, in mm
WIDEST, MEDIAN = "#D6E6F2", "#8FBEDF"  # tints of blue that stay apart in grey
PUBLISHED: dict[str, Any] = {"color": style.VERMILLION, "linewidth": 1, "linestyle": (0, (3, 2))}
Floats = NDArray[np.float64]


def table(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a specification: a level of each choice, then value, low, high and what they are of.

    The levels of a choice are drawn in the order in which they come first. A missing value or
    limit is undefined, and `why` says so; `published` marks what SPSS prints.

    Raises:
        StudyError: when a column is missing, or no specification has a value.
    """
    found = checked(frame, COLUMNS, NAME)
    if found["value"].isna().all():
        raise StudyError(f"{NAME}: no specification has a value, so there is nothing to draw")
    return found


def alt(frame: pd.DataFrame) -> str:
    """The range of results, and the median of each level of each choice that has several."""
    frame = table(frame)
    values = frame["value"].dropna()
    words = [
        f"Specification curve: {len(frame):,} specifications, values from "
        f"{number(values.min())} to {number(values.max())}, median {number(values.median())}."
    ]
    for row in frame[frame["published"]].head(1).to_dict("records"):
        limits = interval(row["low"], row["high"])
        words.append(f"As SPSS prints it: {number(row['value'])} ({limits}).")
    for choice in _open(frame):
        medians = frame.groupby(choice, sort=False)["value"].median()
        each = "; ".join(f"{level} {number(median)}" for level, median in medians.items())
        words.append(f"Median by {choice}: {each}.")
    return " ".join(words)


@style.paper()
def draw(
    frame: pd.DataFrame, *, width_mm: float = style.WIDE_MM, stamp: str | None = None
) -> Figure:
    """The curve above, and below it a row of bars for each level, in the same columns."""
    frame, page = table(frame), Page.blank(width_mm)
    left = _label_width(frame, width_mm)
    curve = _Curve.of(frame, int((width_mm - left) // COLUMN))
    y = _legend(page, page.stamp(stamp) + 0.5) + 1.5
    top = y + _published(page, curve, left, y)
    page.text(0, top, "Value, with its interval", left - 8)
    _results(page.panel(left, top, width_mm - left, CURVE), curve)
    rows, bottom = _rows(page, frame, left, top + CURVE + 2)
    ax = page.panel(left, rows[0].top, width_mm - left, bottom - rows[0].top)
    _bars(ax, curve, rows)
    words = f"{len(curve.frame):,} specifications, from the lowest value to the highest"
    words += f"; {curve.undefined:,} undefined, not drawn" if curve.undefined else ""
    tall = page.text((left + width_mm) / 2, bottom + 1, words, width_mm - left, side="center")
    return page.finish(bottom + 1 + tall)


@dataclass(frozen=True)
class _Curve:
    """The specifications that have a value, lowest first, and the column each stands in."""

    frame: pd.DataFrame
    column: NDArray[np.int64]
    undefined: int

    @classmethod
    def of(cls, frame: pd.DataFrame, columns: int) -> "_Curve":
        """In so many columns at most, each of as many specifications as the others."""
        mixed = frame[frame["value"].notna()].sample(frac=1, random_state=1)  # no order among ties
        found = mixed.sort_values("value", kind="stable", ignore_index=True)
        column = np.arange(len(found)) * min(columns, len(found)) // len(found)
        return cls(found, column, len(frame) - len(found))

    @property
    def edges(self) -> NDArray[np.int64]:
        """Where columns begin, and where the last one ends."""
        return np.arange(self.column[-1] + 2)

    @property
    def published(self) -> float | None:
        """The middle of the column that SPSS prints."""
        rows = np.flatnonzero(self.frame["published"])
        return float(self.column[rows[0]]) + 0.5 if len(rows) else None

    def each(self, name: str, how: str) -> Floats:
        """One number a column; nan where none of its specifications has it."""
        return np.asarray(self.frame[name].groupby(self.column).agg(how), dtype=float)

    def share(self, choice: str, level: str) -> Floats:
        """How common a level is in each column, from 0 to 1."""
        chosen = self.frame[choice] == level
        return np.asarray(chosen.groupby(self.column).mean(), dtype=float)


@dataclass(frozen=True)
class _Row:
    """The room of one level, in mm from the top."""

    choice: str
    level: str
    top: float
    bottom: float


def _open(frame: pd.DataFrame) -> list[str]:
    """The choices that leave something to choose; one if there is none."""
    return [c for c in CHOICES if frame[c].nunique() > 1] or [CHOICES[0]]


def _label_width(frame: pd.DataFrame, width: float) -> float:
    """As wide as the longest label asks for, and at most two fifths of the page."""
    levels = [level for choice in _open(frame) for level in frame[choice].unique()]
    return min(max(max(map(measure, levels)) + 5, 26), 0.4 * width)


def _legend(page: Page, y: float) -> float:
    """What points and bands are, side by side as far as they fit; where the legend ends."""
    x, tall = 0.0, 0.0
    for words, colour in (
        ("median value", None),
        ("median interval", MEDIAN),
        ("widest limits", WIDEST),
    ):
        wide = measure(words) + 10
        if x and x + wide > page.width:
            x, y = 0, y + tall
        middle = y + line_height() / 2
        if colour:
            page.box(x, middle - 1.3, 5, 2.6, facecolor=colour)
        else:
            page.mark(x + 2.5, middle, {"marker": "o", "markersize": 2.5, "color": style.INK})
        tall = page.text(x + 6.5, y, words, page.width - 6.5) + 0.4
        x += wide
    return y + tall


def _published(page: Page, curve: _Curve, left: float, y: float) -> float:
    """Name the line of what SPSS prints, on the side that has room; the height it takes."""
    if curve.published is None:
        return 0
    x = left + (page.width - left) * curve.published / curve.edges[-1]
    side, step = ("left", -1) if x < (left + page.width) / 2 else ("right", 1)
    tall = page.text(x + step, y, "as SPSS prints it", 40, NOTE, side=side)  # type: ignore[arg-type]
    return tall + 0.8


def _results(ax: Axes, curve: _Curve) -> None:
    """Values as points; behind them each column's median interval and its widest limits."""
    bands = ((WIDEST, "min", "max"), (MEDIAN, "median", "median"))
    for order, (colour, lower, upper) in enumerate(bands):
        low, high = curve.each("low", lower), curve.each("high", upper)
        _band(ax, curve, low, high, colour, zorder=order / 2)
    middles, values = curve.edges[:-1] + 0.5, curve.each("value", "median")
    ax.plot(middles, values, "o", color=style.INK, markersize=1.7, markeredgewidth=0, zorder=3)
    _scale(ax, curve)
    _columns(ax, curve)


def _band(
    ax: Axes,
    curve: _Curve,
    low: Floats | float,
    high: Floats,
    colour: str,
    *,
    zorder: float = 1,
) -> None:
    """Fill each column from `low` to `high`."""
    # Not `ax.stairs`, which spends most of its time on limits that are set here anyway.
    ax.add_artist(
        StepPatch(
            high,
            curve.edges,
            baseline=low,  # type: ignore[arg-type]  # the stubs know no array
            fill=True,
            color=colour,
            linewidth=0,
            zorder=zorder,
        )
    )


def _scale(ax: Axes, curve: _Curve) -> None:
    """From 0 to 1, and as far beyond as values go, or limits between -1 and 1."""
    low, high = (curve.frame[name].clip(-1, 1) for name in ("low", "high"))
    values = curve.frame["value"]
    lowest = min(0, values.min(), low.min() if low.notna().any() else 0)
    ax.set_ylim(lowest - 0.02, max(1, values.max(), high.max() if high.notna().any() else 1) + 0.02)
    ax.yaxis.set_major_locator(MultipleLocator(0.2 if lowest > -0.6 else 0.5))
    ax.yaxis.set_major_formatter("{x:.1f}")
    ax.grid(axis="y", color=style.RULE, linewidth=0.4)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)


def _columns(ax: Axes, curve: _Curve) -> None:
    ax.set_xlim(0, curve.edges[-1])
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    ax.patch.set_alpha(0)
    if curve.published is not None:
        ax.axvline(curve.published, **PUBLISHED)


def _rows(page: Page, frame: pd.DataFrame, left: float, y: float) -> tuple[list[_Row], float]:
    """Name every level under its choice; the rows, and where they end."""
    rows = []
    for choice in _open(frame):
        page.rule((0, page.width), (y, y))
        y += page.text(0, y + 0.4, choice.capitalize(), page.width, STRONG) + 0.4
        for level in frame[choice].unique():
            tall = height(level, left - 4)
            page.text(2, y, level, left - 4)
            rows.append(_Row(choice, level, y, y + tall))
            y += tall
            page.rule((2, page.width), (y - 0.2, y - 0.2), linewidth=0.3)
        y += 0.8
    return rows, y


def _bars(ax: Axes, curve: _Curve, rows: list[_Row]) -> None:
    """How common each level is along the curve; the highest bar of a row fills it."""
    for row in rows:
        share = curve.share(row.choice, row.level)
        room, base = line_height() - 0.7, row.bottom - 0.2
        tops = base - room * share / max(share.max(), 1e-9)
        _band(ax, curve, base, tops, style.BLUE)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    _columns(ax, curve)
