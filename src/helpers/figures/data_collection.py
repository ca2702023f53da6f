"""Figure 1: how the data were gathered, and which check guards which phase."""

import calendar
import itertools
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from helpers.facts import Phase, Study
from helpers.figures import style
from helpers.figures.layout import LETTER, Page, height, key, line_height
from helpers.figures.style import BODY, ITALIC, STRONG, Font

NAME = "figure1_data_collection"
COLUMNS = ("element", "id", "phase", "text", "kind", "place", "window")
BULLET: dict[str, Any] = {"marker": "o", "markersize": 3.2, "color": style.BLUE}
LEGEND = {
    "stated": "Stated in the article",
    "our reading": "Our reading; so is the order (dashed)",
    "?": "Not said in the article",
}
GAP = 2.6  # between phases, in mm


def table(study: Study) -> pd.DataFrame:
    """One row a thing that is drawn, with its kind and its place in the article."""
    rows: list[tuple[str, ...]] = [
        (f"window {end}", "", "", month, "stated", study.window_place, "")
        for end, month in zip(("start", "end"), study.window, strict=True)
    ]
    rows += [row for phase in study.phases for row in _phase_rows(phase)]
    for check in study.checks:
        rows.append(("check", check.id, "", check.name, "stated", check.place, ""))
        rows.append(
            ("criterion", check.id, "", check.criterion, check.criterion_kind, check.place, "")
        )
        rows += [("guards", check.id, phase, "", "our reading", "", "") for phase in check.phases]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def alt(frame: pd.DataFrame, stamp: str | None = None) -> str:
    """The phases and the checks in words."""
    start, end = _window(frame)
    words = [f"{stamp}."] if stamp else []
    words.append(f"Timeline of phases above a matrix of checks. Window: {start} to {end}.")
    for phase in _phases(frame):
        known = [*phase.activities, *(f"not said: {what}" for what in phase.unknown)]
        words.append(
            f"{phase.id} {phase.name} ({phase.kind}; {phase.note}), from "
            f"{', '.join(phase.sources)}" + (f": {'; '.join(known)}." if known else ".")
        )
    words.append("Checks, each with the phases it guards (our reading) and its criterion:")
    words += [
        f"{check.name}: {', '.join(check.phases)}; {check.criterion} ({check.kind})."
        for check in _checks(frame)
    ]
    return " ".join(words)


@style.paper()
def draw(
    frame: pd.DataFrame, *, width_mm: float = style.WIDE_MM, stamp: str | None = None
) -> Figure:
    """The phases down a timeline, then the matrix of checks by phase."""
    page = Page.blank(width_mm)
    columns = _Columns.of(width_mm, frame["element"].eq("phase").sum())
    y = _timeline(page, frame, columns, page.stamp(stamp) + 0.5)
    y = _matrix(page, frame, columns, y + 3)
    page.rule((0, width_mm), (y, y), linewidth=0.4)
    marks = [(style.MARKS.get(kind, kind), words) for kind, words in LEGEND.items()]
    return page.finish(key(page, marks, y + 1.5))


@dataclass(frozen=True)
class _Phase:
    id: str
    name: str
    kind: str
    inside: bool
    note: str
    sources: tuple[str, ...]
    activities: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class _Check:
    name: str
    phases: tuple[str, ...]
    criterion: str
    kind: str


@dataclass(frozen=True)
class _Columns:
    """Where the parts of the plate stand, in mm from the left."""

    wide: bool
    node: float
    details: float
    label_width: float
    dots: tuple[float, ...]
    criterion: float
    criterion_width: float

    @classmethod
    def of(cls, width: float, phases: int) -> "_Columns":
        """On a narrow page sources stand under the phase, criteria under the check."""
        if width > 120:
            pitch = min(8.5, 60 / phases)
            dots = tuple(72 + pitch * i for i in range(phases))
            criterion = dots[-1] + 10
            return cls(True, 56, 64, 64, dots, criterion, width - criterion)
        pitch = min(5.2, 0.45 * width / phases)
        dots = tuple(width - 3 - pitch * (phases - 1 - i) for i in range(phases))
        label = dots[0] - 4
        return cls(False, 4, 11, label, dots, 4, label - 4)


def _timeline(page: Page, frame: pd.DataFrame, columns: _Columns, y: float) -> float:
    """The phases from top to bottom, those of the window beside one bar; where they end."""
    phases, (start, end) = _phases(frame), _window(frame)
    shared = _shared_note(phases)
    top = y
    y += _date(page, columns, y, start)
    same = ", ".join(phase.id for phase in phases if phase.note == shared)
    note_top = top if columns.wide else y
    note = page.text(
        columns.details, note_top, f"{same}: {shared}", page.width - columns.details, ITALIC
    )
    y = max(y, note_top + note) + 1
    nodes = []
    for phase, following in itertools.zip_longest(phases, phases[1:]):
        nodes.append((phase, y + 3))
        y += _phase(page, phase, columns, y, shared) + GAP
        if phase.inside and not (following and following.inside):
            y += _date(page, columns, y - 1, end)
            page.box(columns.node - 4, top, 8, y - top - 1, facecolor=style.SHADE)
            y += 3
    for (_, above), (_, below) in itertools.pairwise(nodes):
        _arrow(page, (columns.node, above + 3), (columns.node, below - 3), dashed=True)
    for phase, at in nodes:
        _node(page, columns.node, at, phase)
    return y


def _phase(page: Page, phase: _Phase, columns: _Columns, y: float, shared: str) -> float:
    """What fed a phase on the left, what was done on the right; the height it takes."""
    x, width, start = columns.details, page.width - columns.details, y
    fed = _sources(page, phase.sources, columns.node, y + 1.1) if columns.wide else 0
    y += page.text(x, y + 1.1, phase.name, width, STRONG) + 1.1
    if phase.sources and not columns.wide:
        y += page.text(x, y, "From: " + "; ".join(phase.sources), width, ITALIC)
    for activity in phase.activities:
        page.mark(x + 0.8, y + line_height() / 2, BULLET)
        y += page.text(x + 2.6, y, activity, width - 2.6)
    for unknown in phase.unknown:
        page.line_of_text(x + 0.8, y, "?", LETTER, "center")
        y += page.text(
            x + 2.6, y, f"Not said: {unknown[0].lower()}{unknown[1:]}", width - 3, ITALIC
        )
    if phase.note != shared:
        y += page.text(x + 2.6, y, phase.note[0].upper() + phase.note[1:], width - 3, ITALIC)
    return max(y - start, fed + 1.1, 6)


def _sources(page: Page, sources: tuple[str, ...], node: float, y: float) -> float:
    """What feeds a phase, gathered by one arrow; the height it takes."""
    start, first = y, y + line_height() / 2
    for source in sources:
        middle = y + line_height() / 2
        page.mark(node - 11, middle, BULLET)
        if middle > first:
            page.rule((node - 11, node - 8.5), (middle, middle), color=style.QUIET, linewidth=0.8)
            page.rule((node - 8.5,) * 2, (first, middle), color=style.QUIET, linewidth=0.8)
        y += page.text(node - 12.5, y, source, node - 13, side="right") + 0.4
    if sources:
        _arrow(page, (node - 11, first), (node - 3.2, first))
    return y - start


def _date(page: Page, columns: _Columns, y: float, month: str) -> float:
    """An end of the window, the only dates on the page; the height it takes."""
    if columns.wide:
        page.line_of_text(columns.node - 5.5, y, month, STRONG, "right")
    else:
        page.line_of_text(columns.details, y, month, STRONG)
    return line_height()


def _node(page: Page, x: float, y: float, phase: _Phase) -> None:
    """A phase: a ring when that it is one is our reading, a disc when the article says so."""
    page.mark(x, y, style.MARKS[phase.kind] | {"markersize": 15, "zorder": 3})
    color = "white" if phase.kind == "stated" else style.INK
    page.middle(x, y, phase.id, 20, Font(size=7, weight="bold", color=color), side="center")


def _arrow(
    page: Page, start: tuple[float, float], end: tuple[float, float], dashed: bool = False
) -> None:
    look: dict[str, Any] = {
        "arrowstyle": "-|>",
        "mutation_scale": 6,
        "linestyle": (0, (2, 1.5)) if dashed else "-",
    }
    look |= {"color": style.QUIET, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0}
    page.ax.annotate("", end, start, arrowprops=look)


def _matrix(page: Page, frame: pd.DataFrame, columns: _Columns, y: float) -> float:
    """A row a check: its name, the phases it guards, the criterion it serves."""
    phases, checks = _phases(frame), _checks(frame)
    y = _matrix_head(page, phases, columns, y)
    top = y
    for check in checks:
        tall = _check(page, check, columns, y)
        guarded = [x for x, p in zip(columns.dots, phases, strict=True) if p.id in check.phases]
        at = y + tall / 2
        page.rule((0, page.width), (y, y), linewidth=0.4)
        page.rule((guarded[0], guarded[-1]), (at, at), color="#8c8c8c", linewidth=1.2)
        for x in guarded:
            page.mark(x, at, style.READING)
        y += tall
    inside = [x for x, p in zip(columns.dots, phases, strict=True) if p.inside]
    if inside:
        page.box(inside[0] - 2.6, top, inside[-1] - inside[0] + 5.2, y - top, facecolor=style.SHADE)
    return y


def _matrix_head(page: Page, phases: list[_Phase], columns: _Columns, y: float) -> float:
    page.middle(0, y + 3, "Validation check", columns.label_width, STRONG)
    if columns.wide:
        page.middle(
            columns.criterion, y + 3, "Criterion it serves", columns.criterion_width, STRONG
        )
    for x, phase in zip(columns.dots, phases, strict=True):
        page.middle(x, y + 3, phase.id, 20, STRONG, side="center")
    return y + 6.2


def _check(page: Page, check: _Check, columns: _Columns, y: float) -> float:
    """The words of one row of the matrix; the height it takes."""
    font = BODY if check.kind == "stated" else ITALIC
    label = height(check.name, columns.label_width)
    words = height(check.criterion, columns.criterion_width, font)
    tall = (max(label, words) if columns.wide else label + words) + 1.8
    middle = y + tall / 2 if columns.wide else y + tall - 0.9 - words / 2
    page.middle(0, y + (tall if columns.wide else label + 1.8) / 2, check.name, columns.label_width)
    page.mark(columns.criterion - 2.4, middle, style.MARKS[check.kind] | {"markersize": 4.5})
    page.middle(columns.criterion, middle, check.criterion, columns.criterion_width, font)
    return tall


def _phase_rows(phase: Phase) -> list[tuple[str, ...]]:
    window = "inside" if phase.dated else "outside"
    parts = [
        ("phase", phase.name, phase.kind),
        ("date", phase.dated_note, phase.kind),
        *(("source", text, "stated") for text in phase.sources),
        *(("activity", text, "stated") for text in phase.activities),
        *(("unknown", text, "not said") for text in phase.unknown),
    ]
    return [
        (element, "", phase.id, text, kind, phase.place, window) for element, text, kind in parts
    ]


def _phases(frame: pd.DataFrame) -> list[_Phase]:
    return [
        _Phase(
            id=str(name),
            name=_texts(rows, "phase")[0],
            kind=rows["kind"].iloc[0],
            inside=rows["window"].iloc[0] == "inside",
            note=_texts(rows, "date")[0],
            sources=_texts(rows, "source"),
            activities=_texts(rows, "activity"),
            unknown=_texts(rows, "unknown"),
        )
        for name, rows in frame[frame["window"] != ""].groupby("phase", sort=False)
    ]


def _checks(frame: pd.DataFrame) -> list[_Check]:
    return [
        _Check(
            name=_texts(rows, "check")[0],
            phases=tuple(rows.loc[rows["element"] == "guards", "phase"]),
            criterion=_texts(rows, "criterion")[0],
            kind=rows.loc[rows["element"] == "criterion", "kind"].iloc[0],
        )
        for _, rows in frame[frame["id"] != ""].groupby("id", sort=False)
    ]


def _texts(rows: pd.DataFrame, element: str) -> tuple[str, ...]:
    return tuple(rows.loc[rows["element"] == element, "text"])


def _window(frame: pd.DataFrame) -> tuple[str, str]:
    """The window's first and last month in words."""
    start, end = (*_texts(frame, "window start"), *_texts(frame, "window end"))
    return _month(start), _month(end)


def _month(text: str) -> str:
    """A month in words.

    >>> _month("2001-02")
    'February 2001'
    """
    year, month = text.split("-")
    return f"{calendar.month_name[int(month)]} {year}"


def _shared_note(phases: list[_Phase]) -> str:
    """What is said of the dates of most phases inside the window, to be said once."""
    return Counter(phase.note for phase in phases if phase.inside).most_common(1)[0][0]
