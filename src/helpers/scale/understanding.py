"""Which columns of a large file are what: told, or found as in a smaller file."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.errors import StudyError
from helpers.layouts import TITLES, Reading, choose
from helpers.layouts.rows import first_row
from helpers.layouts.rows.tidy import TOTALS
from helpers.layouts.words.texts import counted, trim
from helpers.readers import Table as Sheet
from helpers.scale import uneven
from helpers.scale.database import answer, literal, quoted
from helpers.scale.table import SPACE, Table, bare, head

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Database

ROLES = {
    "extract": ("extract", "subject", "unit", "item", "id", "document"),
    "rater": ("rater", "coder", "annotator", "worker", "judge"),
    "category": ("category", "code", "label", "rating", "theme"),
}
FIRST = 1000  # rows that tell which columns hold raters
LAYOUTS = ("wide", "long", "block")
TAKEN = (
    *("layout", "header", "raters", "extract", "category_column"),
    *("missing", "categories", "merge_labels"),
)
MEND = "bring the file into shape first, with `study convert`, or read it without --memory"


def check_choices(name: str, reading: Reading) -> None:
    """Refuse what would be passed over here: the numbers would be those of another table."""
    other = [choice for choice in reading.as_mapping() if choice not in TAKEN]
    if other and (other != ["split"] or reading.split):
        option = f"--{other[0].replace('_', '-')}"
        raise StudyError(f"{name}: {option} is not taken for a file read through DuckDB; {MEND}")
    if reading.layout not in (None, *LAYOUTS):
        raise StudyError(
            f"{name}: --layout {reading.layout} is not read through DuckDB, "
            f"only {', '.join(LAYOUTS)}; {MEND}"
        )


def understood(database: "Database", path: Path, reading: Reading) -> Table:
    """The columns that matter, as the reading names them or the first rows tell."""
    place, notes, rows = literal(str(path)), tuple[str, ...](), None
    source = f"read_parquet({place})"
    if path.suffix != ".parquet":
        source, reading, notes, rows = _csv(database, path, reading)
    columns = [str(row[0]) for row in answer(database, f"DESCRIBE SELECT * FROM {source}")]
    named = {role: _role(columns, names) for role, names in ROLES.items()}
    plain = reading.layout is None and len(columns) == len(named) and all(named.values())
    if plain or (reading.layout == "long" and reading.header != "no"):
        raters = reading.raters or (named["rater"],)
        extract, category = reading.extract or named["extract"], reading.category_column
        table = Table(path.name, source, extract, raters, category or named["category"], reading)
    else:
        first = rows or head(
            path.name, columns, answer(database, f"SELECT * FROM {source} LIMIT {FIRST}")
        )
        table = _found(first, source, columns, reading)
    table = _checked(replace(table, notes=(*notes, *table.notes)), columns)
    _check_rows(database, table, columns)
    if table.extract and not table.long:
        _check_once(database, table)
    return table


def _csv(
    database: "Database", path: Path, reading: Reading
) -> tuple[str, Reading, tuple[str, ...], Sheet]:
    """How DuckDB reads the file, as its first rows tell, which come with it."""
    # No line is passed over in silence: what stands above a header is not skipped as a comment.
    name = path.name
    cells = f"{literal(str(path))}, all_varchar = true, nullstr = '', comment = '', skip = 0"
    rows = answer(database, f"SELECT * FROM read_csv({cells}, header = false) LIMIT {FIRST}")
    if not rows:
        raise StudyError(f"{name}: the file is empty; a table with one row an extract is needed")
    if len(rows[0]) == 1:
        uneven.refuse(path, reading)
    sheet = bare(name, rows)
    seen = first_row.seen(sheet, reading)
    if seen.asked:
        raise StudyError(f"{name}: {first_row.ASK}")
    if seen.reading.header != "no":
        return f"read_csv({cells}, header = true)", reading, (), sheet
    names = [column.name for column in seen.columns.columns]
    notes = (first_row.NOTE,) * (first_row.NOTE in seen.columns.notes)
    return f"read_csv({cells}, header = false, names = {names})", seen.reading, notes, sheet


def _found(first: Sheet, source: str, columns: Sequence[str], reading: Reading) -> Table:
    """The columns as the first rows tell them, by the road that every smaller file takes."""
    way = choose((first,), replace(reading, categories=())).candidate
    if way.layout not in LAYOUTS:
        raise StudyError(
            f"{first.name}: looks like {TITLES[way.layout]}; through DuckDB only "
            f"--layout {' or '.join(LAYOUTS)} is read"
        )
    shown = first_row.seen(first, reading).columns
    names = dict(zip((column.name for column in shown.columns), columns, strict=True))
    raters = tuple(names[name] for name in way.reading.raters)
    extract, category = (
        names.get(name or "", "") for name in (way.reading.extract, way.reading.category_column)
    )
    if way.layout == "long":
        return Table(first.name, source, extract, raters, category, reading)
    grid = way.grid()
    headed = first.header is None and reading.header != "no"
    if others := len(first.cells) - headed - len(grid.extracts):
        raise StudyError(f"{first.name}: among the first rows {others} are no extracts; {MEND}")
    return Table(first.name, source, extract, raters, "", reading, grid.notes)


def _checked(table: Table, columns: Sequence[str]) -> Table:
    needed = (*table.raters, *((table.extract, table.category) if table.long else ()))
    missing = [name for name in needed if name not in columns]
    if missing:
        raise StudyError(
            f"{table.name}: no column {missing[0]!r} among {', '.join(columns)}; "
            "say which with --extract, --raters and --category-column"
        )
    if not table.long and len(table.raters) < 2:
        raise StudyError(
            f"{table.name}: found {len(table.raters)} rater; agreement needs two or more"
        )
    return table


def _check_rows(database: "Database", table: Table, columns: Sequence[str]) -> None:
    """Refuse rows that are no extracts: a smaller file is read without them, and it is said."""
    name = table.extract or next(iter(set(columns[:1]) - {*table.raters, table.category}), "")
    if not name:
        return
    text = f"CAST({quoted(name)} AS VARCHAR)"
    cell = f"trim({text}, {literal(SPACE)})"
    odd = {
        f"without a name in {name!r}": f"coalesce({cell}, '') = ''",
        "of totals": f"regexp_full_match(rtrim({cell}, ' :'), {literal(TOTALS.pattern)}, 'i')",
        "with the header again": f"{cell} = {literal(trim(name))}",
        f"with spaces around a name in {name!r}": f"{cell} <> {text}",
    }
    counts = ", ".join(f"count(*) FILTER ({how})" for how in odd.values())
    (found,) = answer(database, f"SELECT {counts} FROM {table.source}")
    for what, n in zip(odd, found, strict=True):
        if n:
            raise StudyError(f"{table.name}: {counted(n, 'row', what)[0]}; {MEND}")


def _check_once(database: "Database", table: Table) -> None:
    """Refuse two rows of one extract, as where tables were put one below the other."""
    name = quoted(table.extract)
    counted_twice = f"SELECT {name} FROM {table.source} GROUP BY 1 HAVING count(*) > 1 LIMIT 1"
    for (extract,) in answer(database, counted_twice):
        raise StudyError(f"{table.name}: extract {str(extract)!r} appears more than once; {MEND}")


def _role(columns: Sequence[str], names: Sequence[str]) -> str:
    return next((column for column in columns if column.strip().lower() in names), "")
