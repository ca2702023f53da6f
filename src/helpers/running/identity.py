"""What a run's result depends on, each part with its hash, so that nothing runs twice in vain."""

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePath
from typing import Any

from helpers.files import sha256
from helpers.paths import data, project
from helpers.running.store import hashes

WORDS = {
    "code": "the notebook's code changed",
    "parameters": "its parameters changed",
    "helpers": "the helpers' sources changed",
    "data": "the data changed",
    "lock": "the locked environment changed",
}
# The tags of a cell that decide what runs; the others are for the eye.
TAGS = {"parameters", "injected-parameters", "raises-exception", "skip-execution"}
HELPERS = Path(__file__).parents[1]  # code, and what it draws and shows with: fonts, templates
LEFT = {".", "~"}  # how the names begin that office programs, Jupyter and systems leave


@dataclass(frozen=True)
class Input:
    """A file that a run's parameters lead to.

    Attributes:
        path: where it lies.
        shown: what may be said of it.
        sha256: of its bytes when the run was planned.
    """

    path: Path
    shown: str
    sha256: str

    @classmethod
    def of(cls, path: Path, shown: str) -> "Input":
        """A file as it is now."""
        return cls(path, shown, sha256(path))

    @property
    def changed(self) -> bool:
        """Whether it is gone, or not what it was."""
        try:
            return sha256(self.path) != self.sha256
        except OSError:
            return True


@dataclass(frozen=True)
class Surroundings:
    """The parts of an identity that all runs of one batch share.

    Attributes:
        helpers: of the project's code, fonts and templates.
        data: of what lies in `data/`.
        lock: of the lock file.
        seen: of the sizes and times of these files, in this process: where they are the same,
            none needs to be read again.
    """

    helpers: str
    data: str
    lock: str
    seen: int = field(default=0, compare=False)

    @classmethod
    def now(cls) -> "Surroundings":
        """Those of this checkout, read from the disk."""
        seen = _seen()  # first: what changes meanwhile is then read again
        return cls(_hash(_read(HELPERS)), _hash(_read(data())), lock_hash(), seen)

    @property
    def change(self) -> str | None:
        """How they are not those of this checkout any more, in words, or None when they are."""
        if self.seen == _seen():
            return None
        return changed(asdict(self), asdict(Surroundings.now()))


def _seen() -> int:
    roots = (HELPERS, data(), project() / "uv.lock")
    return hash(tuple(touched for root in roots for touched in _touched(root)))


def _touched(root: Path) -> Iterator[tuple[str, int, int, int]]:
    """Each file at or below a place, with what the system notes when it is written to."""
    walked = ((at, names) for at, _, names in os.walk(root) if not at.endswith("__pycache__"))
    below = (Path(at, name) for at, names in walked for name in sorted(names))
    for path in (root, *below):
        with contextlib.suppress(OSError):  # it has just gone
            found = path.stat()
            yield str(path), found.st_mtime_ns, found.st_ctime_ns, found.st_size


def _read(root: Path) -> dict[str, str]:
    """The files below a folder, without what programs leave beside one that they show or run."""
    found = hashes(root)
    return {name: found[name] for name in found if not any(map(_is_left, PurePath(name).parts))}


def _is_left(part: str) -> bool:
    return part[0] in LEFT or part == "__pycache__"


def of(
    notebook: Any, parameters: Mapping[str, Any], files: Iterable[Input], around: Surroundings
) -> dict[str, str]:
    """The identity of a run; `files` are those its parameters lead to."""
    return {
        "code": _hash([_kernel(notebook), *filter(any, map(_cell, notebook["cells"]))]),
        "parameters": _hash(parameters),
        "helpers": around.helpers,
        "data": _hash([around.data, {file.shown: file.sha256 for file in files}]),
        "lock": around.lock,
    }


def _kernel(notebook: Any) -> list[Any]:
    spec = notebook["metadata"].get("kernelspec", {})
    return [spec.get("name"), spec.get("language")]


def _cell(cell: Any) -> list[Any]:
    """What a run does with a cell: nothing with prose, but for where its tags stand."""
    source = "".join(cell["source"]) if cell["cell_type"] == "code" else None
    return [source, sorted(TAGS & set(cell["metadata"].get("tags", [])))]


def changed(before: Mapping[str, str], now: Mapping[str, str]) -> str | None:
    """Which part that is there now was another, in words, or None when none was."""
    parts = (part for part in WORDS if part in now)
    return next((WORDS[part] for part in parts if before.get(part) != now[part]), None)


def lock_hash() -> str:
    """The SHA-256 of the project's lock file; empty when there is none."""
    lock = project() / "uv.lock"
    return sha256(lock) if lock.is_file() else ""


def _hash(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
