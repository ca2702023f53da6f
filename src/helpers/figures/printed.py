"""Which numbers of rated extracts a printed kappa and its interval allow."""

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from helpers.figures import style
from helpers.figures.frames import checked
from helpers.figures.layout import Page, height, measure
from helpers.figures.style import NOTE, STRONG

NAME = "printed_extracts"
TITLE = "What the printed numbers allow"
COLUMNS = {"formula": str, "model": str, "categories": int, "low": float, "high": float}
HUES = (style.BLUE, style.VERMILLION, style.GREEN)
HATCHES = ("", "////", "....")


def table(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a formula, model and number of categories, with the extracts it allows.

    `low` and `high` are the fewest and the most extracts, both missing where no number fits.
    """
    return checked(frame, COLUMNS, NAME)


def alt(frame: pd.DataFrame) -> str:
    """Every range in words."""
    frame = table(frame)
    words = ["Bars: numbers of extracts that the printed kappa and interval allow."]
    words += [
        f"{formula}, {model}, {categories} categories: {_range(low, high)}."
        for formula, model, categories, low, high in frame.itertuples(index=False, name=None)
    ]
    return " ".join(words)


@style.paper()
def draw(
    frame: pd.DataFrame, *, width_mm: float = style.WIDE_MM, stamp: str | None = None
) -> Figure:
    """A bar a model, on a scale that doubles, under the formula it belongs to."""
    frame, page = table(frame), Page.blank(width_mm)
    label, top = 0.36 * width_mm, page.stamp(stamp) + 0.5
    y, bars = top, []
    for i, (formula, rows) in enumerate(frame.groupby("formula", sort=False)):
        heading, labels = _labels(str(formula), rows)
        page.rule((0, width_mm), (y, y), linewidth=0.4)
        y += page.text(0, y + 0.8, heading, width_mm, STRONG) + 1.4
        for words, low, high in zip(labels, rows["low"], rows["high"], strict=True):
            tall = height(words, label - 5) + 1.4
            page.middle(2, y + tall / 2, words, label - 5)
            bars.append((i, y + tall / 2, low, high))
            y += tall
        y += 1
    ax = page.panel(label, top, width_mm - label - 2, y - top)
    _scale(ax, frame, width_mm - label - 2)
    for i, middle, low, high in bars:
        _bar(ax, middle, low, high, i)
    words = "Number of rated extracts; each line doubles it"
    end = y + 5.5 + page.text(label, y + 5.5, words, width_mm - label, NOTE)
    return page.finish(end + 0.5)


def _labels(formula: str, rows: pd.DataFrame) -> tuple[str, list[str]]:
    """The heading of a formula and the labels of its rows; a shared number is said once."""
    numbers, models = list(rows["categories"]), list(rows["model"])
    if len(set(numbers)) == 1:
        return f"{formula}, {numbers[0]} categories", models
    return formula, [f"{m}, {n} categories" for m, n in zip(models, numbers, strict=True)]


def _scale(ax: Axes, frame: pd.DataFrame, width: float) -> None:
    """Powers of two, with room at both ends for a number to stand beside its bar."""
    ends = [v for v in frame[["low", "high"]].to_numpy().ravel() if math.isfinite(v)] or [100]
    first, last = math.log2(min(ends)), math.log2(max(ends))
    number = measure(f"{max(ends):.0f}", NOTE) + 2.5
    spare = number / max(width - 2 * number, 1) * max(last - first, 1)
    ax.set_xscale("log", base=2)
    ax.set_xlim(2 ** (first - spare), 2 ** (last + spare))
    ticks = [2.0**k for k in range(math.ceil(first - spare), math.floor(last + spare) + 1)]
    every = math.ceil(len(ticks) * number / width)
    ax.set_xticks(ticks[::every], [f"{tick:.0f}" for tick in ticks[::every]])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.grid(axis="x", color=style.RULE, linewidth=0.4)
    ax.set_axisbelow(True)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.patch.set_alpha(0)


def _bar(ax: Axes, y: float, low: float, high: float, formula: int) -> None:
    """One range with its ends in figures, or the words that there is none."""
    say: dict[str, Any] = {"va": "center", "fontsize": NOTE.size, "color": style.INK}
    if not (math.isfinite(low) and math.isfinite(high)):
        ax.text(0.01, y, "no number fits", transform=ax.get_yaxis_transform(), **say)
        return
    hue, hatch = HUES[formula % len(HUES)], HATCHES[formula % len(HATCHES)]
    ax.barh(
        y, high - low, left=low, height=2.4, color=hue, hatch=hatch, edgecolor="white", linewidth=0
    )
    for value, side, shift in ((low, "right", -2), (high, "left", 2)):
        ax.annotate(
            f"{value:.0f}", (value, y), (shift, 0), textcoords="offset points", ha=side, **say
        )


def _range(low: float, high: float) -> str:
    known = math.isfinite(low) and math.isfinite(high)
    return f"{low:.0f} to {high:.0f} extracts" if known else "no number fits"
