"""Intervals from a standard error: Student's t, and the same on Fisher's scale."""

import math

from helpers.agreement.values import (
    NO_DISAGREEMENT,
    Interval,
    NoValueError,
    Value,
    need,
    reasoned,
    upper,
)


@reasoned
def t_interval(coef: float, se: Value, df: int, confidence: float) -> Interval:
    """coef -/+ t(df) SE, unclamped."""
    reach = t_quantile(df, confidence) * need(se)
    return Interval(coef - reach, coef + reach)


@reasoned
def fisher_interval(coef: float, se: Value, df: int, confidence: float) -> Interval:
    """The t interval of atanh(coef), carried back: it stays inside (-1, 1).

    The standard error on that scale is SE/(1 - coef^2), by the delta method.

    >>> f"{fisher_interval(0.43, 0.0542, 29, 0.95):.3f}"
    '0.313 to 0.534'
    """
    if coef >= 1:
        raise NoValueError(NO_DISAGREEMENT)
    if coef <= -1:
        raise NoValueError("the coefficient is -1 or less, where Fisher's scale ends")
    if need(se) == 0:
        raise NoValueError("the standard error is 0: every extract weighs the same")
    centre, reach = math.atanh(coef), t_quantile(df, confidence) * need(se) / (1 - coef**2)
    return Interval(math.tanh(centre - reach), math.tanh(centre + reach))


def t_quantile(df: int, confidence: float) -> float:
    """The two-sided quantile of Student's t."""
    from scipy.special import stdtrit

    if df < 1:
        raise NoValueError("an interval needs two extracts or more")
    return float(stdtrit(df, upper(confidence)))


@reasoned
def t_value(coef: float, se: Value) -> float:
    """coef/SE."""
    if need(se) == 0:
        raise NoValueError("no test where the standard error is 0")
    return coef / need(se)


@reasoned
def p_value(t: Value, df: int) -> float:
    """Two-sided p of Student's t."""
    from scipy.special import stdtr

    return float(2 * stdtr(df, -abs(need(t))))


def disagreement_bound(extracts: int, confidence: float = 0.95) -> float:
    """Upper one-sided bound on the share of disagreeing extracts when none of n disagrees.

    >>> round(disagreement_bound(356), 4)
    0.0084
    """
    return float(1 - (1 - confidence) ** (1 / extracts))
