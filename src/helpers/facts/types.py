"""The types of the facts: what `helpers.facts.load` returns.

`place` is where the published article says it, as section and paragraph; `kind` tells whether
the article states it, it follows from what is stated, it comes from another page, or we read it so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from helpers.errors import StudyError

Kind = Literal["stated", "derived", "external", "our reading"]
Published = bool | int | float | str | None | tuple[int | float | str, ...]


@dataclass(frozen=True)
class Activity:
    """The level below a theme: one body paragraph. `stated` and `reading` hold factor ids."""

    id: str
    name: str
    place: str
    kind: Kind
    extracts: tuple[int, ...] = ()
    stated: tuple[str, ...] = ()
    reading: tuple[str, ...] = ()


@dataclass(frozen=True)
class Theme:
    """What the analysis found; `short` is the label of the raters' category."""

    number: int
    name: str
    short: str
    definition: str
    activities: tuple[Activity, ...]
    place: str
    kind: Kind
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Factor:
    """A cross-cutting factor."""

    id: str
    name: str
    place: str
    kind: Kind


@dataclass(frozen=True)
class Phase:
    """A phase of the study; `dated`: inside the dated window; `unknown`: what is not said of it."""

    id: str
    name: str
    activities: tuple[str, ...]
    dated: bool
    dated_note: str
    sources: tuple[str, ...]
    place: str
    kind: Kind
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """A validation check, the phases it guards and the criterion it serves."""

    id: str
    name: str
    phases: tuple[str, ...]
    criterion: str
    criterion_kind: Kind
    place: str


@dataclass(frozen=True)
class Extract:
    """A printed extract: its number as printed (not unique) and our paraphrase."""

    order: int
    theme: int
    id: int
    activity: str
    paraphrase: str
    factors: tuple[str, ...]
    place: str
    kind: Kind


@dataclass(frozen=True)
class Comparison:
    """How a claim is tested: see `data/published/claims.yaml` and `helpers.claims`."""

    method: Literal["transcribed", "consistent", "recompute"]
    rule: str = ""
    of: tuple[str, ...] = ()
    result: str = ""
    notebook: str = ""
    needs: str = ""


@dataclass(frozen=True)
class Claim:
    """A published value and how to test it; `bound` "below" means "less than `value`"."""

    id: str
    topic: str
    name: str
    claim: str
    value: Published
    kind: Kind
    place: str
    check: Comparison
    decimals: int = 0
    bound: str = ""


@dataclass(frozen=True)
class Example:
    """A public table of ratings: where it comes from, and what was published of it.

    `raters_known` is False when the source prints counts, so that columns are not people.
    """

    name: str
    title: str
    citation: str
    doi: str
    where: str
    licence: str
    categories: tuple[str, ...]
    raters_known: bool
    published: tuple[Claim, ...]
    note: str = ""


@dataclass(frozen=True)
class Gap:
    """A gap or an inconsistency of the published text."""

    id: str
    severity: Literal["high", "medium", "low"]
    what: str
    place: str
    kind: Kind


@dataclass(frozen=True)
class Study:
    """Everything `data/published` holds; `window` is (first, last) month as "YYYY-MM"."""

    title: str
    citation: str
    doi: str
    year: int
    osf_node: str
    root: str
    core_components: tuple[str, ...]
    window: tuple[str, str]
    window_place: str
    captions: Mapping[str, str]
    themes: tuple[Theme, ...]
    factors: tuple[Factor, ...]
    phases: tuple[Phase, ...]
    checks: tuple[Check, ...]
    extracts: tuple[Extract, ...]
    claims: tuple[Claim, ...]
    gaps: tuple[Gap, ...]
    not_said: tuple[str, ...]

    @property
    def categories(self) -> tuple[str, ...]:
        """The raters' category labels, in the order of the themes."""
        return tuple(theme.short for theme in self.themes)

    @property
    def activities(self) -> tuple[Activity, ...]:
        """The activities of all themes, in order."""
        return tuple(activity for theme in self.themes for activity in theme.activities)

    def claim(self, name: str) -> Claim:
        """The claim of that name; StudyError when there is none."""
        for claim in self.claims:
            if claim.name == name:
                return claim
        raise StudyError(f"claims.yaml: there is no claim named {name!r}")
