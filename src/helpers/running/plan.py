"""A plan: which notebooks run with which parameters, read from YAML and checked as a whole."""

import difflib
import hashlib
import itertools
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from helpers import sources, yaml_files
from helpers.errors import StudyError
from helpers.files import sha256
from helpers.paths import place, project
from helpers.running import identity, parameters
from helpers.running.job import Job
from helpers.running.kernels import OUR_PYTHON
from helpers.running.notebook import load

KEYS = ("notebook", "grid", "runs")
LONGEST = 200  # bytes of a notebook's name: its files get longer ones, and 255 is the end


@dataclass(frozen=True)
class Source:
    """A source as a run takes it.

    Attributes:
        given: what the kernel is given: a name, or a file's absolute path.
        shown: what may be stored of it.
        files: the file, if it is one, and what was read from it, each with its SHA-256.
    """

    given: str
    shown: str
    files: Mapping[str, str]

    @property
    def watched(self) -> dict[str, str]:
        """The file by its path, if it is one, with its SHA-256."""
        return {self.given: self.files[self.shown]} if self.files else {}

    @classmethod
    def of(cls, source: str, folder: Path) -> "Source":
        """The source of a name, or of a file whose path is relative to `folder`.

        Raises:
            StudyError: when it cannot be read as ratings.
        """
        bare = not (Path(source).suffix or "/" in source or "\\" in source)
        if bare or "://" in source:  # an address is refused in words of its own
            sources.load(source)
            return cls(source, source, {})
        path = Path(folder, source).expanduser().resolve()
        read = sources.load(str(path)).origin.sha256
        whole = Path(source).expanduser().is_absolute()
        shown = path.name if whole else PurePath(source).as_posix()
        return cls(str(path), shown, {shown: sha256(path), "ratings": read})


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
        with _told(path.name):
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
        return Job(
            run=run,
            notebook=self.name,
            text=self.text,
            parameters=values | ({"source": swapped.given} if swapped else {}),
            shown=shown,
            home=home,
            identity=identity.of(self.content, shown, swapped.files if swapped else {}, around),
            files=swapped.watched if swapped else {},
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


def read(path: Path) -> list[Job]:
    """The jobs of a plan, each once, in the plan's order.

    Without `grid` and `runs` each notebook runs once with its own values. An empty one beside one
    that is not adds nothing; a plan with nothing but empty ones may mean no run or one, and is
    refused.

    Raises:
        StudyError: when the plan, a notebook, a parameter or a source is not what it should be,
            or when nothing is asked for.
    """
    plan = _document(path)
    around = identity.Surroundings.now()
    known: dict[str, Source] = {}
    jobs: dict[str, Job] = {}
    for found in _notebooks(path, plan):
        notebook = Notebook.of(found)
        for where, asked in _combinations(path, plan):
            with _told(f"{path.name}: {where}"):
                given = notebook.with_its_source(asked)
                named = given.get("source")
                if isinstance(named, str) and named not in known:
                    known[named] = Source.of(named, path.parent)
            source = known.get(str(named))
            run = f"{notebook.name}-{_short(found, given, source)}"
            jobs[run] = notebook.job(
                given, run=run, home=f"runs/{run}", source=source, around=around
            )
    return list(jobs.values())


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
def _told(where: str) -> Iterator[None]:
    """Whatever is wrong inside is wrong at this place."""
    try:
        yield
    except StudyError as problem:
        raise StudyError(f"{where}: {problem}") from None


def _document(path: Path) -> dict[str, Any]:
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise StudyError(f"{path.name}: cannot be read: {problem.strerror}") from None
    plan = yaml_files.parse(content, path.name)
    if not isinstance(plan, dict) or "notebook" not in plan:
        raise StudyError(f"{path.name}: a plan is a mapping with the key 'notebook'")
    for key in plan:
        if key not in KEYS:
            near = difflib.get_close_matches(str(key), KEYS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"it takes {', '.join(KEYS)}"
            raise StudyError(f"{path.name}: unknown key {key!r}; {hint}")
    return plan


def _notebooks(path: Path, plan: Mapping[str, Any]) -> Iterable[Path]:
    """Each notebook once, however often and by whatever paths it is named."""
    names = plan["notebook"] if isinstance(plan["notebook"], list) else [plan["notebook"]]
    if not names or not all(isinstance(name, str) and name for name in names):
        raise StudyError(f"{path.name}: notebook must be a name, a path, or a list of these")
    found: dict[Path, Path] = {}
    for name in (name if "://" in name else PurePath(name).as_posix() for name in names):
        notebook = _found(path, name)
        found.setdefault(notebook.resolve(), notebook)
    return found.values()


def _found(path: Path, name: str) -> Path:
    """A notebook by its path from the plan, or by its name in `notebooks/`."""
    if "://" in name:
        raise StudyError(f"{path.name}: notebook {name!r}: only files of this machine are run")
    beside = path.parent / name
    if beside.suffix == ".ipynb" and beside.is_file():
        return beside
    own = {found.stem: found for found in sorted((project() / "notebooks").glob("*.ipynb"))}
    if name in own:
        return own[name]
    near = difflib.get_close_matches(name, own, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(own) or 'none'}"
    raise StudyError(f"{path.name}: no notebook {name!r} beside the plan or in notebooks/; {hint}")


def _combinations(path: Path, plan: Mapping[str, Any]) -> Iterator[tuple[str, dict[Any, Any]]]:
    """Every combination of the grid, then the single runs, each with its place in the plan.

    One run without either.
    """
    grid, runs = _grid(path, plan), _runs(path, plan)
    empty = [key for key in ("grid", "runs") if key in plan]
    if not grid and not runs and empty:
        raise StudyError(
            f"{path.name}: {' and '.join(empty)} hold{'s' * (len(empty) == 1)} nothing, so it asks "
            "for no run; leave out what is empty to run each notebook once as it is"
        )
    if grid or not runs:
        for values in itertools.product(*grid.values()):
            yield "grid", dict(zip(grid, values, strict=True))
    for number, run in enumerate(runs, 1):
        yield f"runs, entry {number}", run


def _grid(path: Path, plan: Mapping[str, Any]) -> dict[Any, list[Any]]:
    """The values of each parameter; nothing for a key that was left without any."""
    grid = plan.get("grid")
    if grid is None:
        return {}
    if not isinstance(grid, dict) or not all(isinstance(v, list) and v for v in grid.values()):
        raise StudyError(f"{path.name}: grid must map each parameter to a list of values")
    return grid


def _runs(path: Path, plan: Mapping[str, Any]) -> list[dict[Any, Any]]:
    runs = plan.get("runs")
    if runs is None:
        return []
    if not isinstance(runs, list) or not all(isinstance(run, dict) for run in runs):
        raise StudyError(f"{path.name}: runs must be a list of mappings of parameters")
    return runs


def _short(notebook: Path, given: Mapping[str, Any], source: Source | None) -> str:
    """What tells runs apart: where their files lie, whatever these hold by now, and the values.

    An edited file makes the same run anew; another file of the same name makes another run.
    """
    values = {**given, "source": place(Path(source.given))} if source and source.files else given
    text = json.dumps([place(notebook), values], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:10]
