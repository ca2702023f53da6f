"""How often each nominal 95% interval holds the true kappa, measured by simulation."""

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers.figures import style
from helpers.figures.frames import checked
from helpers.figures.layout import Look, Page, height, key, line_height
from helpers.figures.style import NOTE, STRONG

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
    {"marker": "v", "markersize": 4.5, "color": style.ORANGE},
    {"marker": "o", "markersize": 4.5, "color": style.SKY},
    {"marker": "s", "markersize": 4, "color": style.BLUE},
    {"marker": "D", "markersize": 4, "color": style.INK},
]
PATCH: Look = {"marker": "s", "markersize": 8, "color": style.SHADE}
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
    """A panel an interval, a row a setting, a marker a number of extracts."""
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
    return page.finish(y - 3)


@dataclass(frozen=True)
class _Row:
    """One setting on the page: what it is called, its points, and its middle in mm."""

    label: str
    points: pd.DataFrame
    middle: float


def _panels(page: Page, frame: pd.DataFrame, xs: dict[str, float], y: float, room: float) -> float:
    """Panels side by side, each at its x, that share their rows; where they end."""
    left = min(xs.values())
    top = y + max(height(name, room - 0.5, STRONG) for name in xs) + 0.5
    rows, bottom = _rows(page, frame, top, left)
    for name, x in xs.items():
        page.text(x, y, name, room - 0.5, STRONG)
        ax = page.panel(x, top, room - 5.5, bottom - top)
        _scale(ax, frame["coverage"].min() * 100)
        _points(ax, rows, name)
    page.text(left, bottom + 4.5, "Coverage in %", page.width - left, NOTE)
    return bottom + 4.5 + line_height(NOTE)


def _rows(page: Page, frame: pd.DataFrame, y: float, label: float) -> tuple[list[_Row], float]:
    """Name the settings, under a heading for each kappa; the rows, and where they end."""
    rows = []
    for kappa, group in frame.groupby("kappa", sort=False):
        page.rule((0, page.width), (y, y), linewidth=0.4)
        y += page.text(0, y + 0.6, f"Kappa {kappa:g}", label - 2, STRONG) + 1
        for (categories, model), points in group.groupby(["categories", "model"], sort=False):
            name = f"{categories}, {model}"
            tall = height(name, label - 4, NOTE) + 0.8
            page.middle(2, y + tall / 2, name, label - 4, NOTE)
            rows.append(_Row(name, points, y + tall / 2))
            y += tall
        y += 1
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
    for i, size in enumerate(sorted(points["extracts"].unique())):
        chosen = points[(points["interval"] == interval) & (points["extracts"] == size)]
        ax.plot(chosen["coverage"] * 100, chosen["y"], linestyle="none", **_look(i))


def _look(i: int) -> Look:
    """The marker of the i-th number of extracts, the smallest first."""
    return SIZES[i % len(SIZES)] | {"markeredgecolor": style.INK, "markeredgewidth": 0.5}
