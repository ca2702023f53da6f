"""What a statistic can be: a number, an interval, or undefined with the reason."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

from helpers.errors import StudyError

P = ParamSpec("P")
T = TypeVar("T")

NO_DISAGREEMENT = "no disagreement observed"


@dataclass(frozen=True)
class Undefined:
    """A number that does not exist for these ratings, and why.

    It prints as "undefined" under any format.

    >>> f"{Undefined('every rating is in one category'):.3f}"
    'undefined'
    """

    why: str

    def __format__(self, _spec: str) -> str:
        """The word itself: a missing number has no decimals."""
        return "undefined"

    def __str__(self) -> str:
        """The word itself."""
        return "undefined"


@dataclass(frozen=True)
class Interval:
    """A confidence interval, as computed: limits are clamped only where a name says so."""

    low: float
    high: float

    def __format__(self, spec: str) -> str:
        """Both limits under one format.

        >>> f"{Interval(0.2123, 0.4278):.2f}"
        '0.21 to 0.43'
        """
        return f"{self.low:{spec}} to {self.high:{spec}}"

    def clamped(self) -> "Interval":
        """The same interval cut to [-1, 1], where a coefficient must lie."""
        return Interval(max(-1.0, self.low), min(1.0, self.high))


Value = float | Undefined
Limits = Interval | Undefined


def known(value: Value) -> float | None:
    """The number, or None where it is undefined: for tables and figures."""
    return None if isinstance(value, Undefined) else value


def upper(confidence: float) -> float:
    """The quantile at the upper end of a two-sided interval of this level.

    >>> upper(0.95)
    0.975

    Raises:
        StudyError: when the level is no share between one half and 1.
    """
    if not 0.5 <= confidence < 1:
        raise StudyError(f"confidence {confidence:g}: give 0.5 or more and below 1; 95% is 0.95")
    return (1 + confidence) / 2


class NoValueError(Exception):
    """Raised inside a computation when its result does not exist; the text says why."""


def need(value: Value) -> float:
    """The number; raises `NoValueError` with the reason where there is none."""
    if isinstance(value, Undefined):
        raise NoValueError(value.why)
    return value


def reasoned(compute: Callable[P, T]) -> Callable[P, T | Undefined]:
    """Let a function answer `Undefined(why)` where it raised `NoValueError(why)`."""

    @wraps(compute)
    def answer(*args: P.args, **kwargs: P.kwargs) -> T | Undefined:
        try:
            return compute(*args, **kwargs)
        except NoValueError as reason:
            return Undefined(str(reason))

    return answer
