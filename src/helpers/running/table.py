"""All runs of a batch as one table: what was given, what came of it, what was recorded."""

import csv
import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from helpers.errors import StudyError
from helpers.running import strict_json
from helpers.running.ledger import Record

if TYPE_CHECKING:
    import pandas as pd

NAME = "runs"
ORDER = (
    *("run", "notebook", "parameter", "outcome", "seconds"),
    *("cell", "error", "result", "traceback", "files"),
)
INT64 = range(-(2**63), 2**63)


def frame(records: Sequence[Record]) -> "pd.DataFrame":
    """One row a run; a column for each parameter and each recorded result, by its name.

    A column holds whole numbers, or numbers, or else text: what is no text then is its JSON.

    A cell is empty for None, for NaN, and for what was not given or recorded: pandas reads each
    word that could stand for one of them as the same missing value. The ledger tells them apart.
    """
    import pandas as pd

    table = pd.DataFrame([_row(record) for record in records], dtype=object)
    ordered = sorted(table.columns, key=lambda name: ORDER.index(name.partition(".")[0]))
    return table[ordered].apply(_of_one_kind)


def save(records: Sequence[Record], folder: Path) -> Path:
    """Write the table as CSV and as Parquet, both or none; returns the CSV's path.

    Raises:
        StudyError: when one cannot be written; what was there before then stays.
    """
    table = frame(records)
    path = folder / f"{NAME}.csv"
    _all_or_none(
        {
            path: lambda partial: table.to_csv(
                partial, index=False, lineterminator="\n", quoting=_quoting(table)
            ),
            path.with_suffix(".parquet"): lambda partial: table.to_parquet(partial, index=False),
        }
    )
    return path


def _quoting(table: "pd.DataFrame") -> Literal[0, 2]:
    """All texts in quotes where one holds a carriage return, which ends a row for some readers."""
    held = any("\r" in str(value) for value in table.to_numpy().ravel())
    return csv.QUOTE_NONNUMERIC if held else csv.QUOTE_MINIMAL


def _all_or_none(writes: Mapping[Path, Callable[[Path], object]]) -> None:
    partials = {path: path.with_name(f".{path.name}.partial") for path in writes}
    for path, write in writes.items():
        try:
            write(partials[path])
        except OSError as problem:
            for partial in partials.values():
                partial.unlink(missing_ok=True)
            reason = os.strerror(problem.errno) if problem.errno else problem
            raise StudyError(
                f"{path.name}: cannot be written: {reason}; "
                "no run is lost, run the same command again once it can"
            ) from None
    for path, partial in partials.items():
        partial.replace(path)


def _row(record: Record) -> dict[str, Any]:
    failure = record.failure
    return {
        "run": record.run,
        "notebook": record.notebook,
        **{f"parameter.{name}": value for name, value in record.parameters.items()},
        "outcome": record.outcome,
        "seconds": record.seconds,
        **{f"result.{name}": value for name, value in record.results.items()},
        "cell": failure.cell if failure else None,
        "error": failure.error if failure else "",
        "traceback": failure.traceback if failure else "",
        "files": record.home,
    }


def _of_one_kind(column: "pd.Series") -> "pd.Series":
    values = column.dropna()
    kinds = set(map(type, values))
    large = any(type(value) is int and value not in INT64 for value in values)
    if kinds <= {int, float} and not large:
        return column.astype("float64" if float in kinds else "Int64")
    return column.map(_text, na_action="ignore").astype("str")


def _text(value: Any) -> str:
    """A text, a number as a column of numbers shows it, or JSON of what is neither."""
    return str(value) if isinstance(value, str | float) else json.dumps(strict_json.plain(value))
