"""Several variables told apart by a suffix: `theme`, `theme1`, `theme2` hold one rater each."""

from dataclasses import replace

from helpers.layouts.candidate import Candidate
from helpers.layouts.columns import Column, Columns, roles
from helpers.layouts.extracts import naming
from helpers.layouts.reading import Reading
from helpers.layouts.ways import indicators, wide
from helpers.layouts.words.texts import numbers


def candidates(columns: Columns, reading: Reading) -> list[Candidate]:
    """A way to read the table for each variable that comes once a rater.

    One such variable alone is a table with one column a rater, unless it is asked for here.
    """
    groups = roles.suffixed(columns.columns)
    asked = reading.layout == "variables" or reading.category_column is not None
    if reading.category_column is not None:
        wanted = reading.category_column.casefold()
        groups = {name: found for name, found in groups.items() if name == wanted}
    if not asked:
        marks = set(indicators.explained(columns, reading))
        groups = {name: found for name, found in groups.items() if not set(found) <= marks}
    if not asked and len(groups) < 2:
        return []
    return [_candidate(columns, name, found, reading) for name, found in groups.items()]


def _candidate(
    columns: Columns, name: str, raters: tuple[Column, ...], reading: Reading
) -> Candidate:
    extract = naming.column(columns, reading, raters)
    resolved = replace(
        reading,
        layout="variables",
        category_column=name,
        raters=(),
        extract=extract.name if extract is not None else None,
    )
    # What the headers share may be a rater's name.
    where = numbers([columns.position(c) for c in raters])
    why = (f"{where} are headed alike but for a suffix",)
    return Candidate(
        "variables", 0.9, why, resolved, lambda: wide.grid(columns, raters, extract, reading)
    )
