"""Figure 1: how the data were gathered, and which check guards which phase."""

import calendar
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from helpers.facts import Phase, Study
from helpers.figures import style, timeline
from helpers.figures.layout import Page, height, key
from helpers.figures.style import BODY, ITALIC, STRONG

NAME = "figure1_data_collection"
TITLE = "Figure 1: data collection"
COLUMNS = ("element", "id", "phase", "text", "kind", "place", "window")
LEGEND = {
    "stated": "Stated in the article",
    "?": "Not said in the article",
    "our reading": "Our reading; so is the order (dashed)",
}


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


def alt(frame: pd.DataFrame) -> str:
    """The phases and the checks in words."""
    start, end = _window(frame)
    words = [f"Timeline of phases above a matrix of checks. Window: {start} to {end}."]
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
    y = timeline.draw(page, _phases(frame), _window(frame), page.stamp(stamp) + 0.5)
    y = _matrix(page, frame, columns, y + columns.gap)
    page.rule((0, width_mm), (y, y), linewidth=0.4)
    marks = [(style.MARKS.get(kind, kind), words) for kind, words in LEGEND.items()]
    return page.finish(key(page, marks, y + 1.5))


@dataclass(frozen=True)
class _Check:
    name: str
    phases: tuple[str, ...]
    criterion: str
    kind: str


@dataclass(frozen=True)
class _Columns:
    """Where the parts of the matrix stand, in mm from the left."""

    wide: bool
    label_width: float
    dots: tuple[float, ...]
    criterion: float
    criterion_width: float
    gap: float

    @classmethod
    def of(cls, width: float, phases: int) -> "_Columns":
        """On a narrow page a criterion stands under its check."""
        if width > 120:
            pitch = min(8.5, 60 / phases)
            dots = tuple(72 + pitch * i for i in range(phases))
            criterion = dots[-1] + 10
            return cls(True, 64, dots, criterion, width - criterion, 1.8)
        pitch = min(4.7, 0.45 * width / phases)
        dots = tuple(width - 2.6 - pitch * (phases - 1 - i) for i in range(phases))
        label = dots[0] - 3.4
        return cls(False, label, dots, 4, label - 4, 0.8)


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


def _matrix_head(page: Page, phases: list[timeline.Phase], columns: _Columns, y: float) -> float:
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
    tall = (max(label, words) if columns.wide else label + words) + columns.gap
    middle = y + tall / 2 if columns.wide else y + tall - (columns.gap + words) / 2
    page.middle(
        0, y + (tall if columns.wide else label + columns.gap) / 2, check.name, columns.label_width
    )
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


def _phases(frame: pd.DataFrame) -> list[timeline.Phase]:
    return [
        timeline.Phase(
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
