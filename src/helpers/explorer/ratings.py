"""The second view: who agreed with whom, and which extracts split the raters."""

from collections.abc import Sequence
from functools import cache, reduce
from itertools import combinations
from typing import Any

import ipywidgets as widgets
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers import agreement, sources
from helpers.agreement import Patterns, Undefined, known
from helpers.errors import StudyError
from helpers.explorer.panel import Panel
from helpers.explorer.shown import Picture, Shown
from helpers.figures import by_pair, confusion, style
from helpers.ratings import Ratings

LISTED = {"split": "extracts that split them", "all": "all extracts"}
ROWS = 12  # rows of the table: what fits beside the figure
WIDTH = 100  # of a picture, in mm: two fit beside each other


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

    def offer(change: dict[str, str]) -> None:
        """Another source has other raters and categories: offer those, all of them chosen."""
        found = load(change["new"])
        with panel.paused():
            _offer(controls["raters"], found.raters)
            _offer(controls["categories"], found.categories)

    controls["source"].observe(offer, "value")  # before the panel does, so that it draws once
    panel = Panel(controls, lambda source, **state: show(load(source), **state), {})
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
    if not ratings.raters_known and len(raters) < len(ratings.raters):
        raise StudyError("this table holds counts and not who rated what: choose all raters")
    if listed not in LISTED:
        raise StudyError(f"listed is {listed!r}; it can be {' or '.join(map(repr, LISTED))}")
    chosen = reduce(Ratings.without_rater, set(ratings.raters) - set(raters), ratings)
    concerned = chosen.labels().isin(list(categories)).any(axis=1)
    split = agreement.splits(chosen).loc[lambda rows: concerned[rows.index]]
    rows = split if listed == "split" else chosen.labels()[concerned]
    return Shown(
        _sentence(chosen, int(concerned.sum()), len(split)),
        (*_by_pair(chosen), _confusion(chosen, concerned.to_numpy())),
        rows.head(ROWS).reset_index(),
        f"{LISTED[listed].capitalize()}: {_first(len(rows))}",
        ratings.origin,
    )


def _sources(source: str) -> list[tuple[str, str]]:
    """What the list of sources offers: those with a name, and the one the notebook was given."""
    named = [found.name for found in sources.available()]
    given = [] if source in named else [(_label(source), source)]
    return [*given, *((name, name) for name in named)]


def _label(source: str) -> str:
    name = sources.load(source).origin.name
    return f"{source}: {name}" if source == "auto" else name


def _several(name: str, known: Sequence[str], chosen: Sequence[str]) -> widgets.SelectMultiple:
    return widgets.SelectMultiple(
        description=name, options=known, value=tuple(chosen or known), rows=min(len(known) + 1, 8)
    )


def _offer(control: widgets.SelectMultiple, names: tuple[str, ...]) -> None:
    with control.hold_sync():  # one message: a choice must not arrive before what it chooses from
        control.options, control.value, control.rows = names, names, min(len(names) + 1, 8)


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


def _by_pair(chosen: Ratings) -> tuple[Picture, ...]:
    """Each pair of raters; none when the table holds counts and not people."""
    found = agreement.pairs(chosen, draws=0)
    if isinstance(found, Undefined):
        return ()
    rows = [
        (*couple, known(pair.kappa.value), known(pair.agreement.value))
        for couple, pair in zip(combinations(chosen.raters, 2), found.pairs, strict=True)
    ]
    return (_picture(by_pair, rows, chosen),)


def _confusion(chosen: Ratings, concerned: NDArray[np.bool_]) -> Picture:
    """What the extracts in the chosen categories were taken for: each pair of ratings once."""
    patterns = Patterns.from_codes(chosen.codes[concerned], chosen.categories)
    counts, labels = agreement.confusion(patterns).to_numpy(), chosen.categories
    rows = [
        (a, b, counts[i, j] // (1 if i != j else 2))
        for i, a in enumerate(labels)
        for j, b in enumerate(labels[: i + 1])
    ]
    return _picture(confusion, rows, chosen)


def _picture(figure: Any, rows: list[tuple[Any, ...]], chosen: Ratings) -> Picture:
    frame = pd.DataFrame(rows, columns=list(figure.COLUMNS))
    drawn = figure.draw(frame, width_mm=WIDTH, stamp=chosen.origin.stamp)
    return Picture(drawn, style.in_words(drawn, figure, frame))


def _first(rows: int) -> str:
    return f"the first {ROWS} of {rows}." if rows > ROWS else f"{rows}."


def _sentence(chosen: Ratings, concerned: int, split: int) -> str:
    fleiss = agreement.coefficients(chosen, draws=0)[0]
    who = ", ".join(chosen.raters) if chosen.raters_known else "raters not known"
    return (
        f"{who}: kappa {fleiss.coef:.2f} (95% interval {fleiss.fisher:.2f}) on all extracts. "
        f"Extracts in the chosen categories: {concerned}, of which {split} split the raters."
    )
