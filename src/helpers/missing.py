"""What is said of ratings that are missing, once labels are codes."""

import shlex
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from helpers.layouts.words.texts import counted

ENOUGH_ROWS = 6  # in fewer, labels come equally often by chance


def counts(codes: NDArray[np.integer], times: NDArray[np.int64] | None = None) -> list[str]:
    """How many ratings are missing, and how many extracts nobody rated.

    Args:
        codes: shape (extracts, raters); -1 where missing.
        times: shape (extracts,); how many extracts each row stands for, if not one.
    """
    weights = np.ones(len(codes), dtype=np.int64) if times is None else times
    gone = codes < 0
    missing = counted(int(gone.sum(axis=1) @ weights), "rating", "missing")
    return [*missing, *counted(int(gone.all(axis=1) @ weights), "extract", "rated by nobody")]


def as_often(codes: NDArray[np.integer], known: Sequence[str]) -> list[str]:
    """A warning of a label that stands equally often in every row, as one for not rated does.

    So it is where every extract is given to as many of the raters, in turns.
    """
    rows, raters = codes.shape
    if rows < ENOUGH_ROWS or raters < 3:
        return []
    found = []
    for code, label in enumerate(known):
        held = codes == code
        often, turns = held.sum(axis=1), not held.all(axis=0).any() and held.any(axis=0).sum() > 2
        if turns and 0 < often[0] < raters and (often == often[0]).all():
            found.append(
                f"kept as a label, though {label!r} stands {often[0]} times in every row; if it "
                f"means not rated, type --missing {shlex.quote(label)}"
            )
    return found


def marked(codes: NDArray[np.integer], known: Sequence[str]) -> list[str]:
    """A warning of a single label beside blanks, which may well say that it was not given."""
    if len(known) != 1 or not (codes < 0).any():
        return []
    how = "if they say that it was not given, write 0 into them"
    return [f"kept as missing: the blank cells beside the one label {known[0]!r}; {how}"]
