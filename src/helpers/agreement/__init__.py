"""Agreement between raters on nominal categories: exact, with intervals that hold.

Every function takes `Ratings` (or the `Patterns` they were reduced to) and returns frozen
dataclasses; `frame()` gives the same as a table. What does not exist is `Undefined(why)`,
never 1, 0 or nan; in a frame it is NaN beside a column `why`.

* `spss(ratings)`: Fleiss' kappa as SPSS prints it, overall and per category: `.overall.kappa`,
  `.overall.interval`, `.categories`, `.frame()`.
* `Patterns.of(ratings)`: the distinct rows and their counts, from which everything is computed.
"""

from helpers.agreement.patterns import Patterns
from helpers.agreement.spss import CategoryRow, NullTest, Spss, spss
from helpers.agreement.values import Interval, Limits, Undefined, Value, known

__all__ = [
    "CategoryRow",
    "Interval",
    "Limits",
    "NullTest",
    "Patterns",
    "Spss",
    "Undefined",
    "Value",
    "known",
    "spss",
]
