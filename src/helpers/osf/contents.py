"""What a fetched file holds, by reading it: ratings, coded extracts, or neither."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.errors import StudyError
from helpers.facts import Study
from helpers.layouts import Reading, roles
from helpers.layouts.columns import Column, Columns, plain
from helpers.ratings import Origin

if TYPE_CHECKING:
    import pandas as pd

    from helpers.layouts import Chosen
    from helpers.ratings import Ratings

SPEAKS = 3  # the weight of labels that are the study's own
TEXT = 40  # characters: a column whose distinct cells are longer on average is text


@dataclass(frozen=True)
class Found:
    """What came of reading files as one kind; `reading` is None when they are not that kind.

    `shared` is the share of the extracts that have two ratings or more.
    """

    outcome: str
    score: int = 0
    reading: Mapping[str, Any] | None = None
    categories: tuple[str, ...] = ()
    shared: float = 1.0


def ratings(paths: Sequence[Path], study: Study, told: Reading | None = None) -> Found:
    """Try a file, or several that hold a rater each, as ratings.

    Its labels speak for it when they are the study's categories.
    """
    from helpers import layouts

    try:
        chosen, table = _read(paths, told or Reading())
    except StudyError as refusal:
        return Found(str(refusal))
    ours = _known(table.categories, themes(study))
    outcome = (
        f"{len(table.extracts)} extracts by {len(table.raters)} raters, "
        f"{layouts.TITLES[chosen.candidate.layout]} ({'; '.join(chosen.candidate.why)})"
    )
    outcome += ", its labels are the study's categories" if ours else ""
    reading = chosen.candidate.reading.as_mapping()
    shared = float(((table.codes >= 0).sum(axis=1) > 1).mean())
    return Found(outcome, 1 + SPEAKS * ours, reading, table.categories, shared)


def headers(path: Path) -> frozenset[str]:
    """The headers of a file's first table, case aside; none where no column is headed as codes."""
    try:
        columns = _sheets(path)[0].columns
    except StudyError:
        return frozenset()
    codes = any(roles.words(column) & roles.CATEGORY for column in columns)
    return frozenset(column.name.casefold() for column in columns if codes)


def coded_extracts(path: Path, study: Study) -> Found:
    """Try the file as extracts sorted into themes: one theme column, and activities or text."""
    try:
        sheets = _sheets(path)
    except StudyError as refusal:
        return Found(str(refusal))
    tried = [_coded(sheet, study) for sheet in sheets]
    return next((found for found in tried if found.reading is not None), tried[0])


def coded(path: Path, reading: Mapping[str, Any], study: Study) -> "pd.DataFrame":
    """The themes and activities of a file of coded extracts, a row an extract, no text.

    Columns `theme` (the study's label) and `activity` (the study's id where it has one, else
    the file's label, blank where the file tells none).
    """
    import pandas as pd

    table = next(one for one in _sheets(path) if one.sheet == reading["sheet"])
    blank = [""] * len(table.row_numbers)
    frame = pd.DataFrame({"theme": blank, "activity": blank})
    for name, known in (("theme", themes(study)), ("activity", _activities(study))):
        if column := reading[name]:
            frame[name] = [known.get(plain(text), text) for text in table.named(column).texts()]
    return frame[frame["theme"] != ""].reset_index(drop=True)


def themes(study: Study) -> dict[str, str]:
    """Every way to name a theme, without case and spacing, and the label it stands for."""
    return {plain(n): t.short for t in study.themes for n in (t.name, *t.also, t.short)}


def _activities(study: Study) -> dict[str, str]:
    return {plain(name): one.id for one in study.activities for name in (one.id, one.name)}


def _read(paths: Sequence[Path], told: Reading) -> "tuple[Chosen, Ratings]":
    from helpers import cleaning, layouts, readers

    books = [readers.read(path.read_bytes(), path.name, told.sheet) for path in paths]
    one = len(books) == 1
    tables = books[0] if one else [book[0] for book in books]
    chosen = (layouts.choose if one else layouts.choose_files)(tables, told)
    table = cleaning.ratings(
        chosen.candidate.grid(),
        told,
        Origin(paths[0].name, "osf"),
        reason=next((table.reason for table in tables if table.reason), ""),
        sheet_labels=dict(chosen.sheet_labels),
    )
    return chosen, table


def _sheets(path: Path) -> list[Columns]:
    from helpers import readers
    from helpers.layouts import tidy

    return [tidy.with_header(table) for table in readers.read(path.read_bytes(), path.name)]


def _coded(table: Columns, study: Study) -> Found:
    names = [one for one in table.columns if _known(one.levels, themes(study))]
    if len(names) != 1:
        return Found(f"{len(names)} columns hold the study's themes; exactly one is needed")
    activities = [one for one in table.columns if _known(one.levels, _activities(study))]
    texts = [one for one in table.columns if _is_text(one)]
    theme = names[0].name
    if not activities and not texts:
        return Found(f"column {theme!r} holds themes, but no column activities or text")
    reading = {"sheet": table.sheet, "theme": theme, "activity": _only(activities)}
    outcome = f"{names[0].filled} extracts, themes in column {table.position(names[0])}"
    if len(activities) == 1:
        outcome += f", activities in column {table.position(activities[0])}"
    return Found(outcome, 1 + SPEAKS, reading, tuple(sorted(names[0].levels)))


def _known(labels: Iterable[str], names: Mapping[str, str]) -> bool:
    """Whether two labels or more are used, and nothing but those names."""
    used = {plain(label) for label in labels}
    return len(used) > 1 and used <= set(names)


def _is_text(column: Column) -> bool:
    return bool(column.levels) and sum(map(len, column.levels)) > TEXT * len(column.levels)


def _only(columns: list[Column]) -> str | None:
    return columns[0].name if len(columns) == 1 else None
