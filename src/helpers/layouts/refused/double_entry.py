"""REDCap's double data entry: records that two people entered, told apart in the record's name."""

import re

from helpers.errors import StudyError
from helpers.layouts.columns import Columns, cells
from helpers.layouts.extracts import naming

ENTRY = re.compile(r".+--([12])")


def refuse(columns: Columns) -> None:
    """Refuse records named as 7--1 and 7--2: who entered one is no column of its own.

    Raises:
        StudyError: with what to do.
    """
    names = naming.likeliest(columns)
    found = [ENTRY.fullmatch(name) for name in names.levels] if names else []
    entries = {one[1] for one in found if one}
    if names and len(entries) == 2 and sum(map(bool, found)) >= cells.NEARLY_ALL * len(found):
        shown = names.levels[0]
        raise StudyError(
            f"{columns.name}: column {columns.where(names)} names record and entry together, as "
            f"{shown!r}, which REDCap does where two people enter each record; put the number "
            "after -- into a column of its own, headed rater, and read one row a rating"
        )
