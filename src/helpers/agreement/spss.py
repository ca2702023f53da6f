"""Fleiss' kappa as SPSS prints it, overall and per category.

Extracts with a missing rating are dropped. The standard error is the one of Fleiss, Nee and
Landis (1979, doi:10.1037/0033-2909.86.5.974), which holds only when the true kappa is 0; the
interval built on it is what SPSS prints and is not an interval for kappa (Zapf et al. 2016,
doi:10.1186/s12874-016-0200-9). The formulae are those of IBM's extension STATS FLEISS KAPPA,
which Gwet (2021, doi:10.1177/0013164420973080) names; that the built-in command of version 27
computes the same is an inference.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

from helpers.agreement.patterns import Floats, Integers, Patterns
from helpers.agreement.values import Interval, Limits, Undefined, Value, known, upper
from helpers.ratings import Ratings

ONE_CATEGORY = "every rating is in one category, so agreement by chance is certain (0/0)"
NO_COMPLETE = "no extract was rated by every rater"


@dataclass(frozen=True)
class NullTest:
    """Kappa with the standard error, test and interval that assume a true kappa of 0."""

    kappa: Value
    se: Value
    z: Value
    p: Value
    interval: Limits


@dataclass(frozen=True)
class CategoryRow:
    """One line of the per-category table.

    `share` is the part of all ratings in the category; `agreement` the chance that a second
    rater gives it when a first one did.
    """

    category: str
    share: float
    agreement: Value
    test: NullTest


@dataclass(frozen=True)
class Spss:
    """What SPSS prints for one table: `extracts` complete rows, `dropped` incomplete ones."""

    extracts: int
    dropped: int
    raters: int
    confidence: float
    agreement: Value
    chance: Value
    overall: NullTest
    categories: tuple[CategoryRow, ...]

    def frame(self) -> pd.DataFrame:
        """The overall line and one line a category; NaN where undefined, and why beside it.

        Columns: category ("overall" first), share, agreement, kappa, se, z, p, low, high, why.
        """
        overall = CategoryRow("overall", 1.0, self.agreement, self.overall)
        return pd.DataFrame([_line(row) for row in (overall, *self.categories)])


def spss(ratings: Ratings | Patterns, confidence: float = 0.95) -> Spss:
    """Fleiss' kappa of the complete extracts, overall and per category, as SPSS prints it.

    >>> codes = np.array([[0, 0, 0], [1, 1, 1], [0, 0, 1], [1, 1, 1]])
    >>> f"{spss(Patterns.from_codes(codes, 2)).overall.kappa:.3f}"
    '0.657'
    """
    everyone = Patterns.of(ratings)
    complete = everyone.listwise()
    n, m = complete.extracts, len(complete.raters)
    table, counts = complete.table, complete.counts
    squares = counts @ table**2
    shares = (counts @ table) / (n * m) if n else np.zeros(len(complete.categories))
    return Spss(
        extracts=n,
        dropped=everyone.extracts - n,
        raters=m,
        confidence=confidence,
        agreement=float(squares.sum() - n * m) / (n * m * (m - 1)) if n else Undefined(NO_COMPLETE),
        chance=float(shares @ shares) if n else Undefined(NO_COMPLETE),
        overall=_overall(n, m, squares, shares, confidence),
        categories=tuple(
            _category(complete, k, confidence) for k in range(len(complete.categories))
        ),
    )


def null_variance(shares: Floats) -> float:
    """(S^2 - T)/S^2: the part of SPSS's variance that depends on how categories are used.

    SE^2 = 2 / (N m (m-1)) times this. It lies between 1/(q-1) and 1 for q categories.

    >>> round(null_variance(np.full(5, 0.2)), 12)
    0.25
    """
    spread = float(shares @ (1 - shares))
    skew = float(shares @ ((1 - shares) * (1 - 2 * shares)))
    return (spread**2 - skew) / spread**2


def _overall(n: int, m: int, squares: Integers, shares: Floats, confidence: float) -> NullTest:
    if not n:
        return _none(NO_COMPLETE)
    if np.count_nonzero(shares) < 2:
        return _none(ONE_CATEGORY)
    agreement = (float(squares.sum()) - n * m) / (n * m * (m - 1))
    chance = float(shares @ shares)
    kappa = (agreement - chance) / (1 - chance)
    return _test(kappa, math.sqrt(2 / (n * m * (m - 1)) * null_variance(shares)), confidence)


def _category(complete: Patterns, k: int, confidence: float) -> CategoryRow:
    label, m = complete.categories[k], len(complete.raters)
    given, n = int(complete.counts @ complete.table[:, k]), complete.extracts
    if not given:
        unused = "no rater used this category in the complete extracts" if n else NO_COMPLETE
        return CategoryRow(label, 0.0, Undefined(unused), _none(unused))
    share = given / (n * m)
    pairs = int(complete.counts @ complete.table[:, k] ** 2) - given
    agreement = pairs / ((m - 1) * given)
    if given == n * m:
        return CategoryRow(label, share, agreement, _none(ONE_CATEGORY))
    se = math.sqrt(2 / (n * m * (m - 1)))
    return CategoryRow(
        label, share, agreement, _test((agreement - share) / (1 - share), se, confidence)
    )


def _test(kappa: float, se: float, confidence: float) -> NullTest:
    z, reach = kappa / se, NormalDist().inv_cdf(upper(confidence)) * se
    p = math.erfc(abs(z) / math.sqrt(2))
    return NullTest(kappa, se, z, p, Interval(kappa - reach, kappa + reach))


def _none(why: str) -> NullTest:
    nothing = Undefined(why)
    return NullTest(nothing, nothing, nothing, nothing, nothing)


def _line(row: CategoryRow) -> dict[str, object]:
    test, limits = row.test, row.test.interval
    return {
        "category": row.category,
        "share": row.share,
        "agreement": known(row.agreement),
        "kappa": known(test.kappa),
        "se": known(test.se),
        "z": known(test.z),
        "p": known(test.p),
        "low": limits.low if isinstance(limits, Interval) else None,
        "high": limits.high if isinstance(limits, Interval) else None,
        "why": test.kappa.why if isinstance(test.kappa, Undefined) else "",
    }
