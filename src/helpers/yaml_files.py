"""YAML that people write: nothing is passed over, and a mistake is told with its place."""

from typing import Any

import yaml

from helpers.errors import StudyError


def parse(content: bytes, name: str) -> Any:
    """What a YAML file of that name holds.

    Raises:
        StudyError: when it is no YAML, or gives a key twice: YAML's usual readers keep the last
            and say nothing.
    """
    try:
        return yaml.load(content.decode("utf-8-sig"), Loader=_Loader)
    except _RepeatedError as problem:
        raise StudyError(f"{name}: {_place(problem)}; keep one of them") from None
    except yaml.YAMLError as problem:
        raise StudyError(f"{name}: not YAML: {_place(problem)}") from None
    except UnicodeDecodeError:
        raise StudyError(f"{name}: not YAML: it is not UTF-8 text") from None
    except RecursionError:
        raise StudyError(f"{name}: not YAML: it is nested too deeply") from None


class _RepeatedError(yaml.MarkedYAMLError):
    """A key that its mapping holds already."""


class _Loader(yaml.SafeLoader):
    """The safe loader, without its leniency."""

    def compose_mapping_node(self, anchor: Any) -> Any:
        """A mapping as it is written, before keys are merged into it."""
        node = super().compose_mapping_node(anchor)
        lines: dict[tuple[str, str], int] = {}
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if line := lines.get((key.tag, key.value)):
                said = f"the key {key.value!r} is given twice, first in line {line}"
                raise _RepeatedError(problem=said, problem_mark=key.start_mark)
            lines[key.tag, key.value] = key.start_mark.line + 1
        return node

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        """A value; one that only looks like a date, say, is told with its place."""
        try:
            return super().construct_object(node, deep)
        except ValueError as problem:
            raise yaml.MarkedYAMLError(problem=str(problem), problem_mark=node.start_mark) from None


def _place(problem: yaml.YAMLError) -> str:
    """Where it goes wrong and how, in one line."""
    mark = getattr(problem, "problem_mark", None)
    if mark is None:
        return " ".join(str(problem).split())
    return f"line {mark.line + 1}, column {mark.column + 1}: {getattr(problem, 'problem', problem)}"
