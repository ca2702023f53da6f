"""Claims that can be recomputed from ratings: which ratings count, and when two numbers agree.

A claim in `claims.yaml` names a result, the notebook that records it, and one of the comparisons
below. To add one, write a function of the claim and the recorded value, and name it in `COMPARED`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from helpers.claims.rounding import exact, route, shown
from helpers.claims.verdicts import Finding
from helpers.claims.words import in_words, is_number, is_range
from helpers.errors import StudyError
from helpers.facts import Claim
from helpers.ratings import Origin
from helpers.results import Record, Value

Results = Mapping[str, Record]

ELSEWHERE = {
    "example": "the ratings are a public example's, not this study's",
    "own": "the ratings are the user's own, not this study's",
}


def recomputation(claim: Claim, origin: Origin | None, results: Results) -> Finding:
    """The study's claim, held against what a notebook computed from `origin`."""
    if origin is not None and origin.kind in ELSEWHERE:
        return Finding("not applicable", ELSEWHERE[origin.kind])
    return against_own(claim, origin, results)


def against_own(claim: Claim, origin: Origin | None, results: Results) -> Finding:
    """A claim, held against what a notebook computed from the ratings that it is about."""
    found = _recorded(claim, origin, results)
    if isinstance(found, Finding):
        return found
    if claim.value is None:
        return _unpublished(
            in_words(found.value), synthetic=origin is not None and origin.synthetic
        )
    compared = _compared(claim, found.value)
    if origin is not None and origin.synthetic:
        return replace(compared, verdict="by construction", why=f"made to fit: {compared.why}")
    if origin is not None and origin.doubt:
        return replace(compared, why=f"{compared.why}; {origin.doubt}")
    return compared


def _unpublished(value: str, synthetic: bool) -> Finding:
    """What the ratings hold where the article gives no number; the stand-in's was made up."""
    if synthetic:
        why = f"the article gives no number; the stand-in's {value} was chosen for it"
        return Finding("cannot be checked", why)
    return Finding("cannot be checked", "the article gives no number", value)


def _recorded(claim: Claim, origin: Origin | None, results: Results) -> Value | Finding:
    """The result that the claim names, or why there is none."""
    notebook, name = claim.check.notebook, claim.check.result
    record = results.get(notebook)
    if origin is None:
        return Finding("not run", "no ratings were read")
    if origin.lacks:
        return Finding("cannot be checked", origin.lacks)
    if record is None:
        return Finding("not run", f"{notebook} has recorded nothing")
    if not record.is_from(origin):
        return Finding("not run", f"{notebook} was last run with other ratings")
    value = record.values.get(name)
    if value is None or value.value is None:
        missing = f"the data would have to hold {claim.check.needs}" if claim.check.needs else ""
        note = value.note if value else ""
        return Finding("cannot be checked", note or missing or f"{notebook} recorded no {name}")
    return value


def _compared(claim: Claim, value: Any) -> Finding:
    compare = COMPARED.get(claim.check.rule)
    if compare is None:
        raise StudyError(
            f"claims.yaml: {claim.id}: no comparison {claim.check.rule!r}; "
            f"there are {', '.join(COMPARED)}"
        )
    fit = is_range if claim.check.rule == "interval" else is_number
    if not fit(value) or not fit(claim.value):
        return Finding("cannot be checked", "one of the two is not a number", in_words(value))
    return compare(claim, value)


def _rounded(claim: Claim, value: Any) -> Finding:
    target: Any = claim.value
    how = route(value, target, claim.decimals)
    if how:
        return Finding("reproduced", how, in_words(value))
    return Finding("differs", f"differs by {_apart(value, target)}", in_words(value))


def _interval(claim: Claim, value: Any) -> Finding:
    target: Any = claim.value
    routes = [route(v, t, claim.decimals) for v, t in zip(value, target, strict=True)]
    if all(routes):
        return Finding("reproduced", "; ".join(filter(None, routes)), in_words(value))
    apart = " and ".join(_apart(v, t) for v, t in zip(value, target, strict=True))
    return Finding("differs", f"the limits differ by {apart}", in_words(value))


def _bound(claim: Claim, value: Any) -> Finding:
    target: Any = claim.value
    given = in_words(value) if value else "< 1e-300"  # a p value that small leaves the floats
    if exact(value) < exact(target):
        return Finding("reproduced", f"below the bound of {shown(target)}", given)
    return Finding("differs", f"not below the bound, by {_apart(value, target)}", given)


def _count(claim: Claim, value: Any) -> Finding:
    target: Any = claim.value
    if value == target:
        return Finding("reproduced", "the same count", in_words(value))
    return Finding("differs", f"differs by {_apart(value, target)}", in_words(value))


def _apart(value: float, target: float) -> str:
    return f"{float(exact(value) - exact(target)):+.6g}"


COMPARED: dict[str, Callable[[Claim, Any], Finding]] = {
    "rounded": _rounded,
    "interval": _interval,
    "bound": _bound,
    "count": _count,
}
