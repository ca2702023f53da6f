"""Fleiss' kappa laid out as SPSS prints it, for readers who know that page."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from helpers.agreement.spss import NullTest, Spss
from helpers.agreement.values import Interval, Undefined, Value

CAUTION = (
    "SPSS's method. The standard error assumes that the true kappa is 0, so this\n"
    "interval is not one for kappa: it can be too narrow or too wide."
)


def spss_tables(printed: Spss) -> str:
    """The two tables of SPSS's FLEISS MULTIRATER KAPPA as plain text, with their limits.

    >>> import numpy as np
    >>> from helpers.agreement import Patterns, spss
    >>> codes = np.array([[0, 0], [1, 1], [0, 1]])
    >>> print(spss_tables(spss(Patterns.from_codes(codes, 2))))  # doctest: +ELLIPSIS
                             Overall Agreement(a)
    ---------------------------------------------------------------------
              Kappa   Std. Error      z   P Value   Lower 95%   Upper 95%
    ...
    """
    overall = _table("Overall Agreement(a)", printed, [("Overall", "", printed.overall)], "")
    rows = [(row.category, decimals(row.agreement), row.test) for row in printed.categories]
    each = _table("Agreement on Individual Categories(a)", printed, rows, "Conditional Prob.")
    note = (
        f"a. Sample data contains {printed.extracts} effective subjects and "
        f"{printed.raters} raters."
    )
    return "\n".join([overall, note, "", each, note, "", CAUTION])


def decimals(value: Value, places: int = 3) -> str:
    """A number as SPSS prints it: rounded half up, no zero before the point; "." if undefined.

    >>> decimals(0.0005), decimals(-0.25, 2), decimals(1.0)
    ('.001', '-.25', '1.000')
    """
    if isinstance(value, Undefined):
        return "."
    exact = Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{exact:f}".replace("0.", ".", 1) if abs(exact) < 1 else f"{exact:f}"


def _table(title: str, printed: Spss, rows: Sequence[tuple[str, str, NullTest]], extra: str) -> str:
    level = f"{100 * printed.confidence:g}%"
    heads = ("", extra, "Kappa", "Std. Error", "z", "P Value", f"Lower {level}", f"Upper {level}")
    lines = [heads, *((label, share, *_cells(test)) for label, share, test in rows)]
    kept = [j for j in range(len(heads)) if any(line[j] for line in lines)]
    widths = {j: max(len(line[j]) for line in lines) for j in kept}
    plain = [
        "   ".join(
            line[j].ljust(widths[j]) if j == 0 else line[j].rjust(widths[j]) for j in kept
        ).rstrip()
        for line in lines
    ]
    rule = "-" * max(map(len, plain))
    return "\n".join([title.center(len(rule)).rstrip(), rule, plain[0], rule, *plain[1:], rule])


def _cells(test: NullTest) -> tuple[str, ...]:
    limits = test.interval
    ends = (limits.low, limits.high) if isinstance(limits, Interval) else (limits, limits)
    return tuple(decimals(value) for value in (test.kappa, test.se, test.z, test.p, *ends))
