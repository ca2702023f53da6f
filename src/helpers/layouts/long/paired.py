"""Tables in which one column names who rated, and another what each rated no more than once."""

from collections.abc import Sequence
from itertools import combinations

from helpers.layouts.columns import Column, Columns, cells, roles, unlike, who
from helpers.layouts.long import neutral, parts
from helpers.layouts.reading import Reading
from helpers.layouts.words import terms

TWICE = 1.5  # ratings an extract, at least: names that hardly come again pair with anything


def raters(columns: Columns) -> tuple[Column, ...]:
    """The columns that name raters, none of whom rated anything twice, by no chance.

    Not where other columns are headed as raters, or agree as raters do beside a person's name:
    whoever it names was rated, then.
    """
    found = tuple(c for c in who.named(columns) if any(meet(one, c) for one in columns.columns))
    free = [c for c in columns.columns if c.filled and c not in found and not roles.is_beside(c)]
    headed = filter(_is_headed_as_one, free)
    if not found or any(cells.shares(a, b) for a, b in combinations(headed, 2)):
        return ()
    return found if who.is_plain(found[0]) or not _may_be_raters(free) else ()


def weighed(
    columns: Columns, ways: Sequence[parts.Roles], reading: Reading
) -> tuple[list[parts.Roles], list[parts.Roles]]:
    """The ways worth a look, and of those with such raters the best headed."""
    told = [] if columns.roles or reading.header == "no" else _told(columns, ways, reading)
    ordered = _by_order(told)
    told = [way for way in told if way not in ordered]
    most = max(map(parts.by_name, told), default=0)
    best = [way for way in told if parts.by_name(way) == most]
    return [way for way in ways if way not in ordered], best


def _told(columns: Columns, ways: Sequence[parts.Roles], reading: Reading) -> list[parts.Roles]:
    """The ways with such raters, or with whom a person typed, and what each of them rated once."""
    names = [columns.named(name) for name in reading.raters[:1]] or raters(columns)
    pairs = [way for way in ways if way.rater in names and meet(way.extract, way.rater)]
    return [way for way in pairs if parts.plausible(way, headed=0, share=0.0, told=True)]


def _by_order(ways: Sequence[parts.Roles]) -> list[parts.Roles]:
    """Those whose extracts are named by when each rater rated them, where other names do."""
    ordered = [way for way in ways if roles.words(way.extract) & terms.ORDER]
    named = {way.rater for way in ways if way not in ordered}
    return [way for way in ordered if way.rater in named]


def meet(extract: Column, rater: Column) -> bool:
    """Whether no row names the same two again, as columns that have nothing in common would."""
    part = parts.Roles(extract, rater, rater)
    rows, several = len(extract.codes), 1 < len(rater.levels) < len(extract.levels)
    if not several or TWICE * len(extract.levels) > rows:
        return False
    return parts.met(part) == 1 or (neutral.is_no_chance(part) and parts.single(part) == 1)


def raters_beside(columns: Columns) -> tuple[Column, ...]:
    """The columns of codes that may be raters', since two of them agree well.

    Two others may then name an extract between them, each label of one met with each of the other.
    """
    free = [c for c in columns.columns if c.filled and not roles.is_beside(c)]
    codes = [c for c in free if roles.holds_labels(c)]
    agreeing = [a for a in codes if any(a is not b and unlike.agree_well(a, b) for b in codes)]
    return tuple(c for c in codes if any(cells.shares(c, one) for one in agreeing))


def _is_headed_as_one(column: Column) -> bool:
    return roles.is_rater_alone(column) or roles.is_initials(column.name)


def _may_be_raters(columns: Sequence[Column]) -> bool:
    """Whether two columns agree, or share labels beside numbered passages of what a person said."""
    codes = [c for c in columns if roles.holds_labels(c) and not roles.words(c) & terms.EXTRACT]
    cut = any(roles.words(c) & terms.PASSAGE for c in columns)
    return any(
        unlike.agree_well(a, b) or (cut and cells.shares(a, b)) for a, b in combinations(codes, 2)
    )
