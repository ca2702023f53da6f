"""The plate of the theme hierarchy: where its rows stand, and how its parts are drawn."""

from dataclasses import dataclass

from helpers.figures import style
from helpers.figures.layout import Page, height, measure
from helpers.figures.style import BODY, NOTE, STRONG, Font

SMALL = Font(size=7)  # on a narrow page, so that a plate of some twenty rows fits a sheet
GAP = 1.8  # between rows, in mm


@dataclass(frozen=True)
class Row:
    """One activity with its links, in the order of the factors."""

    activity: str
    extracts: int
    links: tuple[str, ...]


@dataclass(frozen=True)
class Placed:
    """A theme on the page: its rows and the height of the middle of each, in mm."""

    theme: str
    label: float
    top: float
    rows_top: float
    bottom: float
    rows: tuple[tuple[Row, float], ...]


@dataclass(frozen=True)
class Columns:
    """Where the parts of the plate stand, in mm from the left."""

    wide: bool
    theme: float
    theme_width: float
    activity: float
    bar: float
    bar_width: float
    dots: tuple[float, ...]
    end: float
    gap: float
    font: Font

    @classmethod
    def of(cls, width: float, factors: int, most: int) -> "Columns":
        """Themes beside their activities on a wide page, in bands above them on a narrow one.

        `most` is the largest number that stands at the end of a bar.
        """
        wide = width > 120
        pitch = min(5.2 if wide else 3.2, width * 0.5 / max(factors, 1))
        first = width - pitch * (factors - 0.5)
        dots = tuple(first + pitch * i for i in range(factors))
        number = measure(str(most), NOTE) + 1.2
        if wide:
            bar = first - pitch / 2 - max(12, 7 + number)
            return cls(True, 5, 34, 46, bar, 7, dots, width, GAP, BODY)
        bar = first - pitch / 2 - max(5.5, 2.2 + number)
        return cls(False, 1.6, width - 1.6, 5, bar, 2.2, dots, width, 0.8, SMALL)

    @property
    def activity_width(self) -> float:
        """The room for an activity's name."""
        return self.bar - self.activity - (3 if self.wide else 1.5)

    @property
    def heads(self) -> tuple[float, ...]:
        """The x of each step of the staircase: the bars first, then the factors."""
        return (self.bar, *self.dots)

    @property
    def stairs_left(self) -> float:
        """Where the labels of the staircase may begin; the legend has the room before it."""
        return 58 if self.wide else 0


def place(themes: list[tuple[str, list[Row]]], columns: Columns, y: float) -> list[Placed]:
    """Give every theme and row its height on the page, from `y` down."""
    placed = []
    for theme, rows in themes:
        label = height(theme, columns.theme_width, STRONG) + columns.gap
        steps = [
            height(row.activity, columns.activity_width, columns.font) + columns.gap for row in rows
        ]
        spare = max(0, label - sum(steps)) / 2 if columns.wide else 0
        start = y + spare if columns.wide else y + label
        middles = [start + sum(steps[:i]) + step / 2 for i, step in enumerate(steps)]
        bottom = start + sum(steps) + spare
        at = (y + bottom) / 2 if columns.wide else y + label / 2
        placed.append(Placed(theme, at, y, start, bottom, tuple(zip(rows, middles, strict=True))))
        y = bottom
    return placed


def draw_branches(page: Page, placed: list[Placed], columns: Columns, foot: float) -> None:
    """The trunk down to `foot`, the themes and the activities, with the lines that join them."""
    trunk, spine = columns.theme - (2.6 if columns.wide else 1.3), columns.activity - 2.4
    page.rule((trunk, trunk), (placed[0].top - 1, foot), color=style.QUIET)
    for theme in placed:
        page.rule((columns.theme - 0.6, columns.end), (theme.top,) * 2, linewidth=0.4)
        page.rule((trunk, columns.theme - 0.8), (theme.label,) * 2, color=style.QUIET)
        if not columns.wide:  # the lines of the matrix pass behind
            band = columns.theme - 0.6
            tall = theme.rows_top - theme.top
            page.box(band, theme.top, columns.end - band, tall, zorder=2)
        page.middle(columns.theme, theme.label, theme.theme, columns.theme_width, STRONG)
        middles = [y for _, y in theme.rows]
        start = min(*middles, theme.label) if columns.wide else theme.rows_top
        page.rule((spine, spine), (start, max(*middles, start)))
        if columns.wide:
            page.rule((columns.theme + columns.theme_width + 0.5, spine), (theme.label,) * 2)
        for row, y in theme.rows:
            page.rule((spine, columns.activity - 0.8), (y, y))
            page.middle(columns.activity, y, row.activity, columns.activity_width, columns.font)


def draw_bars(page: Page, placed: list[Placed], columns: Columns) -> None:
    """Counts as quiet bars with their number; the longest bar leaves room for the number."""
    most = max(row.extracts for theme in placed for row, _ in theme.rows) or 1
    for theme in placed:
        for row, y in theme.rows:
            long = columns.bar_width * row.extracts / most
            page.box(columns.bar, y - 0.9, long, 1.8, facecolor=style.RULE, zorder=2)
            page.middle(columns.bar + long + 0.7, y, str(row.extracts), 20, NOTE)


def draw_matrix(page: Page, placed: list[Placed], columns: Columns) -> None:
    """A dot a link, joined from the first to the last; below, how many themes are linked."""
    end = placed[-1].bottom
    for i, x in enumerate(columns.dots):
        page.rule((x, x), (placed[0].top, end), linewidth=0.4)
        linked = [(y, row.links[i]) for theme in placed for row, y in theme.rows if row.links[i]]
        if linked:
            page.rule((x, x), (linked[0][0], linked[-1][0]), color="#8c8c8c", linewidth=1.2)
        for y, link in linked:
            page.mark(x, y, style.MARKS[link])
    page.rule((columns.theme - 0.6, columns.end), (end, end), linewidth=0.4)


def draw_reach(page: Page, placed: list[Placed], columns: Columns) -> float:
    """Under each factor, how many themes it is linked to, by kind of link; where the rows end."""
    links = {link for theme in placed for row, _ in theme.rows for link in row.links if link}
    y, width = placed[-1].bottom + 0.6, columns.bar - columns.theme - 1.5
    for words, counted in _kinds(links) if columns.dots else ():
        page.text(columns.bar - 1.5, y, words, width, NOTE, side="right")
        for i, x in enumerate(columns.dots):
            reached = sum(any(r.links[i] in counted for r, _ in theme.rows) for theme in placed)
            page.text(x, y, str(reached), 20, NOTE, side="center")
        y += height(words, width, NOTE)
    return y + 0.6


def _kinds(links: set[str]) -> tuple[tuple[str, set[str]], ...]:
    """What is counted, in words: stated links apart from all where there are others too."""
    if "stated" in links and len(links) > 1:
        return ("Themes with a stated link", {"stated"}), ("Themes with any link", links)
    return (("Themes with a link", links),)
