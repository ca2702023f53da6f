"""Where raters part: which categories meet when two raters disagree."""

import pandas as pd
from matplotlib.figure import Figure

from helpers.figures import grid, style
from helpers.figures.frames import checked
from helpers.figures.layout import Look, Page, key
from helpers.figures.style import QUIET

NAME = "agreement_confusion"
TITLE = "Where raters part"
COLUMNS = {"category_a": str, "category_b": str, "count": int}

KEY: list[tuple[Look | str, str]] = [
    (grid.patch(style.VERMILLION), "Pairs of ratings that differ, darker is more frequent"),
    (grid.patch(style.INK, 0.06), "Pairs that agree"),
]


def table(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a pair of categories: category_a, category_b, count of pairs of ratings.

    A pair given in both orders is added up; category_a may equal category_b (agreement).
    """
    return checked(frame, COLUMNS, NAME)


def alt(frame: pd.DataFrame) -> str:
    """The disagreements in words, the most frequent first."""
    frame = table(frame)
    counts = _counts(frame)
    apart = sorted(((n, a, b) for (a, b), n in counts.items() if a != b and n), reverse=True)
    together = sum(n for (a, b), n in counts.items() if a == b)
    words = [
        f"Triangle of categories: {together} pairs of ratings agree, "
        f"{sum(n for n, _, _ in apart)} do not."
    ]
    names = _names(frame)
    words += [f"{names[a]} against {names[b]}: {n}." for n, a, b in apart]
    return " ".join(words)


@style.paper()
def draw(
    frame: pd.DataFrame, *, width_mm: float = style.WIDE_MM, stamp: str | None = None
) -> Figure:
    """The lower triangle: disagreements shaded, agreement in grey figures on the diagonal."""
    frame, page = table(frame), Page.blank(width_mm)
    names, counts = _names(frame), _counts(frame)
    most = max((n for (a, b), n in counts.items() if a != b), default=0) or 1
    wide = width_mm > 120
    y = page.stamp(stamp) + 0.5
    if not wide:
        y = key(page, KEY, y) + 1.5
    cells = grid.lay_out(page, names, y, width_mm * (0.74 if wide else 1), triangle=True)
    for row in range(len(names)):
        for column in range(row):
            n = counts.get((column, row), 0)
            grid.shaded(page, cells.cell(row, column), str(n), n / most, style.VERMILLION)
        grid.blank(page, cells.cell(row, row), grid.tint(style.INK, 0.06))
        grid.written(page, cells.cell(row, row), str(counts.get((row, row), 0)), QUIET)
    end = key(page, KEY, cells.ys[0], left=width_mm * 0.77) if wide else 0
    return page.finish(max(end, cells.ys[-1]) + 1)


def _names(frame: pd.DataFrame) -> list[str]:
    return list(dict.fromkeys([*frame["category_a"], *frame["category_b"]]))


def _counts(frame: pd.DataFrame) -> dict[tuple[int, int], int]:
    """Counts by the two positions, the smaller first, whatever order the frame has them in."""
    names = _names(frame)
    counts: dict[tuple[int, int], int] = {}
    for a, b, n in frame.itertuples(index=False, name=None):
        first, second = sorted((names.index(a), names.index(b)))
        counts[first, second] = counts.get((first, second), 0) + int(n)
    return counts
