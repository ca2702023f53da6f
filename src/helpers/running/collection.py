"""The collection: every notebook of `notebooks/`, in order, the one that reads results last."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.errors import StudyError
from helpers.paths import project
from helpers.running import identity, parameters
from helpers.running.job import Job
from helpers.running.notebook import load
from helpers.running.store import sha256

FOLDER = "notebooks"


@dataclass(frozen=True)
class Source:
    """A source as a run takes it: what is given to the kernel, and what may be stored of it."""

    given: str
    shown: str
    files: dict[str, str]

    @classmethod
    def of(cls, source: str, folder: Path) -> "Source":
        """A name stays a name; a file, relative to `folder`, becomes absolute and is hashed."""
        path = Path(folder, source).expanduser()
        if not path.is_file():
            return cls(source, source, {})
        return cls(str(path.resolve()), path.name, {path.name: sha256(path)})


def notebooks(only: str | None = None) -> tuple[Path, ...]:
    """The collection's notebooks in order, or those whose name begins with `only`.

    Raises:
        StudyError: when there is none.
    """
    found = tuple(sorted((project() / FOLDER).glob("[0-9]*.ipynb")))
    chosen = tuple(path for path in found if path.stem.startswith(only or ""))
    if not chosen:
        names = ", ".join(path.stem for path in found) or "no notebooks"
        raise StudyError(f"no notebook begins with {only!r}; there are {names}")
    return chosen


def jobs(source: Source, seed: int | None, only: str | None = None) -> list[Job]:
    """A job for each notebook, given `source` and `seed` where its parameters cell has them."""
    around = identity.Surroundings.now()
    asked = {"source": source.given} | ({} if seed is None else {"seed": seed})
    last = notebooks()[-1]
    return [
        _job(path, asked, source, around, reads_results=path == last) for path in notebooks(only)
    ]


def _job(
    path: Path,
    asked: dict[str, Any],
    source: Source,
    around: identity.Surroundings,
    reads_results: bool,
) -> Job:
    text = path.read_text("utf-8")
    notebook = load(text, path.name)
    known = parameters.read(notebook)
    names = {parameter.name for parameter in known}
    given = {name: value for name, value in asked.items() if name in names}
    values = parameters.check(path.name, known, given)
    shown = values | ({"source": source.shown} if "source" in values else {})
    return Job(
        run=path.stem,
        notebook=path.stem,
        text=text,
        parameters=values,
        shown=shown,
        home=".",
        identity=identity.of(notebook, shown, source.files, around),
        reads_results=reads_results,
    )


def publishes_figures(source: str, only: str | None, out: Path | None) -> bool:
    """Whether this run's figures are the committed ones.

    They are when the whole collection ran on the stand-in, into the default folder, inside the
    locked environment on Linux: elsewhere the same figures have other bytes.
    """
    return source == "standin" and not only and out is None and _locked_environment()


def publish_figures(out: Path) -> None:
    """Copy the figures to the project's `figures/`, leaving those that are equal untouched."""
    for figure in sorted((out / "figures").glob("*")):
        kept = project() / "figures" / figure.name
        if not kept.exists() or kept.read_bytes() != figure.read_bytes():
            shutil.copyfile(figure, kept)


def _locked_environment() -> bool:
    """Whether every installed package that the lock file names has the version it names."""
    import tomllib
    from importlib.metadata import distributions

    lock = project() / "uv.lock"
    if sys.platform != "linux" or not lock.is_file():
        return False
    packages = tomllib.loads(lock.read_text("utf-8"))["package"]
    locked = {(package["name"], package.get("version")) for package in packages}
    names = {name for name, _ in locked}
    installed = {(_normal(found.name), found.version) for found in distributions()}
    return all(pair in locked for pair in installed if pair[0] in names)


def _normal(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")
