"""What runs are made of: notebooks that take parameters, and sources of ratings, both checked."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from helpers import sources
from helpers.errors import StudyError
from helpers.running import identity, parameters
from helpers.running.identity import Input
from helpers.running.job import Job
from helpers.running.kernels import OUR_PYTHON
from helpers.running.notebook import load

LONGEST = 200  # bytes of a notebook's name: its files get longer ones, and 255 is the end


@dataclass(frozen=True)
class Source:
    """A source as a run takes it.

    Attributes:
        given: what the kernel is given: a name, or a file's absolute path.
        shown: what may be stored of it.
        files: the file, if it is one, and those it lists.
    """

    given: str
    shown: str
    files: tuple[Input, ...] = ()

    @classmethod
    def of(cls, source: str, folder: Path) -> "Source":
        """The source of a name, or of a file whose path is relative to `folder`.

        Raises:
            StudyError: when it cannot be read as ratings.
        """
        bare = not (Path(source).suffix or "/" in source or "\\" in source)
        if bare or "://" in source:  # an address is refused in words of its own
            sources.load(source)
            return cls(source, source)
        path = Path(folder, source).expanduser().resolve()
        sources.load(str(path))
        whole = Path(source).expanduser().is_absolute()
        shown = path.name if whole else PurePath(source).as_posix()
        # The names of several are often the raters'.
        listed = enumerate(sources.files_of(path), 1)
        files = [Input.of(file, f"file {i} of {shown}") for i, file in listed]
        return cls(str(path), shown, (Input.of(path, shown), *files))


@dataclass(frozen=True)
class Notebook:
    """A notebook that is there and takes parameters."""

    name: str
    text: str
    content: Any
    known: tuple[parameters.Parameter, ...]

    @classmethod
    def of(cls, path: Path) -> "Notebook":
        """Read one; StudyError when the file is no notebook, or names no kernel."""
        if len(os.fsencode(path.stem)) > LONGEST:
            raise StudyError(f"{path.stem[:20]}…: a name of more than {LONGEST} bytes; shorten it")
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as problem:
            raise StudyError(f"{path.name}: cannot be read: {problem}") from None
        content = load(text, path.name)
        with told(path.name):
            _check(content)
            return cls(path.stem, text, content, parameters.read(content))

    def job(
        self,
        given: Mapping[str, Any],
        *,
        run: str,
        home: str,
        source: Source | None,
        around: identity.Surroundings,
        reads_results: bool = False,
    ) -> Job:
        """A job with these parameters, checked; `source` is what the one of that name means."""
        values = parameters.check(f"{self.name}.ipynb", self.known, given)
        swapped = source if "source" in values else None
        shown = values | ({"source": swapped.shown} if swapped else {})
        files = swapped.files if swapped else ()
        return Job(
            run=run,
            notebook=self.name,
            text=self.text,
            parameters=values | ({"source": swapped.given} if swapped else {}),
            shown=shown,
            home=home,
            identity=identity.of(self.content, shown, files, around),
            files=files,
            around=around,
            reads_results=reads_results,
            reads_ratings=not reads_results and self._draws_on_ratings(),
        )

    def with_its_source(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters checked, with the notebook's own source where it is a file's whole path.

        It is then watched like one that is asked for.
        """
        given = parameters.check(f"{self.name}.ipynb", self.known, asked)
        own = next((known.default for known in self.known if known.name == "source"), None)
        if "source" not in given and isinstance(own, str) and Path(own).is_absolute():
            return {"source": own} | given
        return given

    def _draws_on_ratings(self) -> bool:
        """Every notebook that needs ratings has a source and a seed among its parameters."""
        return {"source", "seed"} <= {parameter.name for parameter in self.known}


def _check(content: Any) -> None:
    """Refuse what could not be stored, what papermill could not start or write parameters for."""
    try:
        json.dumps(content, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise StudyError("it holds half a character, which UTF-8 cannot store") from None
    about = content["metadata"]
    spec = about.get("kernelspec", {})
    if not spec.get("name"):
        raise StudyError("its kernelspec names no kernel; open it in Jupyter, choose one, save it")
    if spec["name"] not in OUR_PYTHON and spec["name"] not in _kernels():
        raise StudyError(f"its kernel {spec['name']!r} is not installed; choose another in Jupyter")
    if not (spec.get("language") or about.get("language_info", {}).get("name")):
        raise StudyError("its kernelspec names no language; open it in Jupyter and save it")


def _kernels() -> Mapping[str, str]:
    """The kernels installed here, by their names."""
    from jupyter_client.kernelspec import find_kernel_specs

    found: Mapping[str, str] = find_kernel_specs()
    return found


@contextmanager
def told(where: str) -> Iterator[None]:
    """Whatever is wrong inside is wrong at this place."""
    try:
        yield
    except StudyError as problem:
        raise StudyError(f"{where}: {problem}") from None
