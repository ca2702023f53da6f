"""How often each nominal 95% interval holds the true kappa, measured by simulation."""

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.figures import style
from helpers.figures.frames import checked
from helpers.figures.layout import Look, Page, height, key, line_height
from helpers.figures.style import NOTE, STRONG, Font

NAME = "interval_coverage"
TITLE = "Coverage of the intervals"
COLUMNS = {
    "model": str,
    "categories": str,
    "kappa": float,
    "extracts": int,
    "interval": str,
    "coverage": float,
}
NOMINAL, BAND = 95, (92, 97.5)  # percent; the band is what simulation error and t limits excuse
SIZES: list[Look] = [
    {"marker": "v", "markersize": 4, "color": style.ORANGE},
    {"marker": "o", "markersize": 4, "color": style.SKY},
    {"marker": "s", "markersize": 3.5, "color": style.BLUE},
    {"marker": "D", "markersize": 3.5, "color": style.INK},
]
SPREAD = 1.05  # between two numbers of extracts in a row, in mm, so that equal shares stay apart
MODEL = Font(size=7, style="italic")
PATCH: Look = {"marker": "s", "markersize": 8, "color": style.SHADE}
MODELS = (
    "Independent: each rater errs alone. Know or guess: on each extract all raters know the "
    "category or all guess."
)
WITHIN = f"{BAND[0]} to {BAND[1]}%, near the nominal {NOMINAL}%"


def table(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a setting and interval; coverage is a share of 0 to 1, missing where undefined."""
    return checked(frame, COLUMNS, NAME)


def alt(frame: pd.DataFrame) -> str:
    """For each interval, how often it is near its nominal level and its worst setting."""
    frame = table(frame)
    words = [f"Dots: coverage of nominal {NOMINAL}% intervals for kappa by simulation."]
    for interval, rows in frame.dropna().groupby("interval", sort=False):
        percent = rows["coverage"] * 100
        worst = rows.iloc[int(percent.argmin())]
        words.append(
            f"{interval}: {percent.between(*BAND).sum()} of {len(rows)} settings within "
            f"{BAND[0]} to {BAND[1]}%; lowest {percent.min():.0f}% (kappa {worst['kappa']:g}, "
            f"{worst['extracts']} extracts, categories {worst['categories']}, {worst['model']})."
        )
    return " ".join(words)


@style.paper()
def draw(
    frame: pd.DataFrame, *, width_mm: float = style.WIDE_MM, stamp: str | None = None
) -> Figure:
    """A panel an interval, a row a setting, within it a marker a number of extracts."""
    frame, page = table(frame), Page.blank(width_mm)
    label = width_mm * (0.27 if width_mm > 120 else 0.36)
    sizes = sorted(frame["extracts"].unique())
    marks = [(_look(i), f"{size} extracts") for i, size in enumerate(sizes)]
    y = key(page, [*marks, (PATCH, WITHIN)], page.stamp(stamp) + 0.5) + 1
    names = list(frame["interval"].unique())
    abreast = min(len(names), 5 if width_mm > 120 else 3)
    room = (width_mm - label) / abreast
    for start in range(0, len(names), abreast):
        xs = {name: label + i * room for i, name in enumerate(names[start : start + abreast])}
        y = _panels(page, frame, xs, y, room) + 3
    return page.finish(y - 2 + page.text(0, y - 2, MODELS, width_mm, NOTE))


@dataclass(frozen=True)
class _Row:
    """One setting on the page: its points, and its middle in mm."""

    points: pd.DataFrame
    middle: float


def _panels(page: Page, frame: pd.DataFrame, xs: dict[str, float], y: float, room: float) -> float:
    """Panels side by side, each at its x, that share their rows; where they end."""
    left = min(xs.values())
    top = y + max(height(name, room - 0.5, STRONG) for name in xs) + 0.5
    rows, bottom = _rows(page, frame, top, left)
    page.text(4, top - 0.5 - line_height(NOTE), "Categories", left - 6, NOTE)
    for name, x in xs.items():
        page.text(x + (room - 5.5) / 2, y, name, room - 0.5, STRONG, side="center")
        ax = page.panel(x, top, room - 5.5, bottom - top)
        _scale(ax, frame["coverage"].min() * 100)
        _points(ax, rows, name)
    page.text(left, bottom + 4.5, "Coverage in %", page.width - left, NOTE)
    return bottom + 4.5 + line_height(NOTE)


def _rows(page: Page, frame: pd.DataFrame, y: float, label: float) -> tuple[list[_Row], float]:
    """Name the settings by kappa, model and categories; the rows, and where they end."""
    rows, least = [], SPREAD * frame["extracts"].nunique() + (1.2 if page.width > 120 else 0.4)
    for kappa, group in frame.groupby("kappa", sort=False):
        page.rule((0, page.width), (y, y), linewidth=0.4)
        y += page.text(0, y + 0.6, f"True kappa {kappa:g}", label - 2, STRONG) + 0.8
        for model, settings in group.groupby("model", sort=False):
            y += page.text(2, y, str(model).capitalize(), label - 4, MODEL)
            for categories, points in settings.groupby("categories", sort=False):
                tall = max(height(str(categories), label - 6, NOTE) + 0.4, least)
                page.middle(4, y + tall / 2, str(categories), label - 6, NOTE)
                rows.append(_Row(points, y + tall / 2))
                y += tall
        y += 0.6
    return rows, y


def _scale(ax: Axes, lowest: float) -> None:
    start = min(80, lowest // 10 * 10)
    ax.set_xlim(start - 2, 102)
    ax.set_xticks(range(int(start // 20 * 20) + (20 if start % 20 else 0), 101, 20))
    ax.tick_params(axis="x", labelsize=NOTE.size)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.axvspan(*BAND, color=style.SHADE, linewidth=0)
    ax.axvline(NOMINAL, color=style.QUIET, linewidth=0.6, linestyle=(0, (3, 2)))
    ax.patch.set_alpha(0)


def _points(ax: Axes, rows: list[_Row], interval: str) -> None:
    """The points of one interval, those of one number of extracts together."""
    points = pd.concat([row.points.assign(y=row.middle) for row in rows])
    sizes = sorted(points["extracts"].unique())
    for i, size in enumerate(sizes):
        chosen = points[(points["interval"] == interval) & (points["extracts"] == size)]
        y = chosen["y"] + SPREAD * (i - (len(sizes) - 1) / 2)
        ax.plot(chosen["coverage"] * 100, y, linestyle="none", clip_on=False, **_look(i))


def _look(i: int) -> Look:
    """The marker of the i-th number of extracts, the smallest first."""
    return SIZES[i % len(SIZES)] | {"markeredgecolor": style.INK, "markeredgewidth": 0.5}
