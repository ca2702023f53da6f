"""From a source, named or a path, to ratings, where they come from, and what OSF's files hold."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from helpers import facts, osf
from helpers.errors import StudyError
from helpers.layouts import Reading
from helpers.ratings import Origin, Ratings
from helpers.sources.explanation import Explanation
from helpers.sources.files import explain
from helpers.sources.named import (
    example_of,
    fetched_from,
    is_of_the_study,
    named,
    resolved,
    unknown,
)

if TYPE_CHECKING:
    import pandas as pd

# Runs and notebooks have no such options.
STORE = (
    "to have that here, run `study agreement FILE` with it and --save-reading reading.yaml, and "
    "take that YAML as the source"
)
UNTOLD = "(no activity told)"


def load(source: str = "auto", reading: Reading | None = None) -> Ratings:
    """The ratings of a source.

    Args:
        source: `auto` (the fetched data if there are any, else the stand-in), `standin`, `osf`,
            an example's name, the path of a file, or of a YAML that lists files and how to
            read them.
        reading: choices about files; they override what the YAML says.

    Raises:
        StudyError: when there is no such source, or what it holds cannot be read.
    """
    try:
        return explained(source, reading).ratings
    except StudyError as problem:
        if reading is not None or " --" not in str(problem) or not _is_path(source):
            raise
        raise StudyError(f"{problem}; {STORE}") from None


def explained(source: str = "auto", reading: Reading | None = None) -> Explanation:
    """The same, with how the source was understood and what else it could have been."""
    source = _checked(source)
    if source in (known := named()):
        _no_choices(source, reading)
        return known[source]()
    example = example_of(Path(source)) if reading in (None, Reading()) else None
    return known[example]() if example else explain([source], reading)


def _checked(source: str) -> str:
    """What `auto` stands for, or the source itself if it is a name or a path."""
    if not source.strip():
        raise StudyError(unknown(source))
    source = resolved(source)
    if source not in named() and not _is_path(source):
        raise StudyError(unknown(source))
    return source


def lock(source: str) -> "osf.Lock | None":
    """What was fetched from OSF, when that is what the source means."""
    return osf.locked() if _checked(source) == "osf" else None


def lacks(source: str) -> str:
    """Why there are no ratings, where the source is OSF and its files hold none; else blank."""
    fetched = lock(source)
    if fetched is None or fetched.ratings is not None:
        return ""
    return f"no OSF file is taken for the ratings: {fetched.why_none('ratings')}"


def origin(source: str = "auto") -> Origin:
    """Where the ratings of a source come from; `lacks` says why when OSF's files hold none."""
    fetched, why = lock(source), lacks(source)
    if fetched is not None and why:
        return replace(fetched_from(fetched), lacks=why)
    return load(source).origin


def coded(source: str) -> "pd.DataFrame | None":
    """The study's coded extracts, when the source is OSF and its files hold any.

    A row each, in the order of the article and by the names it has: columns extract (a number),
    theme, activity, and factor, which such files do not tell.
    """
    fetched = lock(source)
    if fetched is None or not is_of_the_study(fetched):
        return None
    if (found := osf.coded_extracts()) is None:
        return None
    study = facts.load()
    themes = {theme.short: theme.name for theme in study.themes}
    activities = {one.id: one.name for one in study.activities}
    order = [*themes, *activities]
    rank = {name: place for place, name in enumerate(order)}
    found = found.sort_values(
        ["theme", "activity"], key=lambda names: names.map(lambda n: rank.get(n, len(rank)))
    )
    return found.assign(
        extract=range(1, len(found) + 1),
        theme=found["theme"].map(lambda name: themes.get(name, name)),
        activity=found["activity"].map(lambda name: activities.get(name, name) or UNTOLD),
        factor=None,
    )


def _is_path(source: str) -> bool:
    try:
        there = Path(source).exists()
    except OSError:  # a name that no file can have
        there = False
    return there or bool(Path(source).suffix) or "/" in source or "\\" in source


def _no_choices(source: str, reading: Reading | None) -> None:
    if reading is not None and reading != Reading():
        made = ", ".join(reading.as_mapping())
        raise StudyError(f"{source}: how it is read is settled; leave out {made}")
