"""Which way to read a table: the likeliest, or the question with the options to type."""

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from helpers.errors import StudyError
from helpers.layouts import rivals
from helpers.layouts.candidate import Candidate
from helpers.layouts.columns import Columns
from helpers.layouts.raters import compared, derived
from helpers.layouts.reading import TITLES, Reading
from helpers.layouts.refused import answers, beforehand, one_rater, refusals, repeated, unread
from helpers.layouts.rows import code_list, first_row, heading
from helpers.layouts.typed import typed, way
from helpers.layouts.ways import block, counts, files, indicators, long, variables, wide
from helpers.readers import Table

SURE = 0.85
LAYOUTS_NAMED = ("wide", "long")  # whose columns are all named by the options
CATEGORY_COLUMN = ("long", "variables", "files")
HEADED = {
    "wide": wide,
    "long": long,
    "counts": counts,
    "indicators": indicators,
    "variables": variables,
}
BARE = ("long", "counts")  # what a table without headers can be, beside a block


@dataclass(frozen=True)
class Chosen:
    """The way that was taken, what else it could have been, and labels found beside the table."""

    candidate: Candidate
    others: tuple[Candidate, ...]
    sheet_labels: tuple[tuple[str, str], ...] = ()


def choose(tables: Sequence[Table], reading: Reading) -> Chosen:
    """The way to read the sheets of one file.

    Raises:
        StudyError: when nothing fits, or two ways fit equally well.
    """
    ways, refusal = [], None
    # A sheet that was named comes first; others are there for their codes alone.
    for table in tables if reading.sheet is None else tables[:1]:
        try:
            ways.append((table, candidates(table, reading)))
        except StudyError as problem:
            refusal = refusal or problem
    found = [(table, best) for table, best in ways if _good(best, reading)]
    if not found and refusal is not None:
        raise refusal
    if not found:
        refusals.refuse_sheets(tables)
        weak = sorted((c for _, one in ways for c in one), key=lambda one: -one.score)
        raise StudyError(unread.why(tables[0], reading, weak, rivals.of(weak) if weak else []))
    if len(found) > 1:
        choices = " or ".join(f"--sheet {shlex.quote(t.sheet or '')}" for t, _ in found)
        raise StudyError(f"{tables[0].name}: {len(found)} sheets hold ratings; type {choices}")
    table, best = found[0]
    chosen = _settled(table.name, best)
    _check_used(table.name, chosen.candidate, reading)
    taken = replace(chosen.candidate.reading, sheet=table.sheet)
    return Chosen(
        replace(chosen.candidate, reading=taken), chosen.others, code_list.beside(tables, table)
    )


def only_sheet(tables: Sequence[Table], reading: Reading) -> Table:
    """The sheet that was named, which comes first, or the only one of a rater's file.

    Raises:
        StudyError: when there are several and none was named.
    """
    if len(tables) > 1 and reading.sheet is None:
        sheets = " or ".join(f"--sheet {shlex.quote(table.sheet or '')}" for table in tables)
        raise StudyError(f"{tables[0].name}: {len(tables)} sheets hold cells; type {sheets}")
    return tables[0]


def choose_files(tables: Sequence[Table], reading: Reading) -> Chosen:
    """The way to read several files, one a rater."""
    if reading.layout not in (None, "files"):
        raise StudyError(
            f"--layout {reading.layout} is for one file; several are read with --layout files"
        )
    for table in tables:
        refusals.refuse_results(table)
    columns, header = first_row.seen_alike(tables, reading)
    return Chosen(files.candidate(columns, replace(reading, header=header)), ())


def candidates(table: Table, reading: Reading) -> list[Candidate]:
    """Every way to read the table that the choices allow, the likeliest first.

    Raises:
        StudyError: when the table holds results, or no way is left because a choice is wrong.
    """
    refusals.refuse_results(table)
    seen = first_row.seen(table, reading)
    try:
        found = _ranked(table, seen.columns, seen.reading)
    except StudyError as problem:
        told = seen.reading.header is not None or not heading.are_labels(seen.columns)
        if told and not seen.asked:
            raise
        add = first_row.EITHER if seen.asked else first_row.ADD
        raise StudyError(f"{problem}; {add}") from None
    # Among columns of one rater each, the block is the rival that asks, where it is one.
    alone = not any(one.layout == "block" for one in found)
    if seen.asked and found and (found[0].layout in BARE or alone):
        raise StudyError(f"{table.name}: {first_row.ASK}")
    return found


def _ranked(table: Table, columns: Columns, reading: Reading) -> list[Candidate]:
    if reading.layout != "block" and not reading.raters:
        columns = _without_what_is_no_rating(columns)
        repeated.refuse(columns, partial(_only_way, table, reading))
        if reading.layout is None and reading.extract is None:
            repeated.refuse_reordered(columns)
    free = reading.layout is None and not reading.raters
    if free:
        beforehand.refuse(columns, reading)
    try:
        found = _ways(_makers(table, columns, reading), columns, reading)
    except StudyError:
        _ask_which(columns, free)
        raise
    _ask_which(columns, free and rivals.are_asked(found))
    return found


def _ask_which(columns: Columns, asked: bool) -> None:
    """Where something has to be asked, and headers pair raters with questions: which of these."""
    if asked:
        one_rater.refuse(columns)
        answers.refuse_mixed(columns)


def _without_what_is_no_rating(columns: Columns) -> Columns:
    """The same table, columns left blank that are known to hold something else."""
    kept = code_list.without_key(repeated.without_copies(columns))
    return compared.without_marks(derived.without_derived(kept))


def _only_way(table: Table, reading: Reading, part: Columns) -> str:
    """What to type for a part of the table, if that is plain and names every column it takes."""
    try:
        found = _ways(_makers(table, part, reading), part, reading)
        best = _settled(table.name, found).candidate if _good(found, reading) else None
        whole = best is not None and best.layout in LAYOUTS_NAMED and best.grid()
    except StudyError:
        return ""
    return f"`{typed(best)}`" if best is not None and whole else ""


def _ways(
    makers: list[Callable[[], list[Candidate]]], columns: Columns, reading: Reading
) -> list[Candidate]:
    """What the layouts offer, the likeliest first."""
    found, refusal = [], None
    for ways in makers:
        try:
            found += ways()
        except StudyError as problem:
            refusal = refusal or problem
    found += _asked_beside(found, refusal, columns, reading)
    # A layout that could not decide is not outvoted by one that is not sure.
    near = [one for one in found if one.score >= rivals.ENOUGH]
    if refusal is not None and max((one.score for one in near), default=0) < SURE:
        raise StudyError("; or ".join([str(refusal), *map(way, near)]))
    return sorted(found, key=lambda one: -one.score)


def _asked_beside(
    found: Sequence[Candidate],
    refusal: StudyError | None,
    columns: Columns,
    reading: Reading,
) -> list[Candidate]:
    """What a question has to name too: a table whose extracts two columns name together."""
    ranked = sorted(found, key=lambda one: -one.score)
    asked = refusal is not None or (len(ranked) > 1 and rivals.of(ranked))
    if reading.header == "no" or reading.layout is not None or not asked:
        return []
    return wide.together_with(
        columns, max((one.score for one in ranked), default=rivals.ENOUGH), reading
    )


def _makers(
    table: Table, columns: Columns, reading: Reading
) -> list[Callable[[], list[Candidate]]]:
    """The layouts to try, as far as the choices and the first row allow."""
    makers: dict[str, Callable[[], list[Candidate]]]
    if reading.header == "no":
        block_reading = replace(reading, header=None)
        makers = {name: partial(HEADED[name].candidates, columns, reading) for name in BARE}
        makers["block"] = partial(wide.candidates, columns, block_reading, "block")
        return [maker for name, maker in makers.items() if reading.layout in (None, name)]
    makers = {name: partial(layout.candidates, columns, reading) for name, layout in HEADED.items()}
    # Whoever names columns has seen a header.
    named = reading.extract or reading.raters or reading.category_column
    if not columns.header_known and not named:
        makers["block"] = partial(block.candidates, table, columns, reading)
    return [maker for name, maker in makers.items() if reading.layout in (None, name)]


def _good(found: list[Candidate], reading: Reading) -> bool:
    return bool(found) and (reading.layout is not None or found[0].score >= rivals.ENOUGH)


def _settled(name: str, found: list[Candidate]) -> Chosen:
    best, *others = found
    if near := rivals.of(found):
        ways = " or ".join(map(way, (best, *near)))
        raise StudyError(f"{name}: can be read in {len(near) + 1} ways; type {ways}")
    return Chosen(best, tuple(others))


def _check_used(name: str, best: Candidate, reading: Reading) -> None:
    """Refuse a column of categories that the way taken has no use for."""
    if reading.category_column is not None and best.layout not in CATEGORY_COLUMN:
        raise StudyError(
            f"{name}: --category-column {shlex.quote(reading.category_column)}: there is none in "
            f"{TITLES[best.layout]}; leave it out, or name the columns of one row a rating with "
            "--extract and --raters too"
        )
