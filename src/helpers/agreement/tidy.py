"""Agreement as tidy tables: one row for each thing that a figure draws."""

from collections.abc import Iterator
from itertools import combinations

import pandas as pd

from helpers.agreement.coefficients import Coefficient, against_others
from helpers.agreement.pairs import confusion, pairs
from helpers.agreement.patterns import Patterns
from helpers.agreement.printed import Possible, Printed
from helpers.agreement.spss import CategoryRow, spss
from helpers.agreement.values import Interval, Limits, Undefined, Value, known
from helpers.ratings import Ratings

PUBLISHED, FISHER, BCA = "SPSS's formula", "Fisher", "BCa"
Row = tuple[str, float | None, str, float | None, float | None, int]


def by_category(
    ratings: Ratings | Patterns, confidence: float = 0.95, draws: int = 10_000, seed: int = 1
) -> pd.DataFrame:
    """Kappa of each category with three intervals, missing where undefined.

    A category's kappa is Fleiss' kappa of that category against all others. The published
    interval uses complete extracts, the other two every extract with a rating.

    Columns: category, kappa, interval (its name), low, high, n (ratings in the category).
    """
    patterns = Patterns.of(ratings)
    tests = spss(patterns, confidence).categories
    rows: list[Row] = []
    each = against_others(patterns, confidence, draws, seed)
    given = patterns.counts @ patterns.table
    for category, one, n in zip(tests, each, given, strict=True):
        rows += _category(category, one, int(n))
    return pd.DataFrame(rows, columns=["category", "kappa", "interval", "low", "high", "n"])


def by_pair(ratings: Ratings | Patterns) -> pd.DataFrame:
    """Every pair of raters: rater_a, rater_b, kappa (Cohen's) and agreement, a share.

    Empty when the table does not say who gave which rating.
    """
    names = Patterns.of(ratings).raters
    found = pairs(ratings, draws=0)
    groups = () if isinstance(found, Undefined) else found.pairs
    rows = [
        (a, b, known(group.kappa.value), known(group.agreement.value))
        for (a, b), group in zip(combinations(names, 2), groups, strict=False)
    ]
    return pd.DataFrame(rows, columns=["rater_a", "rater_b", "kappa", "agreement"])


def by_confusion(ratings: Ratings | Patterns) -> pd.DataFrame:
    """Pairs of ratings of the same extract: category_a, category_b, count; each pair once."""
    square = confusion(ratings).to_numpy()
    names = Patterns.of(ratings).categories
    rows = [
        (names[a], names[b], int(square[a, b] // (2 if a == b else 1)))
        for a in range(len(names))
        for b in range(a, len(names))
    ]
    return pd.DataFrame(rows, columns=["category_a", "category_b", "count"])


def by_formula(found: Printed, categories: int) -> pd.DataFrame:
    """The numbers of extracts that printed values allow, a row a formula and model.

    Columns: formula, model, categories, low, high (both missing where no number fits).
    """
    ranges: list[tuple[str, str, Possible]] = [
        ("SPSS's standard error", "categories equally used", found.equal),
        ("SPSS's standard error", "any use of categories", found.any_use),
        *(("Sampling standard error", model, one) for model, one in found.sampling.items()),
    ]
    rows = [(formula, model, categories, *_range(one)) for formula, model, one in ranges]
    return pd.DataFrame(rows, columns=["formula", "model", "categories", "low", "high"])


def _range(one: Possible) -> tuple[float | None, float | None]:
    return (None, None) if isinstance(one, Undefined) else one


def _category(category: CategoryRow, one: Coefficient, n: int) -> Iterator[Row]:
    yield _row(category.category, category.test.kappa, PUBLISHED, category.test.interval, n)
    yield _row(category.category, one.coef, FISHER, one.fisher, n)
    yield _row(category.category, one.coef, BCA, one.bca, n)


def _row(label: str, kappa: Value, name: str, limits: Limits, n: int) -> Row:
    low, high = (limits.low, limits.high) if isinstance(limits, Interval) else (None, None)
    return label, known(kappa), name, low, high, n
