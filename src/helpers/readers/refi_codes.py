"""The codes of a REFI-QDA project (.qdpx) or codebook (.qdc), and what all of it is read with."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from helpers.errors import StudyError
from helpers.readers.xml_problems import told


@dataclass(frozen=True)
class Code:
    """One code of a codebook; `depth` is 0 at the top of the hierarchy."""

    guid: str
    name: str
    depth: int
    description: str = ""


def codebook(content: bytes, name: str) -> tuple[Code, ...]:
    """The codes of a codebook or a project, in the order of the file.

    Raises:
        StudyError: when it is not well-formed XML, or declares entities of its own.
    """
    return tuple(codes(parsed(content, name)))


def parsed(content: bytes, name: str) -> Any:
    """The root element; document type declarations and entities are refused."""
    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(content, forbid_dtd=True)
    except Exception as problem:  # defusedxml's and expat's errors share no base class
        raise StudyError(f"{name}: the XML cannot be read ({told(problem)})") from None


def codes(root: Any) -> Iterator[Code]:
    """Every code below a root element, in the order of the file."""
    # A stack of our own, since a hostile file may nest deeper than Python's allows.
    stack = [(one, 0) for top in every(root, "Codes") for one in reversed(list(top))]
    while stack:
        element, depth = stack.pop()
        if local(element) != "Code":
            continue
        about = next((one.text or "" for one in element if local(one) == "Description"), "")
        name = (element.get("name") or "").strip()
        yield Code(guid(element.get("guid")), name, depth, about)
        stack += [(one, depth + 1) for one in reversed(list(element))]


def labels(found: tuple[Code, ...]) -> dict[str, str]:
    """Each code's label: its name, with the one above where that is not unique."""
    named: dict[str, str] = {}
    above: list[str] = []
    times = Counter(code.name for code in found)
    for code in found:
        del above[code.depth :]
        parent = f"{above[-1]} / " if above else ""
        label = code.name if times[code.name] == 1 else f"{parent}{code.name}"
        named[code.guid] = label
        above.append(code.name)
    shown = Counter(named.values())
    return {one: label if shown[label] == 1 else f"{label} ({one})" for one, label in named.items()}


def every(element: Any, name: str) -> Iterator[Any]:
    """The elements of that local name: namespaces differ between versions and programs."""
    return (one for one in element.iter() if local(one) == name)


def local(element: Any) -> str:
    """The element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def guid(text: str | None) -> str:
    """An identifier without braces and case."""
    return (text or "").strip().strip("{}").lower()
