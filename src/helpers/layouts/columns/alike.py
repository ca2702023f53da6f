"""Headers of one shape, whose columns stand in one row: what speaks for a rater like the others."""

import re

from helpers.layouts.columns import Column
from helpers.layouts.words import terms

Family = tuple[Column, ...]

ORDINALS = terms.word_set("first second third fourth fifth sixth seventh eighth ninth tenth")


def apart(family: Family, found: Family) -> Family:
    """Those of some columns that are not headed as the rest, in one series or between them."""
    rest = [c for c in family if c not in found]
    series = {_series(c) for c in rest} - {""}
    shapes = {_shape(c) for c in rest}
    places = [family.index(c) for c in rest]
    between = [c for c in found if min(places) < family.index(c) < max(places)]
    alike = [c for c in found if _series(c) in series]
    alike += [c for c in between if {_shape(c)} == shapes]
    return tuple(c for c in found if c not in alike)


def _series(column: Column) -> str:
    """What a header shares with others of a series: all but its number, wherever that stands.

    >>> import pandas as pd
    >>> heads = ("Reviewer 1 decision", "third", "Anna")
    >>> [_series(Column.from_cells(head, pd.Series(["a"]))) for head in heads]
    ['reviewer # decision', '#', '']
    """
    words = [
        "#" if w in ORDINALS else w for w in re.sub(r"\d+", "#", column.name.casefold()).split()
    ]
    return " ".join(words) if "#" in "".join(words) else ""


def _shape(column: Column) -> str:
    """A header whose first word is only told to be a name, or a word in small letters.

    >>> import pandas as pd
    >>> heads = ("Anna", "ben_label", "gpt4")
    >>> [_shape(Column.from_cells(head, pd.Series(["a"]))) for head in heads]
    ['A', 'a_label', 'gpt4']
    """
    name = re.sub(r"^[^\W\d_a-z][a-z]+(?=$|[\s_.\-])", "A", column.name)
    return re.sub(r"^[a-z]{2,}(?=[\s_.\-])", "a", name)
