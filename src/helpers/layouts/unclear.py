"""What no one should guess of columns that may hold raters: refused, with the options to type."""

import shlex
from collections.abc import Callable, Sequence

from helpers.errors import StudyError
from helpers.layouts import (
    cells,
    compared,
    consensus,
    covariates,
    extracts,
    roles,
    terms,
    unlike,
    unnamed,
)
from helpers.layouts.columns import Column, Columns
from helpers.layouts.reading import Reading
from helpers.layouts.texts import numbers

Family = tuple[Column, ...]

PLACES = terms.SERVICE | terms.word_set("page weight group cluster region line batch file")
STRANGE = "agreeing with the others hardly more than by chance"
WORKED_OUT = "worked out from the others in every row"


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
    extract = extracts.column(columns, reading, ())
    if extract is None or not extract.unique:
        return
    for column in named:
        alike = tuple(c for c in able if cells.overlap(c, column) == 1)
        if roles.holds_labels(column) and all(map(roles.holds_labels, alike)):
            _ask(columns, alike[:1], (column,))


def vocabulary(family: Family) -> frozenset[str]:
    """The labels of all its columns, spelling aside."""
    return frozenset().union(*(c.vocabulary for c in family))


def numbered(one: Column, other: Column) -> bool:
    """Whether two headers are one but for their number, or a word for a rater and their mark."""
    if all(map(roles.is_rater_alone, (one, other))):
        return True
    if any(map(roles.is_unheaded, (one, other))):  # the number is the column's own
        return False
    return roles.stem(one) == roles.stem(other) != "" and one.name != other.name


def _check_left_out(
    columns: Columns, family: Family, found: Sequence[Family], able: Sequence[Column]
) -> None:
    """Refuse to guess where columns in no family might hold a rater's labels too."""
    known, seen = vocabulary(family), min(c.filled for c in family)
    # Beside headers that say rater and no more, another header says that it is none.
    headed = all(map(roles.is_rater_alone, family))
    unclear = []
    for column in able:
        told = headed and not roles.is_headed_as_rater(column)
        told |= covariates.is_covariate(column.name)
        few = min(column.filled, seen) < cells.ENOUGH_TO_TELL and not told
        if not any(column in one for one in found) and (column.vocabulary & known or few):
            unclear.append(column)
    if unclear:
        unlike_them, _ = _unlike(family)
        rest = tuple(c for c in family if c not in unlike_them)
        _ask(columns, rest, (*unlike_them, *unclear))
    _check_renamed(columns, family, [c for c in able if not any(c in one for one in found)])


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
    alike = [one for one in others if _headed_alike(first, one)]
    # No rater needs a code of their own for every row, where others do with fewer.
    told = reading.extract is not None or any(len(c.levels) >= len(first.levels) for c in alike)
    if first is columns.columns[0] and extracts.rises(first) and not told:
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
    found, whys = _unlike(family)
    if found:
        rest = tuple(c for c in family if c not in found)
        _ask(columns, rest, found, " or ".join(whys))


def _unlike(family: Family) -> tuple[Family, list[str]]:
    """The columns that are not like the others', and what tells it."""
    rest, whys = family, list[str]()
    for tell, why in UNLIKE:
        some = tell(rest)
        left = tuple(c for c in rest if c not in some)
        if some and left:
            rest, whys = left, [*whys, why]
    return tuple(c for c in family if c not in rest), whys


def _headed_as_agreed(family: Family) -> Family:
    settlers = consensus.settlers([c.name for c in family])
    told = [c for c in family if c.name in settlers or consensus.is_agreed(c.name)]
    return tuple(c for c in family if c in told or _is_code(c, family))


def _headed_as_compared(family: Family) -> Family:
    return tuple(c for c in family if compared.is_compared(c.name))


def _headed_as_covariate(family: Family) -> Family:
    found = tuple(c for c in family if covariates.is_covariate(c.name))
    return found if len(family) - len(found) > 1 else ()


def _headed_apart(family: Family) -> Family:
    """Those beside a series of headers, as `nurse_A` and `nurse_B`, that agree with none of it."""
    named = [roles.series(c) for c in family]
    several = {name for name in named if name and named.count(name) > 1}
    if len(several) != 1:
        return ()
    row = tuple(c for c in family if {roles.series(c), c.name.casefold()} & several)
    beside = (c for c in family if c not in row and not roles.is_headed_as_rater(c))
    return tuple(c for c in beside if not any(unlike.agree_well(c, one) for one in row))


def _of_another_kind(family: Family) -> Family:
    """The one that holds words where all others hold numbers, or the reverse."""
    numbers_in = {c: {label.isdecimal() for label in c.vocabulary} for c in family}
    kinds = [tuple(c for c in family if numbers_in[c] == {kind}) for kind in (True, False)]
    told = len(family) > 2 and sum(map(len, kinds)) == len(family)
    return next((one for one in kinds if told and len(one) == 1), ())


def _is_code(column: Column, family: Family) -> bool:
    """Whether a header says code and no more, beside several raters' that say no such thing."""
    rest = [c for c in family if c is not column]
    spoken = roles.words(column)
    plain = bool(spoken) and spoken <= terms.CATEGORY
    others = not any(roles.words(c) & terms.CATEGORY for c in rest)
    return plain and others and len(rest) > 1 and not any(numbered(column, c) for c in rest)


def _headed_otherwise(family: Family, found: Family) -> Family:
    """Those found to behave as no rater's, unless their headers are like the others'."""
    rest = tuple(c for c in family if c not in found)
    return tuple(c for c in found if not any(_headed_alike(c, one) for one in rest))


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


def _headed_alike(one: Column, other: Column) -> bool:
    names = (one.name, other.name)
    numeric = all(map(str.isdecimal, names))
    return numeric or numbered(one, other) or roles.are_initials(one, other)


def _ask(columns: Columns, family: Family, unclear: Family, why: str = "") -> None:
    where = numbers([columns.position(c) for c in unclear])
    where += f", {why}," if why else ""
    holds = "holds a rater" if len(unclear) == 1 else "hold raters"
    few, more = (
        f"--raters {shlex.quote(','.join(columns.numbered(_in_order(columns, c))))}"
        for c in (family, (*family, *unclear))
    )
    ways = f"{few} or, if so, {more}" if len(family) > 1 else f"{more} if so"
    raise StudyError(f"{columns.name}: whether {where} {holds} is not plain; type {ways}")


def _in_order(columns: Columns, some: Family) -> Family:
    return tuple(c for c in columns.columns if c in some)


UNLIKE: tuple[tuple[Callable[[Family], Family], str], ...] = (
    (_headed_as_agreed, "headed as what raters agreed on"),
    (_headed_as_compared, "headed as what compares raters"),
    (lambda f: _headed_otherwise(f, unlike.agreed(f)), "filled as what raters agreed on"),
    (lambda f: _headed_otherwise(f, compared.worked_out(f)), WORKED_OUT),
    (lambda f: _headed_otherwise(f, unlike.strange(f)), STRANGE),
    (_headed_apart, "headed and filled unlike the others"),
    (_of_another_kind, "holding words beside numbers, or numbers beside words"),
    (_headed_as_covariate, "headed as what is known of an extract"),
)
