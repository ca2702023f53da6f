"""What an annotation in a parameters cell allows, read as syntax and never run."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any

PLAIN = {kind.__name__: kind for kind in (bool, int, float, str, list, dict)} | {
    "tuple": list,
    "List": list,
    "Dict": dict,
    "Tuple": list,
    "None": type(None),
    "Any": object,
}


@dataclass(frozen=True)
class Allowed:
    """What a parameter takes: a value of one of the types, or one of the choices.

    Nothing in either means that it is not told; the type `object` means anything.
    """

    kinds: tuple[type, ...] = ()
    choices: tuple[Any, ...] = ()

    def __or__(self, other: "Allowed") -> "Allowed":
        """Either; not told as soon as one of them is not."""
        if UNTOLD in (self, other):
            return UNTOLD
        return Allowed(self.kinds + other.kinds, self.choices + other.choices)


UNTOLD = Allowed()


def allowed(annotation: ast.expr | None) -> Allowed:
    """What an annotation allows, as far as it can be told without running it.

    >>> allowed(ast.parse("Literal['all'] | int", mode="eval").body)
    Allowed(kinds=(<class 'int'>,), choices=('all',))
    """
    match annotation:
        case ast.Constant(value=None):
            return _named("None")
        case ast.Constant(value=str(text)):
            return allowed(_expression(text))
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return _named(name)
        case ast.Subscript(value=ast.Name(id=name) | ast.Attribute(attr=name), slice=inner):
            return _subscripted(name, inner)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return allowed(left) | allowed(right)
    return UNTOLD


def _named(name: str) -> Allowed:
    return Allowed((PLAIN[name],)) if name in PLAIN else UNTOLD


def _subscripted(name: str, inner: ast.expr) -> Allowed:
    match name:
        case "Literal":
            return Allowed(choices=_literals(inner))
        case "Optional":
            return allowed(inner) | _named("None")
        case "Union":
            members: Iterable[ast.expr] = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            return reduce(Allowed.__or__, map(allowed, members))
    return _named(name)


def _literals(inner: ast.expr) -> tuple[Any, ...]:
    """The values of a `Literal[...]`; none when one is a name, as an enum's member is."""
    try:
        values = ast.literal_eval(inner)
    except ValueError:
        return ()
    return values if isinstance(values, tuple) else (values,)


def _expression(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        return None
