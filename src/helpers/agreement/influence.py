"""What one rater fewer, or one more, does to Fleiss' kappa; and which extracts split raters."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from helpers.agreement import sums
from helpers.agreement.coefficients import UNKNOWN_RATERS, coefficients, enough
from helpers.agreement.patterns import Floats, Patterns
from helpers.agreement.values import Limits, NoValueError, Undefined, Value, reasoned
from helpers.errors import StudyError
from helpers.ratings import Ratings

Newcomer = Literal["follows the majority", "guesses by the marginals", "contradicts"]
NEWCOMERS: tuple[Newcomer, ...] = (
    "follows the majority",
    "guesses by the marginals",
    "contradicts",
)


@dataclass(frozen=True)
class Change:
    """Fleiss' kappa after a change of raters, and how far it moved.

    There is no interval (None) for a rater who is only supposed.
    """

    what: str
    kappa: Value
    change: Value
    fisher: Limits | None


@reasoned
def without_each(ratings: Ratings | Patterns, confidence: float = 0.95) -> tuple[Change, ...]:
    """Fleiss' kappa with each rater left out in turn, with its Fisher interval.

    Undefined for a table of counts.
    """
    patterns = Patterns.of(ratings)
    if not patterns.raters_known:
        raise NoValueError(UNKNOWN_RATERS)
    everyone = coefficients(patterns, confidence, draws=0)[0].coef
    return tuple(_without(patterns, j, everyone, confidence) for j in range(len(patterns.raters)))


def one_more(ratings: Ratings | Patterns) -> tuple[Change, ...]:
    """Fleiss' kappa had one more rater rated every extract that holds a rating.

    The newcomer follows the majority (ties shared evenly), guesses by the marginals, or
    contradicts: chooses among the categories that fewest raters chose for the extract. The
    kappa is that of the expected sums, which is the expected kappa for many extracts.

    >>> codes = np.array([[0, 0], [1, 1], [0, 1], [1, 1]])
    >>> [f"{more.kappa:.2f}" for more in one_more(Patterns.from_codes(codes, 2))]
    ['0.64', '0.16', '-0.34']
    """
    patterns = enough(ratings).rated().anonymous()
    now = coefficients(patterns, draws=0)[0].coef
    return tuple(_with(patterns, who, now) for who in NEWCOMERS)


def splits(ratings: Ratings) -> pd.DataFrame:
    """The extracts on which raters part, most divided first, for adjudication.

    One line an extract: agreement (the share of agreeing pairs), majority (blank when tied),
    then each rater's label (None where missing). The index is the extract's name.
    """
    table = np.stack([(ratings.codes == k).sum(axis=1) for k in range(len(ratings.categories))], 1)
    r = table.sum(axis=1)
    agreement = (table * (table - 1)).sum(axis=1) / np.maximum(r * (r - 1), 1)
    top = table.max(axis=1, keepdims=True)
    majority = np.array([*ratings.categories, ""], dtype=object)[
        np.where((table == top).sum(axis=1) == 1, table.argmax(axis=1), -1)
    ]
    found = ratings.labels()
    found.insert(0, "agreement", agreement)
    found.insert(1, "majority", majority)
    parted: pd.DataFrame = found.loc[(r >= 2) & (agreement < 1)]
    return parted.sort_values("agreement", kind="stable")


def _without(patterns: Patterns, left_out: int, everyone: Value, confidence: float) -> Change:
    what = patterns.raters[left_out]
    rest = [j for j in range(len(patterns.raters)) if j != left_out]
    try:
        if len(rest) < 2:
            raise StudyError("agreement needs two raters or more")
        found = coefficients(patterns.raters_only(rest), confidence, draws=0)[0]
    except StudyError as reason:
        nothing = Undefined(str(reason))
        return Change(what, nothing, nothing, nothing)
    return Change(what, found.coef, _difference(found.coef, everyone), found.fisher)


def _with(patterns: Patterns, who: Newcomer, now: Value) -> Change:
    table, r = patterns.table, patterns.ratings
    chosen = _choice(patterns, who)
    pairs = (table * (table - 1 + 2 * chosen)).sum(axis=1)
    kappa = _kappa(patterns, (table + chosen) / (r + 1)[:, None], pairs / (r * (r + 1)))
    return Change(who, kappa, _difference(kappa, now), None)


def _choice(patterns: Patterns, who: Newcomer) -> Floats:
    table = patterns.table
    if who == "guesses by the marginals":
        shares = patterns.counts @ sums.shares_of(patterns) / patterns.extracts
        return np.broadcast_to(shares, table.shape)
    extreme = table.max(axis=1) if who == "follows the majority" else table.min(axis=1)
    wanted = table == extreme[:, None]
    return np.asarray(wanted / wanted.sum(axis=1, keepdims=True))


def _kappa(patterns: Patterns, shares: Floats, agreement: Floats) -> Value:
    pi, observed = (patterns.counts @ each / patterns.extracts for each in (shares, agreement))
    kappa = float(sums.coefficient(observed, pi @ pi))
    return Undefined("every rating would be in one category") if np.isnan(kappa) else kappa


def _difference(after: Value, before: Value) -> Value:
    if isinstance(after, Undefined):
        return after
    return before if isinstance(before, Undefined) else after - before
