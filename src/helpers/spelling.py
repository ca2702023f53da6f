"""Labels that may be one, though written differently: never merged, always said."""

import re
from collections.abc import Iterable, Mapping

from helpers.layouts.words.texts import listed, plain

DATE = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.]+)?")
# Marks that mean something: C++ is not C, 1.5 not 15, -1 not 1.
TELLING = re.compile(r"[<>=+%#/&~^]|(?<!\w)[-\u2212]\d|\w[-\u2212]$|\d[.,:]\d")
NUMBER = re.compile(r"0*(\d+)([.,]0+)?")
VALUE = re.compile(r"[-+]?[0-9]{1,300}([.,][0-9]+)?")
MOST_SHOWN = 6


def said(labels: Iterable[str]) -> list[str]:
    """What is to be said of labels that differ by marks, zeros or a name behind their number.

    >>> said(["01", "1", "1 - Low", "C", "C++"])
    ["kept apart, though they may be one: '01', '1', '1 - Low'; if so, write them alike"]
    """
    known = sorted(set(labels))
    found = [group for group in _groups(known) if len({plain(label) for label in group}) > 1]
    shown = "; ".join(listed(group) for group in found[:MOST_SHOWN])
    more = f" and {len(found) - MOST_SHOWN} more" if len(found) > MOST_SHOWN else ""
    how = "if so, write them alike"
    kept = f"kept apart, though they may be one: {shown}{more}; {how}"
    return [*([kept] if found else []), *_dates(known)]


def order(label: str) -> tuple[int, float, str]:
    """The place of a label among others: numbers first, by their size.

    >>> sorted(["b", "10", "1.5", "9", "a", "-1"], key=order)
    ['-1', '1.5', '9', '10', 'a', 'b']
    """
    if VALUE.fullmatch(label):
        return 0, float(label.replace(",", ".")), label
    return 1, 0, label


def kept_apart(use: Mapping[str, int]) -> list[str]:
    """What is to be said of labels that differ only by case, underscores or inner space.

    >>> kept_apart({"Pos": 1, "pos": 3, "neg": 2})
    ["kept apart, though alike: 'pos', 'Pos'; --merge-labels makes them one"]
    """
    shown = "; ".join(listed(labels) for labels in _alike(use).values() if len(labels) > 1)
    return [f"kept apart, though alike: {shown}; --merge-labels makes them one"] if shown else []


def merged(use: Mapping[str, int], declared: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """Each label's name once those alike are one, as declared or as most often used; and what was.

    >>> merged({"Pos": 1, "pos": 3, "neg": 2}, ())
    ({'pos': 'pos', 'Pos': 'pos', 'neg': 'neg'}, ["merged into 'pos': 'Pos'"])
    """
    known = {plain(label): label for label in declared}
    names, notes = dict[str, str](), []
    for key, labels in _alike(use).items():
        name = known.get(key, labels[0])
        names |= dict.fromkeys(labels, name)
        if other := [label for label in labels if label != name]:
            notes.append(f"merged into {name!r}: {listed(other)}")
    return names, notes


def _alike(use: Mapping[str, int]) -> dict[str, list[str]]:
    """Labels by what they have in common, the most used first."""
    groups: dict[str, list[str]] = {}
    for label in sorted(use, key=lambda text: -use[text]):
        groups.setdefault(plain(label), []).append(label)
    return groups


def _groups(labels: list[str]) -> list[list[str]]:
    groups: dict[str, list[str]] = {}
    for label in labels:
        groups.setdefault(_bare(label), []).append(label)
    for number in [key for key in groups if key.isdecimal()]:
        named = [key for key in groups if re.fullmatch(rf"{number} [^\d].*", key)]
        if len(named) == 1:
            groups[number] += groups.pop(named[0])
    return list(groups.values())


def _bare(label: str) -> str:
    """The words and numbers of a label, where nothing between them means anything."""
    text = plain(label)
    if number := NUMBER.fullmatch(text):
        return number[1]
    words = re.findall(r"[^\W_]+", label.casefold())
    if not words or TELLING.search(text):
        return text
    return " ".join(w.lstrip("0") or "0" if w.isdecimal() else w for w in words)


def _dates(labels: list[str]) -> list[str]:
    """A warning of dates among other labels, as spreadsheets make of codes such as 1-2."""
    dates = [label for label in labels if DATE.fullmatch(label)]
    if not dates or len(dates) == len(labels):
        return []
    how = "a spreadsheet makes dates of codes such as 1-2; if so, mend the file"
    return [f"dates among the labels: {listed(dates)}; {how}"]
