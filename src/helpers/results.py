"""The named results of a notebook, written as JSON beside its figures.

One file a notebook, `results/NAME.json` below the output folder, with the entries `notebook`,
`source` (name, kind, sha256, what was changed in reading; null without ratings) and `results`
(name: value, unit, note).
A result that does not exist is null, and its note says why.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers import files
from helpers.agreement.values import Interval, Undefined
from helpers.errors import StudyError
from helpers.paths import output
from helpers.ratings import Origin

Plain = bool | int | float | str | None | list[Any]


@dataclass(frozen=True)
class Value:
    """A result: a number, words, an interval, a list; `Undefined` is stored as null and why."""

    value: float | str | Undefined | Interval | Sequence[float | str] | None
    unit: str = ""
    note: str = ""


@dataclass(frozen=True)
class Record:
    """What one notebook recorded, and from which ratings; `kind` and `sha256` empty without any."""

    notebook: str
    source: str
    kind: str
    sha256: str
    values: Mapping[str, Value]

    def is_from(self, origin: Origin) -> bool:
        """Whether it was computed from these very ratings."""
        return (self.kind, self.sha256) == (origin.kind, origin.sha256)


def write(notebook: str, origin: Origin | None, values: Mapping[str, Value]) -> Path:
    """Write a notebook's results, whole or not at all, and return where.

    Raises:
        StudyError: when a number is infinite or nan: say None and why instead.
    """
    entries = {name: _entry(name, value) for name, value in values.items()}
    document = {"notebook": notebook, "source": origin and _source(origin), "results": entries}
    path = output() / "results" / f"{notebook}.json"
    return files.write(path, json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def _source(origin: Origin) -> dict[str, Plain]:
    known: dict[str, Plain] = {"name": origin.name, "kind": origin.kind, "sha256": origin.sha256}
    told: dict[str, Plain] = {"doubt": origin.doubt, "changes": list(origin.changes)}
    return known | {name: value for name, value in told.items() if value}


def read_all(folder: Path | None = None) -> dict[str, Record]:
    """What every notebook recorded, by its name; empty when nothing has run.

    Raises:
        StudyError: when a file is not one that `write` made.
    """
    found = sorted((folder or output() / "results").glob("*.json"))
    return {record.notebook: record for record in map(_record, found)}


def _entry(name: str, value: Value) -> dict[str, Plain]:
    why = value.value.why if isinstance(value.value, Undefined) else ""
    note = "; ".join(filter(None, (value.note, why)))
    return {"value": _plain(name, value.value), "unit": value.unit, "note": note}


def _plain(name: str, value: Any) -> Plain:
    """The value as JSON has it: numpy scalars and arrays become numbers and lists."""
    if isinstance(value, Undefined):
        return None
    if isinstance(value, Interval):
        return [_plain(name, value.low), _plain(name, value.high)]
    if hasattr(value, "tolist"):
        return _plain(name, value.tolist())
    if isinstance(value, list | tuple):
        return [_plain(name, item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise StudyError(f"result {name!r} is {value}; record None, with a note that says why")
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise StudyError(f"result {name!r}: cannot record a {type(value).__name__}")


def _record(path: Path) -> Record:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        source = document["source"] or {"name": "", "kind": "", "sha256": ""}
        values = {name: Value(**entry) for name, entry in document["results"].items()}
        return Record(
            document["notebook"], source["name"], source["kind"], source["sha256"], values
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StudyError(
            f"{path.name}: not a notebook's results; delete it and run the notebook again"
        ) from error
