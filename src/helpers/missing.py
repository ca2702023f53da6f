"""What is said of ratings that are missing, once labels are codes."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from helpers.layouts.words.texts import counted


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


def marked(codes: NDArray[np.integer], known: Sequence[str]) -> list[str]:
    """A warning of a single label beside blanks, which may well say that it was not given."""
    if len(known) != 1 or not (codes < 0).any():
        return []
    how = "if they say that it was not given, write 0 into them"
    return [f"kept as missing: the blank cells beside the one label {known[0]!r}; {how}"]
