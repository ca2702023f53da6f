"""What a notebook's parameters cell takes, and whether the values given to it fit.

The cell is read as syntax and never run. Every value is checked before a kernel starts, because
papermill escapes values but not names, turns a tuple into text and only warns of unknown names.
"""

import ast
import datetime
import difflib
import io
import re
import sys
import tokenize
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from helpers.errors import StudyError
from helpers.running import strict_json
from helpers.running.annotations import UNTOLD, Allowed, allowed

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


@dataclass(frozen=True)
class Parameter:
    """One name that a parameters cell assigns.

    Attributes:
        default: the value written there; None also where it is not a literal.
        kinds: the types it takes beside the choices; empty when the cell does not tell.
        choices: the values of a `Literal[...]` annotation.
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
        return _assigned(plain)
    except SyntaxError as problem:
        raise StudyError(
            f"the parameters cell is not Python: line {problem.lineno}: {problem.msg}"
        ) from None
    except RecursionError:
        raise StudyError("the parameters cell is not Python: it is nested too deeply") from None


def _assigned(code: str) -> tuple[Parameter, ...]:
    statements = ast.parse(code).body
    comments = _comments(code)
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
    plain = _storable(where, value)
    kinds, choices = parameter.kinds, parameter.choices
    for choice in choices:
        if choice == plain and isinstance(choice, bool) == isinstance(plain, bool):
            return choice
    if not (kinds or choices) or type(plain) in kinds:
        return plain
    if float in kinds and type(plain) is int and abs(plain) <= sys.float_info.max:
        return float(plain)
    if int in kinds and type(plain) is float and plain.is_integer():
        return int(plain)
    hint = _number_hint(plain) if float in kinds else ""
    raise StudyError(f"{where} must be {_wanted(parameter)}, not {_shown(plain)}{hint}")


def _number_hint(value: Any) -> str:
    """What to write instead of a number that YAML takes for text.

    >>> _number_hint("1e-3")
    '; YAML takes it for text: write 1.0e-3, with a point and a sign'
    """
    found = re.fullmatch(r"([+-]?\d+)(\.\d*)?e([+-]?)(\d+)", str(value), re.IGNORECASE)
    if not isinstance(value, str) or found is None:
        return ""
    number = f"{found[1]}{found[2] or '.0'}e{found[3] or '+'}{found[4]}"
    return f"; YAML takes it for text: write {number}, with a point and a sign"


def _wanted(parameter: Parameter) -> str:
    chosen = [f"one of {', '.join(map(repr, parameter.choices))}"] * bool(parameter.choices)
    return " or ".join([*chosen, *(TYPE_NAMES[kind] for kind in parameter.kinds)])


def _shown(value: object) -> str:
    """The value for a message, which is a line that can be read."""
    text = repr(value)
    return text if len(text) <= 200 else f"{text[:200]}… ({len(text)} characters)"


def _storable(where: str, value: object) -> Any:
    """The value as JSON and UTF-8 can hold it, in which it is recorded."""
    try:
        plain = _plain(where, value)
        strict_json.dumps(plain, strict_json.DEEPEST).encode()
    except RecursionError:
        raise StudyError(f"{where} cannot hold what holds itself or is nested too deeply") from None
    except UnicodeEncodeError:
        raise StudyError(f"{where} cannot hold {_shown(value)}: half a character") from None
    except ValueError:
        raise StudyError(f"{where} cannot hold a number of so many digits") from None
    return plain


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
    raise StudyError(f"{where} cannot hold {_shown(value)} ({type(value).__name__})")


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
    except (ValueError, TypeError):
        default, literal = None, False
    told = allowed(annotation)
    if told == UNTOLD and default is not None:
        told = Allowed((list if isinstance(default, tuple) else type(default),))
    if told != UNTOLD and literal and default is None:
        told |= Allowed((type(None),))
    if not set(told.kinds) <= set(TYPE_NAMES):
        told = UNTOLD
    return Parameter(name, default, tuple(dict.fromkeys(told.kinds)), told.choices, comment)


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
