"""Tables as a paper prints them: a caption, few decimals, and the stamp of synthetic data."""

import hashlib
import sys
from collections.abc import Mapping
from functools import partial
from html import escape
from typing import Any

import pandas as pd
from pandas.io.formats.style import Styler
from pandas.io.formats.style_render import CSSStyles

from helpers.ratings import Origin, Ratings

KINDS = {
    "osf": "the study's own data, from OSF",
    "example": "a public example",
    "own": "a file of the user's own",
    "standin": "the synthetic stand-in",
}


def show(
    frame: pd.DataFrame,
    caption: str,
    origin: Origin | None = None,
    decimals: int | Mapping[str, int] = 2,
    index: bool = False,
) -> Styler:
    """A frame as a table to print.

    Args:
        frame: what to show; missing values become an en dash.
        caption: what the table is; the stamp is added when `origin` is synthetic.
        origin: where the ratings behind it came from, if it rests on ratings.
        decimals: digits after the point of every float column, or for each column by name.
        index: whether the row names are shown.
    """
    stamp = f" {origin.stamp}." if origin and origin.stamp else ""
    digits = decimals if isinstance(decimals, Mapping) else _floats(frame, decimals)
    formats: dict[Any, Any] = {
        column: partial(_p if column == "p" else _number, digits=n) for column, n in digits.items()
    }
    table = Styler(frame, uuid=_name(caption), cell_ids=False)
    table.format(formats, na_rep="–", escape="html").format_index(escape="html")
    table.format_index(escape="html", axis="columns").set_caption(escape(caption + stamp))
    table.set_table_attributes('role="table"').set_table_styles(_left(frame))
    return table if index else table.hide(axis="index")


def origin(ratings: Ratings) -> Styler:
    """What a table of ratings is: its source, its size, how it was understood."""
    source = ratings.origin
    missing = int((ratings.codes < 0).sum())
    lines = {
        "source": source.name,
        "what it is": KINDS[source.kind],
        "where from": "; ".join(filter(None, (source.where, source.doubt))),
        "understood as": source.layout,
        "extracts": str(len(ratings.extracts)),
        "raters": ", ".join(ratings.raters) if ratings.raters_known else "not known: counts only",
        "categories": ", ".join(ratings.categories),
        "missing ratings": f"{missing} of {ratings.codes.size}",
        "SHA-256": source.sha256[:16] + "…",
    }
    frame = pd.DataFrame({"": lines.keys(), "value": lines.values()})
    return show(frame, "The ratings, and how they were understood.", source)


def _number(value: float, digits: int) -> str:
    """So many decimals, in HTML; what is positive and less than any of them is not shown as 0.

    >>> _number(0.0004, 3), _number(0.0, 3), _number(0.0005, 3)
    ('&lt;0.0005', '0.000', '0.001')
    """
    half = 0.5 * 10**-digits
    if 0 < value < half:
        return f"&lt;{half:.{digits + 1}f}"
    return f"{round(value, digits) + 0.0:.{digits}f}"


def _p(value: float, digits: int) -> str:
    """The same of a p value, which is never 0: it may be less than any number held here.

    >>> _p(0.0, 3), _p(0.02, 3)
    ('&lt;0.0005', '0.020')
    """
    return _number(value or sys.float_info.min, digits)


def _floats(frame: pd.DataFrame, decimals: int) -> dict[str, int]:
    return {str(name): decimals for name in frame.select_dtypes("float").columns}


def _left(frame: pd.DataFrame) -> CSSStyles:
    """Words stand left, as in print; JupyterLab would set every cell right."""
    words = [j for j, kind in enumerate(frame.dtypes) if not pd.api.types.is_numeric_dtype(kind)]
    cells = [f"th.col{j}, td.col{j}" for j in words]
    return [
        {"selector": one, "props": "text-align: left"}
        for one in ("caption, th.row_heading", *cells)
    ]


def _name(caption: str) -> str:
    # Styler names its tables at random; a name from the caption keeps runs comparable.
    return hashlib.sha256(caption.encode()).hexdigest()[:8]
