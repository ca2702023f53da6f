"""JSON that every parser reads (RFC 8259), which knows no infinite number and no NaN.

Such a number is written as MongoDB's extended JSON has it, `{"$numberDouble": "Infinity"}`,
`"-Infinity"` or `"NaN"`, and read as the number it was.
"""

import json
import math
from typing import Any


def dumps(value: Any) -> str:
    """The value in one line of strict JSON.

    >>> dumps([1.5, float("-inf")])
    '[1.5, {"$numberDouble": "-Infinity"}]'
    """
    return json.dumps(plain(value), ensure_ascii=False, allow_nan=False)


def loads(text: str | bytes) -> Any:
    """The value that `dumps` was given."""
    return json.loads(text, object_hook=_number)


def plain(value: Any) -> Any:
    """The value with what JSON has in place of the numbers it lacks."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return {"$numberDouble": json.dumps(value)}
    return value


def _number(found: dict[str, Any]) -> Any:
    match list(found.items()):
        case [("$numberDouble", "Infinity" | "-Infinity" | "NaN" as word)]:
            return float(word)
    return found
