"""What `printed` and `precision` found, in plain lines."""

from helpers.agreement.planning import Plan
from helpers.agreement.printed import GIVE_CATEGORIES, UNKNOWN_CATEGORIES, Possible, Printed, told
from helpers.agreement.values import Undefined

SAMPLING = {
    "one dissents": "one rater against the others",
    "know or guess": "all know the category or all guess",
    "independent": "each rater errs alone",
    "any": "whatever fits",
}


def printed_text(found: Printed) -> str:
    """Which numbers of extracts are possible, a line a formula, and the verdict."""
    lines = {
        "SPSS's formula, categories equally used": found.equal,
        "SPSS's formula, any use of categories": found.any_use,
        **{
            f"sampling error, {name} ({SAMPLING[name]})": each
            for name, each in found.sampling.items()
        },
    }
    if found.category_se is not None:
        lines["the per-category standard error"] = found.category_se
    wide = max(map(len, lines))
    text = [f"{name.ljust(wide)}  {_range(possible)}" for name, possible in lines.items()]
    why = f" ({found.why})" if found.why else ""
    judged = f"{found.extracts} extracts: {found.verdict}{why}"
    verdict = [] if found.verdict is None else ["", judged]
    return "\n".join(["Numbers of extracts that give what was printed", "", *text, *verdict])


def plan_text(plan: Plan) -> str:
    """How many extracts are needed, what SPSS's formula would say, and the simulated check."""
    level = f"{100 * plan.confidence:g}%"
    capped = plan.simulated_extracts < plan.extracts
    fewer = f" with {plan.simulated_extracts} extracts only" if capped else ""
    return (
        f"{plan.extracts} extracts for a {level} interval of kappa {plan.kappa:g} ± "
        f"{plan.half_width:g}\n"
        f"SPSS's formula would suggest {plan.extracts_by_null_se}: it assumes a true kappa of 0.\n"
        f"Model: each of {plan.raters} raters keeps the true category with probability "
        f"sqrt(kappa), else draws from the shares "
        f"{', '.join(f'{share:.3g}' for share in plan.shares)}.\n"
        f"Simulated {plan.samples} times{fewer}: mean half-width {plan.simulated_half_width:.3f}, "
        f"the interval holds kappa in {plan.simulated_coverage:.1%} of samples."
        + (f"\nNote: {plan.note}" if plan.note else "")
    )


def _range(possible: Possible) -> str:
    if isinstance(possible, Undefined):
        unknown = possible.why == UNKNOWN_CATEGORIES
        return f"not known: {GIVE_CATEGORIES}" if unknown else f"none: {possible.why}"
    return told(possible)
