"""A square matrix of names by names, laid out in mm: what two figures share."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.colors import to_rgb

from helpers.figures import style
from helpers.figures.layout import Look, Page, height, measure, staircase, staircase_height
from helpers.figures.style import Font

Box = tuple[float, float, float, float]  # x, y, width and height, in mm
Colour = tuple[float, float, float]
LARGEST = 16.0  # side of a cell, in mm


@dataclass(frozen=True)
class Grid:
    """The left edges of the columns, the top edges of the rows, each with the last edge added."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]

    def cell(self, row: int, column: int) -> Box:
        """x, y, width and height of a cell, in mm."""
        x, y = self.xs[column], self.ys[row]
        return x, y, self.xs[column + 1] - x, self.ys[row + 1] - y


def lay_out(
    page: Page, names: Sequence[str], y: float, room: float, *, triangle: bool = False
) -> Grid:
    """Set names beside the rows and above the columns, in `room` mm from the left.

    In a triangle the line under a column's name goes down to the diagonal.
    """
    label, side = _label(names, room), _side(names, room)
    steps = [max(min(side, 9), height(name, label - 2.5) + 1) for name in names]
    xs = [label + side * i for i in range(len(names) + 1)]
    middles = [x + side / 2 for x in xs[:-1]]
    flat = not triangle and all(measure(name) < side - 1 for name in names)
    top = y + (4.5 if flat else staircase_height(names, middles) + 1)
    ys = [top + sum(steps[:i]) for i in range(len(names) + 1)]
    for i, name in enumerate(names):
        page.middle(label - 2, ys[i] + steps[i] / 2, name, label - 2.5, side="right")
        if flat:
            page.middle(middles[i], y + 2, name, side, side="center")
    if not flat:
        staircase(page, names, middles, y, ends=ys[:-1] if triangle else [top] * len(names))
    return Grid(tuple(xs), tuple(ys))


def fits(text: str, names: Sequence[str], room: float) -> bool:
    """Whether a cell of a matrix of these names has room for a text at the smaller size."""
    return measure(text, Font(size=7)) <= _side(names, room) - 0.4


def _label(names: Sequence[str], room: float) -> float:
    return min(max(map(measure, names)) + 3, room * 0.36)


def _side(names: Sequence[str], room: float) -> float:
    return min(LARGEST, (room - _label(names, room)) / len(names))


def shaded(page: Page, box: Box, text: str, share: float, hue: str) -> None:
    """A cell whose depth of colour shows a share of 0 to 1, and whose text says the number."""
    color = tint(hue, share)
    blank(page, box, color)
    written(page, box, text, readable_on(color))


def blank(page: Page, box: Box, color: Colour) -> None:
    """A cell with its colour and no text."""
    x, y, width, height = box
    page.box(x + 0.2, y + 0.2, width - 0.4, height - 0.4, facecolor=color)


def written(page: Page, box: Box, text: str, color: str) -> None:
    """A number in a cell, at the larger size that fits; left to the table when none does."""
    x, y, width, height = box
    for size in (8, 7):
        font = Font(size=size, color=color)
        if measure(text, font) <= width - 0.4:
            page.middle(x + width / 2, y + height / 2, text, width, font, side="center")
            return


def tint(hue: str, share: float) -> Colour:
    """White at 0, the hue at 1; a share that is undefined is white.

    >>> tint("#000000", 0.0)
    (1.0, 1.0, 1.0)
    """
    depth = min(max(share, 0), 1) if math.isfinite(share) else 0
    r, g, b = (1 - depth * (1 - value) for value in to_rgb(hue))
    return r, g, b


def patch(hue: str, share: float = 0.8) -> Look:
    """The mark of a key that shows a colour of the cells."""
    return {"marker": "s", "markersize": 8, "color": tint(hue, share)}


def readable_on(color: Colour) -> str:
    """White on dark cells, ink on light ones (relative luminance as WCAG 2.2 defines it)."""
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in color]
    luminance = sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return "white" if luminance < 0.25 else style.INK
