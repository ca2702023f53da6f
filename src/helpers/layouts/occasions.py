"""Raters' columns that cross two things in their headers, as raters and times: asked about."""

import shlex
from collections.abc import Callable, Sequence

from helpers.errors import StudyError
from helpers.layouts import roles
from helpers.layouts.columns import Column, Columns, numbers
from helpers.layouts.indicators import SEPARATORS

MOST = 6  # groups shown; a longer question would help nobody

Parts = list[tuple[str, str]]


def check(columns: Columns, raters: Sequence[Column]) -> None:
    """Refuse to take for raters of their own what may be the same raters at another time.

    Raises:
        StudyError: when every header is one of a few names with one of a few others, each pair
            there once.
    """
    parts = _crossed([c.name.casefold() for c in raters])
    if not parts or all(map(roles.is_rater_alone, raters)):
        return
    groups = [
        [c for c, part in zip(raters, parts, strict=True) if part[k] == one]
        for k in (1, 0)
        for one in _values(parts, k)
    ]
    either = " or ".join(_typed(columns, group) for group in groups[:MOST])
    where = numbers([columns.position(c) for c in raters])
    raise StudyError(
        f"{columns.name}: the headers of {where} cross {len(_values(parts, 0))} names with "
        f"{len(_values(parts, 1))}, as where raters rated at several times; name the raters of "
        f"one time: type {either}; or, if each column is another rater's, "
        f"{_typed(columns, raters)}"
    )


def _crossed(names: Sequence[str]) -> Parts:
    """The names cut in two so that every first part meets every second part once; else none."""
    for mark in SEPARATORS:
        for cut in (str.partition, str.rpartition):
            parts = [_cut(name, mark, cut) for name in names]
            sizes = [len(_values(parts, k)) for k in (0, 1)]
            if min(sizes) > 1 and sizes[0] * sizes[1] == len(set(parts)) == len(names):
                return parts
    return []


def _cut(name: str, mark: str, cut: Callable[[str, str], tuple[str, str, str]]) -> tuple[str, str]:
    """The two parts; a name without the mark has no second one."""
    first, _, second = cut(name, mark) if mark in name else (name, "", "")
    return first.strip(), second.strip()


def _values(parts: Parts, k: int) -> list[str]:
    return list(dict.fromkeys(part[k] for part in parts))


def _typed(columns: Columns, some: Sequence[Column]) -> str:
    return f"--raters {shlex.quote(','.join(columns.numbered(some)))}"
