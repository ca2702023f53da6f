"""Which column is what, by its header and by what it holds."""

import re
from collections.abc import Iterable, Sequence

import numpy as np

from helpers.layouts.columns import Column, cells
from helpers.layouts.words import terms
from helpers.readers import table

_NUMBERED_RATER = r"(?<![^\W_])[Rr]\d+(?![^\W_])"
_WORD = "|".join(sorted(terms.RATER))
_RATER_AND_MARK = re.compile(rf"(r|{_WORD})[\s_.\-]*\d+|({_WORD})[\s_.\-]+[a-z]")


def words(column: Column) -> frozenset[str]:
    """The words of a header, case aside.

    >>> from helpers.layouts.columns import Column
    >>> import pandas as pd
    >>> [sorted(words(Column.from_cells(n, pd.Series(["a"])))) for n in ("Extract_ID 2", "unitNo")]
    [['extract', 'id'], ['no', 'unit']]
    """
    return terms.said(column.name)


def stem(column: Column) -> str:
    """The header without the number at its end.

    >>> from helpers.layouts.columns import Column
    >>> import pandas as pd
    >>> stem(Column.from_cells("theme_2", pd.Series(["a"])))
    'theme'
    """
    return table.stem(column.name).casefold()


def series(column: Column) -> str:
    """What a header shares with others of a series: what comes before a number or one letter.

    >>> from helpers.layouts.columns import Column
    >>> import pandas as pd
    >>> cells = pd.Series(["a"])
    >>> [series(Column.from_cells(n, cells)) for n in ("nurse_A", "Grader 2", "pain_score", "EB")]
    ['nurse', 'grader', '', '']
    """
    found = re.fullmatch(r"(.*[^\W\d_]{2})([\s_.\-]*\d+|[\s_.\-]+[^\W\d_])", column.name)
    return found[1].casefold() if found else ""


def is_headed_as_rater(column: Column) -> bool:
    """Whether the header has a word for a rater, or is our own R1, R2, …

    >>> from helpers.layouts.columns import Column
    >>> import pandas as pd
    >>> cells = pd.Series(["a"])
    >>> [is_headed_as_rater(Column.from_cells(n, cells)) for n in ("R2", "Coder B", "Q2")]
    [True, True, False]
    """
    return bool(words(column) & terms.RATER or re.search(_NUMBERED_RATER, column.name))


def speaks_of_extracts(column: Column, heads: frozenset[str]) -> bool:
    """Whether the header has a word, or the sign, for an extract or its number.

    Beside a column headed `yes`, `no` is an answer. `heads` are all headers, case aside.

    >>> from helpers.layouts.columns import Column
    >>> import pandas as pd
    >>> number = Column.from_cells("No", pd.Series(["1"]))
    >>> [speaks_of_extracts(number, frozenset(heads)) for heads in (("no", "ab"), ("no", "yes"))]
    [True, False]
    """
    spoken = words(column)
    answers = "no" in spoken and _has_a_yes(spoken, heads)
    answers |= {"number", "of"} <= spoken and not column.unique  # how many chose something
    named = bool(spoken & terms.EXTRACT) or column.name in terms.NUMBER_SIGNS
    return named and not spoken & terms.RATER and not answers


def _has_a_yes(spoken: frozenset[str], heads: Iterable[str]) -> bool:
    rest = spoken - {"no"}
    return any(terms.said(head) in (rest | {"yes"}, rest | {"y"}) for head in heads)


def rank(column: Column) -> frozenset[str]:
    """The words of a header that rank a coder's codes; none where it says whose they are.

    >>> from helpers.layouts.columns import Column
    >>> import pandas as pd
    >>> cells = pd.Series(["a"])
    >>> [sorted(rank(Column.from_cells(n, cells))) for n in ("Main theme", "Primary coder", "EB")]
    [['main'], [], []]
    """
    return frozenset() if is_headed_as_rater(column) else words(column) & terms.RANKS


def is_rater_alone(column: Column) -> bool:
    """Whether the header is a word for a rater with a number or a letter, and nothing else.

    >>> from helpers.layouts.columns import Column
    >>> import pandas as pd
    >>> cells = pd.Series(["a"])
    >>> [is_rater_alone(Column.from_cells(n, cells)) for n in ("R2", "coderB", "r1_tone", "Rob")]
    [True, True, False, False]
    """
    return _RATER_AND_MARK.fullmatch(terms.spaced(column.name)) is not None


def subject(column: Column) -> str:
    """What is left of a header when the rater and the number at its end are taken away.

    >>> from helpers.layouts.columns import Column
    >>> import pandas as pd
    >>> cells = pd.Series(["a"])
    >>> [subject(Column.from_cells(n, cells)) for n in ("r1_tone", "Tone_2", "EB", "Ann")]
    ['tone', 'tone', '', 'ann']
    """
    if is_initials(column.name) or is_rater_alone(column):
        return ""
    bare = re.sub(_NUMBERED_RATER, "", column.name)
    parts = re.findall(r"[^\W\d_]+", bare.casefold())
    return " ".join(part for part in parts if part not in terms.RATER)


def suffixed(columns: Iterable[Column]) -> dict[str, tuple[Column, ...]]:
    """Columns under the header they share but for a number at its end, two or more."""
    groups: dict[str, tuple[Column, ...]] = {}
    for column in columns:
        if column.filled and not is_beside(column):
            groups[stem(column)] = (*groups.get(stem(column), ()), column)
    numbered = {
        name: found
        for name, found in groups.items()
        if name and len(found) > 1 and not set(name.split()) & terms.RATER
    }
    sizes = {len(found) for found in numbered.values()}
    return numbered if len(sizes) == 1 else {}


def is_text(column: Column) -> bool:
    """Whether the cells are prose: too long or too varied to be labels."""
    if words(column) & terms.PROSE and not words(column) & {"id"} and not _repeats_codes(column):
        return True
    lengths = [len(level) for level in column.levels[:1000]]
    return bool(lengths) and float(np.mean(lengths)) > cells.TEXT_LENGTH and column.unique


def is_passage(column: Column) -> bool:
    """Whether the header speaks of a passage, and the cells may be such."""
    return bool(words(column) & terms.PASSAGE) and not _repeats_codes(column)


def _repeats_codes(column: Column) -> bool:
    """Whether the cells are a few short codes, whatever the header says of them."""
    few = 5 * len(column.levels) <= column.filled
    scores = cells.is_counts([column]) and 2 * len(column.levels) <= column.filled
    return (few or scores) and all(len(level.split()) == 1 for level in column.levels)


def is_beside(column: Column) -> bool:
    """Whether the header says that the column holds something other than ratings.

    Every word must fit: `Service` stands beside ratings, `service factors` may be a category.
    A criterion may be called `Content`: prose is what looks like it.
    """
    spoken = words(column)
    if spoken & terms.PROSE and _repeats_codes(column):
        spoken -= terms.PROSE
    return (
        bool(spoken & terms.BESIDE)
        and spoken <= terms.BESIDE | terms.EXTRACT | terms.CATEGORY | terms.ADDED
    )


def is_raters_remark(column: Column) -> bool:
    """Whether the header says that it holds what a rater added to a rating, as their reason.

    >>> from helpers.layouts.columns import Column
    >>> import pandas as pd
    >>> cells = pd.Series(["a"])
    >>> [is_raters_remark(Column.from_cells(n, cells)) for n in ("Reviewer A reason", "R1", "EB")]
    [True, False, False]
    """
    added = {word for word in words(column) - terms.RATER if len(word) > 1}
    return is_headed_as_rater(column) and bool(added) and added <= terms.REMARK


def is_service(column: Column) -> bool:
    """Whether the header says, and says nothing but, that the column names services.

    >>> from helpers.layouts.columns import Column
    >>> import pandas as pd
    >>> is_service(Column.from_cells("Service ID", pd.Series(["a"])))
    True
    """
    spoken = words(column)
    return bool(spoken & terms.SERVICE) and spoken <= terms.SERVICE | terms.EXTRACT


def is_unheaded(column: Column) -> bool:
    """Whether the header was blank, so that the column goes by its number."""
    return re.fullmatch(r"column \d+", column.name) is not None


def holds_labels(column: Column) -> bool:
    """Whether the cells look like labels: few of them, used again and again."""
    again = column.filled // 2 if column.filled >= cells.ENOUGH_TO_TELL else column.filled - 1
    few = len(column.levels) <= max(2, again)
    return bool(column.levels) and few and not is_text(column)


def is_initials(name: str) -> bool:
    """Whether a name is two or three capitals.

    >>> is_initials("EB"), is_initials("Eb"), is_initials("D1")
    (True, False, False)
    """
    return re.fullmatch("[A-Z]{2,3}", name) is not None


def are_initials(one: Column, other: Column) -> bool:
    """Whether both are headed by initials and hold codes of one kind, with a code in common.

    In a short table two raters may have few labels in common by chance.
    """
    headed = all(is_initials(column.name) for column in (one, other))
    numeric = {level.isdecimal() for column in (one, other) for level in column.levels}
    return headed and len(numeric) == 1 and not one.vocabulary.isdisjoint(other.vocabulary)


def are_titled(one: Column, other: Column) -> bool:
    """Whether both are headed by an e-mail address, or by a title and a name, as `Dr. Li`."""
    first, second = one.name.partition("@")[2], other.name.partition("@")[2]
    titles = [
        re.match(r"(dr|prof|mr|mrs|ms|mx|herr|frau)\b\.?", c.name, re.I) for c in (one, other)
    ]
    return bool(first and first == second) or all(titles)


def speak_of_raters(columns: Sequence[Column]) -> bool:
    """Whether headers are initials, as `EB` or `code_EB`, or one says that it is a rater's."""
    ends = [re.fullmatch(r"(?:(.+)[\s_.\-])?([A-Z]{2,3})", column.name) for column in columns]
    initials = all(ends) and len({one and one[1] for one in ends}) <= 1
    return initials or any(map(is_headed_as_rater, columns))
