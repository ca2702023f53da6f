"""Columns headed as what stands beside ratings, which may hold ratings all the same."""

import shlex

from helpers.layouts.columns import Column, Columns, cells, roles
from helpers.layouts.extracts import naming
from helpers.layouts.raters import outsiders
from helpers.layouts.words.texts import numbers


def offered(columns: Columns) -> str:
    """What to type for columns numbered alike that share labels, as time 1 and time 2; or blank."""
    found = [c for c in columns.columns if c.filled and roles.is_beside(c) and not roles.is_text(c)]
    alike = [c for c in found if any(_go_together(c, one) for one in found if one is not c)]
    if len(alike) < 2:
        return ""
    extract = naming.likeliest(columns, alike)
    named = f"--raters {shlex.quote(','.join(columns.numbered(alike)))}"
    if extract is not None and extract.unique:
        named += f" --extract {shlex.quote(','.join(columns.numbered(extract.members)))}"
    where = numbers([columns.position(c) for c in alike])
    return (
        f"{where} share labels, and are headed as what stands beside ratings; type --layout wide "
        f"{named} if each holds ratings"
    )


def _go_together(one: Column, other: Column) -> bool:
    """Whether two columns are numbered alike and share a label."""
    return outsiders.numbered(one, other) and cells.overlap(one, other) > 0
