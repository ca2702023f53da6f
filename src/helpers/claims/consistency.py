"""Claims that follow from other printed numbers: no evidence, but a conflict would show.

A claim in `claims.yaml` names one of the rules below and the claims it starts from. To add a
rule, write a function of the study and those claims' values, and name it in `RULES`.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from helpers.claims.rounding import exact
from helpers.claims.verdicts import Finding
from helpers.claims.words import in_words, is_number, is_range
from helpers.errors import StudyError
from helpers.facts import Claim, Study


@dataclass(frozen=True)
class Rule:
    """What a rule derives from the study and the named claims' values, and how to say so."""

    words: str
    derive: Callable[[Study, list[Any]], Any]


def consistency(claim: Claim, study: Study) -> Finding:
    """Whether the claim's value fits what its rule derives from the claims it names."""
    rule, of = RULES.get(claim.check.rule), claim.check.of
    if rule is None:
        raise StudyError(
            f"claims.yaml: {claim.id}: no rule {claim.check.rule!r}; there are {', '.join(RULES)}"
        )
    values = {other.id: other.value for other in study.claims}
    try:
        derived = rule.derive(study, [values[name] for name in of])
    except (TypeError, ValueError, IndexError) as error:
        raise StudyError(
            f"claims.yaml: {claim.id}: {claim.check.rule!r} cannot be applied to {list(of)}"
        ) from error
    given = in_words(derived)
    why = f"{rule.words.format(of=' and '.join(of))}: {given}"
    if fits(claim.value, derived):
        return Finding("consistent", why, given)
    return Finding("inconsistent", f"{why}, which conflicts", given)


def fits(value: Any, derived: Any) -> bool:
    """Equal as printed decimals; a number fits a range that contains it, either way round.

    >>> fits(27, (24, 32)), fits((0.6, 0.8), 0.7), fits(27, (33, 44)), fits((6, 7), (6, 7))
    (True, True, False, True)
    """
    if is_number(value) and is_range(derived):
        return bool(derived[0] <= value <= derived[1])
    if is_range(value) and is_number(derived):
        return bool(value[0] <= derived <= value[1])
    return bool(_exact(value) == _exact(derived))


def _exact(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(map(_exact, value))
    return exact(value) if isinstance(value, float) else value


def _sum(_study: Study, of: list[Any]) -> Any:
    return sum(n for value in of for n in (value if isinstance(value, tuple) else (value,)))


def _length(_study: Study, of: list[Any]) -> int:
    return len(of[0])


def _midpoint(_study: Study, of: list[Any]) -> Decimal:
    low, high = of[0]
    return (exact(low) + exact(high)) / 2


def _product_range(_study: Study, of: list[Any]) -> tuple[Any, Any]:
    number, (low, high) = of
    return math.prod((number, low)), math.prod((number, high))


def _months(_study: Study, of: list[Any]) -> int:
    first, last = (12 * int(year) + int(month) for year, month in (day.split("-") for day in of))
    return last - first + 1


def _ids(study: Study) -> list[int]:
    return [extract.id for extract in study.extracts]


def _extracts_per_theme(study: Study, _of: list[Any]) -> tuple[int, ...]:
    themes = [extract.theme for extract in study.extracts]
    return tuple(themes.count(theme.number) for theme in study.themes)


RULES = {
    "sum": Rule("the sum of {of}", _sum),
    "length": Rule("what {of} lists", _length),
    "midpoint": Rule("the midpoint of {of}", _midpoint),
    "contains": Rule("the value of {of}", lambda _, of: of[0]),
    "product_range": Rule("the product of {of}", _product_range),
    "months": Rule("from {of}, both counted", _months),
    "themes": Rule("counted in themes.yaml", lambda study, _: len(study.themes)),
    "core_components": Rule("named in study.yaml", lambda study, _: len(study.core_components)),
    "extracts": Rule("counted in extracts.csv", lambda study, _: len(study.extracts)),
    "distinct_ids": Rule("counted in extracts.csv", lambda study, _: len(set(_ids(study)))),
    "extracts_per_theme": Rule("counted in extracts.csv", _extracts_per_theme),
    "id_range": Rule(
        "found in extracts.csv", lambda study, _: (min(_ids(study)), max(_ids(study)))
    ),
}
