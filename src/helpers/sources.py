"""Sources: a name or a path in, ratings out."""

import difflib
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from helpers import facts, osf, paths
from helpers.errors import StudyError
from helpers.layouts import TITLES, Chosen, Reading, choose, choose_files
from helpers.ratings import Kind, Origin, Ratings

if TYPE_CHECKING:
    import pandas as pd

STANDIN = "made by a seeded generator: synthetic"
UNTOLD = "(no activity told)"
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:/", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """A source that has a name: what it is, how large, where it comes from."""

    name: str
    kind: Kind
    extracts: int
    raters: int
    where: str


@dataclass(frozen=True)
class Explanation:
    """How files are understood: the way taken, why, and what else they could have been.

    Attributes:
        ratings: what came of it.
        layout: the layout in words.
        score: how sure it is, from 0 to 1.
        why: what that rests on.
        others: other ways that were weighed: layout in words, score, reasons.
        reading: the choices that ask for exactly this, to be stored.
    """

    ratings: Ratings
    layout: str
    score: float
    why: tuple[str, ...]
    others: tuple[tuple[str, float, str], ...]
    reading: Reading

    def table(self) -> "pd.DataFrame":
        """The way taken and every other that was weighed, a row each."""
        import pandas as pd

        taken = (self.layout, "taken", self.score, "; ".join(self.why))
        others = [(layout, "weighed", score, why) for layout, score, why in self.others]
        return pd.DataFrame([taken, *others], columns=["layout", "", "score", "because"])


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
    return explained(source, reading).ratings


def explained(source: str = "auto", reading: Reading | None = None) -> Explanation:
    """The same, with how the source was understood and what else it could have been."""
    source = _resolved(source)
    if source in (named := _named()):
        _no_choices(source, reading)
        return named[source]()
    if _is_path(source):
        return explain([source], reading)
    raise StudyError(_unknown(source))


def lock(source: str) -> "osf.Lock | None":
    """What was fetched from OSF, when that is what the source means."""
    return osf.locked() if _resolved(source) == "osf" else None


def coded(source: str) -> "pd.DataFrame | None":
    """The study's coded extracts, when the source is OSF and its files hold any.

    A row each, in the order of the article and by the names it has: columns extract (a number),
    theme, activity, and factor, which such files do not tell.
    """
    fetched = lock(source)
    if fetched is None or (found := osf.coded_extracts()) is None:
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


def origin(source: str = "auto") -> Origin:
    """Where the ratings of a source come from; `lacks` says why when OSF's files hold none."""
    fetched = lock(source)
    if fetched is not None and fetched.ratings is None:
        why = f"the OSF files hold no table of ratings: {fetched.why_none('ratings')}"
        return Origin(f"osf {fetched.node}", "osf", lacks=why)
    return load(source).origin


def load_files(
    files: Sequence[str | Path],
    reading: Reading | None = None,
    categories: Sequence[str] | None = None,
) -> Ratings:
    """The ratings in a file, in several that hold a rater each, or listed by a YAML.

    Args:
        files: paths; the order of several is the order of the raters.
        reading: choices that override what is found out from the files.
        categories: the list of categories, where some may be unused.

    Raises:
        StudyError: when a file cannot be read, holds no ratings, or can be read in two ways.
    """
    return explain(files, reading, categories).ratings


def explain(
    files: Sequence[str | Path],
    reading: Reading | None = None,
    categories: Sequence[str] | None = None,
) -> Explanation:
    """The same, with how the files were understood and what else they could have been."""
    _no_addresses(files)
    given = reading or Reading()
    given = replace(given, categories=tuple(categories)) if categories else given
    listed, given = _listed([Path(file) for file in files], given)
    # Where each rater has a file, its name is often the rater's.
    name = listed[0].name if len(listed) == 1 else f"{len(listed)} files"
    return _explained(listed, given, Origin(name, "own", "files of your own"))


def available() -> tuple[Source, ...]:
    """The sources that have a name, the study's own first."""
    return tuple(_described(make().ratings) for make in _named(fetched_only=True).values())


def save_reading(path: Path, files: Sequence[str | Path], reading: Reading) -> None:
    """Write a YAML that lists files and how to read them: itself a source.

    The paths in it are relative to its folder.

    Raises:
        StudyError: when the files cannot be read so, or the YAML is there already or cannot be
            written.
    """
    import os

    import yaml

    if path.exists():
        raise StudyError(f"{path.name}: is there already; name another with --save-reading")
    found = explain(files, reading).reading
    listed, _ = _listed([Path(file) for file in files], reading)
    here = path.resolve().parent
    relative = [Path(os.path.relpath(file.resolve(), here)).as_posix() for file in listed]
    text = yaml.safe_dump(
        {"files": relative, **found.as_mapping()}, sort_keys=False, allow_unicode=True
    )
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise StudyError(f"{path.name}: cannot be written ({problem.strerror})") from None


def _resolved(source: str) -> str:
    if source != "auto":
        return source
    fetched = osf.locked()
    return "osf" if fetched is not None and fetched.ratings is not None else "standin"


def _named(fetched_only: bool = False) -> Mapping[str, Callable[[], Explanation]]:
    made: dict[str, Callable[[], Explanation]] = {"standin": _standin, "osf": _osf}
    if fetched_only and ((fetched := osf.locked()) is None or fetched.ratings is None):
        del made["osf"]
    return {**made, **{name: partial(_example, name) for name in _examples()}}


def _examples() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in paths.data("examples").glob("*.yaml")))


def _standin() -> Explanation:
    reading = Reading(layout="wide", categories=facts.load().categories)
    origin = Origin("standin", "standin", STANDIN)
    return _explained([paths.data("standin", "ratings.csv")], reading, origin)


def _example(name: str) -> Explanation:
    about = facts.example(name)
    reading = Reading(layout="wide", categories=about.categories)
    origin = Origin(name, "example", about.citation)
    found = _explained([paths.data("examples", f"{name}.csv")], reading, origin)
    ratings = replace(found.ratings, raters_known=about.raters_known)
    return replace(found, ratings=ratings)


def _osf() -> Explanation:
    fetched = osf.locked()
    if fetched is None:
        raise StudyError("osf: nothing has been fetched yet; run `study fetch`, or use standin")
    if fetched.ratings is None:
        raise StudyError(
            "osf: no fetched file was found to hold ratings; name it with "
            "`study fetch --osf-ratings PATH`, or use standin"
        )
    settled = Reading.from_mapping(fetched.ratings.reading, f"{fetched.folder.name}/lock.json")
    reading = replace(settled, categories=fetched.ratings.categories)
    origin = Origin(f"osf {fetched.node}", "osf", fetched.ratings.file)
    return _explained([fetched.path(fetched.ratings.file)], reading, origin)


def _explained(files: Sequence[Path], reading: Reading, origin: Origin) -> Explanation:
    from helpers import cleaning, readers

    contents = [_content(file) for file in files]
    digest = hashlib.sha256(b"".join(contents)).hexdigest()
    if len(files) > 1:
        pairs = zip(contents, files, strict=True)
        tables = [readers.read(content, file.name)[0] for content, file in pairs]
        chosen = choose_files(tables, reading)
    else:
        tables = list(readers.read(contents[0], files[0].name, reading.sheet))
        chosen = choose(tables, reading)
    title = TITLES[chosen.candidate.layout]
    guessed = () if reading.layout else (_why(chosen),)
    whole = replace(origin, sha256=digest, layout=title, changes=guessed)
    made = cleaning.ratings(
        chosen.candidate.grid(),
        reading,
        whole,
        reason=next((table.reason for table in tables if table.reason), ""),
        sheet_labels=dict(chosen.sheet_labels),
    )
    best = chosen.candidate
    others = tuple((TITLES[o.layout], o.score, "; ".join(o.why)) for o in chosen.others)
    return Explanation(made, title, best.score, best.why, others, best.reading)


def _why(chosen: Chosen) -> str:
    best = chosen.candidate
    return f"layout found ({best.score:.2f} of 1): {TITLES[best.layout]}; {'; '.join(best.why)}"


def _listed(files: list[Path], reading: Reading) -> tuple[list[Path], Reading]:
    """The files that a YAML lists and its choices, or the files as they are."""
    if len(files) != 1 or files[0].suffix.lower() not in (".yaml", ".yml"):
        return files, reading
    import yaml

    path = files[0]
    try:
        about = yaml.safe_load(_content(path).decode("utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise StudyError(f"{path.name}: this is not YAML ({_place(problem)})") from None
    names = about.pop("files", None) if isinstance(about, dict) else None
    if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
        raise StudyError(f"{path.name}: `files:` must list the files to read, relative to it")
    chosen = Reading.from_mapping(about, path.name)
    return [path.parent / name for name in names], reading.over(chosen)


def _no_addresses(files: Sequence[str | Path]) -> None:
    for name in filter(ADDRESS.match, map(str, files)):
        raise StudyError(f"{name}: addresses are not read; download the file and name it")


def _place(problem: Exception) -> str:
    """Where a YAML goes wrong and how, in one line."""
    mark = getattr(problem, "problem_mark", None)
    if mark is None:
        return str(problem)
    return f"line {mark.line + 1}, column {mark.column + 1}: {getattr(problem, 'problem', problem)}"


def _content(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise StudyError(f"{path.name}: this is a folder; name a file in it")
        return path.read_bytes()
    except FileNotFoundError:
        raise StudyError(f"{path.name}: there is no such file") from None
    except (OSError, ValueError) as problem:
        raise StudyError(f"{path.name}: cannot be read ({problem})") from None


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


def _unknown(source: str) -> str:
    names = ("auto", *_named())
    near = difflib.get_close_matches(source, names, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return f"no source named {source!r}; {hint}there are {', '.join(names)}, or give a file's path"


def _described(ratings: Ratings) -> Source:
    origin = ratings.origin
    return Source(
        origin.name, origin.kind, len(ratings.extracts), len(ratings.raters), origin.where
    )
