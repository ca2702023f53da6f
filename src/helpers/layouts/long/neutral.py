"""Long tables whose headers tell nothing: which column names the extracts, which the raters."""

from helpers.layouts.columns import Column, Columns, cells, roles, who
from helpers.layouts.long import parts
from helpers.layouts.words import terms

COINCIDENCES = 4  # of columns that have nothing to do with each other: fewer may well be none
ENOUGH = {2: cells.FEW, 3: cells.ENOUGH_TO_TELL}  # extracts of so many raters
FAR_MORE = 5  # times the raters, where these are more
SPOKEN = (
    terms.EXTRACT | terms.PASSAGE | terms.RATER | terms.CATEGORY | terms.DOCUMENT | terms.BESIDE
)


def is_told(columns: Columns, part: parts.Roles) -> bool:
    """Whether two of three columns name each row by no chance, and no header speaks against it.

    Two raters' codes meet in the same way again and again; an extract and a rater never do.
    """
    if who.is_plain(part.extract) and not who.is_plain(part.rater):
        return False
    able = parts.single(part) == 1 and (parts.met(part) == 1 or not _may_be_raters(part))
    return able and _fits(columns, part) and is_no_chance(part)


def is_unlikely(part: parts.Roles) -> bool:
    """Whether the column of raters is by far the likelier one of extracts."""
    turned = parts.Roles(part.rater, part.extract, part.category)
    return not _is_headed(part) and _is_likelier(turned)


def said(columns: Columns, part: parts.Roles) -> list[str]:
    """What is to be said where the names alone told extracts from raters."""
    if _is_headed(part) or not is_told(columns, part):
        return []
    extract, rater, category = (columns.position(c) for c in _of(part))
    return [
        f"no header tells which column names the extracts: column {extract} was taken, by its "
        f"names; if it names the raters, type --layout long --raters 'column {extract}' "
        f"--extract 'column {rater}' --category-column 'column {category}'"
    ]


def _fits(columns: Columns, part: parts.Roles) -> bool:
    """Whether there is nothing but the three, each headed as its part or by no known word."""
    three = [c for c in columns.columns if c.filled]
    own = (terms.EXTRACT | terms.PASSAGE, terms.RATER, terms.CATEGORY)
    known = zip(map(roles.words, _of(part)), own, strict=True)
    fits = all(words & SPOKEN <= some for words, some in known)
    return fits and not columns.roles and set(three) == set(_of(part))


def _may_be_raters(part: parts.Roles) -> bool:
    """Whether the category's labels are another's too, as those of one more rater."""
    return any(cells.shares(c, part.category) for c in (part.extract, part.rater))


def _is_headed(part: parts.Roles) -> bool:
    return bool(roles.words(part.extract) & SPOKEN or roles.words(part.rater) & SPOKEN)


def is_no_chance(part: parts.Roles) -> bool:
    """Whether columns that have nothing to do with each other would have met twice somewhere."""
    extract, rater, _ = _of(part)
    rows = len(extract.codes)
    whole = extract.filled == rater.filled == rows
    return whole and rows**2 >= 2 * COINCIDENCES * len(extract.levels) * len(rater.levels)


def _is_likelier(part: parts.Roles) -> bool:
    """Whether extracts are numbered and raters are not, or there are by far more of the first."""
    numbered = (cells.are_numbered(part.extract), cells.are_numbered(part.rater))
    if any(numbered) and not all(numbered):
        return numbered[0]
    raters = len(part.rater.levels)
    return len(part.extract.levels) >= ENOUGH.get(raters, FAR_MORE * raters)


def _of(part: parts.Roles) -> tuple[Column, Column, Column]:
    return part.extract, part.rater, part.category
