"""The theme hierarchy as NVivo would chart it, beside ours: a treemap and a sunburst.

    python benchmarks/hierarchy_charts.py [--out build/hierarchy_charts]

Drawn once to compare; `figures/README.md` says what was found. Both give an area to every
activity by its number of printed extracts, which is their only variable, and have no place for
a factor that cuts across themes.
"""

import argparse
import math
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle, Wedge

from helpers import facts
from helpers.figures import style, theme_hierarchy
from helpers.figures.layout import wrap
from helpers.figures.style import NOTE

HUES = (style.BLUE, style.VERMILLION, style.GREEN, style.ORANGE, style.PURPLE, style.SKY)
SIDE = 170.0


def blank() -> tuple[Figure, Axes]:
    figure = Figure(figsize=(SIDE / 25.4, SIDE / 25.4))
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, SIDE), ylim=(0, SIDE))
    ax.set_axis_off()
    return figure, ax


@style.paper()
def treemap(activities: pd.DataFrame) -> Figure:
    """Themes side by side, their activities stacked, areas by printed extracts."""
    figure, ax = blank()
    x, total = 0.0, activities["extracts"].sum()
    for hue, (theme, rows) in zip(HUES, activities.groupby("theme", sort=False), strict=False):
        width, y = SIDE * rows["extracts"].sum() / total, 0.0
        for name, n in zip(rows["activity"], rows["extracts"], strict=True):
            tall = (SIDE - 18) * n / rows["extracts"].sum()
            ax.add_patch(Rectangle((x, y), width, tall, color=hue, alpha=0.35, ec="white", lw=2))
            words = "\n".join(wrap(name, width - 2, NOTE))
            ax.text(x + width / 2, y + tall / 2, words, ha="center", va="center", fontsize=7)
            y += tall
        title = "\n".join(wrap(str(theme), width - 2))
        ax.text(x + width / 2, SIDE - 9, title, ha="center", va="center", weight="bold")
        x += width
    return figure


@style.paper()
def sunburst(activities: pd.DataFrame, root: str) -> Figure:
    """A ring of themes, a ring of activities, angles by printed extracts."""
    figure, ax = blank()
    middle, total, turn = SIDE / 2, activities["extracts"].sum(), 90.0
    ax.text(middle, middle, "\n".join(wrap(root, 28)), ha="center", va="center", weight="bold")
    for hue, (theme, rows) in zip(HUES, activities.groupby("theme", sort=False), strict=False):
        sweep = 360 * rows["extracts"].sum() / total
        ring(ax, (turn - sweep, turn), (20, 48), hue, str(theme))
        for name, n in zip(rows["activity"], rows["extracts"], strict=True):
            step = 360 * n / total
            ring(ax, (turn - step, turn), (48, 84), hue, name)
            turn -= step
    return figure


def ring(
    ax: Axes, angles: tuple[float, float], radii: tuple[float, float], hue: str, text: str
) -> None:
    """One segment with its label along the radius, upright."""
    inner, outer = radii
    wedge = Wedge((SIDE / 2, SIDE / 2), outer, *angles, width=outer - inner, color=hue, ec="white")
    wedge.set_alpha(0.35)
    ax.add_patch(wedge)
    angle = sum(angles) / 2
    turned = (angle + 90) % 180 - 90
    radius = (inner + outer) / 2
    x = SIDE / 2 + radius * math.cos(math.radians(angle))
    y = SIDE / 2 + radius * math.sin(math.radians(angle))
    words = "\n".join(wrap(text, outer - inner - 2, NOTE))
    ax.text(x, y, words, ha="center", va="center", rotation=turned, fontsize=7)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--out", type=Path, default=Path("build/hierarchy_charts"))
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    study = facts.load()
    frame = theme_hierarchy.table(study)
    activities = frame.drop_duplicates("activity")
    figures = {
        "treemap": treemap(activities),
        "sunburst": sunburst(activities, study.root),
        "ours": theme_hierarchy.draw(frame),
    }
    for name, figure in figures.items():
        figure.savefig(folder / f"{name}.png", dpi=150)
        print(folder / f"{name}.png")


if __name__ == "__main__":
    main()
