"""How often each rater used each category."""

import itertools

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from helpers.figures import style
from helpers.figures.frames import checked
from helpers.figures.layout import Look, Page, height, key

NAME = "category_use"
TITLE = "How each rater used the categories"
COLUMNS = {"category": str, "rater": str, "extracts": int}
TOGETHER = "all raters together"  # where only counts are known; then ratings are what is counted
HUES = (style.BLUE, style.VERMILLION, style.GREEN, style.PURPLE, style.BLACK)
SHAPES = ("o", "D", "^", "s", "v")
SPREAD = 2.2  # between two raters of a category, in mm, so that equal counts stay apart


def table(
    labels: pd.DataFrame, categories: tuple[str, ...], raters_known: bool = True
) -> pd.DataFrame:
    """One row a category and rater: category, rater, extracts (how many the rater put there).

    Args:
        labels: index extracts, columns raters, as `Ratings.labels` gives it.
        categories: the order of the rows; an unused one is kept, with 0.
        raters_known: False where only counts are known: the raters are then taken together, and
            what is counted are ratings.
    """
    given = {str(rater): labels[rater] for rater in labels.columns}
    if not raters_known:
        given = {TOGETHER: pd.Series(labels.to_numpy().ravel())}
    rows = [
        (category, rater, int((ratings == category).sum()))
        for category in categories
        for rater, ratings in given.items()
    ]
    return checked(pd.DataFrame(rows, columns=list(COLUMNS)), COLUMNS, NAME)


def alt(frame: pd.DataFrame) -> str:
    """Every count in words, category by category."""
    what = "ratings in" if _is_together(frame) else "extracts that each rater put into"
    words = [f"Points: {what} each category."]
    for category, rows in frame.groupby("category", sort=False):
        counts = zip(rows["rater"], rows["extracts"], strict=True)
        words.append(f"{category}: {', '.join(f'{rater} {n}' for rater, n in counts)}.")
    return " ".join(words)


@style.paper()
def draw(
    frame: pd.DataFrame, *, width_mm: float = style.WIDE_MM, stamp: str | None = None
) -> Figure:
    """One row a category; within it one point a rater, told apart by colour and shape."""
    page, left = Page.blank(width_mm), 0.3 * width_mm
    raters, categories = frame["rater"].unique(), frame["category"].unique()
    marks = dict(zip(raters, itertools.cycle(_marks()), strict=False))
    looks: list[tuple[Look, str]] = [
        ({"marker": shape, "color": hue, "markersize": 5}, rater)
        for rater, (hue, shape) in marks.items()
    ]
    top = y = key(page, looks, page.stamp(stamp) + 0.5) + 1.5
    middles = {}
    for category in categories:
        tall = max(height(category, left - 3), SPREAD * len(raters)) + 3
        page.rule((0, width_mm), (y, y), linewidth=0.4)
        page.middle(0, y + tall / 2, category, left - 3)
        middles[category], y = y + tall / 2, y + tall
    ax = page.panel(left, top, width_mm - left - 4, y - top)
    _points(ax, frame, middles, marks)
    counted = "Ratings" if _is_together(frame) else "Extracts"
    page.text((left + width_mm) / 2, y + 5.5, counted, 30, side="center")
    return page.finish(y + 9.5)


def _is_together(frame: pd.DataFrame) -> bool:
    return set(frame["rater"]) == {TOGETHER}


def _marks() -> list[tuple[str, str]]:
    """Every hue in every shape, five by five, so that neighbours differ in both."""
    turns = range(len(SHAPES))
    return [(hue, SHAPES[(i + turn) % len(SHAPES)]) for turn in turns for i, hue in enumerate(HUES)]


def _points(
    ax: Axes, frame: pd.DataFrame, middles: dict[str, float], marks: dict[str, tuple[str, str]]
) -> None:
    place = {rater: SPREAD * (i - (len(marks) - 1) / 2) for i, rater in enumerate(marks)}
    sns.scatterplot(
        data=frame.assign(y=frame["category"].map(middles) + frame["rater"].map(place)),
        x="extracts",
        y="y",
        hue="rater",
        style="rater",
        palette={rater: hue for rater, (hue, _) in marks.items()},
        markers={rater: shape for rater, (_, shape) in marks.items()},
        s=24,
        linewidth=0,
        legend=False,
        clip_on=False,
        ax=ax,
    )
    ax.set(xlim=(0, None), xlabel="", ylabel="")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=7))
    ax.grid(axis="x", color=style.RULE, linewidth=0.4)
    ax.set_axisbelow(True)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.patch.set_alpha(0)
