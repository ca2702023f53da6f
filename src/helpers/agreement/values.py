"""What a statistic can be: a number, an interval, or undefined with the reason."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Undefined:
    """A number that does not exist for these ratings, and why.

    It prints as "undefined" under any format, and is false, so that `value or other` works.

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

    def __bool__(self) -> bool:
        """An undefined value is never true."""
        return False


@dataclass(frozen=True)
class Interval:
    """A confidence interval, as computed: limits are clamped only where a name says so."""

    low: float
    high: float

    def __format__(self, spec: str) -> str:
        """Both limits under one format: "0.20 to 0.40"."""
        return f"{self.low:{spec}} to {self.high:{spec}}"

    def clamped(self) -> "Interval":
        """The same interval cut to [-1, 1], where a coefficient must lie."""
        return Interval(max(-1.0, self.low), min(1.0, self.high))


Value = float | Undefined
Limits = Interval | Undefined


def known(value: Value) -> float | None:
    """The number, or None where it is undefined: for tables and figures."""
    return None if isinstance(value, Undefined) else value
