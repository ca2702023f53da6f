"""Which column is what, by its header and by what it holds."""

import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from helpers.layouts.columns import Column
from helpers.readers import table


def word_set(text: str) -> frozenset[str]:
    """The words of a text, between spaces."""
    return frozenset(text.split())


# Parts of headers, as words. A header is cut into words at anything that is not a letter.
EXTRACT = word_set(
    "id ids extract extracts unit units subject subjects item items case cases segment segments "
    "quote quotation excerpt excerpts highlight number no nr row index observation passage"
)
NUMBER_SIGNS = ("#", "№", "n°", "nº")
RATER = word_set(
    "rater raters coder coders annotator judge reviewer researcher user worker labeller labeler "
    "evaluator analyst observer assessor creator by"
)
CATEGORY = word_set(
    "category categories code codes theme themes tag tags label labels rating ratings class node "
    "nodes value annotation diagnosis topic"
)
# Columns that hold the passage itself, which tells extracts apart better than a number.
PASSAGE = word_set(
    "text content excerpt quote quotation passage highlight segment sentence statement utterance"
)
# What is cut into extracts, which are then numbered anew in each.
DOCUMENT = word_set("document doc file source interview transcript participant respondent")
# Columns that stand beside ratings and are none.
BESIDE = word_set(
    "comment comments note notes remark remarks memo match matches agree agreement agreed same "
    "kappa index consensus final gold majority resolved adjudicated text content total sum date "
    "time timestamp provenance document source file weight service site group cluster region sex "
    "gender age year month page line participant length confidence certainty centre center "
    "institution university diff difference mean average avg median batch difficulty duration "
    "created modified updated at start end begin onset offset"
)
ADDED = word_set("coded entered")  # as in `Date coded`
# What ranks one coder's codes of an extract, the second ones apart.
SECOND = word_set(
    "secondary tertiary sub minor subtheme subthemes subcode subcodes subcategory subcategories"
)
RANKS = SECOND | word_set("primary main major")
TOTALS = word_set("total sum")
REMARK = word_set(
    "comment comments note notes memo remark remarks reason reasons confidence certainty date time "
    "timestamp"
)
SERVICE = word_set("service site centre center institution university")
_NUMBERED_RATER = r"(?<![^\W_])[Rr]\d+(?![^\W_])"
_WORD = "|".join(sorted(RATER))
_RATER_AND_MARK = re.compile(rf"(r|{_WORD})[\s_.\-]*\d+|({_WORD})[\s_.\-]+[a-z]")
PROSE = word_set("text content")
TEXT_LENGTH = 40
SHARED = 0.5
ENOUGH_TO_TELL = 10  # fewer cells tell little of a column
FEW = 5  # fewer rows tell little of what stands above them, or of their sums
NEARLY_ALL = 0.8
_WHOLE = re.compile(r"\d+(\.0*)?")  # pandas and R write 2 as 2.0 beside a blank cell


def words(column: Column) -> frozenset[str]:
    """The words of a header, case aside.

    >>> from helpers.layouts.columns import Column
    >>> import pandas as pd
    >>> [sorted(words(Column.from_cells(n, pd.Series(["a"])))) for n in ("Extract_ID 2", "unitNo")]
    [['extract', 'id'], ['no', 'unit']]
    """
    return said(column.name)


def said(name: str) -> frozenset[str]:
    """The words of a text, case aside."""
    return frozenset(re.findall(r"[^\W\d_]+", _spaced(name)))


def _spaced(name: str) -> str:
    return re.sub(r"([a-z])([A-Z])", r"\1 \2", name).casefold()


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
    return bool(words(column) & RATER or re.search(_NUMBERED_RATER, column.name))


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
    named = bool(spoken & EXTRACT) or column.name in NUMBER_SIGNS
    return named and not spoken & RATER and not answers


def _has_a_yes(spoken: frozenset[str], heads: Iterable[str]) -> bool:
    rest = spoken - {"no"}
    return any(said(head) in (rest | {"yes"}, rest | {"y"}) for head in heads)


def rank(column: Column) -> frozenset[str]:
    """The words of a header that rank a coder's codes; none where it says whose they are.

    >>> from helpers.layouts.columns import Column
    >>> import pandas as pd
    >>> cells = pd.Series(["a"])
    >>> [sorted(rank(Column.from_cells(n, cells))) for n in ("Main theme", "Primary coder", "EB")]
    [['main'], [], []]
    """
    return frozenset() if is_headed_as_rater(column) else words(column) & RANKS


def is_rater_alone(column: Column) -> bool:
    """Whether the header is a word for a rater with a number or a letter, and nothing else.

    >>> from helpers.layouts.columns import Column
    >>> import pandas as pd
    >>> cells = pd.Series(["a"])
    >>> [is_rater_alone(Column.from_cells(n, cells)) for n in ("R2", "coderB", "r1_tone", "Rob")]
    [True, True, False, False]
    """
    return _RATER_AND_MARK.fullmatch(_spaced(column.name)) is not None


def subject(column: Column) -> str:
    """What is left of a header when the rater and the number at its end are taken away.

    >>> from helpers.layouts.columns import Column
    >>> import pandas as pd
    >>> cells = pd.Series(["a"])
    >>> [subject(Column.from_cells(n, cells)) for n in ("r1_tone", "Tone_2", "EB", "Ann")]
    ['tone', 'tone', '', 'ann']
    """
    if re.fullmatch("[A-Z]{2,3}", column.name) or is_rater_alone(column):
        return ""
    bare = re.sub(_NUMBERED_RATER, "", column.name)
    parts = re.findall(r"[^\W\d_]+", bare.casefold())
    return " ".join(part for part in parts if part not in RATER)


def suffixed(columns: Iterable[Column]) -> dict[str, tuple[Column, ...]]:
    """Columns under the header they share but for a number at its end, two or more."""
    groups: dict[str, tuple[Column, ...]] = {}
    for column in columns:
        if column.filled and not is_beside(column):
            groups[stem(column)] = (*groups.get(stem(column), ()), column)
    numbered = {
        name: found
        for name, found in groups.items()
        if name and len(found) > 1 and not set(name.split()) & RATER
    }
    sizes = {len(found) for found in numbered.values()}
    return numbered if len(sizes) == 1 else {}


def is_text(column: Column) -> bool:
    """Whether the cells are prose: too long or too varied to be labels."""
    if words(column) & PROSE and not words(column) & {"id"} and not _repeats_codes(column):
        return True
    lengths = [len(level) for level in column.levels[:1000]]
    return bool(lengths) and float(np.mean(lengths)) > TEXT_LENGTH and column.unique


def is_prose(column: Column) -> bool:
    """Whether the cells are too long for labels."""
    return float(np.mean([len(level) for level in column.levels] or [0])) > TEXT_LENGTH


def is_passage(column: Column) -> bool:
    """Whether the header speaks of a passage, and the cells may be such."""
    return bool(words(column) & PASSAGE) and not _repeats_codes(column)


def _repeats_codes(column: Column) -> bool:
    """Whether the cells are a few short codes, whatever the header says of them."""
    few = 5 * len(column.levels) <= column.filled
    scores = is_counts([column]) and 2 * len(column.levels) <= column.filled
    return (few or scores) and all(len(level.split()) == 1 for level in column.levels)


def is_beside(column: Column) -> bool:
    """Whether the header says that the column holds something other than ratings.

    Every word must fit: `Service` stands beside ratings, `service factors` may be a category.
    A criterion may be called `Content`: prose is what looks like it.
    """
    spoken = words(column)
    if spoken & PROSE and _repeats_codes(column):
        spoken -= PROSE
    return bool(spoken & BESIDE) and spoken <= BESIDE | EXTRACT | CATEGORY | ADDED


def is_raters_remark(column: Column) -> bool:
    """Whether the header says that it holds what a rater added to a rating, as their reason.

    >>> from helpers.layouts.columns import Column
    >>> import pandas as pd
    >>> cells = pd.Series(["a"])
    >>> [is_raters_remark(Column.from_cells(n, cells)) for n in ("Reviewer A reason", "R1", "EB")]
    [True, False, False]
    """
    added = {word for word in words(column) - RATER if len(word) > 1}
    return is_headed_as_rater(column) and bool(added) and added <= REMARK


def is_service(column: Column) -> bool:
    """Whether the header says, and says nothing but, that the column names services.

    >>> from helpers.layouts.columns import Column
    >>> import pandas as pd
    >>> is_service(Column.from_cells("Service ID", pd.Series(["a"])))
    True
    """
    spoken = words(column)
    return bool(spoken & SERVICE) and spoken <= SERVICE | EXTRACT


def is_unheaded(column: Column) -> bool:
    """Whether the header was blank, so that the column goes by its number."""
    return re.fullmatch(r"column \d+", column.name) is not None


def holds_labels(column: Column) -> bool:
    """Whether the cells look like labels: few of them, used again and again."""
    again = column.filled // 2 if column.filled >= ENOUGH_TO_TELL else column.filled - 1
    few = len(column.levels) <= max(2, again)
    return bool(column.levels) and few and not is_text(column)


def is_counts(columns: Iterable[Column]) -> bool:
    """Whether every cell is a whole number, or blank where a count is none."""
    return all(
        column.filled and all(_WHOLE.fullmatch(level) for level in column.levels)
        for column in columns
    )


def overlap(one: Column, other: Column) -> float:
    """The share of the smaller vocabulary that the larger one has too, from 0 to 1."""
    a, b = one.vocabulary, other.vocabulary
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def shares(one: Column, other: Column) -> bool:
    """Whether two columns hold the same labels for the most part."""
    return overlap(one, other) > SHARED


def are_initials(one: Column, other: Column) -> bool:
    """Whether both are headed by initials and hold codes of one kind, with a code in common.

    In a short table two raters may have few labels in common by chance.
    """
    headed = all(re.fullmatch(r"[A-Z]{2,3}", column.name) for column in (one, other))
    numeric = {level.isdecimal() for column in (one, other) for level in column.levels}
    return headed and len(numeric) == 1 and not one.vocabulary.isdisjoint(other.vocabulary)


def speak_of_raters(columns: Sequence[Column]) -> bool:
    """Whether headers are initials, or one of them says that it is a rater's."""
    initials = all(re.fullmatch(r"[A-Z]{2,3}", column.name) for column in columns)
    return initials or any(map(is_headed_as_rater, columns))


def whole_numbers(column: Column) -> NDArray[np.int64]:
    """The cells of a column of counts, as numbers; blank ones are 0."""
    values = [int(level.partition(".")[0][:9]) for level in column.levels]
    return np.array([*values, 0], dtype=np.int64)[column.codes]
