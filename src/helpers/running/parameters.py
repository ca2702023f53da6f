"""What a notebook's parameters cell takes, and whether the values given to it fit.

The cell is read as syntax and never run. Every value is checked before a kernel starts, because
papermill escapes values but not names, turns a tuple into text and only warns of unknown names.
"""

import ast
import datetime
import difflib
import io
import tokenize
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from helpers.errors import StudyError

# What JSON can hold, in words.
TYPE_NAMES = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    list: "a list",
    dict: "a mapping",
    type(None): "null",
}
PLAIN = {kind.__name__: kind for kind in TYPE_NAMES} | {"tuple": list}
Annotated = tuple[tuple[type, ...], tuple[Any, ...]]


@dataclass(frozen=True)
class Parameter:
    """One name that a parameters cell assigns.

    Attributes:
        default: the value written there; None also where it is not a literal.
        kinds: the types it takes; empty when the cell does not tell.
        choices: the values of a `Literal[...]` annotation; empty for any.
        comment: the comment on its line, or the comment lines above it.
    """

    name: str
    default: Any
    kinds: tuple[type, ...] = ()
    choices: tuple[Any, ...] = ()
    comment: str = ""


def read(notebook: Any) -> tuple[Parameter, ...]:
    """The parameters of a loaded notebook, in order; none without a cell tagged `parameters`.

    Raises:
        StudyError: when the tagged cell is not Python.
    """
    for cell in notebook["cells"]:
        if "parameters" in cell["metadata"].get("tags", []):
            return read_code("".join(cell["source"]))
    return ()


def read_code(code: str) -> tuple[Parameter, ...]:
    """The parameters that the code of a cell assigns.

    >>> [(p.name, p.default, p.comment) for p in read_code("seed: int = 1  # of all draws")]
    [('seed', 1, 'of all draws')]
    """
    plain = "\n".join("" if line.lstrip()[:1] in ("%", "!") else line for line in code.split("\n"))
    try:
        statements = ast.parse(plain).body
    except SyntaxError as problem:
        raise StudyError(
            f"the parameters cell is not Python: line {problem.lineno}: {problem.msg}"
        ) from None
    comments = _comments(plain)
    found = {}
    for statement in statements:
        for name, value, annotation in _assignments(statement):
            found[name] = _parameter(name, value, annotation, _comment(statement, comments))
    return tuple(found.values())


def check(notebook: str, known: Sequence[Parameter], given: Mapping[Any, object]) -> dict[str, Any]:
    """The values, each of the type the parameters cell asks for.

    Raises:
        StudyError: for a name that is unknown (naming the nearest) or no name at all, and for a
            value of another type.
    """
    by_name = {parameter.name: parameter for parameter in known}
    return {
        _known(notebook, name, by_name).name: _fitted(notebook, by_name[name], value)
        for name, value in given.items()
    }


def _known(notebook: str, name: object, by_name: Mapping[str, Parameter]) -> Parameter:
    if not isinstance(name, str) or not name.isidentifier():
        raise StudyError(f"{notebook}: {name!r} cannot be the name of a parameter")
    if name in by_name:
        return by_name[name]
    if not by_name:
        raise StudyError(
            f"{notebook}: no parameter {name!r}; the notebook has no cell tagged 'parameters'"
        )
    near = difflib.get_close_matches(name, by_name, n=1, cutoff=0.5)
    hint = f"; did you mean {near[0]!r}?" if near else f"; it takes {', '.join(by_name)}"
    raise StudyError(f"{notebook}: no parameter {name!r}{hint}")


def _fitted(notebook: str, parameter: Parameter, value: object) -> Any:
    where = f"{notebook}: parameter {parameter.name!r}"
    plain = _plain(where, value)
    if parameter.choices and plain not in parameter.choices:
        allowed = ", ".join(map(repr, parameter.choices))
        raise StudyError(f"{where} must be one of {allowed}, not {plain!r}")
    kinds = parameter.kinds
    if not kinds or type(plain) in kinds:
        return plain
    if float in kinds and type(plain) is int:
        return float(plain)
    if int in kinds and type(plain) is float and plain.is_integer():
        return int(plain)
    wanted = " or ".join(TYPE_NAMES[kind] for kind in kinds)
    raise StudyError(f"{where} must be {wanted}, not {plain!r}")


def _plain(where: str, value: object) -> Any:
    """The value in the types JSON has, which papermill writes as what they are."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(where, item) for item in value]
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return {key: _plain(where, item) for key, item in value.items()}
    raise StudyError(f"{where} cannot hold {value!r} ({type(value).__name__})")


def _assignments(statement: ast.stmt) -> Iterable[tuple[str, ast.expr, ast.expr | None]]:
    match statement:
        case ast.Assign(targets=targets, value=value):
            yield from ((t.id, value, None) for t in targets if isinstance(t, ast.Name))
        case ast.AnnAssign(
            target=ast.Name(id=name), annotation=annotation, value=ast.expr() as value
        ):
            yield name, value, annotation


def _parameter(name: str, value: ast.expr, annotation: ast.expr | None, comment: str) -> Parameter:
    try:
        default, literal = ast.literal_eval(value), True
    except ValueError:
        default, literal = None, False
    kinds, choices = _annotated(annotation)
    if not kinds and not choices and literal and default is not None:
        kinds = (list if isinstance(default, tuple) else type(default),)
    if kinds and literal and default is None and type(None) not in kinds:
        kinds = (*kinds, type(None))
    return Parameter(
        name, default, tuple(kind for kind in kinds if kind in TYPE_NAMES), choices, comment
    )


def _annotated(annotation: ast.expr | None) -> Annotated:
    """The types and the choices an annotation allows; both empty when it says neither."""
    kinds: tuple[type, ...] = ()
    choices: tuple[Any, ...] = ()
    match annotation:
        case ast.Constant(value=None):
            kinds = (type(None),)
        case ast.Constant(value=str(text)):
            kinds, choices = _annotated(ast.parse(text, mode="eval").body)
        case ast.Name(id=name) if name in PLAIN:
            kinds = (PLAIN[name],)
        case ast.Subscript(value=ast.Name(id="Literal"), slice=values):
            chosen = ast.literal_eval(values)
            choices = chosen if isinstance(chosen, tuple) else (chosen,)
        case ast.Subscript(value=ast.Name(id="Optional"), slice=inner):
            kinds = (*_annotated(inner)[0], type(None))
        case ast.Subscript(value=container):
            kinds, choices = _annotated(container)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            kinds, choices = _either(_annotated(left), _annotated(right))
    return kinds, choices


def _either(one: Annotated, other: Annotated) -> Annotated:
    kinds, choices = (*one[0], *other[0]), (*one[1], *other[1])
    if choices and type(None) in kinds:
        choices = (*choices, None)
    return kinds, choices


def _comments(code: str) -> dict[int, tuple[str, bool]]:
    """The comments by line, and whether each has the line to itself."""
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    return {
        token.start[0]: (token.string.lstrip("#").strip(), token.line.lstrip().startswith("#"))
        for token in tokens
        if token.type == tokenize.COMMENT
    }


def _comment(statement: ast.stmt, comments: Mapping[int, tuple[str, bool]]) -> str:
    beside = comments.get(statement.end_lineno or 0)
    if beside:
        return beside[0]
    above: list[str] = []
    line = statement.lineno - 1
    while line in comments and comments[line][1]:
        above.insert(0, comments[line][0])
        line -= 1
    return " ".join(above)
