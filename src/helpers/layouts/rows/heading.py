"""Whether the first row heads the columns, or is an extract like the others."""

import re
from collections.abc import Sequence

from helpers.layouts.columns import Column, Columns, roles
from helpers.layouts.words import terms
from helpers.layouts.words.texts import plain

# Words of a header that are hardly labels; "no" is one.
HEADS = (terms.EXTRACT | terms.RATER | terms.CATEGORY) - {"no"}


def holds_labels(columns: Sequence[Column]) -> bool:
    """Whether what was taken for headers repeats itself, or is one of the labels below."""
    return repeats(columns) or not _labels(columns).isdisjoint(heads(columns))


def repeats(columns: Sequence[Column]) -> bool:
    """Whether two columns have one header."""
    return len(set(heads(columns))) < len(columns)


def are_numbers(columns: Sequence[Column]) -> bool:
    """Whether headers and labels alike are numbers, so that one may be the other."""
    return all(text.isdecimal() for text in (*heads(columns), *_labels(columns)))


def repeats_labels(columns: Sequence[Column]) -> bool:
    """Whether two columns have one header, and it is one of the labels below: hardly a header."""
    found, known = heads(columns), _labels(columns)
    return any(found.count(head) > 1 and head in known for head in found)


def speaks(columns: Sequence[Column]) -> bool:
    """Whether a header is made of words that head columns, and is no label below."""
    known = _labels(columns)
    said = [c for c, head in zip(columns, heads(columns), strict=True) if head not in known]
    return any(roles.words(c) and roles.words(c) <= HEADS for c in said) or _two_raters(said)


def is_plain(columns: Sequence[Column]) -> bool:
    """Whether they are headers beyond doubt: two are raters', or one speaks and none is a label."""
    known = _labels(columns)
    apart = [c for c, head in zip(columns, heads(columns), strict=True) if head not in known]
    return _two_raters(apart) or (len(apart) == len(columns) and speaks(columns))


def are_labels(columns: Columns) -> bool:
    """Whether a first row that was taken for the header holds labels of the columns below."""
    if columns.header_known or columns.row_numbers[0] != 2:
        return False
    rated = [c for c in columns.columns if c.filled and roles.holds_labels(c)]
    firsts = zip(rated, heads(rated), strict=True)
    return len(rated) > 1 and all(head in c.vocabulary for c, head in firsts)


def told_otherwise(columns: Sequence[Column]) -> bool:
    """Whether headers are words above numbers, and so no row like those below."""
    numeric = all(label.replace(".", "").isdecimal() for label in _labels(columns))
    return numeric and not any(head.replace(".", "").isdecimal() for head in heads(columns))


def heads(columns: Sequence[Column]) -> list[str]:
    """The headers as the file has them, spelling aside."""
    return [plain(re.sub(r" \(\d+\)$", "", c.name)) for c in columns]


def _two_raters(columns: Sequence[Column]) -> bool:
    return sum(map(roles.is_rater_alone, columns)) > 1


def _labels(columns: Sequence[Column]) -> frozenset[str]:
    return frozenset().union(*(c.vocabulary for c in columns))
