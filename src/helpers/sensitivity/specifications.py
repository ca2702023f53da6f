"""One row for every specification: the choices made, and the coefficient they lead to."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from helpers.agreement import Interval, Limits, Patterns, Undefined, Value, known
from helpers.agreement.coefficients import NAMES, coefficients
from helpers.agreement.spss import spss
from helpers.errors import StudyError
from helpers.ratings import Ratings
from helpers.sensitivity.altered import Altered, altered
from helpers.sensitivity.options import AVAILABLE, CHOICES, FISHER, SPSS

FLEISS, CONGER = "fleiss_gwet", "conger"
Line = dict[str, object]


def specifications(
    ratings: Ratings | Patterns, depth: int = 3, confidence: float = 0.95, seed: int = 1
) -> pd.DataFrame:
    """Every specification that departs from the usual in at most `depth` choices, the usual first.

    Columns: the seven `CHOICES`, value, low, high, n (extracts), departs (choices that are not
    the usual; listwise belongs to SPSS's interval and is not counted beside it), published
    (SPSS's method on the ratings as they are), sample (the seed), why (if undefined).

    Raises:
        StudyError: when nothing is rated, or the depth is below 0.

    >>> codes = np.array([[0, 0, 0], [1, 1, 1], [0, 0, 1], [1, 1, 1]] * 10)
    >>> table = specifications(Patterns.from_codes(codes, 2), depth=1)
    >>> table["coefficient"][0], f"{table['value'][0]:.3f}", int(table["departs"].max())
    ("Fleiss' kappa", '0.657', 1)
    """
    if depth < 0:
        raise StudyError(f"depth is {depth}; it counts choices, so it is 0 or more")
    patterns = Patterns.of(ratings).rated()
    if not patterns.extracts:
        raise StudyError("every cell is blank: there are no ratings to compare")
    lines = [
        line
        for table in altered(patterns, depth, seed)
        for departs, line in _lines(table, confidence)
        if departs <= depth
    ]
    return pd.DataFrame(lines).assign(sample=seed)


def _lines(table: Altered, confidence: float) -> Iterator[tuple[int, Line]]:
    rated = table.ratings.listwise() if table.listwise else table.ratings.rated()
    for key, value, limits in _found(rated, confidence):
        departs = table.departs + (key != FLEISS)
        line = _line((NAMES[key], FISHER, *table.levels), value, limits)
        yield departs, line | {"n": rated.extracts, "departs": departs, "published": False}
    if AVAILABLE not in table.levels[:1]:
        test, others = spss(rated, confidence).overall, table.departs - table.listwise
        line = _line((NAMES[FLEISS], SPSS, *table.levels), test.kappa, test.interval)
        own = {"n": rated.extracts, "departs": others + 1, "published": others == 0}
        yield others + 1, line | own


def _found(rated: Patterns, confidence: float) -> Iterator[tuple[str, Value, Limits]]:
    keys = [key for key in NAMES if key != CONGER or rated.raters_known]
    try:
        if rated.extracts < 2:
            raise StudyError("fewer than two extracts are left")
        found = {one.key: one for one in coefficients(rated, confidence, draws=0)}
    except StudyError as reason:
        nothing = Undefined(str(reason))
        yield from ((key, nothing, nothing) for key in keys)
    else:
        yield from ((key, found[key].coef, found[key].fisher) for key in keys)


def _line(levels: tuple[str, ...], value: Value, limits: Limits) -> Line:
    low, high = (limits.low, limits.high) if isinstance(limits, Interval) else (np.nan, np.nan)
    number = known(value)
    undefined = next((one for one in (value, limits) if isinstance(one, Undefined)), None)
    return {
        **dict(zip(CHOICES, levels, strict=True)),
        "value": np.nan if number is None else number,
        "low": low,
        "high": high,
        "why": undefined.why if undefined else "",
    }
