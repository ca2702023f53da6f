"""What a file looks like, by its name alone, and why."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

RATINGS, CODED, QUESTIONS, OTHER = "ratings", "coded extracts", "question set", "other"
SHEETS = frozenset({"xlsx", "xlsm", "xls", "ods"})
TABLES = SHEETS | {"csv", "tsv", "tab", "sav", "zsav", "parquet", "qdpx"}
DOCUMENTS = frozenset({"doc", "docx", "odt", "pdf", "rtf", "md"})

# Parts of words, as they stand in file names. A word counts two, a suffix one.
_WORDS = {
    RATINGS: r"rating|rater|reliab|irr|icr|kappa|agreement",
    CODED: r"coded|coding|extract|excerpt|quot|theme|themat|codebook|nvivo|transcript",
    QUESTIONS: r"question|interview|guide|schedule|survey|prompt|instrument",
}
_SUFFIXES = {RATINGS: TABLES, CODED: TABLES, QUESTIONS: DOCUMENTS}
ENOUGH = 2


@dataclass(frozen=True)
class Look:
    """A kind, its score, and what the score rests on."""

    kind: str
    score: int
    reasons: tuple[str, ...]


def by_name(path: str) -> Look:
    """The kind whose words and suffix fit best; `other` when none does or two do equally.

    >>> by_name("Data/ratings_wide.csv")
    Look(kind='ratings', score=3, reasons=("its name has 'rating'", 'a .csv file can hold it'))
    """
    ranked = sorted((_look(kind, path) for kind in _WORDS), key=lambda look: -look.score)
    best, next_best = ranked[:2]
    if best.score < ENOUGH:
        return Look(OTHER, 0, ("nothing in its name tells",))
    if best.score == next_best.score:
        return Look(OTHER, 0, (f"its name fits {best.kind} and {next_best.kind} equally",))
    return best


def is_table(path: str) -> bool:
    """Whether a file of that name can hold a table."""
    return _suffix(path) in TABLES


def _look(kind: str, path: str) -> Look:
    words = sorted(set(re.findall(_WORDS[kind], path.casefold())))
    if not words:
        return Look(kind, 0, ())
    fits = _suffix(path) in _SUFFIXES[kind]
    reasons = [f"its name has {word!r}" for word in words]
    reasons += [f"a .{_suffix(path)} file can hold it"] if fits else []
    return Look(kind, 2 * len(words) + fits, tuple(reasons))


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix[1:].casefold()
