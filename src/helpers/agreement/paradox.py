"""Why kappa can be low although raters nearly always agree, in this table's own numbers.

Feinstein and Cicchetti (1990, doi:10.1016/0895-4356(90)90158-L): when most ratings fall in one
category, agreement by chance is high and little is left to earn.
"""

from dataclasses import dataclass

from helpers.agreement.coefficients import coefficients
from helpers.agreement.patterns import Patterns
from helpers.agreement.values import Undefined, Value
from helpers.ratings import Ratings

ORDERED = (
    {"never", "rarely", "seldom", "sometimes", "often", "usually", "always"},
    {"none", "low", "medium", "moderate", "high", "very low", "very high"},
    {"none", "absent", "minimal", "mild", "moderate", "severe"},
    {"strongly disagree", "disagree", "neutral", "undecided", "agree", "strongly agree"},
    {"very poor", "poor", "fair", "good", "very good", "excellent"},
)


@dataclass(frozen=True)
class Paradox:
    """How the use of categories moves kappa.

    `shares` is each category's part of the ratings; `even` is the coefficient the same
    agreement would have if categories were used evenly (Brennan-Prediger).
    """

    shares: dict[str, float]
    agreement: Value
    chance: Value
    kappa: Value
    ac1: Value
    even: Value

    @property
    def largest(self) -> str:
        """The category used most."""
        return max(self.shares, key=lambda label: self.shares[label])

    @property
    def cost(self) -> Value:
        """How far uneven use of the categories lowers kappa."""
        if isinstance(self.even, Undefined):
            return self.even
        return self.kappa if isinstance(self.kappa, Undefined) else self.even - self.kappa

    def __str__(self) -> str:
        """One or two sentences with the numbers in them."""
        where = f"{self.shares[self.largest]:.0%} of ratings are in {self.largest!r}"
        if isinstance(self.kappa, Undefined):
            return f"{where}. Kappa is undefined: {self.kappa.why}. AC1 is {self.ac1:.2f}."
        return (
            f"Two raters agree on an extract with frequency {self.agreement:.0%}; {where}, so "
            f"chance alone would give {self.chance:.0%} and kappa is {self.kappa:.2f}. "
            f"With categories used evenly the same agreement would give {self.even:.2f}; "
            f"AC1 is {self.ac1:.2f}."
        )


def paradox(ratings: Ratings | Patterns) -> Paradox:
    """The facts that explain a low kappa at high agreement.

    >>> import numpy as np
    >>> codes = np.array([[0, 0]] * 18 + [[0, 1], [1, 0]])
    >>> print(paradox(Patterns.from_codes(codes, ["no", "yes"])))  # doctest: +ELLIPSIS
    Two raters agree on an extract with frequency 90%; 95% of ratings are in 'no', so ...
    """
    patterns = Patterns.of(ratings).rated()
    fleiss, ac1, even, *_ = coefficients(patterns, draws=0)
    used = patterns.counts @ patterns.table / int(patterns.counts @ patterns.ratings)
    return Paradox(
        shares=dict(zip(patterns.categories, map(float, used), strict=True)),
        agreement=fleiss.agreement,
        chance=fleiss.chance,
        kappa=fleiss.coef,
        ac1=ac1.coef,
        even=even.coef,
    )


def look_ordered(categories: tuple[str, ...]) -> bool:
    """Whether three labels or more read like steps of a scale, which nominal coefficients ignore.

    >>> look_ordered(("1", "2", "3")), look_ordered(("Low", "High", "Medium"))
    (True, True)
    >>> look_ordered(("yes", "no")), look_ordered(("Access", "Cost", "Other"))
    (False, False)
    """
    labels = {label.strip().casefold() for label in categories}
    numbers = all(label.replace(".", "", 1).lstrip("+-").isdecimal() for label in labels)
    return len(labels) > 2 and (numbers or any(labels <= scale for scale in ORDERED))
