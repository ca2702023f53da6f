"""Labels that read as "not rated": kept, and always said."""

import re
import shlex
from collections.abc import Iterable, Mapping
from itertools import pairwise

LOOK_MISSING = frozenset(
    (
        *("na", "n/a", "n.a.", "<na>", "none", "null", "nan", "nil", "k.a.", "n.d."),
        *("#null!", "#n/a", "#div/0!", "#value!", "#ref!", "#name?", "#num!"),
    )
)
SAY_MISSING = frozenset(
    (
        *("missing", "blank", "(blank)", "no code", "not coded", "uncoded", "not rated"),
        *("error", "failed", "failure", "timeout", "timed out", "refused", "no answer"),
        *("unrated", "uncodable", "not codable", "nicht kodiert", "nicht codiert", "non codé"),
        "no codificado",
    )
)
MARKS_MISSING = frozenset((*".-–—?*", "--", "-1", "-9", "-99", "-999", "98", "99", "999"))
UNDECIDED = frozenset(
    (
        *("dk", "d/k", "dk/na", "don't know", "don’t know", "dont know", "do not know", "unknown"),
        *("unsure", "not sure", "undecided", "can't tell", "can’t tell", "cannot tell", "skip"),
        *("weiß nicht", "weiss nicht", "keine angabe", "ne sait pas"),
    )
)
BEYOND = frozenset(("7", "8", "9", "77", "88", "97"))  # where codes end long before
SIGNED = frozenset(("-1",))  # below 0 and 1, it is one more code
GAP = 3
NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?")


def read_as_missing(labels: Iterable[str]) -> list[str]:
    """Which of the labels in use read as if they meant that nothing was rated.

    >>> read_as_missing(["1", "2", "3", "9", "N/A"]), read_as_missing(["6", "7", "8", "9"])
    (['9', 'N/A'], [])
    >>> read_as_missing(["0", "1", "o"]), read_as_missing(["1", "2a", "2b"])
    (['o'], [])
    >>> read_as_missing(["-1", "0", "1"]), read_as_missing(["-1", "1", "2"])
    ([], ['-1'])
    """
    used = list(labels)
    known = LOOK_MISSING | SAY_MISSING | MARKS_MISSING | UNDECIDED
    apart = [*_beyond(used), *_beside_numbers(used)]
    found = [x for x in used if x.casefold() in known or x in apart or _is_cross(x, used)]
    return [x for x in found if x not in SIGNED or not {"0", "1"} <= {*used}]


def said(use: Mapping[str, int]) -> list[str]:
    """What is to be said of them; `use` tells how often each label comes."""
    return [
        f"{_kept(x, use)} ({use[x]}); --missing {shlex.quote(x)} makes it missing"
        for x in read_as_missing(use)
    ]


def _kept(label: str, used: Iterable[str]) -> str:
    """In words that put it at the top, where the label hardly means anything else."""
    plain = label.casefold() in LOOK_MISSING | SAY_MISSING | MARKS_MISSING
    if plain or label in _beside_numbers(used):
        return f"kept as a label, though it reads as not rated: {label!r}"
    return f"{label!r} is kept as a label"


def _beyond(used: Iterable[str]) -> list[str]:
    """Numbers above a gap far beyond the codes, as those for what is missing stand."""
    numbers = sorted((x for x in used if x.isascii() and x.isdecimal() and len(x) < 3), key=int)
    gaps = (i for i, (a, b) in enumerate(pairwise(numbers), 1) if int(b) - int(a) >= GAP)
    above = numbers[next(gaps, len(numbers)) :]
    return above if set(above) <= BEYOND | MARKS_MISSING else []


def _beside_numbers(used: Iterable[str]) -> list[str]:
    """The one label among numbers that is none."""
    numbers = [x for x in used if NUMBER.fullmatch(x)]
    others = [x for x in used if x not in numbers]
    return others if len(numbers) > 1 and len(others) == 1 else []


def _is_cross(label: str, used: Iterable[str]) -> bool:
    """Whether an x stands among labels of which no other is one letter, and two are none."""
    others = [x for x in used if x != label]
    single = any(len(x) == 1 and x.isalpha() for x in others)
    return label.casefold() == "x" and len(others) > 1 and not single
