"""Figure 2: the themes, the activities beneath each, and what cuts across them."""

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from helpers.facts import Activity, Study
from helpers.figures import style, tree
from helpers.figures.layout import (
    Page,
    height,
    key,
    line_height,
    measure,
    staircase,
    staircase_height,
)
from helpers.figures.style import ITALIC, STRONG

NAME = "figure2_theme_hierarchy"
TITLE = "Figure 2: theme hierarchy"
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
    "our reading": "Our reading: the paragraph is about it",
    "coded": "Extracts are coded with both",
}
DIAMOND: dict[str, Any] = {"marker": "D", "markersize": 4, "color": style.INK}
READING = "Activities: our reading of the article's paragraphs"
CORE = "Core components"
CODED = (
    "Themes, and the activities beneath each, as the study's coded extracts name them. The bars "
    "count coded extracts, which says nothing about prevalence."
)


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
        study: gives the root, the core components and the numbers of its themes; any other theme
            is counted on from there.
    """
    factors = [*dict.fromkeys(coded["factor"].dropna())] or [""]
    numbers = _numbers(coded, study)
    together = set(coded[["theme", "activity", "factor"]].itertuples(index=False, name=None))
    rows = [
        (
            *_head(study),
            numbers[str(theme)],
            theme,
            activity,
            "coded",
            extracts["extract"].nunique(),
            "coded extracts",
            factor,
            "coded" if (theme, activity, factor) in together else "",
        )
        for theme, themed in coded.groupby("theme", sort=False)
        for activity, extracts in themed.groupby("activity", sort=False)
        for factor in factors
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _numbers(coded: pd.DataFrame, study: Study) -> dict[str, int]:
    """The study's number of each theme; of others the next ones, from 1 where all are others."""
    known = {theme.name: theme.number for theme in study.themes}
    used = [str(theme) for theme in coded["theme"].unique()]
    others = [theme for theme in used if theme not in known]
    last = max(known.values()) if len(others) < len(used) else 0
    return known | {theme: number for number, theme in enumerate(others, last + 1)}


def alt(frame: pd.DataFrame) -> str:
    """The hierarchy in words: each theme, and what cuts across; the table has the rest."""
    frame = _with_texts(frame)
    first = frame.iloc[0]
    themes = _themes(frame)
    beside = ", beside a matrix of cross-cutting factors" if _factors(frame) else ""
    words = [f"Tree: {first['root']} over {len(themes)} themes and their activities{beside}."]
    words += [
        f"Theme {theme}: {len(rows)} {'activity' if len(rows) == 1 else 'activities'}, "
        f"{sum(row.extracts for row in rows)} {first['counted']}."
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
    frame, page = _with_texts(frame), Page.blank(width_mm)
    columns = tree.Columns.of(width_mm, len(_factors(frame)), int(frame["extracts"].max()))
    heads = _heads(frame)
    stairs = staircase_height(heads, columns.heads, columns.stairs_left)
    y = page.stamp(stamp) + 0.5
    if columns.wide:
        stairs = max(stairs, _legend(page, frame, y, columns.stairs_left - 4) - y)
    placed = tree.place(_themes(frame), columns, y + stairs + _root_height(frame, columns))
    ends = [placed[0].top] * len(heads)
    staircase(page, heads, columns.heads, y, ends=ends, left=columns.stairs_left)
    _root(page, frame, columns, placed[0].top)
    tree.draw_bars(page, placed, columns)
    tree.draw_matrix(page, placed, columns)
    foot = tree.draw_reach(page, placed, columns)
    tree.draw_branches(page, placed, columns, foot)
    end = _core(page, frame, columns, foot)
    if not columns.wide:
        end = _legend(page, frame, end, columns.end)
    return page.finish(end)


def _with_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """The same table; a saved one whose texts are all blank comes back with numbers there."""
    blank = [name for name in ("core_components", "factor", "link") if frame[name].isna().all()]
    return frame.assign(**dict.fromkeys(blank, ""))


def _root_height(frame: pd.DataFrame, columns: tree.Columns) -> float:
    return height(frame["root"].iloc[0], columns.bar - 2, STRONG) + 2 * columns.gap


def _root(page: Page, frame: pd.DataFrame, columns: tree.Columns, bottom: float) -> None:
    y = bottom - _root_height(frame, columns) + columns.gap / 2
    page.text(0, y, frame["root"].iloc[0], columns.bar - 2, STRONG)


def _core(page: Page, frame: pd.DataFrame, columns: tree.Columns, y: float) -> float:
    """The core components under the whole tree, linked to no single theme; where they end."""
    components = [part for part in frame["core_components"].iloc[0].split("; ") if part]
    if not components:
        return y
    items = max(columns.activity, columns.theme + measure(CORE, STRONG) + 3) + 3
    width = columns.end - items - 1
    tall = sum(height(part, width) for part in components) + 2 * columns.gap
    page.box(0, y, columns.end, tall)
    page.text(columns.theme, y + columns.gap, CORE, items, STRONG)
    at = y + columns.gap
    for part in components:
        page.mark(items - 2.4, at + line_height() / 2, DIAMOND)
        at += page.text(items, at, part, width)
    return y + tall + columns.gap


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


def _themes(frame: pd.DataFrame) -> list[tuple[str, list[tree.Row]]]:
    return [
        (
            f"{number} {theme}",
            [
                tree.Row(str(activity), int(rows["extracts"].iloc[0]), tuple(rows["link"]))
                for activity, rows in themed.groupby("activity", sort=False)
            ],
        )
        for (number, theme), themed in frame.groupby(["number", "theme"], sort=False)
    ]


def _reach_in_words(frame: pd.DataFrame, factor: str) -> str:
    linked = frame[(frame["factor"] == factor) & (frame["link"] != "")]
    numbers = [str(number) for number in linked["number"].unique()]
    where = f"theme{'s' * (len(numbers) > 1)} {', '.join(numbers)}" if numbers else "no theme"
    kinds = [f"{n} {link}" for link, n in linked["link"].value_counts(sort=False).items()]
    return f"{factor}: {where} (activities: {', '.join(kinds) or 'none'})."
