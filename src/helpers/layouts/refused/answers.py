"""Marks of which a rater gave an extract several: codes of one variable, or answers to questions.

Headers pair raters with what was asked. Had each rater chosen one code an extract, the cells would
tell what is what; where they did not, every way that the headers leave open is offered.
"""

import shlex

from helpers.errors import StudyError
from helpers.layouts.columns import Column, Columns, cells, marked, roles, wordings
from helpers.layouts.columns.marked import Fit
from helpers.layouts.columns.pairing import Pairs, cuts, paired
from helpers.layouts.extracts import naming
from helpers.layouts.reading import Reading
from helpers.layouts.words.texts import numbers

MOSTLY = 0.5
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
    questions = ", ".join(
        f"{_raters(columns, one.way)} if {one.part} is the rater" for one in asked
    )
    raise StudyError(
        f"{columns.name}: the headers of {numbers([columns.position(c) for c in marks])} pair "
        f"raters with what was asked, and several are marked at once; type, if each column answers "
        f"a question, one question's raters: {questions}; or, if they are codes of which one is "
        f"needed, {' or '.join(map(_codes, ways))}"
    )


def refuse_told(columns: Columns) -> None:
    """Refuse to choose one of several questions, where the labels tell which columns are which.

    Each question has labels of its own in all its columns, so that what headers pair is plain.

    Raises:
        StudyError: with what to type for each question.
    """
    rated = _rated(columns)
    pairs = [way for one in cuts(rated) for way in (one, one.turned)]
    told = [way for way in pairs if _are_questions(way) and not _are_questions(way.turned)]
    if len(told) != 1:
        return
    (way,) = told
    raise StudyError(
        f"{columns.name}: {numbers([columns.position(c) for c in rated])} hold the answers of "
        f"{len(way.first)} raters to {len(way.second)} questions; type one question's raters: "
        f"{_raters(columns, way)}"
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
    typed = _raters(columns, one.way)
    return f"; or, if each column answers a question, one question's raters: {typed}"


def _marks(columns: Columns) -> tuple[Column, ...]:
    """The columns of marks, if they are all that may be rated and their headers pair names."""
    extract = naming.likeliest(columns)
    free = [c for c in columns.columns if c.filled and c is not extract and not roles.is_beside(c)]
    marks = tuple(c for c in free if marked.is_indicator(c))
    others = [c for c in free if c not in marks]
    rated = any(cells.shares(c, one) for c in others for one in others if one is not c)
    return marks if paired(marks) and not rated else ()


def _raters(columns: Columns, way: Pairs) -> str:
    groups = way.turned.columns
    ways = [_typed(columns, group) for group in groups[:MOST]]
    return " or ".join(ways) + (", and so on" if len(groups) > MOST else "")


def _typed(columns: Columns, group: tuple[Column, ...]) -> str:
    return f"`--layout wide --raters {shlex.quote(','.join(columns.numbered(group)))}`"


def _codes(one: Fit) -> str:
    """By the part that names the rater: `drop` leaves out what is not one code alone."""
    named = shlex.quote(",".join(marked.asked_by(one)))
    return f"`--layout indicators --raters {named} --several drop`"
