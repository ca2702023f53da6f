"""How files are understood: read, laid out, cleaned, and explained."""

import hashlib
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.errors import StudyError
from helpers.layouts import TITLES, Chosen, Reading, choose, choose_files, only_sheet
from helpers.ratings import Origin, Ratings

if TYPE_CHECKING:
    import pandas as pd

    from helpers.readers import Table


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


def understood(files: Sequence[Path], reading: Reading, origin: Origin) -> Explanation:
    """The ratings in a file, or in several that hold a rater each.

    Raises:
        StudyError: when a file cannot be read, holds no ratings, or can be read in two ways.
    """
    from helpers import cleaning

    names = _names(files, reading)
    _check_apart(files, names)
    contents = [content(file, name) for file, name in zip(files, names, strict=True)]
    tables, chosen = _chosen(contents, names, reading)
    best = chosen.candidate
    title = TITLES[best.layout]
    digest = hashlib.sha256(b"".join(contents)).hexdigest()
    guessed = () if reading.layout else (_why(chosen),)
    made = cleaning.ratings(
        best.grid(),
        reading,
        replace(origin, sha256=digest, layout=title, changes=(*guessed, *_alike(contents, names))),
        reason=next((table.reason for table in tables if table.reason), ""),
        sheet_labels=dict(chosen.sheet_labels),
    )
    others = tuple((TITLES[o.layout], o.score, "; ".join(o.why)) for o in chosen.others)
    return Explanation(made, title, best.score, best.why, others, best.reading)


def content(path: Path, name: str) -> bytes:
    """The bytes of a file; StudyError under the name it goes by when there are none."""
    try:
        if path.is_dir():
            raise StudyError(f"{name}: this is a folder; name a file in it")
        return path.read_bytes()
    except FileNotFoundError:
        raise StudyError(f"{name}: there is no such file") from None
    except (OSError, ValueError) as problem:
        why = getattr(problem, "strerror", None) or problem
        raise StudyError(f"{name}: cannot be read ({why})") from None


def _names(files: Sequence[Path], reading: Reading) -> list[str]:
    """What the files go by: where each rater has one, its name is often the rater's."""
    if len(files) == 1 or reading.keep_names:
        return [file.name for file in files]
    return [f"file {i}" for i in range(1, len(files) + 1)]


def _check_apart(files: Sequence[Path], names: Sequence[str]) -> None:
    """Refuse one file given as two raters: they would agree in everything.

    Raises:
        StudyError: naming the two.
    """
    if (twice := _first_pair([file.resolve() for file in files])) is not None:
        one, other = (names[i] for i in twice)
        raise StudyError(f"{other} is {one} again: name each rater's own file, once")


def _alike(contents: Sequence[bytes], names: Sequence[str]) -> list[str]:
    """What is to be said of two files that do not differ in a byte."""
    if (twice := _first_pair(contents)) is None:
        return []
    one, other = (names[i] for i in twice)
    return [
        f"kept as two raters, though the same byte for byte: {one} and {other}; if one is a copy, "
        "name it once"
    ]


def _first_pair(values: Sequence[Hashable]) -> tuple[int, int] | None:
    """The places of the first value that comes again, and of the one before it."""
    first: dict[Hashable, int] = {}
    pairs = ((first.setdefault(value, i), i) for i, value in enumerate(values))
    return next(((one, other) for one, other in pairs if one != other), None)


def _chosen(
    contents: Sequence[bytes], names: Sequence[str], reading: Reading
) -> "tuple[list[Table], Chosen]":
    from helpers import readers

    if len(names) == 1:
        tables = list(readers.read(contents[0], names[0], reading.sheet))
        return tables, choose(tables, reading)
    pairs = zip(contents, names, strict=True)
    books = [readers.read(content, name, reading.sheet) for content, name in pairs]
    tables = [only_sheet(book, reading) for book in books]
    return tables, choose_files(tables, reading)


def _why(chosen: Chosen) -> str:
    best = chosen.candidate
    return f"layout found ({best.score:.2f} of 1): {TITLES[best.layout]}; {'; '.join(best.why)}"
