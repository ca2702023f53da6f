"""The first view: which activities and printed extracts sit where, and what cuts across them."""

from collections.abc import Sequence

import ipywidgets as widgets
import pandas as pd

from helpers.errors import StudyError
from helpers.explorer.panel import Panel
from helpers.explorer.shown import Picture, Shown
from helpers.facts import Activity, Study, Theme
from helpers.figures import theme_hierarchy

Place = tuple[Theme, Activity]
CAPTION = "Activities are our reading of the article's paragraphs."
COLUMNS = ["theme", "activity", "cuts across", "printed extracts, in our paraphrase", "place"]


def view(study: Study, theme: int = 0, factor: str = "") -> Panel:
    """The controls: a theme, a cross-cutting factor."""
    themes = [("all themes", 0), *((f"{t.number}  {t.name}", t.number) for t in study.themes)]
    factors = [("any factor, or none", ""), *((f"{f.id}  {f.name}", f.id) for f in study.factors)]
    controls = {
        "theme": widgets.Dropdown(description="Theme", options=themes, value=theme),
        "factor": widgets.Dropdown(
            description="Cross-cutting factor", options=factors, value=factor
        ),
    }
    return Panel(controls, lambda **state: show(study, **state), {})


def show(study: Study, theme: int = 0, factor: str = "") -> Shown:
    """The activities of a theme that a factor cuts across.

    Args:
        study: the published facts.
        theme: a theme's number; 0 for all.
        factor: a factor's id; "" for any or none.

    Raises:
        StudyError: when there is no such theme or factor.
    """
    _check(study, theme, factor)
    chosen = [
        (found, activity)
        for found in study.themes
        for activity in found.activities
        if theme in (0, found.number) and (not factor or factor in _factors(activity))
    ]
    rows = pd.DataFrame([_row(study, *pair) for pair in chosen], columns=COLUMNS)
    return Shown(_sentence(study, chosen, theme, factor), _pictures(study, chosen), rows, CAPTION)


def _check(study: Study, theme: int, factor: str) -> None:
    numbers = [found.number for found in study.themes]
    if theme not in (0, *numbers):
        raise StudyError(f"there is no theme {theme}; there are {numbers}, and 0 for all")
    ids = [found.id for found in study.factors]
    if factor not in ("", *ids):
        raise StudyError(f"there is no factor {factor!r}; there are {', '.join(ids)}")


def _pictures(study: Study, chosen: Sequence[Place]) -> tuple[Picture, ...]:
    """The hierarchy cut down to some activities; none when there are none."""
    frame = theme_hierarchy.table(study)
    names = [(theme.number, activity.name) for theme, activity in chosen]
    frame = frame[[pair in names for pair in zip(frame["number"], frame["activity"], strict=True)]]
    if frame.empty:
        return ()
    return (Picture(theme_hierarchy.draw(frame), theme_hierarchy.alt(frame)),)


def _factors(activity: Activity) -> tuple[str, ...]:
    return (*activity.stated, *activity.reading)


def _row(study: Study, theme: Theme, activity: Activity) -> tuple[str, ...]:
    names = {factor.id: factor.name for factor in study.factors}
    stated = [f"{names[factor]} (stated)" for factor in activity.stated]
    reading = [f"{names[factor]} (our reading)" for factor in activity.reading]
    printed = [e.paraphrase for e in study.extracts if e.order in activity.extracts]
    cells = "; ".join([*stated, *reading]), "; ".join(printed)
    return f"{theme.number}", activity.name, *cells, activity.place


def _sentence(study: Study, chosen: Sequence[Place], theme: int, factor: str) -> str:
    reached = len({found.number for found, _ in chosen})
    where = f"theme {theme}" if theme else f"{reached} of {len(study.themes)} themes"
    name = next((found.name for found in study.factors if found.id == factor), "")
    if not chosen:
        return f"{name} cuts across no activity of {where}."
    activities = _count(len(chosen), "activity", "activities")
    across = f" that {name} cuts across" if name else ""
    extracts = _count(sum(len(a.extracts) for _, a in chosen), "extract", "extracts")
    return (
        f"{activities} in {where}{across}, with {extracts} printed: what authors chose to "
        "quote, not how common it was."
    )


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
