"""One row an extract and rater, a column for each criterion: the columns are no raters."""

from helpers.layouts.columns import Column, Columns, roles, who
from helpers.layouts.long import paired, parts
from helpers.layouts.reading import Reading
from helpers.layouts.words import terms

MOST = 5  # criteria offered; a question with more ways would help nobody


def stand_beside_raters(columns: Columns, reading: Reading) -> bool:
    """Whether a column headed as raters' names, and only that, has each of them under each extract.

    Every column of codes beside it then holds what these raters said, and no further rater's.
    """
    if reading.layout is not None or reading.raters or columns.roles:
        return False
    free = [c for c in columns.columns if c.filled]
    if len(free) > 2 and any(map(who.is_plain, paired.raters(columns))):
        return True
    raters = [c for c in free if _names_raters(c)]
    if len(raters) != 1 or len(free) < len(parts.Roles.__dataclass_fields__):
        return False
    return any(_crossed(c, raters[0]) for c in free if c is not raters[0])


def _names_raters(column: Column) -> bool:
    spoken = roles.words(column)
    return bool(spoken & terms.RATER) and spoken <= terms.RATER | {"id", "name"}


def _crossed(extract: Column, rater: Column) -> bool:
    several = 1 < len(rater.levels) < len(extract.levels)
    return several and parts.met(parts.Roles(extract, rater, rater)) == 1
