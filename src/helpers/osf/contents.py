"""What a fetched file holds, by reading it: ratings, coded extracts, or neither."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.errors import StudyError
from helpers.facts import Study

if TYPE_CHECKING:
    import pandas as pd

SPEAKS = 3  # the weight of labels that are the study's own
TEXT = 40  # characters: a column whose cells are longer on average is text, not labels


@dataclass(frozen=True)
class Found:
    """What came of reading a file as one kind; `reading` is None when it is not that kind."""

    outcome: str
    score: int = 0
    reading: Mapping[str, Any] | None = None
    categories: tuple[str, ...] = ()


def ratings(path: Path, study: Study) -> Found:
    """Try the file as ratings. Its labels speak for it when they are the study's categories."""
    from helpers import sources

    try:
        table = sources.load_files([path])
    except StudyError as refusal:
        return Found(str(refusal))
    size = f"{len(table.extracts)} extracts by {len(table.raters)} raters"
    ours = _all_known(table.categories, study)
    outcome = f"{size}, {table.origin.layout}"
    outcome += ", its labels are the study's categories" if ours else ""
    reading = {"layout": table.origin.layout}
    return Found(outcome, 1 + SPEAKS * ours, reading, table.categories)


def coded_extracts(path: Path, study: Study) -> Found:
    """Try the file as extracts sorted into themes: one theme column, and activities or text."""
    try:
        table = _table(path)
    except StudyError as refusal:
        return Found(str(refusal))
    themes = [name for name in table.columns if _all_known(_labels(table[name]), study)]
    if len(themes) != 1:
        return Found(f"{len(themes)} columns hold the study's themes; exactly one is needed")
    activities = [name for name in table.columns if _activity_labels(table[name], study)]
    texts = [name for name in table.columns if _is_text(table[name])]
    if not activities and not texts:
        return Found(f"column {themes[0]!r} holds themes, but no column activities or text")
    reading = {"theme": themes[0], "activity": _only(activities), "extract": _only(texts)}
    outcome = f"{len(table)} rows, themes in {themes[0]!r}"
    outcome += f", activities in {activities[0]!r}" if len(activities) == 1 else ""
    return Found(outcome, 1 + SPEAKS, reading, tuple(sorted(_labels(table[themes[0]]))))


def _table(path: Path) -> "pd.DataFrame":
    import pandas as pd

    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False)
    except (ValueError, OSError) as problem:
        raise StudyError(f"{path.name}: holds no table that can be read") from problem


def _all_known(labels: Iterable[str], study: Study) -> bool:
    """Whether two labels or more, and nothing but names of the study's themes, are used."""
    known = {_plain(name) for t in study.themes for name in (t.short, t.name, *t.also)}
    used = {_plain(label) for label in labels}
    return len(used) > 1 and used <= known


def _activity_labels(column: "pd.Series[str]", study: Study) -> bool:
    known = {_plain(name) for a in study.activities for name in (a.id, a.name)}
    used = {_plain(label) for label in _labels(column)}
    return len(used) > 1 and used <= known


def _is_text(column: "pd.Series[str]") -> bool:
    cells = [cell for cell in column if cell.strip()]
    return bool(cells) and sum(map(len, cells)) / len(cells) > TEXT


def _labels(column: "pd.Series[str]") -> set[str]:
    return {cell.strip() for cell in column if cell.strip()}


def _only(names: list[str]) -> str | None:
    return names[0] if len(names) == 1 else None


def _plain(label: str) -> str:
    return " ".join(label.replace("_", " ").casefold().split())
