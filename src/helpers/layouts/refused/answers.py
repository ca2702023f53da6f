"""Headers that pair raters with questions: which part is which, and which question is meant.

Had each rater marked one of several codes an extract, the cells would tell what is what; or labels
do, where each question has its own. Where they do not, every way that is left open is offered.
"""

import re
import shlex
from collections.abc import Sequence

from helpers.errors import StudyError
from helpers.layouts.columns import Column, Columns, cells, marked, roles, wordings
from helpers.layouts.columns.marked import Fit
from helpers.layouts.columns.pairing import Pairs, cuts, paired
from helpers.layouts.extracts import naming
from helpers.layouts.reading import Reading
from helpers.layouts.words import consensus, terms
from helpers.layouts.words.texts import numbers

MOSTLY = 0.5
WORD = re.compile(r"[^\W_]+")
MANY = 5  # columns that a question by their families does not cover
MOST = 6  # questions named in one line


def refuse(columns: Columns, reading: Reading) -> None:
    """Refuse to take answers to several questions for codes, or the other way round.

    Raises:
        StudyError: with what to type for each question, and for codes of one variable.
    """
    marks = _marks(columns)
    found = marked.fits(marks) if marks and reading.several is None else []
    if not found or any(map(_excludes, found)):
        return
    able = [one for one in found if not any(map(wordings.are_apart, one.way.turned.columns))]
    ways = list(filter(marked.is_headed, able)) or able or found
    asked = [one for one in ways if one.cut == ways[0].cut]
    questions = ", ".join(f"{raters(columns, one.way)} if {one.part} is the rater" for one in asked)
    raise StudyError(
        f"{columns.name}: the headers of {numbers([columns.position(c) for c in marks])} pair "
        f"raters with what was asked, and several are marked at once; type, if each column answers "
        f"a question, one question's raters: {questions}; or, if they are codes of which one is "
        f"needed, {' or '.join(map(_codes, ways))}"
    )


def refuse_mixed(columns: Columns) -> None:
    """Refuse to choose one of several questions, where headers pair raters with what was asked.

    Where each question has labels of its own in all its columns, they tell which part is which.

    Raises:
        StudyError: with what to type for each question.
    """
    rated = _rated(columns)
    ways = [] if _are_variables(rated) else _ways(rated)
    told = [way for way in ways if _are_questions(way) and not _are_questions(way.turned)]
    if len(told) == 1:
        raise StudyError(f"{columns.name}: {_told(columns, rated, told[0])}")
    alike = len(rated) >= MANY and not told and not all(map(marked.is_indicator, rated))
    if alike and ways:
        more = f"; or, if each column is another rater's, {typed(columns, rated)}"
        open_too = ways[0].turned in ways
        how = (_untold if open_too else _told)(columns, rated, ways[0])
        raise StudyError(f"{columns.name}: {how}{more}")


def _ways(rated: tuple[Column, ...]) -> list[Pairs]:
    """What headers may pair raters with, but for a part that speaks of codes."""
    ways = [way for one in cuts(rated) for way in (one, one.turned)]
    codes = [way for way in ways if any(terms.said(one) & terms.CATEGORY for one in way.first)]
    return [way for way in ways if way not in codes]


def _told(columns: Columns, rated: tuple[Column, ...], way: Pairs) -> str:
    return (
        f"{numbers([columns.position(c) for c in rated])} hold the answers of "
        f"{len(_without_agreed(way))} raters to {len(way.second)} questions; type one question's "
        f"raters: {raters(columns, way)}"
    )


def _untold(columns: Columns, rated: tuple[Column, ...], way: Pairs) -> str:
    first, second = raters(columns, way), raters(columns, way.turned)
    return (
        f"the headers of {numbers([columns.position(c) for c in rated])} pair raters with what was "
        f"asked, and do not tell which part is which; type one question's raters: {first} if "
        f"part 1 is the rater, {second} if part 2 is"
    )


def _are_variables(rated: tuple[Column, ...]) -> bool:
    """Whether headers are a variable's but for a rater's number, by which one can ask for it."""
    stems = [WORD.findall(stem) for stem in roles.suffixed(rated)]
    return bool(stems) and all(
        len(parts) < 2 or parts[-1] in terms.RATER | {"r"} for parts in stems
    )


def _rated(columns: Columns) -> tuple[Column, ...]:
    """The columns whose labels another column holds too."""
    extract = naming.likeliest(columns)
    free = [c for c in columns.columns if c.filled and c is not extract and not roles.is_beside(c)]
    able = [c for c in free if roles.holds_labels(c)]
    return tuple(c for c in able if any(cells.shares(c, one) for one in able if one is not c))


def _are_questions(way: Pairs) -> bool:
    """Whether the raters of each second part share labels, as far as they used several."""
    groups = [[c for c in group if len(c.levels) > 1] for group in way.turned.columns]
    return all(cells.shares(group[0], one) for group in groups for one in group[1:])


def _excludes(one: Fit) -> bool:
    """Whether marks exclude each other, as codes of one variable do, and most extracts have one."""
    told = marked.is_headed(one) or one.exact >= MOSTLY
    return told and one.single > 1 - marked.SLIPS


def otherwise(columns: Columns, one: Fit) -> str:
    """What to type where each mark answers a question of its own, and the raters are known."""
    ways = raters(columns, one.way)
    return f"; or, if each column answers a question, one question's raters: {ways}"


def _marks(columns: Columns) -> tuple[Column, ...]:
    """The columns of marks, if they are all that may be rated and their headers pair names."""
    extract = naming.likeliest(columns)
    free = [c for c in columns.columns if c.filled and c is not extract and not roles.is_beside(c)]
    marks = tuple(c for c in free if marked.is_indicator(c))
    others = [c for c in free if c not in marks]
    rated = any(cells.shares(c, one) for c in others for one in others if one is not c)
    return marks if paired(marks) and not rated else ()


def raters(columns: Columns, way: Pairs) -> str:
    """What to type for each second part: the columns of those whom the first parts name."""
    groups = list(zip(*_without_agreed(way), strict=True))
    ways = [typed(columns, group) for group in groups[:MOST]]
    return " or ".join(ways) + (", and so on" if len(groups) > MOST else "")


def _without_agreed(way: Pairs) -> list[tuple[Column, ...]]:
    """Each rater's columns, without those of what was agreed on in the end."""
    rows = zip(way.first, way.columns, strict=True)
    rest = [row for name, row in rows if not any(map(consensus.is_agreed, WORD.findall(name)))]
    return rest if len(rest) > 1 else list(way.columns)


def typed(columns: Columns, group: Sequence[Column]) -> str:
    """What to type for some columns of raters."""
    return f"`--layout wide --raters {shlex.quote(','.join(columns.numbered(group)))}`"


def _codes(one: Fit) -> str:
    """By the part that names the rater: `drop` leaves out what is not one code alone."""
    named = shlex.quote(",".join(marked.asked_by(one)))
    return f"`--layout indicators --raters {named} --several drop`"
