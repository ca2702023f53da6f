"""A timeline down the page: phases in order, a bar for the window that holds some of them."""

import itertools
from collections import Counter
from dataclasses import dataclass
from typing import Any

from helpers.figures import style
from helpers.figures.layout import LETTER, Page, line_height
from helpers.figures.style import ITALIC, STRONG, Font

BULLET: dict[str, Any] = {"marker": "o", "markersize": 3.2, "color": style.BLUE}


@dataclass(frozen=True)
class Phase:
    """A phase as it is drawn."""

    id: str
    name: str
    kind: str
    inside: bool
    note: str
    sources: tuple[str, ...]
    activities: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class Rail:
    """Where the line of phases and their details stand, in mm from the left."""

    wide: bool
    node: float
    details: float
    gap: float  # between phases

    @classmethod
    def of(cls, width: float) -> "Rail":
        """On a narrow page there is no room for sources on the left."""
        return cls(True, 56, 64, 2.6) if width > 120 else cls(False, 4, 10, 1.2)


def draw(page: Page, phases: list[Phase], window: tuple[str, str], y: float) -> float:
    """The phases from top to bottom, those of the window beside one bar; where they end."""
    rail, shared, top = Rail.of(page.width), _shared_note(phases), y
    y = _opening(page, rail, phases, window[0], y)
    nodes = []
    for phase, following in itertools.zip_longest(phases, phases[1:]):
        nodes.append((phase, y + 3))
        y += _phase(page, phase, rail, y, shared) + rail.gap
        if phase.inside and not (following and following.inside):
            y += _date(page, rail, y - 1, window[1])
            page.box(rail.node - 4, top, 8, y - top - 1, facecolor=style.SHADE)
            y += rail.gap
    for (_, above), (_, below) in itertools.pairwise(nodes):
        _arrow(page, (rail.node, above + 3), (rail.node, below - 3), dashed=True)
    for phase, at in nodes:
        _node(page, rail.node, at, phase)
    return y


def _opening(page: Page, rail: Rail, phases: list[Phase], start: str, y: float) -> float:
    """The window's first month, and what is said of the dates of most phases; where it ends."""
    end = y + _date(page, rail, y, start)
    shared = _shared_note(phases)
    same = ", ".join(phase.id for phase in phases if phase.note == shared)
    top = y if rail.wide else end
    note = page.text(rail.details, top, f"{same}: {shared}", page.width - rail.details, ITALIC)
    return max(end, top + note) + 1


def _phase(page: Page, phase: Phase, rail: Rail, y: float, shared: str) -> float:
    """What fed a phase on the left, what was done on the right; the height it takes."""
    x, width, start = rail.details, page.width - rail.details, y
    fed = _sources(page, phase.sources, rail.node, y + 1.1) if rail.wide else 0
    y += page.text(x, y + 1.1, phase.name, width, STRONG) + 1.1
    if phase.sources and not rail.wide:
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


def _date(page: Page, rail: Rail, y: float, month: str) -> float:
    """An end of the window, the only dates on the page; the height it takes."""
    if rail.wide:
        page.line_of_text(rail.node - 5.5, y, month, STRONG, "right")
    else:
        page.line_of_text(rail.details, y, month, STRONG)
    return line_height()


def _node(page: Page, x: float, y: float, phase: Phase) -> None:
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


def _shared_note(phases: list[Phase]) -> str:
    """What is said of the dates of most phases inside the window, to be said once."""
    notes = [phase.note for phase in phases if phase.inside] or [phase.note for phase in phases]
    return Counter(notes).most_common(1)[0][0]
