"""Tables whose columns are what was rated, so that a row may be a rater's: refused."""

import re
import shlex
from collections.abc import Sequence

from helpers.errors import StudyError
from helpers.layouts.columns import Column, Columns, adding, cells, pairing, roles
from helpers.layouts.words import terms
from helpers.layouts.words.texts import numbers

# What is numbered where it is rated, as in a questionnaire; never a rater.
ITEMS = terms.word_set(
    "q question item case vignette statement essay image picture photo video clip scan slide "
    "extract excerpt segment quote quotation passage sentence story scenario task stimulus unit "
    "patient specimen sample"
)
# Whoever answers a questionnaire.
PEOPLE = terms.word_set(
    "expert panelist panellist participant respondent response student teacher judge person name "
    "clinician physician doctor nurse therapist pathologist radiologist member interviewee"
)
EXPERTS = terms.word_set("expert panelist panellist juror referee examiner")  # who only rate
FORM = terms.word_set("responseid email timestamp")  # what a form writes of each answer
SEEMS = "each row may be a rater's"
OTHERS = 3  # columns beside the items: a number, a name, a date
SENTENCE = 4  # words
FEW = 4  # raters, whose columns are often headed by numbers alone


def refuse(columns: Columns) -> None:
    """Refuse to guess whether rows are raters' where the columns are numbered items.

    Raises:
        StudyError: with what to do, and what to type if each row is an extract.
    """
    used = [c for c in columns.columns if c.filled]
    rated = items(used) or _numbers(used) or _passages(used) or _many(used)
    others = [c for c in used if c not in rated and not roles.is_beside(c) and not roles.is_text(c)]
    names = [c for c in used[:OTHERS] if c not in rated and c.unique]
    rest = [c for c in used if c not in (*names[:1], *rated)]
    alone = len(others) <= OTHERS and not any(map(roles.is_headed_as_rater, rest))
    more = len(rated) > max(len(used[0].codes), FEW)
    if not rated or not (names or more) or not alone:
        return
    named = shlex.quote(",".join(columns.numbered(rated)))
    where = f" --extract {shlex.quote(*columns.numbered(names[:1]))}" if names else ""
    told = [c for c in names if roles.words(c) & (PEOPLE | FORM | terms.RATER)]
    tells = f"each row is a rater's, as column {columns.position(told[0])} tells" if told else SEEMS
    raise StudyError(
        f"{columns.name}: {numbers([columns.position(c) for c in rated])} are headed as what was "
        f"rated: {tells}; turn the table round, so that a row "
        f"is an extract and a column a rater, or type --layout wide --raters {named}{where} if "
        "each row is an extract"
    )


def items(used: Sequence[Column]) -> list[Column]:
    """The columns that are headed by one word for what is rated, and a number or a letter."""
    stems = [_stem(c) for c in used]
    found = [[c for c, other in zip(used, stems, strict=True) if other == stem] for stem in stems]
    numbered = [
        group
        for group, stem in zip(found, stems, strict=True)
        if len(group) > 1 and terms.said(stem) and terms.said(stem) <= ITEMS
    ]
    return max(numbered, key=len, default=[])


def _stem(column: Column) -> str:
    bare = re.sub(r"\.[a-z]\w{1,3}$", "", column.name.strip("[](){} "))
    return re.sub(r"([\s_.\-]*\d+|[\s_.\-]+[A-Za-z]\d*)$", "", bare).casefold()


def _passages(used: Sequence[Column]) -> list[Column]:
    """The columns headed by passages, more than the rows."""
    found = [c for c in used if len(c.name) > cells.TEXT_LENGTH or len(c.name.split()) > SENTENCE]
    return found if len(found) > max(len(used[0].codes), FEW) else []


def _many(used: Sequence[Column]) -> list[Column]:
    """Columns of the same labels, none headed as a rater's, where each row may be a person's.

    They are no fewer than the rows, or stand beside what a form writes in each.
    """
    able = [c for c in used if roles.holds_labels(c) and not roles.is_beside(c)]
    found = [c for c in able if any(cells.shares(c, one) for one in able if one is not c)]
    if not _of_one_kind(found) or adding.up(found)[0] > 0:
        return []
    told = any(c.unique and roles.words(c) & (FORM | EXPERTS) for c in used[:OTHERS])
    many = len(found) > (FEW if told else max(len(used[0].codes) - 1, FEW))
    raters = roles.speak_of_raters(found) or any("@" in c.name for c in found)
    return found if many and not raters and pairing.paired(found) is None else []


def _of_one_kind(found: Sequence[Column]) -> bool:
    """Whether no label is told apart from all others: each column has one of another's in turn."""
    known, left = frozenset[str]().union(*(c.vocabulary for c in found[:1])), list(found)
    while new := [c for c in left if c.vocabulary & known]:
        known = known.union(*(c.vocabulary for c in new))
        left = [c for c in left if c not in new]
    return not left


def _numbers(used: Sequence[Column]) -> list[Column]:
    """The columns headed 1, 2, 3 and so on, more than the rows, which have names in words."""
    first, *others = used
    counted = [c.name for c in others] == [str(i) for i in range(1, len(others) + 1)]
    worded = not any(map(str.isdecimal, "".join(first.levels)))
    told = roles.words(first) & (terms.EXTRACT | terms.CATEGORY) and not roles.is_unheaded(first)
    many = len(others) > max(len(first.codes), FEW)
    return others if counted and worded and many and not told else []
