"""From values to JSON: an undefined value becomes null, and its path is told with the reason."""

from collections.abc import Iterator
from typing import Any

from helpers.agreement.values import Interval, Undefined

Tree = dict[str, Any]


def plain(tree: Tree) -> Tree:
    """The tree with null for what is undefined, and `undefined`: path to reason.

    >>> plain({"a": Undefined("0/0"), "b": [Interval(0.1, 0.2)]})
    {'a': None, 'b': [[0.1, 0.2]], 'undefined': {'a': '0/0'}}
    """
    return {**_plain(tree), "undefined": dict(_reasons(tree))}


def _plain(value: Any) -> Any:
    match value:
        case Undefined():
            return None
        case Interval(low, high):
            return [low, high]
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
    return value


def _reasons(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    match value:
        case Undefined(why):
            yield path, why
        case dict():
            for key, item in value.items():
                yield from _reasons(item, f"{path}.{key}" if path else key)
        case list() | tuple():
            for i, item in enumerate(value):
                yield from _reasons(item, f"{path}.{i}")
