"""What a fetched file holds, by reading it: ratings, coded extracts, or neither."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.errors import StudyError
from helpers.facts import Study
from helpers.layouts import Reading
from helpers.layouts.columns import Column, Columns, roles
from helpers.layouts.words import terms
from helpers.layouts.words.texts import numbers, plain
from helpers.ratings import Origin

if TYPE_CHECKING:
    import pandas as pd

    from helpers.layouts import Chosen
    from helpers.ratings import Ratings

SPEAKS = 3  # the weight of labels that are the study's own
# Words that head a column of activities, the plainest first.
ACTIVITY_HEADS = (
    frozenset({"activity", "activities"}),
    frozenset({"sub", "subtheme", "subthemes", "subcategory", "subcategories"}),
    frozenset({"code", "codes", "subcode", "subcodes"}),
)
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
    codes = any(roles.words(column) & terms.CATEGORY for column in columns)
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

    Columns `theme` (the study's label) and `activity` (the study's id); where the study has no
    such theme or activity, the file's own name, and a blank activity where the file tells none.
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
    tables = books[0] if one else [layouts.only_sheet(book, told) for book in books]
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
    from helpers.layouts.rows import tidy

    return [tidy.with_header(table) for table in readers.read(path.read_bytes(), path.name)]


def _coded(table: Columns, study: Study) -> Found:
    names = [one for one in table.columns if _mostly_known(one.levels, themes(study))]
    if len(names) != 1:
        return Found(f"{len(names)} columns hold the study's themes; exactly one is needed")
    theme = names[0]
    activities = _activity_columns(table, theme, study)
    texts = [one for one in table.columns if _is_text(one)]
    if not activities and not texts:
        return Found(f"column {theme.name!r} holds themes, but no column activities or text")
    reading = {"sheet": table.sheet, "theme": theme.name, "activity": _only(activities)}
    found = f"{theme.filled} extracts, themes in column {table.position(theme)}"
    found += _told(table, activities)
    strange = _strange(theme, study)
    score = SPEAKS if strange else 1 + SPEAKS
    return Found(found + strange, score, reading, tuple(sorted(theme.levels)))


def _activity_columns(table: Columns, theme: Column, study: Study) -> list[Column]:
    """The columns of activities: those that hold the study's, else those headed so, no prose."""
    others = [one for one in table.columns if one is not theme and one.filled]
    if known := [one for one in others if _known(one.levels, _activities(study))]:
        return known
    for heads in ACTIVITY_HEADS:
        headed = [one for one in others if roles.words(one) & heads and not roles.is_text(one)]
        if headed:
            return headed
    return []


def _told(table: Columns, activities: list[Column]) -> str:
    if not activities:
        return ""
    where = numbers([table.position(one) for one in activities])
    if len(activities) == 1:
        return f", activities in {where}"
    return f", no activities taken, since {where} may hold them"


def _strange(theme: Column, study: Study) -> str:
    """How many themes, and extracts under them, are not the study's."""
    levels = [i for i, label in enumerate(theme.levels) if plain(label) not in themes(study)]
    if not levels:
        return ""
    extracts = sum(int((theme.codes == i).sum()) for i in levels)
    return (
        f", {len(levels)} of {len(theme.levels)} themes not among the study's ({extracts} "
        "extracts), kept as named: cannot be checked"
    )


def _known(labels: Iterable[str], names: Mapping[str, str]) -> bool:
    """Whether two labels or more are used, and nothing but those names."""
    used = {plain(label) for label in labels}
    return len(used) > 1 and used <= set(names)


def _mostly_known(labels: Iterable[str], names: Mapping[str, str]) -> bool:
    """Whether two of those names or more are used, and fewer others than those."""
    used = {plain(label) for label in labels}
    known = used & set(names)
    return len(known) > 1 and 2 * len(known) > len(used)


def _is_text(column: Column) -> bool:
    return bool(column.levels) and sum(map(len, column.levels)) > TEXT * len(column.levels)


def _only(columns: list[Column]) -> str | None:
    return columns[0].name if len(columns) == 1 else None
