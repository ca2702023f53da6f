"""Every coefficient of agreement with every interval, when ratings may be missing.

Every extract with a rating counts towards how categories are used, every extract with two or
more towards agreement: Gwet's treatment of missing ratings (2014, Handbook of Inter-Rater
Reliability, 4th ed.).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.agreement import gwet, sums
from helpers.agreement.intervals import fisher_interval, p_value, t_interval, t_value
from helpers.agreement.patterns import Patterns
from helpers.agreement.resampling import Resampled
from helpers.agreement.values import Interval, Limits, Undefined, Value, known
from helpers.errors import StudyError
from helpers.ratings import Ratings

NAMES = {
    "fleiss_gwet": "Fleiss' kappa",
    "gwet_ac1": "Gwet's AC1",
    "brennan_prediger": "Brennan-Prediger",
    "krippendorff_nominal": "Krippendorff's alpha",
    "conger": "Conger's kappa",
}
ESTIMATES = ("coef", "se", "t", "p", "se_jackknife", "se_bootstrap")
INTERVALS = ("fisher", "bca", "percentile", "student")
ONE_CATEGORY = "every rating is in one category, so agreement by chance is certain (0/0)"
ONE_KNOWN = "only one category is known: declare the ones that could have been used"
UNKNOWN_RATERS = "the table holds counts a category, not who gave which rating"


@dataclass(frozen=True)
class Coefficient:
    """One coefficient with every interval for it; the one to quote is `fisher`.

    `agreement` and `chance` are observed and expected; `se` is Gwet's; `t` is coef/SE on `df`
    degrees of freedom; `student` is the t interval, unclamped.
    """

    key: str
    coef: Value
    agreement: Value
    chance: Value
    se: Value
    df: int
    t: Value
    p: Value
    student: Limits
    fisher: Limits
    percentile: Limits
    bca: Limits
    se_jackknife: Value
    se_bootstrap: Value
    undefined_draws: int

    @property
    def name(self) -> str:
        """The coefficient's name in words."""
        return NAMES[self.key]

    @property
    def student_clamped(self) -> Limits:
        """The t interval cut to [-1, 1]."""
        whole = self.student
        return whole.clamped() if isinstance(whole, Interval) else whole


def coefficients(
    ratings: Ratings | Patterns, confidence: float = 0.95, draws: int = 10_000, seed: int = 1
) -> tuple[Coefficient, ...]:
    """Every coefficient, in the order of `NAMES`, from all extracts that hold a rating.

    Args:
        ratings: two or more raters; ratings may be missing.
        confidence: of every interval.
        draws: resamples of the bootstrap; 0 for none.
        seed: of the bootstrap.

    Raises:
        StudyError: when no extract has two ratings.

    >>> codes = np.array([[0, 0, 0], [1, 1, 1], [0, 0, 1], [1, 1, 1]] * 5)
    >>> fleiss, *_ = coefficients(Patterns.from_codes(codes, 2))
    >>> f"{fleiss.coef:.3f} ({fleiss.fisher:.2f})"
    '0.657 (0.30 to 0.85)'
    """
    everyone = enough(ratings).rated()
    four = anonymous(everyone, confidence, draws, seed)
    return (*four, conger(everyone, confidence, draws, seed))


def anonymous(
    ratings: Ratings | Patterns, confidence: float = 0.95, draws: int = 10_000, seed: int = 1
) -> tuple[Coefficient, ...]:
    """The coefficients that need not know who gave which rating, Fleiss' kappa first."""
    unnamed = enough(ratings).rated().anonymous()
    four = sums.anonymous(unnamed)
    parts = zip(sums.ANONYMOUS, *sums.anonymous_parts(four.sums), strict=True)
    return tuple(
        _coefficient(*part, patterns=unnamed, resampled=resampled, confidence=confidence)
        for part, resampled in zip(parts, four.resampled(draws, seed), strict=True)
    )


def against_others(
    ratings: Ratings | Patterns, confidence: float = 0.95, draws: int = 10_000, seed: int = 1
) -> tuple[Coefficient, ...]:
    """Fleiss' kappa of each category against all others, from one set of resamples."""
    unnamed = enough(ratings).rated().anonymous()
    each = sums.against_others(unnamed)
    parts = zip(*sums.against_others_parts(each.sums), each.resampled(draws, seed), strict=True)
    return tuple(
        _coefficient(
            "fleiss_gwet",
            agreement,
            chance,
            patterns=unnamed.against_others(j),
            resampled=resampled,
            confidence=confidence,
        )
        for j, (agreement, chance, resampled) in enumerate(parts)
    )


def conger(
    ratings: Ratings | Patterns, confidence: float = 0.95, draws: int = 10_000, seed: int = 1
) -> Coefficient:
    """Conger's kappa, which needs to know who gave which rating."""
    everyone = enough(ratings).rated()
    if not everyone.raters_known:
        return _undefined("conger", everyone, np.nan, np.nan)
    statistic, shape = sums.conger(everyone), (len(everyone.raters), len(everyone.categories))
    (agreement,), (chance,) = sums.conger_parts(statistic.sums, shape)
    (resampled,) = statistic.resampled(draws, seed)
    return _coefficient(
        "conger", agreement, chance, patterns=everyone, resampled=resampled, confidence=confidence
    )


def frame(found: tuple[Coefficient, ...]) -> pd.DataFrame:
    """One line a coefficient, to be read: NaN where undefined, and why beside it.

    Columns: coefficient, value, SE, the intervals Fisher, BCa, percentile and t in words of
    three decimals, and why where a coefficient is undefined.
    """
    lines = pd.DataFrame([_line(coefficient) for coefficient in found])
    return lines if lines["why"].any() else lines.drop(columns="why")


def enough(ratings: Ratings | Patterns, name: str = "") -> Patterns:
    """The patterns of a table, if any coefficient can exist for them.

    An error names the table: by its origin, or by `name` for patterns.

    Raises:
        StudyError: when every cell is blank, or no extract has two ratings.
    """
    patterns = Patterns.of(ratings)
    name = ratings.origin.name if isinstance(ratings, Ratings) else name
    where = f"{name}: " if name else ""
    if not patterns.rated().extracts:
        raise StudyError(f"{where}every cell is blank: there are no ratings to compare")
    if not patterns.rated(2).extracts:
        raise StudyError(
            f"{where}no extract has two ratings: agreement needs extracts rated twice or more"
        )
    return patterns


def _coefficient(
    key: str,
    agreement: float,
    chance: float,
    *,
    patterns: Patterns,
    resampled: Resampled,
    confidence: float,
) -> Coefficient:
    coef = float(resampled.point)
    if np.isnan(coef):
        return _undefined(key, patterns, agreement, chance)
    df = (patterns.rated(2) if key == "krippendorff_nominal" else patterns).extracts - 1
    se = gwet.standard_error(key, patterns, agreement, chance)
    t = t_value(coef, se)
    return Coefficient(
        key=key,
        coef=coef,
        agreement=float(agreement),
        chance=float(chance),
        se=se,
        df=df,
        t=t,
        p=p_value(t, df),
        student=t_interval(coef, se, df, confidence),
        fisher=fisher_interval(coef, se, df, confidence),
        percentile=resampled.percentile(confidence),
        bca=resampled.bca(confidence),
        se_jackknife=resampled.jackknife_se(),
        se_bootstrap=resampled.bootstrap_se(),
        undefined_draws=resampled.undefined_draws,
    )


def _undefined(key: str, patterns: Patterns, agreement: float, chance: float) -> Coefficient:
    nothing = Undefined(_why(key, patterns))
    return Coefficient(
        key=key,
        agreement=_or(agreement, nothing),
        chance=_or(chance, nothing),
        df=patterns.extracts - 1,
        undefined_draws=0,
        **dict.fromkeys(ESTIMATES + INTERVALS, nothing),
    )


def _or(number: float, nothing: Undefined) -> Value:
    return nothing if np.isnan(number) else float(number)


def _why(key: str, patterns: Patterns) -> str:
    if key == "conger":
        silent = [name for name, n in zip(patterns.raters, _given(patterns), strict=True) if not n]
        if not patterns.raters_known:
            return UNKNOWN_RATERS
        if silent:
            return f"{silent[0]} rated no extract"
    return ONE_KNOWN if key in ("gwet_ac1", "brennan_prediger") else ONE_CATEGORY


def _given(patterns: Patterns) -> list[int]:
    return [int(n) for n in patterns.counts @ (patterns.codes >= 0)]


def _line(found: Coefficient) -> dict[str, object]:
    return {
        "coefficient": found.name,
        "value": known(found.coef),
        "SE": known(found.se),
        "Fisher": f"{found.fisher:.3f}",
        "BCa": f"{found.bca:.3f}",
        "percentile": f"{found.percentile:.3f}",
        "t": f"{found.student:.3f}",
        "why": found.coef.why if isinstance(found.coef, Undefined) else "",
    }
