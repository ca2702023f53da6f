"""Ratings by a rule that is known, so that what moves kappa can be seen.

Each extract has a true category. A rater names it, or errs with a fixed probability and names any
other category. Because errors do not follow how common a category is, raters agree equally often
whatever the shares, and kappa falls as one category takes over: the paradox that Feinstein and
Cicchetti describe (1990, doi:10.1016/0895-4356(90)90158-L).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from helpers.agreement import Patterns
from helpers.errors import StudyError

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Rule:
    """How simulated ratings come about.

    Attributes:
        raters: two or more, who err independently.
        categories: two or more.
        prevalence: share of extracts whose true category is the first; the others share the rest.
        error: probability that a rater names another category than the true one.
    """

    raters: int
    categories: int
    prevalence: float
    error: float

    def __post_init__(self) -> None:
        """Refuse what cannot be simulated."""
        if self.raters < 2 or self.categories < 2:
            raise StudyError("simulated ratings need two raters and two categories or more")
        if not (0 <= self.prevalence <= 1 and 0 <= self.error <= 1):
            raise StudyError("a share and a probability lie between 0 and 1")

    @property
    def shares(self) -> Floats:
        """The true categories' shares: shape (categories,)."""
        rest = (1 - self.prevalence) / (self.categories - 1)
        return np.array([self.prevalence, *[rest] * (self.categories - 1)])

    @property
    def agreement(self) -> float:
        """Probability that two raters give an extract the same category.

        >>> round(Rule(raters=3, categories=2, prevalence=0.9, error=0.1).agreement, 2)
        0.82
        """
        return (1 - self.error) ** 2 + self.error**2 / (self.categories - 1)

    @property
    def used(self) -> Floats:
        """The categories' shares of the ratings, errors included: shape (categories,)."""
        return self.shares * (1 - self.error) + (1 - self.shares) * self.error / (
            self.categories - 1
        )

    @property
    def kappa(self) -> float:
        """Fleiss' kappa in an endless sample.

        >>> [round(Rule(3, 2, share, 0.1).kappa, 2) for share in (0.5, 0.95)]
        [0.64, 0.25]
        """
        return _beyond(self.agreement, float(self.used @ self.used))

    @property
    def ac1(self) -> float:
        """Gwet's AC1 in an endless sample.

        >>> [round(Rule(3, 2, share, 0.1).ac1, 2) for share in (0.5, 0.95)]
        [0.64, 0.76]
        """
        return _beyond(self.agreement, float(self.used @ (1 - self.used)) / (self.categories - 1))

    def draw(self, extracts: int, seed: int) -> Patterns:
        """So many extracts, rated; with the same seed, more extracts begin with the same ones."""
        chance = np.random.default_rng(seed).random((extracts, 1 + 2 * self.raters))
        truth = np.searchsorted(np.cumsum(self.shares)[:-1], chance[:, :1], side="right")
        errs = chance[:, 1 : 1 + self.raters] < self.error
        step = 1 + np.floor(chance[:, 1 + self.raters :] * (self.categories - 1)).astype(np.int64)
        return Patterns.from_codes((truth + errs * step) % self.categories, self.categories)


def _beyond(agreement: float, chance: float) -> float:
    """Agreement beyond chance; nan where chance alone makes agreement certain."""
    return (agreement - chance) / (1 - chance) if chance < 1 else np.nan
