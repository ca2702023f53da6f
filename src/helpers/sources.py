"""Sources: a name or a path in, ratings out."""

import csv
import difflib
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import yaml

from helpers import facts, paths
from helpers.errors import StudyError
from helpers.layouts import Reading
from helpers.ratings import Kind, Origin, Ratings


@dataclass(frozen=True)
class Source:
    """A source that has a name: what it is, how large, where it comes from."""

    name: str
    kind: Kind
    extracts: int
    raters: int
    where: str


def load(source: str = "auto", reading: Reading | None = None) -> Ratings:
    """The ratings of a source: `auto`, `standin`, `osf`, an example's name, or a path.

    Raises:
        StudyError: when there is no such source, or what it holds cannot be read.
    """
    if source in ("auto", "standin"):
        return _standin()
    if source == "osf":
        raise StudyError("osf: nothing has been fetched yet; run `study fetch` first")
    if source in _examples():
        return _example(source)
    if Path(source).suffix or "/" in source or "\\" in source:
        return load_files([source], reading)
    raise StudyError(_unknown(source))


def available() -> tuple[Source, ...]:
    """The sources that have a name, the study's own first."""
    return tuple(_described(load(name)) for name in ("standin", *_examples()))


def load_files(
    files: Sequence[str | Path],
    reading: Reading | None = None,
    categories: Sequence[str] | None = None,
) -> Ratings:
    """The ratings in a file, or in several that belong together."""
    path = Path(files[0])
    return _wide(path, Origin(path.name), categories)


def _standin() -> Ratings:
    origin = Origin("standin", "standin", "made by a seeded generator: synthetic")
    path = paths.data("standin", "ratings.csv")
    return _wide(path, origin, facts.load().categories, ("provenance",))


def _example(name: str) -> Ratings:
    about = yaml.safe_load(paths.data("examples", f"{name}.yaml").read_text(encoding="utf-8"))
    origin = Origin(name, "example", str(about.get("source", "")))
    return _wide(paths.data("examples", f"{name}.csv"), origin, about.get("categories"))


def _examples() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in paths.data("examples").glob("*.yaml")))


def _described(ratings: Ratings) -> Source:
    origin = ratings.origin
    return Source(
        origin.name, origin.kind, len(ratings.extracts), len(ratings.raters), origin.where
    )


def _unknown(source: str) -> str:
    names = ("auto", "standin", "osf", *_examples())
    near = difflib.get_close_matches(source, names, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return f"no source named {source!r}; {hint}there are {', '.join(names)}, or give a file's path"


def _wide(
    path: Path, origin: Origin, categories: Sequence[str] | None, besides: Sequence[str] = ()
) -> Ratings:
    content = _content(path)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    frame = pd.DataFrame(rows[1:], columns=rows[0]).set_index(rows[0][0])
    labels = frame.drop(columns=list(besides), errors="ignore").replace("", None)
    checked = Origin(origin.name, origin.kind, origin.where, hashlib.sha256(content).hexdigest())
    return Ratings.from_labels(labels, checked, categories)


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise StudyError(f"{path.name}: there is no such file")
    content = path.read_bytes()
    if not content.strip():
        raise StudyError(
            f"{path.name}: the file is empty; a table with one row an extract is needed"
        )
    return content
