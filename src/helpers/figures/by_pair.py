"""Agreement of each pair of raters."""

import math

import pandas as pd
from matplotlib.figure import Figure

from helpers.figures import grid, style
from helpers.figures.frames import checked, number
from helpers.figures.layout import Look, Page, key
from helpers.figures.style import INK

NAME = "agreement_by_pair"
TITLE = "Agreement of each pair of raters"
COLUMNS = {"rater_a": str, "rater_b": str, "kappa": float, "agreement": float}

KEY: list[tuple[Look | str, str]] = [
    (grid.patch(style.BLUE), "Below the diagonal: Cohen's kappa, darker is higher"),
    ("%", "Above it: percent agreement"),
]
# For cells with no room for a number: the table beside the figure has them.
SMALL_KEY: list[tuple[Look | str, str]] = [
    (grid.patch(style.BLUE), "Below the diagonal: Cohen's kappa, darker is higher"),
    (grid.patch(style.GREEN), "Above it: percent agreement, darker is higher"),
]


def table(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a pair: rater_a, rater_b, Cohen's kappa, and agreement (a share of 0 to 1)."""
    return checked(frame, COLUMNS, NAME)


def alt(frame: pd.DataFrame) -> str:
    """Every pair in words."""
    frame = table(frame)
    words = ["Matrix of raters: Cohen's kappa of each pair, and the share they agree on."]
    words += [
        f"{a} and {b}: kappa {number(kappa)}, agreement {_percent(agreement)}."
        for a, b, kappa, agreement in frame.itertuples(index=False, name=None)
    ]
    return " ".join(words)


@style.paper()
def draw(
    frame: pd.DataFrame, *, width_mm: float = style.WIDE_MM, stamp: str | None = None
) -> Figure:
    """Raters by raters: kappa shaded below the diagonal, percent agreement above it."""
    frame, page = table(frame), Page.blank(width_mm)
    names = list(dict.fromkeys([*frame["rater_a"], *frame["rater_b"]]))
    wide = width_mm > 120
    y, room = page.stamp(stamp) + 0.5, width_mm * (0.66 if wide else 1)
    fits = grid.fits("100%", names, room)
    entries = KEY if fits else SMALL_KEY
    if not wide:
        y = key(page, entries, y) + 1.5
    cells = grid.lay_out(page, names, y, room)
    for i in range(len(names)):
        grid.blank(page, cells.cell(i, i), grid.tint(INK, 0.06))
    for a, b, kappa, agreement in frame.itertuples(index=False, name=None):
        first, second = sorted((names.index(a), names.index(b)))
        below, above = cells.cell(second, first), cells.cell(first, second)
        if fits:
            grid.shaded(page, below, number(kappa), kappa, style.BLUE)
            grid.written(page, above, _percent(agreement), INK)
        else:
            grid.blank(page, below, grid.tint(style.BLUE, kappa))
            grid.blank(page, above, grid.tint(style.GREEN, agreement))
    end = key(page, entries, cells.ys[0], left=width_mm * 0.7) if wide else 0
    return page.finish(max(end, cells.ys[-1]) + 1)


def _percent(share: float) -> str:
    """A share as a percentage, or "undefined"."""
    return f"{100 * share:.0f}%" if math.isfinite(share) else number(share)
