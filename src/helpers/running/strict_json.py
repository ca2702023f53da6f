"""JSON that every parser reads (RFC 8259), which knows no infinite number and no NaN.

Such a number is written as MongoDB's extended JSON has it, `{"$numberDouble": "Infinity"}`,
`"-Infinity"` or `"NaN"`, and read as the number it was.
"""

import json
import math
from typing import Any

DEEPEST = 100  # levels of lists and mappings that are taken; some parsers read few more


def dumps(value: Any, room: float = math.inf) -> str:
    """The value in one line of strict JSON; RecursionError when it has more levels than `room`.

    >>> dumps([1.5, float("-inf")])
    '[1.5, {"$numberDouble": "-Infinity"}]'
    """
    return json.dumps(plain(value, room), ensure_ascii=False, allow_nan=False)


def loads(text: str | bytes) -> Any:
    """The value that `dumps` was given."""
    return json.loads(text, object_hook=_number)


def plain(value: Any, room: float = math.inf) -> Any:
    """The value with what JSON has in place of the numbers it lacks; see `dumps`."""
    if room < 0:
        raise RecursionError
    if isinstance(value, dict):
        return {key: plain(item, room - 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item, room - 1) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return {"$numberDouble": json.dumps(value)}
    return value


def _number(found: dict[str, Any]) -> Any:
    match list(found.items()):
        case [("$numberDouble", "Infinity" | "-Infinity" | "NaN" as word)]:
            return float(word)
    return found
