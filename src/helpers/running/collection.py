"""The collection: every notebook of `notebooks/`, in order, the one that reads results last."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from helpers.errors import StudyError
from helpers.paths import project
from helpers.running.identity import Surroundings
from helpers.running.inputs import Notebook, Source
from helpers.running.job import Job

FOLDER = "notebooks"


def notebooks(only: Sequence[str] = ()) -> tuple[Path, ...]:
    """The collection's notebooks in order, or those whose name begins with one of `only`.

    Raises:
        StudyError: when there are none, or none for one of `only`.
    """
    found = tuple(sorted((project() / FOLDER).glob("[0-9]*.ipynb")))
    for start in only or ("",):
        if not any(path.stem.startswith(start) for path in found):
            names = ", ".join(path.stem for path in found) or "no notebooks"
            raise StudyError(f"no notebook begins with {start!r}; there are {names}")
    return tuple(path for path in found if path.stem.startswith(tuple(only) or ""))


def jobs(source: Source, seed: int | None, only: Sequence[str] = ()) -> list[Job]:
    """A job for each notebook, given `source` and `seed` where its parameters cell has them."""
    around = Surroundings.now()
    asked = {"source": source.given} | ({} if seed is None else {"seed": seed})
    last = notebooks()[-1]
    found = []
    for path in notebooks(only):
        notebook = Notebook.of(path)
        names = {parameter.name for parameter in notebook.known}
        given = {name: value for name, value in asked.items() if name in names}
        found.append(
            notebook.job(
                given,
                run=path.stem,
                home=".",
                source=source,
                around=around,
                reads_results=path == last,
            )
        )
    return found


def publishes_figures(source: str, only: Sequence[str], out: Path | None) -> bool:
    """Whether this run's figures are the committed ones.

    They are when the whole collection ran on the stand-in, into the default folder, inside the
    locked environment on Linux: elsewhere the same figures have other bytes.
    """
    return source == "standin" and not only and out is None and _locked_environment()


def publish_figures(made: Path) -> None:
    """Copy the report's figures and their page to the project's `figures/`.

    What is equal is untouched.
    """
    page = project() / "data" / "published" / "figures.md"
    for path in sorted(made.iterdir()):
        _replace(project() / "figures" / path.name, path)
    _replace(project() / "figures" / "README.md", page)


def _replace(kept: Path, made: Path) -> None:
    if not kept.exists() or kept.read_bytes() != made.read_bytes():
        kept.parent.mkdir(exist_ok=True)
        shutil.copyfile(made, kept)


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
