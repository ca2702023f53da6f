"""All unrounded numbers that print as a published kappa and its interval do."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import numpy as np

from helpers.errors import StudyError

STEPS = 200  # values of kappa tried between the limits, besides the corners


@dataclass(frozen=True)
class Region:
    """All kappas and half-widths that round to what was printed.

    `kappa`, `low` and `high` are each the open interval of values that print alike.
    """

    kappa: tuple[float, float]
    low: tuple[float, float]
    high: tuple[float, float]

    @classmethod
    def of(cls, kappa: str, ci: tuple[str, str]) -> "Region":
        """The region of a printed kappa and interval; StudyError when they cannot be."""
        texts = {"kappa": kappa, "lower limit": ci[0], "upper limit": ci[1]}
        point, low, high = (read_number(name, text) for name, text in texts.items())
        if abs(point) > 1:
            raise StudyError(f"kappa {kappa} lies outside -1 to 1: write 0.70, not 70")
        if not low <= point <= high:
            raise StudyError(f"kappa {kappa} lies outside its interval, {ci[0]} to {ci[1]}")
        return cls(*(alike(number) for number in (point, low, high)))

    def around(self) -> list[tuple[float, float, float]]:
        """Kappa with its smallest and largest half-width: a grid, and the region's corners."""
        corners = [(self.low[i] + self.high[1 - i]) / 2 for i in (0, 1)]
        inside = [k for k in corners if self.kappa[0] <= k <= self.kappa[1]]
        tried = [*np.linspace(*self.kappa, STEPS + 1), *inside]
        found = [(float(k), self._narrowest(k), self._widest(k)) for k in tried]
        return [one for one in found if one[1] < one[2]]

    def _narrowest(self, kappa: float) -> float:
        return float(max(0.0, kappa - self.low[1], self.high[0] - kappa))

    def _widest(self, kappa: float) -> float:
        return float(min(kappa - self.low[0], self.high[1] - kappa))


def read_number(name: str, text: str) -> Decimal:
    """A number as printed; StudyError when the text is none."""
    try:
        number = Decimal(str(text).strip())
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        raise StudyError(f"{name} {text!r} is not a number; write it as printed, for example 0.70")
    return number


def alike(number: Decimal) -> tuple[float, float]:
    """The values that print as this number does, between half a last digit below and above.

    >>> alike(Decimal("0.80"))
    (0.795, 0.805)
    """
    half = Decimal(5).scaleb(int(number.as_tuple().exponent) - 1)
    return float(number - half), float(number + half)
