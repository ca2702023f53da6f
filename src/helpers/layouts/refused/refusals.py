"""Tables that hold results or codes of a program, not ratings: refused, with the reason."""

import re
import shlex
from collections import Counter
from collections.abc import Sequence
from string import ascii_uppercase

import numpy as np

from helpers.errors import StudyError
from helpers.layouts.columns import Column, Columns, adding, cells, marked, pairing, roles
from helpers.layouts.words import terms
from helpers.layouts.words.texts import numbers, plain, trim
from helpers.readers import Table

HEAD = 40
MOST_RATERS = 4  # whose columns are often numbered alike
TURN = (
    "turn the table round, so that a row is an extract and a column a rater, or type "
    "{} if each row is an extract"
)
TIMES = frozenset(("timestamp", "date", "time", "startdate", "submitted"))
WHO = frozenset(("name", "initials", "email", "mail", "username"))
TOTALS = frozenset(map(plain, ("total", "sum", "grand total")))
LETTERED = re.compile(r"([A-Z]) : \S.*")
STATISTIC = re.compile(r"alpha|icc|correlation")
COMPARED = re.compile(r"agree|%|a and b|not a|a not b")
SUMMED = re.compile(r"pairs?|comparison|n (items?|units?)|mean|p[- ]?value")
COEFFICIENT = re.compile(r"kappa|alpha|icc")
COEFFICIENTS = re.compile(r"-?(0?[.,]\d+|1([.,]0+)?)")
DECIMAL = re.compile(r"\d[.,]\d")
FEW_HEADS = 3
RESULTS = (
    "{}: this holds results (a kappa or its like a row), not ratings; export who gave which "
    "extract which code instead, or the project as .qdpx"
)
SHORT = 40  # letters of a header
TESTED = re.compile(r"(std\.? ?err(or)?|se|z|p|sig\.?|p[- ]?value|(lower|upper).*|.*\bci\b.*)\.?")


def refuse_results(table: Table) -> None:
    """Refuse a coding comparison: a kappa for each code and pair of people is no rating.

    Raises:
        StudyError: when one of the first rows heads a kappa or its like beside percent agreement.
    """
    rows = [table.header] if table.header is not None else table.cells.head(HEAD).to_numpy()
    if _holds_coefficients(table, rows[0] if len(rows) else ()):
        raise StudyError(RESULTS.format(table.name))
    for row in rows:
        heads = [_spaced(str(cell)) for cell in row if str(cell).strip()]
        told = any("kappa" in head or _says(head, STATISTIC) for head in heads)
        compared = [head for head in heads if _compares(head)]
        if told and len(compared) >= 2 and len(compared) + 1 >= len(heads) / 3:
            raise StudyError(RESULTS.format(table.name))


def _holds_coefficients(table: Table, heads: Sequence[str]) -> bool:
    """Whether one of few columns is headed by a coefficient and holds numbers of at most 1."""
    if len(heads) > FEW_HEADS:
        return False
    told = [j for j, head in enumerate(heads) if _says(_spaced(str(head)), COEFFICIENT)]
    body = table.cells.iloc[:, told].head(HEAD)
    given = [text for column in body for text in map(trim, body[column]) if DECIMAL.search(text)]
    return bool(given) and all(COEFFICIENTS.fullmatch(text) for text in given)


def _spaced(head: str) -> str:
    return head.casefold().replace("_", " ")


def _says(head: str, what: re.Pattern[str]) -> bool:
    """Whether a header says it, in words of their own."""
    return len(head) < SHORT and bool(re.search(rf"\b({what.pattern})\b", head))


def _compares(head: str) -> bool:
    return bool(COMPARED.search(head) or TESTED.fullmatch(head)) or _says(head, SUMMED)


def refuse_one_coder(columns: Columns) -> None:
    """Refuse one person's coding as a matrix: a column of marks a category, one mark in each row.

    Several raters would have to put exactly one mark between them in every row, all by chance.

    Raises:
        StudyError: when the table is such a matrix.
    """
    marks = tuple(c for c in columns.columns if c.filled and marked.is_indicator(c))
    if len(marks) < 3 or marked.pairs(marks):
        return
    where = numbers([columns.position(mark) for mark in marks])
    single = (np.sum([marked.ones(mark) for mark in marks], axis=0) == 1).all()
    hold = f"a single {'1' if cells.is_counts(marks) else 'mark'} in each row"
    coder = any(roles.words(c) & terms.RATER and len(c.levels) > 1 for c in columns.columns)
    if coder and (single or all(len(mark.levels) == 1 for mark in marks)):
        raise StudyError(
            f"{columns.name}: {where} hold {hold if single else 'marks alone'}; put one column in "
            "their place that holds the code's name, and it is one row a rating"
        )
    if single:
        raise StudyError(
            f"{columns.name}: {where} hold {hold}, as one person's codes do: one rating an "
            "extract, and agreement needs two; add the other raters' codes, or name the columns "
            "with --raters if each is a rater's"
        )


def refuse_matrix(columns: Columns) -> None:
    """Refuse NVivo's matrix, whose columns are lettered: it tells what was coded, not by whom.

    Raises:
        StudyError: when the headers begin with A, B, C and so on.
    """
    marks = [match[1] for c in columns.columns[1:] if (match := LETTERED.fullmatch(c.name))]
    if len(marks) > 1 and "".join(marks) == ascii_uppercase[: len(marks)]:
        raise StudyError(
            f"{columns.name}: its columns are lettered as in a matrix of NVivo, which does not "
            "tell who gave which extract which code; export the project as .qdpx, or type "
            "--layout wide if each column is a rater's"
        )


def refuse_crossed(columns: Columns) -> None:
    """Refuse a table of two raters' codes against each other: it holds counts, and no extract.

    Raises:
        StudyError: when the rows have the names of the columns.
    """
    first, *others = columns.columns
    rows = {_code(label) for label in first.levels} - TOTALS
    heads = {_code(column.name) for column in others} - TOTALS
    crossed = rows == heads or rows in _parts(others)
    if len(heads) > 2 and first.unique and rows == heads and _are_symmetric(first, others):
        raise StudyError(
            f"{columns.name}: its rows and its columns have the same names, and a cell holds what "
            "the one across the diagonal holds, as correlations do: these are results, not ratings"
        )
    if len(heads) > 1 and first.unique and crossed and cells.is_counts(others):
        raise StudyError(
            f"{columns.name}: its rows and its columns have the same names, as where the codes of "
            "two raters are counted against each other; give who gave which extract which code"
        )


def _are_symmetric(first: Column, others: Sequence[Column]) -> bool:
    """Whether every cell holds what the cell across the diagonal does, by the names of both."""
    by_name = {_code(c.name): [_code(text or "") for text in c.texts()] for c in others}
    names = [_code(text or "") for text in first.texts()]
    if set(names) != set(by_name):
        return False
    table = np.array([by_name[name] for name in names])
    return bool((table == table.T).all())


def _parts(others: Sequence[Column]) -> list[set[str]]:
    """Either half of headers that name a code and where, or of what, it was given."""
    found = pairing.paired(others)
    return [set(map(plain, half)) for half in (found.first, found.second)] if found else []


def _code(name: str) -> str:
    """A code's name, without the rater's before it."""
    return plain(name.rpartition(": ")[2])


def refuse_sheets(tables: Sequence[Table]) -> None:
    """Refuse a workbook with a sheet a rater: only files are put together.

    Raises:
        StudyError: when several sheets are headed alike.
    """
    heads = Counter(tuple(table.cells.head(1).to_numpy().ravel()) for table in tables)
    alike = max(heads.values())
    if alike > 1:
        some = f"{alike} of its" if alike < len(tables) else "its"
        raise StudyError(
            f"{tables[0].name}: {some} {len(tables)} sheets are headed alike, as if each were a "
            "rater's; save each of them as a file of its own and name them all"
        )


def refuse_turned(columns: Columns) -> None:
    """Refuse a table with a row a rater, as forms write it: extracts are what rows stand for.

    Raises:
        StudyError: when one of the first columns names a rater in each row, none of them twice.
    """
    first, *others = columns.columns
    timed = bool(roles.words(first) & TIMES)
    named = [c for c in (first, *others[:timed]) if _names_a_rater_a_row(c, timed)]
    rest = [c for c in others[timed:] if c.filled and c not in named]
    items = _outnumber(first, others)
    if not named and items and adding.up(tuple(rest))[0] < 1:
        raise StudyError(
            f"{columns.name}: its columns are numbered alike and more than its rows, as if each "
            f"row were a rater's; {_turn(columns, items)}"
        )
    headed = any(map(roles.is_headed_as_rater, rest))
    if named and len(rest) > 1 and not headed and not any(roles.words(c) == {"id"} for c in rest):
        raise StudyError(
            f"{columns.name}: each row is a rater's, as column {columns.position(named[0])} "
            f"tells; {_turn(columns, rest)}"
        )


def _turn(columns: Columns, items: Sequence[Column]) -> str:
    """What to do, and what to type if the columns are raters' all the same."""
    layout = "block" if all(map(roles.is_unheaded, columns.columns)) else "wide"
    named = shlex.quote(",".join(columns.numbered(items)))
    return TURN.format(f"--layout {layout} --raters {named}")


def _outnumber(first: Column, others: Sequence[Column]) -> Sequence[Column]:
    """Items that are numbered, as in a questionnaire, where they are more than there are rows."""
    groups = list(roles.suffixed((first, *others)).values())
    headed = any(map(roles.is_headed_as_rater, others))
    many = len(groups) == 1 and len(groups[0]) > max(len(first.codes), MOST_RATERS)
    return groups[0] if many and not headed else ()


def _names_a_rater_a_row(column: Column, timed: bool) -> bool:
    headed = roles.words(column) & (terms.RATER | (WHO if timed else frozenset()))
    return bool(headed) and column.unique and column.filled == len(column.codes) > 1
