"""Columns of a family that are not like the others: headed or filled as no rater's are."""

from collections.abc import Callable

import numpy as np

from helpers.layouts.columns import Column, alike, roles, unlike
from helpers.layouts.raters import between, compared
from helpers.layouts.words import consensus, covariates, terms

Family = tuple[Column, ...]

STRANGE = "agreeing with the others hardly more than by chance"
WORKED_OUT = "worked out from the others in every row"


def found(family: Family) -> tuple[Family, list[str]]:
    """The columns that are not like the others', and what tells it."""
    rest, whys = family, list[str]()
    for tell, why in UNLIKE:
        some = _once(tell(rest))
        left = tuple(c for c in rest if c not in some)
        if some and left:
            rest, whys = left, [*whys, why]
    return tuple(c for c in family if c not in rest), whys


def _once(found: Family) -> Family:
    """Of columns that hold the same codes, the last ones: the first may well be a rater's."""
    codes = unlike.aligned(found) if found else ()
    rest = [codes[i + 1 :] for i in range(len(found))]
    alike = (any(np.array_equal(codes[i], one) for one in later) for i, later in enumerate(rest))
    return tuple(c for c, again in zip(found, alike, strict=True) if not again)


def numbered(one: Column, other: Column) -> bool:
    """Whether two headers are one but for their number, or a word for a rater and their mark."""
    if all(map(roles.is_rater_alone, (one, other))):
        return True
    if any(map(roles.is_unheaded, (one, other))):  # the number is the column's own
        return False
    return roles.stem(one) == roles.stem(other) != "" and one.name != other.name


def headed_alike(one: Column, other: Column) -> bool:
    """Whether two headers are of one kind: numbers, initials, titles, or alike but for a mark."""
    names = (one.name, other.name)
    numeric = all(map(str.isdecimal, names))
    alike = numeric or numbered(one, other) or roles.are_initials(one, other)
    return alike or roles.are_titled(one, other)


def _headed_as_agreed(family: Family) -> Family:
    settlers = consensus.settlers([c.name for c in family])
    told = [c for c in family if c.name in settlers or consensus.is_agreed(c.name)]
    return tuple(c for c in family if c in told or _is_code(c, family))


def _headed_as_maybe_agreed(family: Family) -> Family:
    """Those whose header may say so, where they say what most of the others say in every row."""
    named = (c for c in family if c.name.casefold() in consensus.MAYBE)
    return tuple(c for c in named if unlike.keeps_to_the_most(c, family))


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
    return tuple(c for c in found if not any(headed_alike(c, one) for one in rest))


UNLIKE: tuple[tuple[Callable[[Family], Family], str], ...] = (
    (_headed_as_covariate, "headed as what is known of an extract"),
    (_headed_as_agreed, "headed as what raters agreed on"),
    (_headed_as_maybe_agreed, "filled as what raters agreed on"),
    (_headed_as_compared, "headed as what compares raters"),
    (lambda f: _headed_otherwise(f, unlike.agreed(f)), "filled as what raters agreed on"),
    (lambda f: _headed_otherwise(f, compared.worked_out(f)), WORKED_OUT),
    (lambda f: _headed_otherwise(f, between.found(f)), "between the others in every row"),
    (lambda f: alike.apart(f, _headed_otherwise(f, unlike.strange(f))), STRANGE),
    (_headed_apart, "headed and filled unlike the others"),
    (_of_another_kind, "holding words beside numbers, or numbers beside words"),
)
