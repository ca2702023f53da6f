"""SPSS files: values shown by their labels, user-missing codes marked as missing."""

import io
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from helpers.errors import StudyError
from helpers.readers.table import Table, number_text, stem

FILTER = "filter_$"


def read(content: bytes, name: str) -> Table:
    """The variables of a `.sav` or `.zsav` file, each value replaced by its value label.

    A variable's value labels, less those of missing codes, are its declared categories.

    Raises:
        StudyError: when the file is damaged.
    """
    import pyreadstat

    _check_survivable(content, name)
    try:
        frame, meta = pyreadstat.read_sav(io.BytesIO(content), user_missing=True)
    except Exception as problem:  # the library has one error for everything, and others besides
        raise StudyError(f"{name}: the SPSS file cannot be read ({problem})") from None
    cells, flags, declared = {}, [], {}
    frame, unfiltered = _without_filter(frame)
    known, partial = _whole(frame, meta)
    known, lent = _lent(frame, known)
    for column in frame.columns:
        labels = _told_apart(known.get(column, {}))
        ranges = meta.missing_ranges.get(column, [])
        cells[column] = [_text(value, labels) for value in frame[column]]
        flags.append([_in_ranges(value, ranges) for value in frame[column]])
        kept = [str(text) for value, text in labels.items() if not _in_ranges(value, ranges)]
        if kept:
            declared[str(column)] = tuple(dict.fromkeys(kept))
    return Table(
        name,
        pd.DataFrame(cells, dtype=object).set_axis(range(1, len(frame) + 1), axis=0),
        header=tuple(map(str, frame.columns)),
        missing=np.array(flags, dtype=bool).reshape(len(frame.columns), len(frame)).T,
        reason="user-missing codes",
        declared=declared,
        notes=(*unfiltered, *partial, *lent),
    )


def _without_filter(frame: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The cases without SPSS's own mark of those it selects."""
    if FILTER not in frame.columns:
        return frame, ()
    said = f"{FILTER} left out: SPSS's mark of selected cases; all cases are read"
    return frame.drop(columns=FILTER), (said,)


def _whole(frame: pd.DataFrame, meta: Any) -> tuple[dict[str, dict[Any, str]], tuple[str, ...]]:
    """Each variable's value labels, where they name every value in use of the variables they name.

    Labels of the ends of a scale alone would part one rater's codes from those of another.
    """
    own, bare = meta.variable_value_labels, list[dict[Any, str]]()
    for name, labels in own.items():
        ranges = meta.missing_ranges.get(name, [])
        used = frame[name].dropna().unique() if name in frame else ()
        shown = [v for v in used if v != "" and not _in_ranges(v, ranges)]
        if labels and not set(shown) <= set(labels):
            bare.append(labels)
    left = [name for name, labels in own.items() if labels in bare]
    said = f"value labels of {len(left)} variables set aside, as they leave values in use unnamed"
    kept = {name: labels for name, labels in own.items() if name not in left}
    return kept, (said.replace("1 variables", "1 variable"),) if left else ()


def _lent(
    frame: pd.DataFrame, own: dict[str, dict[Any, str]]
) -> tuple[dict[str, dict[Any, str]], tuple[str, ...]]:
    """Each variable's value labels, those of its numbered fellow where it has none of its own."""
    fellows = {stem(name): labels for name, labels in own.items() if labels}
    bare = [name for name in map(str, frame.columns) if not own.get(name)]
    lent = {
        name: labels
        for name in bare
        if name != stem(name)
        and (labels := fellows.get(stem(name)))
        and set(frame[name].dropna()) <= set(labels)
    }
    said = (f"value labels of a variable of the same name lent to {len(lent)} that have none",)
    return own | lent, said if lent else ()


def _check_survivable(content: bytes, name: str) -> None:
    """Let a process of its own read the file first: the C library can crash on a damaged one."""
    code = (
        "import io, sys, pyreadstat\n"
        "try: pyreadstat.read_sav(io.BytesIO(sys.stdin.buffer.read()), user_missing=True)\n"
        "except Exception: pass\n"
    )
    tried = subprocess.run([sys.executable, "-c", code], input=content, check=False)
    if tried.returncode != 0:
        raise StudyError(f"{name}: the SPSS file cannot be read: it is damaged")


def _told_apart(labels: dict[Any, str]) -> dict[Any, str]:
    """Each value's label, with the value where several values have it: they are not one code."""
    times = Counter(labels.values())
    return {
        value: label if times[label] == 1 else f"{label} ({_text(value, {})})"
        for value, label in labels.items()
    }


def _text(value: Any, labels: dict[Any, str]) -> str:
    if pd.isna(value):
        return ""
    if value in labels:
        return str(labels[value])
    return number_text(value) if isinstance(value, int | float) else str(value)


def _in_ranges(value: Any, ranges: Sequence[Any]) -> bool:
    """Whether a value is one of the missing codes, or between the ends of a range of them."""
    ends = [(one["lo"], one["hi"]) if isinstance(one, dict) else (one, one) for one in ranges]
    try:
        return any(low <= value <= high for low, high in ends)
    except TypeError:  # a text value against a range of numbers
        return False
