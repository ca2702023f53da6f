"""Headers that pair one name with another, as a rater with a category: where they are cut."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from helpers.layouts.columns import Column

SEPARATORS = (" - ", ": ", "::", " | ", "|", ":", "/", "__", "_", ".", "-", " ")
SHORTEST, LONG_NAME = 2, 5  # letters of a name that is glued to another; of a person's alone
DEEPEST = 4  # marks from either end of a header; names of more words hardly pair


@dataclass(frozen=True)
class Pairs:
    """Headers cut in two: the first parts and the second parts, every pairing present."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    columns: tuple[tuple[Column, ...], ...]

    @property
    def turned(self) -> "Pairs":
        """The second parts first."""
        return Pairs(self.second, self.first, tuple(zip(*self.columns, strict=True)))


def paired(columns: Sequence[Column]) -> Pairs | None:
    """The headers as a full grid of two or more by two or more names, if they are one."""
    return next(_grids(columns), None)


def glued(columns: Sequence[Column]) -> Pairs | None:
    """The same of headers that no mark cuts, as `toneAnna`, `toneBen`, `typeAnna`, `typeBen`."""
    names = [column.name for column in columns]
    if len(names) < 4 or not all(name.isalpha() and len(name) > LONG_NAME for name in names):
        return None
    for at in range(SHORTEST, len(names[0]) - SHORTEST + 1):
        head, tail = names[0][:at], names[0][at:]
        second = [name[at:] for name in names if name.startswith(head)]
        first = [name[: -len(tail)] for name in names if name.endswith(tail)]
        parts = {a + b: (a, b) for a in first for b in second if min(len(a), len(b)) >= SHORTEST}
        whole = set(parts) == set(names)
        if whole and (found := full([parts[name] for name in names], columns)):
            return found
    return None


def cuts(columns: Sequence[Column]) -> list[Pairs]:
    """Every way to cut the headers into such a grid that groups the columns otherwise.

    >>> import pandas as pd
    >>> heads = ("EB_A.1", "EB_A.2", "KN_A.1", "KN_A.2")
    >>> found = cuts([Column.from_cells(head, pd.Series(["1"])) for head in heads])
    >>> [(one.first, one.second) for one in found]
    [(('EB', 'KN'), ('A.1', 'A.2'))]
    """
    found: dict[frozenset[frozenset[frozenset[str]]], list[Pairs]] = {}
    for one in _grids(columns):
        found.setdefault(frozenset((_groups(one), _groups(one.turned))), []).append(one)
    return [
        min(alike, key=lambda one: (_cuts_address(one), _shared_end(one)))
        for alike in found.values()
    ]


def _cuts_address(one: Pairs) -> bool:
    """Whether an e-mail address is cut before its end, so that a category would begin with it."""
    return any("@" in name and "." not in name.partition("@")[2] for name in one.first)


def _shared_end(one: Pairs) -> int:
    """The length of what all first names end with: it is the beginning of the second ones."""
    ends = zip(*map(reversed, one.first), strict=False)
    return len(list(takewhile(lambda letters: len(set(letters)) == 1, ends)))


def _groups(one: Pairs) -> frozenset[frozenset[str]]:
    return frozenset(frozenset(c.name for c in row) for row in one.columns)


def _grids(columns: Sequence[Column]) -> Iterator[Pairs]:
    if len(columns) < 4:
        return
    for mark in SEPARATORS:
        pieces = [column.name.split(mark) for column in columns]
        fewest = min(map(len, pieces))
        deepest = range(1, min(fewest - 1, DEEPEST) + 1)
        for at in (*deepest, *(-depth for depth in deepest)):
            parts = [(_name(mark, one[:at]), _name(mark, one[at:])) for one in pieces]
            found = full(parts, columns)
            if found is not None:
                yield found


def _name(mark: str, pieces: list[str]) -> str:
    return mark.join(pieces).strip()


def full(parts: Sequence[tuple[str, ...]], columns: Sequence[Column]) -> Pairs | None:
    """The two parts of each header as a grid with every pairing, if they are one."""
    first = tuple(dict.fromkeys(a for a, _ in parts))
    second = tuple(dict.fromkeys(b for _, b in parts))
    place = dict(zip(parts, columns, strict=True))
    whole = len(place) == len(parts) == len(first) * len(second)
    if not whole or len(first) < 2 or len(second) < 2 or "" in first or "" in second:
        return None
    return Pairs(first, second, tuple(tuple(place[a, b] for b in second) for a in first))
