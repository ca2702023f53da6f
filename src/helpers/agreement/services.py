"""The bootstrap over services: whole services drawn again, each with all its extracts.

Extracts of one service may resemble each other; an interval over extracts takes them for
independent and may be too narrow. With few services this one is too narrow as well (Cameron,
Gelbach & Miller 2008, doi:10.1162/rest.90.3.414).
"""

from dataclasses import dataclass

import numpy as np

from helpers.agreement import sums
from helpers.agreement.patterns import Patterns
from helpers.agreement.resampling import Statistic
from helpers.agreement.values import Limits, Undefined
from helpers.ratings import Ratings

ENOUGH = 20


@dataclass(frozen=True)
class Services:
    """Fleiss' kappa from every rating, with services resampled: their number, the interval."""

    services: int
    interval: Limits

    @property
    def warning(self) -> str | None:
        """What to say when there are too few services for the interval to hold, else None."""
        if self.services >= ENOUGH:
            return None
        return (
            f"{self.services} services are fewer than {ENOUGH}: the interval that resamples "
            "services is likely too narrow"
        )

    def __str__(self) -> str:
        """One line."""
        told = (
            self.interval.why
            if isinstance(self.interval, Undefined)
            else f"{self.interval.low:.3f} to {self.interval.high:.3f}"
        )
        line = f"Fleiss' kappa with {self.services} services resampled, not extracts: {told}"
        return f"{line}. Note: {self.warning}" if self.warning else line


def by_service(
    ratings: Ratings, confidence: float = 0.95, draws: int = 10_000, seed: int = 1
) -> Services | None:
    """The percentile interval over services; None when the table tells none."""
    if ratings.clusters is None:
        return None
    names, of = np.unique(np.array(ratings.clusters), return_inverse=True)
    parts = [
        sums.anonymous(Patterns.from_codes(ratings.codes[of == i], ratings.categories))
        for i in range(len(names))
    ]
    totals = np.stack([part.sums for part in parts])
    whole = Statistic(np.ones(len(names), dtype=np.int64), totals, parts[0].value)
    fleiss = whole.resampled(draws, seed)[0]
    return Services(len(names), fleiss.percentile(confidence))
