"""How many extracts a new study needs for an interval of a chosen half-width.

Half-width z SE, with the sampling standard error under the model `independent`: each rater
keeps the true category with probability sqrt(kappa), else draws from the categories' shares.
Beside it stands the number that SPSS's formula suggests, which assumes a true kappa of 0.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from helpers.agreement import models
from helpers.agreement.gwet import standard_error
from helpers.agreement.intervals import fisher_interval
from helpers.agreement.patterns import Floats, Patterns
from helpers.agreement.plain import Tree, plain
from helpers.agreement.spss import null_variance
from helpers.agreement.sums import anonymous, anonymous_parts, coefficient
from helpers.agreement.values import Interval, Limits, Undefined, Value, upper
from helpers.errors import StudyError

LARGEST = 100_000  # extracts simulated at once
WORK = 10_000_000  # extracts times raters times categories simulated at once
FINEST = 0.0001  # half-width


@dataclass(frozen=True)
class Plan:
    """How many extracts are needed, what SPSS's formula would say, and a simulated check.

    `simulated_half_width` is the mean half-width of the Fisher interval in `samples` studies of
    `simulated_extracts` each (fewer than `extracts` where those are too many to simulate),
    `simulated_coverage` how often it holds the true kappa.
    """

    kappa: float
    raters: int
    shares: tuple[float, ...]
    half_width: float
    confidence: float
    extracts: int
    extracts_by_null_se: int
    samples: int
    simulated_extracts: int
    simulated_half_width: Value
    simulated_coverage: Value

    @property
    def note(self) -> str | None:
        """Where the simulation differs from the plan, or None.

        Between 0.5 and 1.6 of the intended misses pass: coverage of 92% to 97.5% for 95%.
        """
        coverage, width = self.simulated_coverage, self.simulated_half_width
        if isinstance(coverage, Undefined) or isinstance(width, Undefined):
            return "the simulation gives no interval: plan for more extracts"
        said, missed = [], 1 - self.confidence
        if not 0.5 * missed <= 1 - coverage <= 1.6 * missed:
            said.append(f"the interval holds kappa in {coverage:.1%} of samples")
        if width > 1.01 * self._expected:
            more = math.ceil((self.extracts - 1) * (width / self._expected) ** 2) + 1
            beside = f"the mean half-width is {width:.3g}, not {self._expected:.3g}"
            said.append(f"{beside}; about {more} extracts make up for it")
        return f"the simulation does not bear the plan out: {'; '.join(said)}" if said else None

    @property
    def _expected(self) -> float:
        """The half-width with as many extracts as were simulated."""
        return self.half_width * math.sqrt((self.extracts - 1) / (self.simulated_extracts - 1))

    def document(self) -> Tree:
        """The plan as a document for JSON."""
        return plain({**vars(self), "note": self.note})


def precision(
    kappa: float,
    raters: int,
    categories: int,
    half_width: float,
    *,
    prevalence: tuple[float, ...] = (),
    confidence: float = 0.95,
    samples: int = 1000,
    seed: int = 1,
) -> Plan:
    """How many extracts give an interval of this half-width around this kappa.

    Args:
        kappa: expected, 0 or more and below 1.
        raters: how many rate every extract, 2 to 100.
        categories: how many there are, 2 to 200.
        half_width: wanted, 0.0001 or more.
        prevalence: each category's share, or the largest one's, the rest being equal; equal
            shares if not given.
        confidence: of the interval.
        samples: studies simulated to check the answer.
        seed: of the simulation.

    Raises:
        StudyError: when a number is out of range or the shares do not add up to 1.

    >>> plan = precision(0.8, 3, 5, 0.05, samples=100)
    >>> plan.extracts, plan.extracts_by_null_se
    (208, 129)
    """
    _check(kappa, raters, categories, half_width)
    shares = _shares(prevalence, categories)
    z = NormalDist().inv_cdf(upper(confidence))
    variance = models.independent(kappa, shares, raters)
    null = 2 / (raters * (raters - 1)) * null_variance(shares)
    extracts = math.ceil(z**2 * variance / half_width**2) + 1
    generator = np.random.default_rng(seed)
    size = min(extracts, LARGEST, WORK // (raters * categories))
    tables = (models.simulate(kappa, shares, raters, size, generator) for _ in range(samples))
    found = [_fisher(codes, categories, confidence) for codes in tables]
    intervals = [one for one in found if isinstance(one, Interval)]
    return Plan(
        kappa=kappa,
        raters=raters,
        shares=tuple(map(float, shares)),
        half_width=half_width,
        confidence=confidence,
        extracts=extracts,
        extracts_by_null_se=math.ceil(z**2 * null / half_width**2),
        samples=samples,
        simulated_extracts=size,
        simulated_half_width=_mean([(one.high - one.low) / 2 for one in intervals]),
        simulated_coverage=_mean([one.low <= kappa <= one.high for one in intervals]),
    )


def _fisher(codes: NDArray[np.int64], categories: int, confidence: float) -> Limits:
    patterns = Patterns.from_codes(codes, categories).anonymous()
    agreement, chance = (float(part[0]) for part in anonymous_parts(anonymous(patterns).sums))
    kappa = float(coefficient(np.array(agreement), np.array(chance)))
    if np.isnan(kappa):
        return Undefined("every simulated rating is in one category")
    se = standard_error("fleiss_gwet", patterns, agreement, chance)
    return fisher_interval(kappa, se, patterns.extracts - 1, confidence)


def _mean(numbers: list[float]) -> Value:
    return float(np.mean(numbers)) if numbers else Undefined("no simulated study has an interval")


def _shares(prevalence: tuple[float, ...], categories: int) -> Floats:
    if not prevalence:
        return np.full(categories, 1 / categories)
    if len(prevalence) == 1:
        rest = (1 - prevalence[0]) / (categories - 1)
        prevalence = (prevalence[0], *[rest] * (categories - 1))
    if len(prevalence) != categories:
        raise StudyError(f"prevalence has {len(prevalence)} shares for {categories} categories")
    if min(prevalence) <= 0 or not abs(sum(prevalence) - 1) <= 1e-9:
        raise StudyError(f"prevalence {prevalence}: shares must be above 0 and add up to 1")
    return np.array(prevalence)


def _check(kappa: float, raters: int, categories: int, half_width: float) -> None:
    if not 0 <= kappa < 1:
        raise StudyError(f"kappa {kappa:g} cannot be planned for: give 0 or more and below 1")
    models.check_size(raters, categories)
    if not FINEST <= half_width < 1:
        raise StudyError(f"half-width {half_width:g}: give {FINEST} or more and below 1")
