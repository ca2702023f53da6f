"""The choices, and the levels of each that a table of ratings leaves open."""

from collections.abc import Mapping
from dataclasses import dataclass

from helpers.agreement import Patterns, tidy
from helpers.ratings import Ratings

CHOICES = (
    "coefficient",
    "interval",
    "missing ratings",
    "raters",
    "categories",
    "prevalence",
    "extracts",
)
FISHER, SPSS = "Fisher", "SPSS"
AVAILABLE, LISTWISE, COMPLETE = "available-case", "listwise", "none missing"
EVERYONE, AS_CODED, ALL = "all", "as coded", "all"
AS_FOUND, EVENED, DOMINATED = "as found", "evened", "one dominant"
SIZES = {"100": 100, "30": 30}
MERGES = 10  # pairs of categories tried as one, those most often taken for each other first
ABSENT = {
    "complete": "Nothing is missing, so listwise and available-case are the same.",
    "counts": "Only counts are known: no rater can be left out, and there is no Conger's kappa.",
    "two raters": "With two raters, none can be left out.",
    "two categories": "With fewer than three categories, none can be merged.",
}


@dataclass(frozen=True)
class Options:
    """The levels of the choices that change the ratings, the usual level first.

    Attributes:
        missing: how missing ratings are treated.
        raters: the columns kept, by the level's name.
        categories: the two that become one, by the level's name; the usual merges none.
        prevalence: how common each category is.
        extracts: how many extracts, by the level's name.
        absent: why levels are not there that other tables have, one sentence each.
    """

    missing: tuple[str, ...]
    raters: Mapping[str, tuple[int, ...]]
    categories: Mapping[str, tuple[int, ...]]
    prevalence: tuple[str, ...]
    extracts: Mapping[str, int]
    absent: tuple[str, ...]

    @classmethod
    def of(cls, ratings: Ratings | Patterns) -> "Options":
        """What these ratings leave open."""
        patterns = Patterns.of(ratings).rated()
        complete = bool((patterns.ratings == len(patterns.raters)).all())
        return cls(
            missing=(COMPLETE,) if complete else (AVAILABLE, LISTWISE),
            raters=_raters(patterns),
            categories=_categories(patterns),
            prevalence=(AS_FOUND, EVENED, DOMINATED),
            extracts=_sizes(patterns.extracts),
            absent=tuple(_absent(patterns, complete)),
        )

    @property
    def usual(self) -> tuple[str, ...]:
        """The usual level of each, in the order of `CHOICES`."""
        return (self.missing[0], EVERYONE, AS_CODED, AS_FOUND, ALL)


def _raters(patterns: Patterns) -> dict[str, tuple[int, ...]]:
    everyone = tuple(range(len(patterns.raters)))
    found = {EVERYONE: everyone}
    if patterns.raters_known and len(everyone) > 2:
        for j, name in enumerate(patterns.raters):
            found[f"without {name}"] = everyone[:j] + everyone[j + 1 :]
    return found


def _categories(patterns: Patterns) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {AS_CODED: ()}
    if len(patterns.categories) > 2:
        index = {label: k for k, label in enumerate(patterns.categories)}
        pairs = tidy.by_confusion(patterns).query("category_a != category_b")
        first = pairs.sort_values("count", ascending=False, kind="stable").head(MERGES)
        for a, b in zip(first["category_a"], first["category_b"], strict=True):
            found[f"{a} + {b}"] = (index[a], index[b])
    return found


def _sizes(extracts: int) -> dict[str, int]:
    """All, half, and each round number that is smaller; a number has one name."""
    found = {ALL: extracts}
    for name, n in {"half": extracts // 2, **SIZES}.items():
        if 2 <= n < extracts and n not in found.values():
            found[name] = n
    return found


def _absent(patterns: Patterns, complete: bool) -> list[str]:
    holds = {
        "complete": complete,
        "counts": not patterns.raters_known,
        "two raters": patterns.raters_known and len(patterns.raters) == 2,
        "two categories": len(patterns.categories) < 3,
    }
    return [ABSENT[why] for why, true in holds.items() if true]
