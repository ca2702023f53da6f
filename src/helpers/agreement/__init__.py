"""Agreement between raters on nominal categories: exact, with intervals that hold.

Every function takes `Ratings` (or the `Patterns` they were reduced to) and returns frozen
dataclasses; `frame` gives the same as a table. What does not exist is `Undefined(why)`,
never 1, 0 or nan; in a frame it is NaN beside a column `why`.

* `spss(ratings)`: Fleiss' kappa as SPSS prints it, overall and per category: `.overall.kappa`,
  `.overall.interval`, `.categories`, `.frame()`.
* `coefficients(ratings)`: Fleiss' kappa, AC1, Brennan-Prediger, alpha and Conger's kappa, in
  this order, from every rating, each with its intervals: `.coef`, `.se`, `.fisher` (the one to
  quote), `.bca`, `.percentile`, `.student`; `frame(found)` is their table.
* `by_service(ratings)`: the interval with services resampled, where the table tells them.
* `pairs(ratings)`: Cohen's kappa of `.pairs`, of `.raters` against the others, `.overall`, and
  `.frame()`; `confusion(ratings)`: which categories are taken for which.
* `splits(ratings)`: the extracts on which raters part; `without_each(ratings)`: kappa with each
  rater left out; `one_more(ratings)`: kappa had another rater joined.
* `paradox(ratings)`: why kappa is low at high agreement, in words.
* `document(ratings)`: all of it as one JSON document.
* `printed("0.70", ("0.64", "0.76"), raters=3, categories=4)`: which numbers of extracts a
  printed interval allows; `precision(0.8, 3, 5, 0.05)`: how many a new study needs.
* `simulate(kappa, shares, raters, extracts, generator)`: codes whose true kappa is known.
* `Patterns.of(ratings)`: the distinct rows and their counts, from which everything is computed.
"""

from helpers.agreement.coefficients import Coefficient, coefficients, conger, frame
from helpers.agreement.document import document
from helpers.agreement.influence import Change, one_more, splits, without_each
from helpers.agreement.models import simulate
from helpers.agreement.pairs import Estimate, Group, Pairs, confusion, pairs
from helpers.agreement.paradox import Paradox, look_ordered, paradox
from helpers.agreement.patterns import Patterns
from helpers.agreement.planning import Plan, precision
from helpers.agreement.printed import Printed, printed
from helpers.agreement.services import Services, by_service
from helpers.agreement.spss import CategoryRow, NullTest, Spss, spss
from helpers.agreement.values import Interval, Limits, Undefined, Value, known

__all__ = [
    "CategoryRow",
    "Change",
    "Coefficient",
    "Estimate",
    "Group",
    "Interval",
    "Limits",
    "NullTest",
    "Pairs",
    "Paradox",
    "Patterns",
    "Plan",
    "Printed",
    "Services",
    "Spss",
    "Undefined",
    "Value",
    "by_service",
    "coefficients",
    "confusion",
    "conger",
    "document",
    "frame",
    "known",
    "look_ordered",
    "one_more",
    "pairs",
    "paradox",
    "precision",
    "printed",
    "simulate",
    "splits",
    "spss",
    "without_each",
]
