"""Figure 2: the themes, the activities beneath each, and what cuts across them."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from helpers.facts import Activity, Study
from helpers.figures import style
from helpers.figures.layout import Page, height, key, line_height, staircase, staircase_height
from helpers.figures.style import BODY, ITALIC, NOTE, STRONG, Font

NAME = "figure2_theme_hierarchy"
COLUMNS = (
    "root",
    "core_components",
    "number",
    "theme",
    "activity",
    "kind",
    "extracts",
    "counted",
    "factor",
    "link",
)
LEGEND = {
    "stated": "The paragraph calls the factor cross-cutting",
    "our reading": "Our reading: the paragraph is about it, without those words",
    "coded": "Extracts are coded with both",
}
DIAMOND: dict[str, Any] = {"marker": "D", "markersize": 4, "color": style.INK}
READING = "Activities: our reading of the article's paragraphs"
CORE = "Core components"
SMALL = Font(size=7)  # on a narrow page, so that a plate of some twenty rows fits a sheet
GAP = 1.8  # between rows, in mm


def table(study: Study) -> pd.DataFrame:
    """One row an activity and factor, with what links the two, in the order of the article."""
    rows = [
        (
            *_head(study),
            theme.number,
            theme.name,
            activity.name,
            activity.kind,
            len(activity.extracts),
            "printed extracts",
            factor.name,
            _link(activity, factor.id),
        )
        for theme in study.themes
        for activity in theme.activities
        for factor in study.factors
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def coded_table(coded: pd.DataFrame, study: Study) -> pd.DataFrame:
    """The same table from coded extracts, with real counts.

    Args:
        coded: one row an extract and factor; columns extract, theme, activity and factor, the
            last missing where an extract has none.
        study: gives the root and the core components.
    """
    factors = [*dict.fromkeys(coded["factor"].dropna())] or [""]
    together = set(coded[["theme", "activity", "factor"]].itertuples(index=False, name=None))
    rows = [
        (
            *_head(study),
            number,
            theme,
            activity,
            "coded",
            extracts["extract"].nunique(),
            "coded extracts",
            factor,
            "coded" if (theme, activity, factor) in together else "",
        )
        for number, (theme, themed) in enumerate(coded.groupby("theme", sort=False), 1)
        for activity, extracts in themed.groupby("activity", sort=False)
        for factor in factors
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def alt(frame: pd.DataFrame, stamp: str | None = None) -> str:
    """The hierarchy in words: each theme, and what cuts across; the table has the rest."""
    first = frame.iloc[0]
    themes = _themes(frame)
    words = [f"{stamp}."] if stamp else []
    words.append(
        f"Tree: {first['root']} over {len(themes)} themes and their activities, beside a matrix of "
        "cross-cutting factors."
    )
    words += [
        f"Theme {theme}: {len(rows)} activities, {sum(row.extracts for row in rows)} "
        f"{first['counted']}."
        for theme, rows in themes
    ]
    words += [_reach_in_words(frame, factor) for factor in _factors(frame)]
    if first["core_components"]:
        words.append(f"Core components of all themes: {first['core_components']}.")
    return " ".join([*words, "Counts of extracts are not prevalence."])


@style.paper()
def draw(
    frame: pd.DataFrame, *, width_mm: float = style.WIDE_MM, stamp: str | None = None
) -> Figure:
    """The plate: a tree on the left, one dot an activity and factor on the right."""
    page = Page.blank(width_mm)
    columns = _Columns.of(width_mm, len(_factors(frame)))
    heads = _heads(frame)
    stairs = staircase_height(heads, columns.heads, columns.stairs_left)
    y = page.stamp(stamp) + 0.5
    if columns.wide:
        stairs = max(stairs, _legend(page, frame, y, columns.stairs_left - 4) - y)
    placed = _place(_themes(frame), columns, y + stairs + _root_height(frame, columns))
    ends = [placed[0].top] * len(heads)
    staircase(page, heads, columns.heads, y, ends=ends, left=columns.stairs_left)
    _root(page, frame, columns, placed[0].top)
    _tree(page, placed, columns)
    _bars(page, placed, columns)
    _matrix(page, placed, columns)
    end = _core(page, frame, columns, placed)
    if not columns.wide:
        end = _legend(page, frame, end, columns.end)
    return page.finish(end)


@dataclass(frozen=True)
class _Row:
    """One activity with its links, in the order of the factors."""

    activity: str
    extracts: int
    links: tuple[str, ...]


@dataclass(frozen=True)
class _Placed:
    """A theme on the page: its rows and the height of the middle of each, in mm."""

    theme: str
    label: float
    top: float
    rows_top: float
    bottom: float
    rows: tuple[tuple[_Row, float], ...]


@dataclass(frozen=True)
class _Columns:
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
    def of(cls, width: float, factors: int) -> "_Columns":
        """Themes beside their activities on a wide page, above them on a narrow one."""
        wide = width > 120
        pitch = min(5.2 if wide else 3.4, width * 0.5 / max(factors, 1))
        first = width - pitch * (factors - 0.5)
        dots = tuple(first + pitch * i for i in range(factors))
        if wide:
            return cls(True, 5, 34, 46, first - pitch / 2 - 12, 7, dots, width, GAP, BODY)
        bar = first - pitch / 2 - 5.5
        return cls(False, 3, bar - 5, 6.5, bar, 2.2, dots, width, 1.2, SMALL)

    @property
    def activity_width(self) -> float:
        return self.bar - self.activity - (3 if self.wide else 1.5)

    @property
    def heads(self) -> tuple[float, ...]:
        """The x of each step of the staircase: the bars first, then the factors."""
        return (self.bar, *self.dots)

    @property
    def stairs_left(self) -> float:
        """Where the labels of the staircase may begin; the legend has the room before it."""
        return 58 if self.wide else 0


def _place(themes: list[tuple[str, list[_Row]]], columns: _Columns, y: float) -> list[_Placed]:
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
        placed.append(_Placed(theme, at, y, start, bottom, tuple(zip(rows, middles, strict=True))))
        y = bottom
    return placed


def _root_height(frame: pd.DataFrame, columns: _Columns) -> float:
    return height(frame["root"].iloc[0], columns.bar - 2, STRONG) + 2 * columns.gap


def _root(page: Page, frame: pd.DataFrame, columns: _Columns, bottom: float) -> None:
    y = bottom - _root_height(frame, columns) + columns.gap / 2
    page.text(0, y, frame["root"].iloc[0], columns.bar - 2, STRONG)


def _tree(page: Page, placed: list[_Placed], columns: _Columns) -> None:
    trunk, spine = columns.theme - 3.2 + 0.6, columns.activity - 2.4
    page.rule((trunk, trunk), (placed[0].top - 1, placed[-1].bottom + 6), color=style.QUIET)
    for theme in placed:
        page.rule((columns.theme - 0.6, columns.end), (theme.top,) * 2, linewidth=0.4)
        page.rule((trunk, columns.theme - 0.8), (theme.label,) * 2, color=style.QUIET)
        page.middle(columns.theme, theme.label, theme.theme, columns.theme_width, STRONG)
        middles = [y for _, y in theme.rows]
        start = min(*middles, theme.label) if columns.wide else theme.rows_top
        page.rule((spine, spine), (start, max(*middles, start)))
        if columns.wide:
            page.rule((columns.theme + columns.theme_width + 0.5, spine), (theme.label,) * 2)
        for row, y in theme.rows:
            page.rule((spine, columns.activity - 0.8), (y, y))
            page.middle(columns.activity, y, row.activity, columns.activity_width, columns.font)


def _bars(page: Page, placed: list[_Placed], columns: _Columns) -> None:
    """Counts as quiet bars with their number; the longest bar leaves room for the number."""
    most = max(row.extracts for theme in placed for row, _ in theme.rows) or 1
    for theme in placed:
        for row, y in theme.rows:
            long = columns.bar_width * row.extracts / most
            page.box(columns.bar, y - 0.9, long, 1.8, facecolor=style.RULE, zorder=2)
            page.middle(columns.bar + long + 0.7, y, str(row.extracts), 20, NOTE)


def _matrix(page: Page, placed: list[_Placed], columns: _Columns) -> None:
    """A dot a link, joined from the first to the last, and the number of themes reached."""
    end = placed[-1].bottom
    for i, x in enumerate(columns.dots):
        page.rule((x, x), (placed[0].top, end), linewidth=0.4)
        linked = [(y, row.links[i]) for theme in placed for row, y in theme.rows if row.links[i]]
        if linked:
            page.rule((x, x), (linked[0][0], linked[-1][0]), color="#8c8c8c", linewidth=1.2)
        for y, link in linked:
            page.mark(x, y, style.MARKS[link])
        reached = sum(any(row.links[i] for row, _ in theme.rows) for theme in placed)
        page.middle(x, end + 2.5, str(reached), 20, NOTE, side="center")
    page.rule((columns.theme - 0.6, columns.end), (end, end), linewidth=0.4)
    words = f"Themes reached, of {len(placed)}"
    page.middle(columns.bar - 1.5, end + 2.5, words, columns.bar - 6, NOTE, side="right")


def _core(page: Page, frame: pd.DataFrame, columns: _Columns, placed: list[_Placed]) -> float:
    """The core components under the whole tree, linked to no single theme; where they end."""
    components = [part for part in frame["core_components"].iloc[0].split("; ") if part]
    y = placed[-1].bottom + 6
    if not components:
        return y
    items = columns.activity + 3
    width = columns.end - items - 1
    tall = sum(height(part, width) for part in components) + 2 * columns.gap
    title = height(CORE, columns.theme_width, STRONG)
    tall = max(tall, title + 2 * columns.gap) if columns.wide else tall + title
    page.box(0, y, columns.end, tall)
    page.text(columns.theme, y + columns.gap, CORE, columns.theme_width, STRONG)
    at = y + columns.gap + (0 if columns.wide else title)
    for part in components:
        page.mark(columns.activity + 0.6, at + line_height() / 2, DIAMOND)
        at += page.text(items, at, part, width)
    return y + tall + GAP


def _legend(page: Page, frame: pd.DataFrame, y: float, width: float) -> float:
    """What the dots mean and what the activities are; where it ends."""
    used = [(style.MARKS[link], LEGEND[link]) for link in LEGEND if (frame["link"] == link).any()]
    y = key(page, used, y, width=width)
    if not (frame["kind"] == "our reading").all():
        return y
    return y + page.text(4.5, y, READING, width - 4.5, ITALIC)


def _heads(frame: pd.DataFrame) -> list[str]:
    counted = str(frame["counted"].iloc[0]).capitalize()
    return [f"{counted}, not prevalence", *_factors(frame)]


def _head(study: Study) -> tuple[str, str]:
    return study.root, "; ".join(study.core_components)


def _link(activity: Activity, factor: str) -> str:
    if factor in activity.stated:
        return "stated"
    return "our reading" if factor in activity.reading else ""


def _factors(frame: pd.DataFrame) -> list[str]:
    return [factor for factor in dict.fromkeys(frame["factor"]) if factor]


def _themes(frame: pd.DataFrame) -> list[tuple[str, list[_Row]]]:
    return [
        (
            f"{number} {theme}",
            [
                _Row(str(activity), int(rows["extracts"].iloc[0]), tuple(rows["link"]))
                for activity, rows in themed.groupby("activity", sort=False)
            ],
        )
        for (number, theme), themed in frame.groupby(["number", "theme"], sort=False)
    ]


def _reach_in_words(frame: pd.DataFrame, factor: str) -> str:
    linked = frame[(frame["factor"] == factor) & (frame["link"] != "")]
    reached = ", ".join(map(str, linked["number"].unique()))
    kinds = [f"{n} {link}" for link, n in linked["link"].value_counts(sort=False).items()]
    return f"{factor}: themes {reached or 'none'} (activities: {', '.join(kinds) or 'none'})."
