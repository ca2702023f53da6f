"""The second view: who agreed with whom, and which extracts split the raters."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import ipywidgets as widgets
import pandas as pd

from helpers import sources, tables
from helpers.errors import StudyError
from helpers.explorer.panel import Panel
from helpers.explorer.shown import Picture, Shown
from helpers.ratings import Ratings

LISTED = {"split": "extracts that split them", "all": "all extracts"}
ROWS = 12  # rows of the table: what fits beside the figure


def view(
    source: str, raters: Sequence[str] = (), categories: Sequence[str] = (), listed: str = "split"
) -> Panel:
    """The controls: a source, raters, categories, which extracts are listed."""
    load = cache(sources.load)
    ratings = load(source)
    controls = {
        "source": widgets.Dropdown(description="Source", options=_sources(source), value=source),
        "raters": _several("Raters", ratings.raters, raters),
        "categories": _several("Categories", ratings.categories, categories),
        "listed": widgets.Dropdown(
            description="List",
            options=[(words, key) for key, words in LISTED.items()],
            value=listed,
        ),
    }
    panel = Panel(controls, lambda source, **state: show(load(source), **state), {})

    def offer(change: dict[str, str]) -> None:
        """Another source has other raters and categories: offer those, all of them chosen."""
        with panel.quiet():
            _offer(controls["raters"], load(change["new"]).raters)
            _offer(controls["categories"], load(change["new"]).categories)

    controls["source"].observe(offer, "value")
    return panel


def show(
    ratings: Ratings,
    raters: Sequence[str] = (),
    categories: Sequence[str] = (),
    listed: str = "split",
) -> Shown:
    """How some raters agree, and the extracts on which they do not.

    Args:
        ratings: who put which extract where.
        raters: names of two raters or more; none for all.
        categories: labels; an extract counts when one of these raters used one; none for all.
        listed: "split" for the extracts that split the raters, "all" for all.

    Raises:
        StudyError: when a name is unknown, or fewer than two raters are named.
    """
    raters = _known(ratings, "rater", raters, ratings.raters)
    categories = _known(ratings, "category", categories, ratings.categories)
    if len(raters) < 2:
        raise StudyError("choose two raters or more")
    if listed not in LISTED:
        raise StudyError(f"listed is {listed!r}; it can be {' or '.join(map(repr, LISTED))}")
    labels = ratings.labels()[list(raters)]
    concerned = labels[labels.isin(list(categories)).any(axis=1)]
    split = concerned[concerned.nunique(axis=1) > 1]
    rows = split if listed == "split" else concerned
    caption = f"{LISTED[listed].capitalize()}: {_first(rows)}"
    table = tables.show(rows.head(ROWS).reset_index(), caption, ratings.origin)
    return Shown(_sentence(ratings, concerned, split), _pictures(), table)


def _sources(source: str) -> list[tuple[str, str]]:
    """What the list of sources offers: those with a name, and the one the notebook was given."""
    named = [found.name for found in sources.available()]
    given = [] if source in named else [(Path(source).name, source)]
    return [*given, *((name, name) for name in named)]


def _several(name: str, known: Sequence[str], chosen: Sequence[str]) -> widgets.SelectMultiple:
    return widgets.SelectMultiple(
        description=name, options=known, value=tuple(chosen or known), rows=min(len(known), 8)
    )


def _offer(control: widgets.SelectMultiple, names: tuple[str, ...]) -> None:
    control.options, control.value, control.rows = names, names, min(len(names), 8)


def _known(
    ratings: Ratings, what: str, names: Sequence[str], known: tuple[str, ...]
) -> tuple[str, ...]:
    """The names in the table's order, all of them when none is given."""
    for name in names:
        if name not in known:
            raise StudyError(
                f"{ratings.origin.name}: no {what} {name!r}; there are {', '.join(known)}"
            )
    return tuple(name for name in known if name in names) or known


def _pictures() -> tuple[Picture, ...]:
    return ()


def _first(rows: pd.DataFrame) -> str:
    return f"the first {ROWS} of {len(rows)}." if len(rows) > ROWS else f"{len(rows)}."


def _sentence(ratings: Ratings, concerned: pd.DataFrame, split: pd.DataFrame) -> str:
    names = ", ".join(map(str, concerned.columns))
    return (
        f"{names}: of {len(concerned)} extracts in the chosen categories, {len(split)} split them."
    )
