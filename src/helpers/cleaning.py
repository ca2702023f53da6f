"""From a grid of labels to ratings: what is cleaned is counted and said."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from helpers import missing, spelling
from helpers.errors import StudyError
from helpers.layouts import Grid, Reading, several
from helpers.layouts.columns import Column, wordings
from helpers.layouts.extracts import naming
from helpers.layouts.words import unrated
from helpers.layouts.words.texts import counted, listed, plain
from helpers.ratings import Origin, Ratings, compact


def ratings(
    grid: Grid,
    reading: Reading,
    origin: Origin,
    *,
    reason: str = "",
    sheet_labels: Mapping[str, str] | None = None,
) -> Ratings:
    """Checked ratings from a grid, with everything that was changed in `origin.changes`.

    Args:
        grid: what a layout made of a table.
        reading: the choices made; `reading.categories` declares the list of categories.
        origin: where the table came from; `changes` already in it come first.
        reason: what the cells are that the format itself marks as missing.
        sheet_labels: labels for codes, found beside the table.

    Raises:
        StudyError: when cells hold several codes, a label is outside the declared categories,
            or the result is no table of ratings.
    """
    several.check_single(grid.columns, reading, origin.name)
    columns, notes = _single(grid.columns, reading, origin.name)
    notes += several.left(columns, reading)
    columns, said = _without_missing(columns, reading)
    notes += counted(sum(c.trimmed for c in grid.columns), "cell", "trimmed of surrounding space")
    notes += counted(sum(c.flagged for c in grid.columns), "cell", f"missing: {reason}")
    columns, labelled = _labelled(columns, sheet_labels or {})
    columns, spelled = _spelled(columns, reading)
    spelled += spelling.said(_use(columns))
    known = _categories(columns, grid, reading, origin.name)
    codes = np.column_stack([_into(column, known) for column in columns])
    raters, renamed = _raters(grid, reading)
    notes = [*grid.notes, *notes, *said, *labelled, *spelled, *_unused(codes, known, reading)]
    if grid.raters_known and not reading.categories:
        notes += [*wordings.said(origin.name, codes, known), *missing.as_often(codes, known)]
    notes += [*missing.marked(codes, known), *naming.alike(origin.name, grid.extracts, codes)]
    notes += [*missing.counts(codes), *renamed]
    changes = tuple(dict.fromkeys((*origin.changes, *notes)))
    return Ratings(
        compact(codes, len(known), origin.name),
        grid.extracts,
        raters,
        known,
        replace(origin, changes=changes),
        grid.raters_known,
        _clusters(grid, reading, origin.name),
        "universities" if grid.universities else "services",
    )


def _clusters(grid: Grid, reading: Reading, name: str) -> tuple[str, ...] | None:
    """The services as S1, S2, … in the order of their appearance."""
    if reading.service is not None and not grid.services:
        raise StudyError(
            f"{name}: --service {reading.service}: it must name the service of every extract, in a "
            "table with one column a rater or one row a rating"
        )
    place = {service: i for i, service in enumerate(dict.fromkeys(grid.services), 1)}
    return tuple(f"S{place[service]}" for service in grid.services) or None


def _single(
    columns: tuple[Column, ...], reading: Reading, name: str
) -> tuple[tuple[Column, ...], list[str]]:
    done = [several.split(column, reading, name) for column in columns]
    return tuple(column for column, _ in done), several.said(sum(n for _, n in done), reading)


def _without_missing(
    columns: tuple[Column, ...], reading: Reading
) -> tuple[tuple[Column, ...], list[str]]:
    told = set(reading.missing)
    kept = tuple(c.relabelled(lambda text: None if text in told else text) for c in columns)
    gone = sum(c.filled for c in columns) - sum(c.filled for c in kept)
    notes = counted(gone, "cell", f"missing as told: {listed(reading.missing)}")
    if unused := [label for label in reading.missing if label not in _use(columns)]:
        notes.append(f"no cell holds {listed(unused)}, told to mean missing")
    notes += unrated.said(_use(kept))
    return kept, notes


def _labelled(
    columns: tuple[Column, ...], labels: Mapping[str, str]
) -> tuple[tuple[Column, ...], list[str]]:
    """The columns with codes replaced by labels, when there is one for every code in use."""
    if not labels or not set(_use(columns)) <= set(labels):
        return columns, []
    named = tuple(c.relabelled(labels.__getitem__) for c in columns)
    order = tuple(labels.values())
    return tuple(replace(c, declared=order) for c in named), [
        f"codes shown by the labels of the workbook's code list ({len(labels)})"
    ]


def _spelled(columns: tuple[Column, ...], reading: Reading) -> tuple[tuple[Column, ...], list[str]]:
    """Labels that differ only by case, underscores or inner space: merged, or warned of."""
    use = _use(columns)
    if not reading.merge_labels:
        return columns, spelling.kept_apart(use)
    names, notes = spelling.merged(use, (*_declared(columns), *reading.categories))
    by_key = {plain(label): name for label, name in names.items()}
    merged = (c.relabelled(names.__getitem__) for c in columns)
    return tuple(
        replace(c, declared=tuple(dict.fromkeys(by_key.get(plain(d), d) for d in c.declared)))
        for c in merged
    ), notes


def _categories(
    columns: tuple[Column, ...], grid: Grid, reading: Reading, name: str
) -> tuple[str, ...]:
    """The declared categories, else the format's or the layout's own, else those in use."""
    used = sorted(_use(columns), key=spelling.order)
    if reading.categories:
        _check_declared(columns, grid, reading, name)
        return reading.categories
    own = _declared(columns) or grid.categories
    own = tuple(label for label in own if label not in reading.missing)
    return (*own, *(label for label in used if label not in own))


def _check_declared(columns: tuple[Column, ...], grid: Grid, reading: Reading, name: str) -> None:
    for j, column in enumerate(columns, 1):
        for i, label in enumerate(column.levels):
            if label not in reading.categories:
                row = int(np.argmax(column.codes == i))
                known = {plain(one) for one in reading.categories}
                hint = "; --merge-labels makes them one" if plain(label) in known else ""
                raise StudyError(
                    f"{name}: extract {grid.extracts[row]}, rater {j}: {label!r} is not one of "
                    f"the categories {listed(reading.categories, 20)}{hint}"
                )


def _declared(columns: tuple[Column, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label for column in columns for label in column.declared))


def _into(column: Column, known: Sequence[str]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    place = {label: i for i, label in enumerate(known)}
    lookup = [*(place[level] for level in column.levels), -1]
    return np.array(lookup, dtype=np.int64)[column.codes]


def _unused(
    codes: "np.ndarray[tuple[int, int], np.dtype[np.int64]]",
    known: tuple[str, ...],
    reading: Reading,
) -> list[str]:
    unused = [label for i, label in enumerate(known) if not (codes == i).any()]
    if not unused or reading.categories:
        return []
    return [f"categories that the file lists and no rater used: {listed(unused)}"]


def _raters(grid: Grid, reading: Reading) -> tuple[tuple[str, ...], list[str]]:
    names = tuple(f"R{j}" for j in range(1, len(grid.raters) + 1))
    if reading.keep_names and grid.raters_known:
        return grid.raters, []
    if names == grid.raters or not grid.raters_known:
        return names, []
    said = f"raters renamed R1 to R{len(names)} in the file's order; --keep-names shows their names"
    return names, [said]


def _use(columns: tuple[Column, ...]) -> dict[str, int]:
    """How often each label is used, all raters together."""
    use: dict[str, int] = {}
    for column in columns:
        for level, n in zip(column.levels, column.counts, strict=True):
            use[level] = use.get(level, 0) + int(n)
    return use
