"""How often each interval for Fleiss' kappa holds the true value: coverage by simulation.

    nice python benchmarks/coverage.py [--samples 2000] [--draws 2000] [--seed 1]

Three raters. `independent`: each rater keeps the true category with probability sqrt(kappa),
else draws from the categories' shares. `know or guess`: with probability kappa all three keep
it, else each draws. Both have exactly the stated kappa. One line a setting and interval:
`coverage` among samples in which the interval exists, `error` its simulation standard error,
`below` and `above` the shares of samples whose interval lies below or above the true value,
`width` the mean width, `undefined` the share of samples in which there is no interval,
`holds` whether coverage lies within 92 to 97.5%.
The same arguments give the same table.
"""

import argparse
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd

from helpers.agreement import Interval, Limits, Patterns, spss
from helpers.agreement.gwet import standard_error
from helpers.agreement.intervals import fisher_interval, t_interval
from helpers.agreement.models import simulate
from helpers.agreement.patterns import Floats
from helpers.agreement.sums import anonymous, anonymous_parts

TABLE = Path(__file__).parent / "results" / "coverage.csv"
RATERS, CONFIDENCE = 3, 0.95
SHARES = {
    "2 equally common": [0.5] * 2,
    "5 equally common": [0.2] * 5,
    "5, one with 80%": [0.8] + [0.05] * 4,
}
HOLDS = (0.92, 0.975)
INTERVALS = ("SPSS", "Fisher", "BCa", "percentile", "t")


@dataclass(frozen=True)
class Setting:
    """One population to sample from."""

    model: str
    categories: str
    kappa: float
    extracts: int


def settings() -> list[Setting]:
    models, sizes = ("independent", "know or guess"), (30, 100, 356)
    return [Setting(*one) for one in product(models, SHARES, (0.0, 0.4, 0.84), sizes)]


def sample(setting: Setting, generator: np.random.Generator) -> Patterns:
    shares, together = np.array(SHARES[setting.categories]), setting.model == "know or guess"
    codes = simulate(setting.kappa, shares, RATERS, setting.extracts, generator, together=together)
    return Patterns.from_codes(codes, len(shares)).anonymous()


def intervals(patterns: Patterns, draws: int, seed: int) -> tuple[Limits, ...]:
    statistic = anonymous(patterns)
    agreement, chance = (float(part[0]) for part in anonymous_parts(statistic.sums))
    kappa = statistic.resampled(draws, seed)[0]
    printed = spss(patterns, CONFIDENCE).overall.interval
    if np.isnan(kappa.point):
        return (printed,) * len(INTERVALS)
    se = standard_error("fleiss_gwet", patterns, agreement, chance)
    rest = (kappa.point, se, patterns.extracts - 1, CONFIDENCE)
    resampled = (kappa.bca(CONFIDENCE), kappa.percentile(CONFIDENCE))
    return (printed, fisher_interval(*rest), *resampled, t_interval(*rest))


def limits(setting: Setting, samples: int, draws: int, seed: list[int]) -> Floats:
    """Limits of every interval in every sample: shape (samples, intervals, 2), nan if undefined."""
    generator = np.random.default_rng(seed)
    found = [
        [
            (one.low, one.high) if isinstance(one, Interval) else (np.nan, np.nan)
            for one in intervals(sample(setting, generator), draws, int(generator.integers(2**32)))
        ]
        for _ in range(samples)
    ]
    return np.array(found)


def lines(
    setting: Setting, samples: int, draws: int, seed: list[int]
) -> Iterator[dict[str, object]]:
    found = limits(setting, samples, draws, seed)
    for name, (low, high) in zip(INTERVALS, found.transpose(1, 2, 0), strict=True):
        defined = ~np.isnan(low)
        below, above = (high < setting.kappa)[defined], (low > setting.kappa)[defined]
        coverage = 1 - below.mean() - above.mean()
        yield {
            **vars(setting),
            "interval": name,
            "coverage": round(coverage, 4),
            "error": round(math.sqrt(coverage * (1 - coverage) / defined.sum()), 4),
            "below": round(below.mean(), 4),
            "above": round(above.mean(), 4),
            "width": round((high - low)[defined].mean(), 4),
            "undefined": round(1 - defined.mean(), 4),
            "holds": bool(HOLDS[0] <= coverage <= HOLDS[1]),
            "samples": samples,
            "draws": draws,
            "seed": seed[0],
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--samples", type=int, default=2000)
    parser.add_argument("--draws", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=TABLE)
    chosen = parser.parse_args()
    table, start = [], perf_counter()
    for i, setting in enumerate(settings()):
        table += lines(setting, chosen.samples, chosen.draws, [chosen.seed, i])
        print(f"{i + 1:3} {setting} {perf_counter() - start:.0f} s", flush=True)
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame(table).to_csv(chosen.out, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
