"""Which numbers of extracts do a printed kappa and its interval allow?

From rounded published numbers alone. Under SPSS's formula the half-width h of the interval
gives N = z^2 2g/(m(m-1) h^2), with g = `null_variance`, 1/(q-1) <= g <= 1, and the smallest g
when q categories are equally used. Under the sampling standard error N depends on how raters
err, so each model of `models` gets its own answer, for categories equally used: N - 1 =
z^2 variance/h^2, ends not counted. Variances are exact: rounding the standard deviation of one
extract to three decimals, as in work by hand, would move the last number by one or two.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np

from helpers.agreement import models
from helpers.agreement.plain import Tree, plain
from helpers.agreement.rounding import Region, alike, read_number
from helpers.agreement.values import NoValueError, Undefined, reasoned, upper
from helpers.errors import StudyError

MODELS = ("one dissents", "know or guess", "independent", "any")
UNKNOWN_CATEGORIES = "the number of categories was not given"
GIVE_CATEGORIES = "give --categories"
Extracts = tuple[int, int | None]  # first and last possible number; None: without end
Possible = Extracts | Undefined


@dataclass(frozen=True)
class Printed:
    """Numbers of extracts, first and last, that give what was printed.

    Under SPSS's formula with categories `equal`ly used or with `any_use` of them; under the
    `sampling` standard error by model of how raters err; from a per-category standard error,
    if one was given. `verdict` judges `extracts`; `why` is what alone speaks against them, or
    what was not known, if that is so.
    """

    equal: Possible
    any_use: Possible
    sampling: dict[str, Possible]
    category_se: Possible | None
    extracts: int | None
    verdict: str | None
    why: str | None = None

    def document(self) -> Tree:
        """The answer as a document for JSON; a range without end has null for its last number."""
        return plain(
            {
                "null_se": {"equal": self.equal, "any": self.any_use},
                "sampling_se": dict(self.sampling),
                "category_se": self.category_se,
                "extracts": self.extracts,
                "verdict": self.verdict,
                "why": self.why,
            }
        )


def printed(
    kappa: str,
    ci: tuple[str, str],
    raters: int,
    *,
    categories: int | None = None,
    extracts: int | None = None,
    se_category: str | None = None,
    confidence: float = 0.95,
) -> Printed:
    """Which numbers of extracts give these printed numbers, and whether `extracts` does.

    Numbers are text, as printed: trailing zeros count as precision.

    Args:
        kappa: as printed.
        ci: its interval, as printed.
        raters: how many raters, 2 to 100.
        categories: how many categories there were, 2 to 200, if known.
        extracts: a number of extracts to judge.
        se_category: a per-category standard error of SPSS, as printed.
        confidence: of the interval.

    Raises:
        StudyError: when the numbers cannot be (kappa above 1, or outside its interval).

    >>> found = printed("0.70", ("0.64", "0.76"), raters=3, categories=4)
    >>> found.equal, found.any_use
    ((102, 141), (102, 423))
    """
    _check(raters, categories, extracts)
    region = _reachable(Region.of(kappa, ci), kappa, raters)
    z = NormalDist().inv_cdf(upper(confidence))
    null = 2 / (raters * (raters - 1))
    least = 1 / (categories - 1) if categories else 0.0
    found = Printed(
        equal=_equal(region, null, categories, z),
        any_use=_extracts(region, z, lambda _: (null * least, null), 0),
        sampling=_sampling(region, categories, raters, z),
        category_se=None if se_category is None else _by_category(se_category, raters),
        extracts=extracts,
        verdict=None,
    )
    if extracts is None:
        return found
    return replace(found, verdict=_verdict(found, extracts), why=_why(found, extracts))


def _equal(region: Region, null: float, categories: int | None, z: float) -> Possible:
    if categories is None:
        return Undefined(UNKNOWN_CATEGORIES)
    variance = null / (categories - 1)
    return _extracts(region, z, lambda _: (variance, variance), 0)


def _sampling(region: Region, categories: int | None, raters: int, z: float) -> dict[str, Possible]:
    if categories is None:
        return dict.fromkeys(MODELS, Undefined(UNKNOWN_CATEGORIES))
    q, even = categories, np.full(categories, 1 / categories)
    variances: tuple[Callable[[float], tuple[float, float]], ...] = (
        lambda kappa: (models.one_dissents(kappa, q, raters),) * 2,
        lambda kappa: (models.know_or_guess(kappa, even, raters),) * 2,
        lambda kappa: (models.independent(kappa, even, raters),) * 2,
        lambda kappa: models.bounds(kappa, q, raters),
    )
    return {
        name: _extracts(region, z, variance, 1)
        for name, variance in zip(MODELS, variances, strict=True)
    }


@reasoned
def _extracts(
    region: Region, z: float, variance: Callable[[float], tuple[float, float]], offset: int
) -> Extracts:
    """First and last N with N - offset = z^2 variance(kappa)/h^2, over the region.

    `variance` gives the smallest and the largest at a kappa.
    """
    around = region.around()
    if not around:
        raise NoValueError("no interval of equal arms around kappa rounds to the printed one")
    ends: list[tuple[float, float]] = []
    why = ""
    for kappa, narrowest, widest in around:
        try:
            small, large = variance(kappa)
        except NoValueError as reason:
            why = str(reason)
            continue
        last = z**2 * large / narrowest**2 if narrowest > 0 else math.inf
        ends.append((z**2 * small / widest**2, last))
    if not ends:
        raise NoValueError(why)
    return _whole(min(e[0] for e in ends) + offset, max(e[1] for e in ends) + offset)


@reasoned
def _by_category(se: str, raters: int) -> Extracts:
    low, high = alike(read_number("per-category standard error", se))
    if high <= 0:
        raise StudyError(f"per-category standard error {se}: it must be above 0")
    null = 2 / (raters * (raters - 1))
    return _whole(null / high**2, null / low**2 if low > 0 else math.inf)


def _whole(low: float, high: float) -> Extracts:
    """The whole numbers strictly between two limits, two extracts or more."""
    first, last = max(2, math.floor(low) + 1), None if math.isinf(high) else math.ceil(high) - 1
    if last is not None and last < first:
        raise NoValueError(f"no whole number of extracts lies between {low:.2f} and {high:.2f}")
    return first, last


def _verdict(found: Printed, n: int) -> str:
    by_category = found.category_se is None or _holds(found.category_se, n)
    if by_category and _holds(found.equal, n):
        return "possible"
    if by_category and _holds(found.any_use, n):
        unknown = isinstance(found.equal, Undefined) and found.equal.why == UNKNOWN_CATEGORIES
        return "possible" if unknown else "possible only with unequal categories"
    unevaluated = Undefined(UNKNOWN_CATEGORIES)
    if any(_holds(one, n) or one == unevaluated for one in found.sampling.values()):
        return "impossible under SPSS's formula"
    return "impossible"


def _why(found: Printed, n: int) -> str | None:
    """What to add to a verdict of impossible."""
    by_category = found.category_se
    if by_category is not None and not _holds(by_category, n) and _holds(found.any_use, n):
        allowed = "none" if isinstance(by_category, Undefined) else told(by_category)
        return f"only the per-category standard error excludes it: it allows {allowed}"
    if found.sampling["any"] == Undefined(UNKNOWN_CATEGORIES) and not _holds(found.any_use, n):
        return f"the sampling error is not known: {GIVE_CATEGORIES}"
    return None


def told(extracts: Extracts) -> str:
    """The range in words.

    >>> told((273, 533)), told((20, None))
    ('273 to 533', '20 or more')
    """
    first, last = extracts
    return f"{first} or more" if last is None else f"{first} to {last}"


def _holds(possible: Possible, n: int) -> bool:
    if isinstance(possible, Undefined):
        return False
    first, last = possible
    return first <= n and (last is None or n <= last)


def _check(raters: int, categories: int | None, extracts: int | None) -> None:
    models.check_size(raters, categories)
    if extracts is not None and extracts < 1:
        raise StudyError(f"{extracts} extracts: there must be one or more")


def _reachable(region: Region, kappa: str, raters: int) -> Region:
    """The region, if so many raters can give a kappa in it: -1/(m - 1) or more."""
    least = -1 / (raters - 1)
    if region.kappa[1] < least:
        raise StudyError(f"kappa {kappa} is below {least:.3g}, the least {raters} raters can give")
    return region
