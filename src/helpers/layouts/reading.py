"""How a file is to be read: the choices a person can make, and nothing else."""

import difflib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from helpers.errors import StudyError

TITLES = {
    "wide": "one column a rater",
    "long": "one row a rating",
    "counts": "counts a category",
    "indicators": "one 0/1 column a rater and category",
    "variables": "several variables told apart by a suffix",
    "block": "one column a rater, no header row",
    "files": "one file a rater",
}
SEVERAL = ("drop", "first")
LISTS = ("raters", "missing", "categories")
HEADER = ("yes", "no")
SWITCHES = ("merge_labels", "keep_names")


@dataclass(frozen=True)
class Reading:
    """Choices that override what would be found out from the file itself.

    Attributes:
        layout: one of `TITLES`, or None to find it out.
        raters: the columns that hold raters; in the long layout, the one that names them; among
            indicators, the raters themselves, or the `part 1` or `part 2` of the headers that
            names them; among counts, the columns of the categories.
        extract: the column that names the extract, or several between commas.
        category_column: the column that holds the category (long, files), or the variable.
        service: the column that tells from which service an extract comes.
        sheet: the sheet of a workbook.
        missing: labels that mean "not rated".
        merge_labels: whether labels that differ only by case or inner space become one.
        split: what stands between several codes in one cell; "" says that cells are one label.
        several: what to do with an extract to which one rater gave several codes.
        keep_names: whether raters keep the names they have in the file.
        categories: the list of categories, where some may be unused.
        header: "yes" where the first row heads the columns, "no" where it is a row of values.
    """

    layout: str | None = None
    raters: tuple[str, ...] = ()
    extract: str | None = None
    category_column: str | None = None
    service: str | None = None
    sheet: str | None = None
    missing: tuple[str, ...] = ()
    merge_labels: bool = False
    split: str | None = None
    several: Literal["drop", "first"] | None = None
    keep_names: bool = False
    categories: tuple[str, ...] = ()
    header: Literal["yes", "no"] | None = None

    def __post_init__(self) -> None:
        """Check the choices that are one of a few."""
        _one_of("--layout", self.layout, tuple(TITLES))
        _one_of("--several", self.several, SEVERAL)
        _one_of("--header", self.header, HEADER)
        if self.layout == "block" and self.header == "yes":
            raise StudyError("--layout block has no header row; leave out --header yes")

    @classmethod
    def from_mapping(cls, choices: Mapping[str, Any], where: str) -> "Reading":
        """A reading from what a YAML file or a lock holds; `where` names it in messages.

        >>> Reading.from_mapping({"layout": "one row a rating", "missing": ["99"]}, "x.yaml").layout
        'long'

        Raises:
            StudyError: when a choice is unknown or of the wrong type.
        """
        for name, value in choices.items():
            _check_known(where, name)
            _check_type(where, name, value)
        plain: dict[str, Any] = {
            name: _listed(name, value) if name in LISTS else value
            for name, value in choices.items()
            if value is not None  # a key without a value makes no choice
        }
        if isinstance(plain.get("header"), bool):  # YAML takes a bare yes or no for a switch
            plain["header"] = HEADER[0] if plain["header"] else HEADER[1]
        by_title = {title: name for name, title in TITLES.items()}
        layout = plain.get("layout")
        plain |= {"layout": by_title.get(layout, layout)} if layout else {}
        _one_of(f"{where}: layout", plain.get("layout"), tuple(TITLES))
        _one_of(f"{where}: several", plain.get("several"), SEVERAL)
        _one_of(f"{where}: header", plain.get("header"), HEADER)
        return cls(**plain)

    def as_mapping(self) -> dict[str, Any]:
        """The choices that were made, in plain lists and strings.

        >>> Reading(layout="long", missing=("99",)).as_mapping()
        {'layout': 'long', 'missing': ['99']}
        """
        made = {
            name: value for name, value in asdict(self).items() if value not in (None, (), False)
        }
        return {name: list(v) if isinstance(v, tuple) else v for name, v in made.items()}

    def over(self, other: "Reading") -> "Reading":
        """These choices, and the other's where none was made here."""
        return Reading(**{**_made(other), **_made(self)})


def _made(reading: Reading) -> dict[str, Any]:
    default = Reading()
    values = {field.name: getattr(reading, field.name) for field in fields(Reading)}
    return {name: v for name, v in values.items() if v != getattr(default, name)}


def _one_of(where: str, value: str | None, known: tuple[str, ...]) -> None:
    if value is not None and value not in known:
        raise StudyError(f"{where} {value}: unknown; one of {', '.join(known)}")


def _check_known(where: str, name: object) -> None:
    known = [field.name for field in fields(Reading)]
    if name not in known:
        near = difflib.get_close_matches(str(name), known, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise StudyError(f"{where}: unknown choice {name!r}; {hint}known: {', '.join(known)}")


def _listed(name: str, value: Any) -> tuple[str, ...]:
    """A list of words, or one that stands alone; several columns may be given between commas."""
    if isinstance(value, list | tuple):
        return tuple(map(str, value))
    parts = str(value).split(",") if name == "raters" else [str(value)]
    return tuple(part.strip() for part in parts)


def _is_word(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _check_type(where: str, name: str, value: Any) -> None:
    if name in LISTS:
        several = isinstance(value, list | tuple)
        right = all(map(_is_word, value)) if several else _is_word(value)
        wanted = "a list of words (in quotes where YAML could take them for something else)"
    elif name == "header":
        right, wanted = isinstance(value, bool | str), "yes or no"
    elif name in SWITCHES:
        right, wanted = isinstance(value, bool), "true or false"
    else:
        right, wanted = isinstance(value, str), "a word or a text in quotes"
    if not right and value is not None:
        given = json.dumps(value, ensure_ascii=False, default=str)
        raise StudyError(f"{where}: {name} must be {wanted}, not {given}")
