"""Long tables in which those who rated are headed as what was rated, or nothing tells which is."""

from itertools import permutations

from helpers.layouts.columns import Columns, roles, who
from helpers.layouts.long import neutral, parts
from helpers.layouts.words import terms

PERSONS = terms.word_set(
    "subject subjects participant participants respondent respondents ppt person vpn proband"
)


def said(columns: Columns, part: parts.Roles) -> list[str]:
    """What is to be said where persons were taken for what was rated, by raters not headed so."""
    headed = roles.words(part.rater) & terms.RATER or who.is_plain(part.rater)
    if headed or not roles.words(part.extract) & PERSONS:
        return []
    kept = f"kept as raters', though headed as none's: column {columns.position(part.rater)}; if "
    if part.extract.parts:  # extracts named by a person and more cannot be raters
        return [f"{kept}it names none, name the columns with --raters and --extract"]
    turned = parts.Roles(part.rater, part.extract, part.category)
    where = columns.position(part.extract)
    return [f"{kept}column {where} names the raters, type {_typed(columns, turned)}"]


def offered(columns: Columns) -> str:
    """What to type for three columns of which two name each row once, as extracts and raters do."""
    three = [c for c in columns.columns if c.filled]
    ways = [parts.Roles(*order) for order in permutations(three)] if len(three) == 3 else []
    able = [way for way in ways if roles.holds_labels(way.category) and _names_rows(way)]
    if len({way.category for way in able}) != 1:
        return ""
    where = " and ".join(sorted(str(columns.position(c)) for c in (able[0].extract, able[0].rater)))
    typed = " or ".join(_typed(columns, way) for way in able)
    return (
        f"columns {where} name each row together, as an extract and a rater do, and no header "
        f"tells which is which; type {typed}"
    )


def _names_rows(part: parts.Roles) -> bool:
    several = min(len(part.extract.levels), len(part.rater.levels)) > 1
    return several and parts.met(part) == 1 and neutral.is_no_chance(part)


def _typed(columns: Columns, part: parts.Roles) -> str:
    extract, rater, category = (
        f"'column {columns.position(c)}'" for c in (part.extract, part.rater, part.category)
    )
    return f"--layout long --raters {rater} --extract {extract} --category-column {category}"
