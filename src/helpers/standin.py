"""The stand-in: synthetic ratings that let everything run before the real data are at hand.

Each extract has a true category, each rater keeps it with the probability `keep` and otherwise
guesses, all categories being equally likely. Kappa is then `keep` squared on average. The number
of extracts, `keep` and the seed are chosen so that kappa and SPSS's interval print as the article
prints them: agreement with the article is by construction and proves only that the code runs.

    python -m helpers.standin       writes data/standin again, byte for byte
"""

import csv
import hashlib
import io
import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers import facts
from helpers.agreement import Interval, Patterns, Undefined, spss
from helpers.agreement.spss import null_variance
from helpers.claims.rounding import half_up
from helpers.errors import StudyError
from helpers.paths import data

SEEDS = 1000  # about one in five serves; more would hide that the numbers disagree


@dataclass(frozen=True)
class Printed:
    """Kappa and the limits of its 95% interval as printed, with so many decimals."""

    kappa: float
    low: float
    high: float
    decimals: int


@dataclass(frozen=True)
class Recipe:
    """All that the generator needs: the same recipe gives the same table."""

    categories: tuple[str, ...]
    raters: int
    extracts: int
    keep: float
    seed: int


def generate(recipe: Recipe) -> NDArray[np.int64]:
    """Codes of shape (extracts, raters), each an index into the recipe's categories.

    Only uniform doubles are drawn, the part of numpy's generators that stays the same.
    """
    draw = np.random.Generator(np.random.PCG64(recipe.seed)).random
    shape, q = (recipe.extracts, recipe.raters), len(recipe.categories)
    truth = (draw((recipe.extracts, 1)) * q).astype(np.int64)
    guesses = (draw(shape) * q).astype(np.int64)
    return np.where(draw(shape) < recipe.keep, truth, guesses)


def calibrate(printed: Printed, raters: int, categories: Sequence[str]) -> Recipe:
    """The recipe whose table prints as `printed`: the first seed from 1 that does.

    Raises:
        StudyError: when none of the first `SEEDS` does, as when the three numbers disagree.
    """
    extracts = extracts_for(printed, raters, len(categories))
    for seed in range(1, SEEDS + 1):
        recipe = Recipe(tuple(categories), raters, extracts, math.sqrt(printed.kappa), seed)
        if prints_as(recipe, printed):
            return recipe
    raise StudyError(
        f"stand-in: no table of {extracts} extracts prints as {printed.kappa} "
        f"({printed.low} to {printed.high}); check the published kappa and its interval"
    )


def extracts_for(printed: Printed, raters: int, categories: int) -> int:
    """How many extracts give an interval of the printed width, by SPSS's formula.

    N = 2 z^2 g / (m (m-1) h^2), with h half the printed width and g for equally used categories
    (Fleiss, Nee and Landis 1979, doi:10.1037/0033-2909.86.5.974).
    """
    z, half = NormalDist().inv_cdf(0.975), (printed.high - printed.low) / 2
    use = null_variance(np.full(categories, 1 / categories))
    return math.ceil(2 * z**2 * use / (raters * (raters - 1) * half**2))


def prints_as(recipe: Recipe, printed: Printed) -> bool:
    """Whether the table's kappa and SPSS interval round to the printed numbers."""
    test = spss(Patterns.from_codes(generate(recipe), recipe.categories)).overall
    if isinstance(test.kappa, Undefined) or not isinstance(test.interval, Interval):
        return False
    computed = (test.kappa, test.interval.low, test.interval.high)
    wanted = (printed.kappa, printed.low, printed.high)
    return all(
        half_up(number, printed.decimals) == half_up(target, printed.decimals)
        for number, target in zip(computed, wanted, strict=True)
    )


def recipe_for(study: facts.Study) -> tuple[Recipe, Printed]:
    """The recipe calibrated to the study's claims, and the printed numbers it was held against."""
    kappa, interval = study.claim("kappa"), study.claim("kappa_ci95")
    raters = study.claim("n_raters").value
    match kappa.value, interval.value, raters:
        case float(value), (float(low), float(high)), int(m):
            printed = Printed(value, low, high, kappa.decimals)
            return calibrate(printed, m, study.categories), printed
    raise StudyError("claims.yaml: kappa, kappa_ci95 and n_raters need numbers as values")


def table(recipe: Recipe) -> str:
    """The CSV: extract, one column a rater, and `provenance`, which says synthetic in each row."""
    raters = [f"R{j}" for j in range(1, recipe.raters + 1)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["extract", *raters, "provenance"])
    for i, row in enumerate(generate(recipe), 1):
        writer.writerow([f"S{i:03d}", *(recipe.categories[code] for code in row), "synthetic"])
    return text.getvalue()


def datapackage(recipe: Recipe, printed: Printed, content: str) -> dict[str, Any]:
    """The description beside the table (datapackage.org): what it is, how it was made, and why."""
    numbers = (printed.kappa, printed.low, printed.high)
    kappa, low, high = (str(half_up(number, printed.decimals)) for number in numbers)
    return {
        "name": "standin",
        "title": "Synthetic stand-in for the study's ratings",
        "description": (
            "Synthetic: no person rated anything. The table lets every notebook run before the "
            "study's own data have been fetched."
        ),
        "synthetic": True,
        "how": (
            "Each extract gets a true category, all equally likely. Each rater keeps it with the "
            "probability `keep`, and otherwise guesses. `keep` is the square root of the printed "
            "kappa; the number of extracts is the one whose interval under SPSS's formula is as "
            "wide as the printed one; the seed is the first, counting from 1, at which kappa and "
            f"interval round to the printed {kappa} ({low} to {high}). "
            "`python -m helpers.standin` writes both files again."
        ),
        "why": (
            "Calibrated, so that agreement with the printed numbers is by construction. It shows "
            "that the code runs; it is no evidence about the study. The number of extracts that "
            "were really rated is not known."
        ),
        "generator": {"bits": "numpy PCG64", **asdict(recipe)},
        "licenses": [
            {"name": "CC0-1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/"}
        ],
        "resources": [_resource(recipe, content)],
    }


def _resource(recipe: Recipe, content: str) -> dict[str, Any]:
    encoded = content.encode()
    labels = {"enum": list(recipe.categories)}
    raters = [
        {
            "name": f"R{j}",
            "type": "string",
            "title": f"category from made-up rater {j}",
            "constraints": labels,
        }
        for j in range(1, recipe.raters + 1)
    ]
    extract = {"name": "extract", "type": "string", "title": "made-up extract"}
    origin = {"name": "provenance", "type": "string", "title": "not a rater: says synthetic"}
    return {
        "name": "ratings",
        "path": "ratings.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(encoded),
        "hash": f"sha256:{hashlib.sha256(encoded).hexdigest()}",
        "schema": {"fields": [extract, *raters, origin], "primaryKey": "extract"},
    }


def write(folder: Path, study: facts.Study) -> None:
    """Write `ratings.csv` and `datapackage.json` into the folder."""
    recipe, printed = recipe_for(study)
    content = table(recipe)
    package = json.dumps(datapackage(recipe, printed, content), indent=2, ensure_ascii=False)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ratings.csv").write_text(content, encoding="utf-8", newline="\n")
    (folder / "datapackage.json").write_text(package + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(data("standin"), facts.load())
