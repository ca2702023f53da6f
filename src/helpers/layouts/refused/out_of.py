"""How many of so many raters chose one category: a count without the count of the others."""

from helpers.errors import StudyError
from helpers.layouts.columns import Column, Columns, cells, roles
from helpers.layouts.extracts import naming
from helpers.layouts.words import terms

COUNTED = terms.word_set("n count counts number num total sum votes raters coders judges experts")


def refuse(columns: Columns) -> None:
    """Refuse a table that tells of each extract how many raters there were, and how many said yes.

    Raises:
        StudyError: with the column to put beside the one category.
    """
    extract = naming.likeliest(columns)
    names = extract.members if extract is not None else ()
    free = [c for c in columns.columns if c.filled and c not in names and not roles.is_text(c)]
    if len(free) != 2 or not cells.is_counts(free):
        return
    some, whole = sorted(free, key=lambda c: int(cells.whole_numbers(c).sum()))
    if _counts_all(whole, some):
        one, other = (columns.position(c) for c in (some, whole))
        raise StudyError(
            f"{columns.name}: column {other} seems to count the raters, and column {one} those of "
            f"them who chose one category; in place of column {other}, put how many did not "
            f"(column {other} less column {one}), and type --layout counts"
        )


def _counts_all(whole: Column, some: Column) -> bool:
    spoken = roles.words(whole)
    told = bool(spoken) and spoken <= COUNTED | {"of"}
    least = (cells.whole_numbers(some) <= cells.whole_numbers(whole)).all()
    return told and bool(least) and int(cells.whole_numbers(whole).min()) > 1
