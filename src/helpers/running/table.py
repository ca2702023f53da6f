"""All runs of a batch as one table: what was given, what came of it, what was recorded."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.running.ledger import Record

if TYPE_CHECKING:
    import pandas as pd

NAME = "runs"


def frame(records: Sequence[Record]) -> "pd.DataFrame":
    """One row a run; a column for each parameter and each recorded result, by its name."""
    import pandas as pd

    return pd.DataFrame([_row(record) for record in records])


def save(records: Sequence[Record], folder: Path) -> Path:
    """Write the table as CSV and as Parquet, each at once; returns the CSV's path."""
    table = frame(records)
    path = folder / f"{NAME}.csv"
    partial = folder / f".{NAME}.partial"
    table.to_csv(partial, index=False, lineterminator="\n")
    partial.replace(path)
    table.to_parquet(partial, index=False)
    partial.replace(path.with_suffix(".parquet"))
    return path


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
