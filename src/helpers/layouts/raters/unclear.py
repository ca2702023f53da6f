"""What no one should guess of columns that may hold raters: refused, with the options to type."""

import shlex
from collections.abc import Sequence

from helpers.errors import StudyError
from helpers.layouts.columns import Column, Columns, cells, roles, unlike, wordings
from helpers.layouts.extracts import naming
from helpers.layouts.raters import outsiders, unnamed
from helpers.layouts.reading import Reading
from helpers.layouts.words import covariates, terms
from helpers.layouts.words.marks import YES
from helpers.layouts.words.texts import numbers

Family = tuple[Column, ...]

PLACES = terms.SERVICE | terms.word_set("page weight group cluster region line batch file")


def check(
    columns: Columns,
    family: Family,
    found: Sequence[Family],
    able: Sequence[Column],
    reading: Reading,
) -> None:
    """Refuse to guess whether a family holds every rater, and raters alone.

    Raises:
        StudyError: when another column may hold one more rater, or one of these none.
    """
    _check_left_out(columns, family, found, able)
    _check_places(columns, family)
    _check_first(columns, family, reading)
    unnamed.check_first(columns, family, reading)
    _check_heads(columns, family, [c for one in found for c in one if c not in family])
    _check_unlike(columns, family)
    _check_ranks(columns, family)


def check_named(
    columns: Columns, able: Sequence[Column], named: Sequence[Column], reading: Reading
) -> None:
    """Refuse to guess whether columns headed as raters' names hold ratings, where no others do.

    Raises:
        StudyError: when each extract has a row of its own, as names of raters have not.
    """
    extract = naming.column(columns, reading, ())
    if extract is None or not extract.unique:
        return
    for column in named:
        alike = tuple(c for c in able if cells.overlap(c, column) == 1)
        if roles.holds_labels(column) and all(map(roles.holds_labels, alike)):
            _ask(columns, alike[:1], (column,))


def vocabulary(family: Family) -> frozenset[str]:
    """The labels of all its columns, spelling aside."""
    return frozenset().union(*(c.vocabulary for c in family))


def _check_left_out(
    columns: Columns, family: Family, found: Sequence[Family], able: Sequence[Column]
) -> None:
    """Refuse to guess where columns in no family might hold a rater's labels too."""
    free = [c for c in able if not any(c in one for one in found)]
    unclear = tuple(c for c in free if _may_rate(c, family))
    if unclear:
        unlike_them, _ = outsiders.found(family)
        rest = tuple(c for c in family if c not in unlike_them)
        _ask(columns, rest, (*unlike_them, *unclear), between=unlike_them)
    _check_renamed(columns, family, free)


def _may_rate(column: Column, family: Family) -> bool:
    """Whether a column holds a label of the family's, or too few cells tell that it holds none."""
    known, seen = vocabulary(family), sum(c.filled for c in family)
    # Beside headers that say rater and no more, another header says that it is none.
    headed = all(map(roles.is_rater_alone, family)) and not roles.is_headed_as_rater(column)
    enough = column.filled >= cells.FEW or min(c.filled for c in family) >= cells.ENOUGH_TO_TELL
    remarks = column.unique and enough  # each its own
    told = headed or remarks or cells.are_dates(column) or covariates.is_covariate(column.name)
    few = min(column.filled, seen) < cells.ENOUGH_TO_TELL or len(known) == 1
    if column.vocabulary & known:
        return not cells.ranges_wider(column, known)
    # As what is to be discussed is marked, beside codes that are no answers.
    flags = len(known) > 2 and len(column.levels) == 1 and column.vocabulary <= YES
    return few and not (told or flags) and _like(column, known)


def _like(column: Column, labels: frozenset[str]) -> bool:
    """Whether labels are numbers as others are, or words as they are, or may stand for them."""
    told = (cells.is_number, unlike.meaning)
    own = column.vocabulary
    return any(not set(map(tell, own)).isdisjoint(map(tell, labels)) for tell in told)


def _check_places(columns: Columns, family: Family) -> None:
    """Refuse to leave out a rater whose name is a word for where an extract is from, as Page."""
    named = (c for c in columns.columns if c not in family and roles.words(c) <= PLACES)
    found = [c for c in named if c.filled and roles.words(c) and _agrees(c, family)]
    if found:
        _ask(columns, family, tuple(found))


def _agrees(column: Column, family: Family) -> bool:
    return any(unlike.agree_well(column, one) for one in family)


def _check_renamed(columns: Columns, family: Family, others: Sequence[Column]) -> None:
    """Refuse to leave out a rater who wrote the codes another way."""
    # What is known of an extract, as its party, can go with the codes.
    for column in (c for c in others if not covariates.is_covariate(c.name)):
        if names := unlike.renamed(column, family):
            few = shlex.quote(",".join(columns.numbered(family)))
            raise StudyError(
                f"{columns.name}: column {columns.position(column)} looks like a rater's who wrote "
                f"the codes another way ({unlike.shown(names)}): write them alike, or type "
                f"--raters {few} to leave it out"
            )


def _check_first(columns: Columns, family: Family, reading: Reading) -> None:
    """Refuse to guess whether numbers that rise from row to row are codes, or number the rows."""
    first, *others = family
    alike = [one for one in others if outsiders.headed_alike(first, one)]
    # No rater needs a code of their own for every row, where others do with fewer.
    told = reading.extract is not None or any(len(c.levels) >= len(first.levels) for c in alike)
    if first is columns.columns[0] and naming.rises(first) and not told:
        _ask(columns, tuple(others), (first,))


def _check_heads(columns: Columns, family: Family, others: Sequence[Column]) -> None:
    """Refuse to guess whether a column beside those headed as raters holds what they agreed on."""
    headed = tuple(c for c in family if roles.is_headed_as_rater(c))
    if 1 < len(headed) < len(family):
        _ask(columns, headed, tuple(c for c in family if c not in headed))
    unheaded = (c for c in others if not roles.is_headed_as_rater(c))
    alike = [c for c in unheaded if any(unlike.agree_well(c, one) for one in family)]
    if len(headed) == len(family) and alike:
        _ask(columns, family, tuple(dict.fromkeys(alike)))


def _check_unlike(columns: Columns, family: Family) -> None:
    """Refuse to guess whether columns that are not like the others' hold a rater."""
    found, whys = outsiders.found(family)
    if found:
        rest = tuple(c for c in family if c not in found)
        _ask(columns, rest, found, " or ".join(whys))


def _check_ranks(columns: Columns, family: Family) -> None:
    """Refuse what one coder gave an extract first and second: these are no two raters."""
    ranks = [roles.rank(column) for column in family]
    if len(set(ranks)) == len(family) and terms.SECOND & frozenset().union(*ranks):
        where = numbers([columns.position(c) for c in family])
        named = shlex.quote(",".join(columns.numbered(family)))
        raise StudyError(
            f"{columns.name}: {where} are headed as one coder's main and second codes, not as two "
            f"raters; if each is a rater's, type --raters {named}"
        )


def _ask(
    columns: Columns, family: Family, unclear: Family, why: str = "", between: Family = ()
) -> None:
    """Ask whether columns hold raters, or `between` of them alone, for another reason."""
    where = numbers([columns.position(c) for c in unclear])
    where += f", {why}," if why else ""
    holds = "holds a rater" if len(unclear) == 1 else "hold raters"
    few, some, more = (
        f"--raters {shlex.quote(','.join(columns.numbered(_in_order(columns, c))))}"
        for c in (family, (*family, *between), (*family, *unclear))
    )
    some = f", {some}" * bool(between)
    more += ", once the codes are written alike" * wordings.are_apart((*family, *unclear))
    ways = f"{few}{some} or, if so, {more}" if len(family) > 1 else f"{more} if so"
    raise StudyError(f"{columns.name}: whether {where} {holds} is not plain; type {ways}")


def _in_order(columns: Columns, some: Family) -> Family:
    return tuple(c for c in columns.columns if c in some)
