"""Ratings: who put which extract where. Checked on entry, immutable after."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.errors import StudyError

Codes = NDArray[np.int16]
Kind = Literal["osf", "example", "own", "standin"]
MISSING = -1
DOUBTED = "kept "  # how a note begins on what was kept in doubt
MOST_CATEGORIES = np.iinfo(np.int16).max


@dataclass(frozen=True)
class Origin:
    """Where a table came from, in words fit to print: no absolute path, no user name."""

    name: str
    kind: Kind = "own"
    where: str = ""
    sha256: str = ""
    layout: str = "one column a rater"
    changes: tuple[str, ...] = ()
    doubt: str = ""  # what must be said beside a verdict, where a guess chose the file
    lacks: str = ""  # why there are no ratings, where a source turned out to hold none

    @property
    def synthetic(self) -> bool:
        """Whether every figure and table drawn from it must say so."""
        return self.kind == "standin"

    @property
    def cautions(self) -> tuple[str, ...]:
        """What was kept in doubt: every number depends on it."""
        return tuple(change for change in self.changes if change.startswith(DOUBTED))

    @property
    def stamp(self) -> str | None:
        """The words that a picture of synthetic data carries on its face, or None."""
        return "SYNTHETIC STAND-IN: not the study's data" if self.synthetic else None


@dataclass(frozen=True, eq=False)
class Ratings:
    """A table of nominal ratings: one row an extract, one column a rater.

    Attributes:
        codes: shape (extracts, raters); an index into `categories`, or -1 where missing. Read-only.
        extracts: the extracts' names, unique and not blank.
        raters: the raters' names, unique and not blank, two or more.
        categories: the labels, in the order that tables and figures use.
        origin: where the table came from.
        raters_known: False when only counts a category are known, so that the columns are
            interchangeable places and not people.
        clusters: shape (extracts,); the service each extract comes from, as S1, S2, …, or None
            where the table does not tell. For resampling; never shown a row.
        clusters_are: "universities" where the table says so of them, else "services".

    Raises:
        StudyError: when a name is blank or repeated, a code lies outside the categories,
            or there are fewer than two raters.
    """

    codes: Codes
    extracts: tuple[str, ...]
    raters: tuple[str, ...]
    categories: tuple[str, ...]
    origin: Origin
    raters_known: bool = True
    clusters: tuple[str, ...] | None = None
    clusters_are: Literal["services", "universities"] = "services"

    def __post_init__(self) -> None:
        """Check the names and the codes, then lock the array."""
        _check_names(self.origin.name, "extract", self.extracts)
        _check_names(self.origin.name, "rater", self.raters)
        _check_names(self.origin.name, "category", self.categories)
        codes = np.array(self.codes, dtype=np.int16)
        _check_codes(self.origin.name, codes, self)
        codes.setflags(write=False)
        object.__setattr__(self, "codes", codes)

    @classmethod
    def from_labels(
        cls,
        labels: pd.DataFrame,
        origin: Origin,
        categories: Sequence[str] | None = None,
        raters_known: bool = True,
    ) -> "Ratings":
        """Ratings from a frame of labels: index extracts, columns raters, missing where NA.

        Without `categories` the labels in use are taken, sorted; a declared list may hold
        labels that no rater used, and a label outside it is refused.

        >>> frame = pd.DataFrame({"R1": ["a", "b"], "R2": ["a", None]}, index=["1", "2"])
        >>> Ratings.from_labels(frame, Origin("doctest")).codes.tolist()
        [[0, 0], [1, -1]]
        """
        used = sorted(
            {str(label) for label in pd.unique(labels.to_numpy().ravel()) if pd.notna(label)}
        )
        known = tuple(used if categories is None else categories)
        _check_labels(origin.name, labels, known)
        columns = [
            pd.Categorical(labels.iloc[:, j], categories=list(known)).codes
            for j in range(labels.shape[1])
        ]
        codes = np.column_stack(columns) if columns else np.empty((len(labels), 0))
        return cls(
            codes=compact(codes, len(known), origin.name),
            extracts=tuple(map(str, labels.index)),
            raters=tuple(map(str, labels.columns)),
            categories=known,
            origin=origin,
            raters_known=raters_known,
        )

    def labels(self) -> pd.DataFrame:
        """The table in words: index extracts, columns raters, None where missing."""
        lookup = np.array([*self.categories, None], dtype=object)
        return pd.DataFrame(
            lookup[self.codes],
            index=pd.Index(self.extracts, name="extract"),
            columns=pd.Index(self.raters, name="rater"),
        )

    def counts(self) -> pd.DataFrame:
        """How many raters chose each category: index extracts, columns categories.

        >>> frame = pd.DataFrame({"R1": ["a", "b"], "R2": ["a", None]}, index=["1", "2"])
        >>> Ratings.from_labels(frame, Origin("doctest")).counts().to_numpy().tolist()
        [[2, 0], [0, 1]]
        """
        return pd.DataFrame(
            {label: (self.codes == code).sum(axis=1) for code, label in enumerate(self.categories)},
            index=pd.Index(self.extracts, name="extract"),
        )

    def extract(self, name: str) -> dict[str, str | None]:
        """What each rater said of one extract; StudyError when there is none of that name."""
        if name not in self.extracts:
            raise StudyError(f"{self.origin.name}: there is no extract named {name!r}")
        row = self.codes[self.extracts.index(name)]
        return {
            r: self.categories[c] if c >= 0 else None for r, c in zip(self.raters, row, strict=True)
        }

    def without_rater(self, rater: str) -> "Ratings":
        """The same table with one rater left out."""
        if rater not in self.raters:
            raise StudyError(
                f"{self.origin.name}: no rater {rater!r}; there are {_list(self.raters)}"
            )
        kept = [j for j, name in enumerate(self.raters) if name != rater]
        return replace(self, codes=self.codes[:, kept], raters=tuple(self.raters[j] for j in kept))

    def merged(self, groups: Mapping[str, str]) -> "Ratings":
        """The same table with categories renamed; two that get the same name become one."""
        unknown = [label for label in groups if label not in self.categories]
        if unknown:
            raise StudyError(
                f"{self.origin.name}: no category {unknown[0]!r}; "
                f"there are {_list(self.categories)}"
            )
        names = [groups.get(label, label) for label in self.categories]
        known = tuple(dict.fromkeys(names))
        lookup = np.array([*(known.index(name) for name in names), MISSING], dtype=np.int16)
        return replace(self, codes=lookup[self.codes], categories=known)


def compact(codes: NDArray[Any], categories: int, table: str) -> Codes:
    """Codes as `Ratings` keeps them; StudyError when they cannot tell so many labels apart."""
    if categories > MOST_CATEGORIES:
        raise StudyError(
            f"{table}: {categories:,} different labels, where categories are at most "
            f"{MOST_CATEGORIES:,}; name the columns that hold them with --raters"
        )
    return codes.astype(np.int16)


def _check_names(table: str, what: str, names: Sequence[str]) -> None:
    blank = [i for i, name in enumerate(names, 1) if not name.strip()]
    if blank:
        raise StudyError(f"{table}: {what} {blank[0]} has a blank name; give every {what} a name")
    repeated = [name for name, n in Counter(names).items() if n > 1]
    if repeated:
        raise StudyError(
            f"{table}: {what} {repeated[0]!r} appears more than once; each needs a name of its own"
        )


def _check_codes(table: str, codes: Codes, ratings: Ratings) -> None:
    if len(ratings.raters) < 2:
        raise StudyError(
            f"{table}: found {len(ratings.raters)} rater; "
            "agreement needs two or more columns of ratings"
        )
    if not ratings.extracts:
        raise StudyError(f"{table}: holds no extracts; one row an extract is needed")
    if codes.shape != (len(ratings.extracts), len(ratings.raters)):
        raise StudyError(
            f"{table}: {codes.shape} codes for {len(ratings.extracts)} extracts "
            f"and {len(ratings.raters)} raters"
        )
    if ratings.clusters is not None and len(ratings.clusters) != len(ratings.extracts):
        raise StudyError(
            f"{table}: {len(ratings.clusters)} services for {len(ratings.extracts)} extracts"
        )
    if codes.min() < MISSING or codes.max() >= len(ratings.categories):
        raise StudyError(f"{table}: a code lies outside the {len(ratings.categories)} categories")


def _check_labels(table: str, labels: pd.DataFrame, known: Iterable[str]) -> None:
    outside = labels.notna() & ~labels.isin(list(known))
    if outside.to_numpy().any():
        row, column = np.argwhere(outside.to_numpy())[0]
        label = labels.iat[row, column]
        place = f"extract {labels.index[row]}, rater {labels.columns[column]}"
        raise StudyError(f"{table}: {place}: {label!r} is not one of the categories {_list(known)}")


def _list(names: Iterable[str]) -> str:
    return ", ".join(map(repr, names))
