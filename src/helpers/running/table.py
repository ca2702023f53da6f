"""All runs of a batch as one table: what was given, what came of it, what was recorded."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.errors import StudyError
from helpers.running.ledger import Record

if TYPE_CHECKING:
    import pandas as pd

NAME = "runs"


def frame(records: Sequence[Record]) -> "pd.DataFrame":
    """One row a run; a column for each parameter and each recorded result, by its name."""
    import pandas as pd

    return pd.DataFrame([_row(record) for record in records])


def save(records: Sequence[Record], folder: Path) -> Path:
    """Write the table as CSV and as Parquet, both or none; returns the CSV's path.

    Raises:
        StudyError: when one cannot be written; what was there before then stays.
    """
    table = frame(records)
    path = folder / f"{NAME}.csv"
    _all_or_none(
        {
            path: lambda partial: table.to_csv(partial, index=False, lineterminator="\n"),
            path.with_suffix(".parquet"): lambda partial: table.to_parquet(partial, index=False),
        }
    )
    return path


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
        **{f"parameter.{name}": _cell(value) for name, value in record.parameters.items()},
        "outcome": record.outcome,
        "seconds": record.seconds,
        **{f"result.{name}": _cell(value) for name, value in record.results.items()},
        "cell": failure.cell if failure else None,
        "error": failure.error if failure else "",
        "traceback": failure.traceback if failure else "",
        "files": record.home,
    }


def _cell(value: Any) -> Any:
    """A number as it is; anything else as text, so that a column can hold what runs differ in."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return value if value is None or isinstance(value, str) else json.dumps(value)
