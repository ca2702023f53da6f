"""A plan: which notebooks run with which parameters, read from YAML and checked as a whole."""

import difflib
import hashlib
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePath
from typing import Any

from helpers import yaml_files
from helpers.errors import StudyError
from helpers.paths import place, project
from helpers.running import identity
from helpers.running.inputs import Notebook, Source, told
from helpers.running.job import Job

KEYS = ("notebook", "grid", "runs")


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
        with told(f"{path.name}: notebook"):
            notebook = Notebook.of(found)
        for where, asked in _combinations(path, plan):
            with told(f"{path.name}: {where}"):
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


def _document(path: Path) -> dict[str, Any]:
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise StudyError(f"{path.name}: cannot be read: {problem.strerror}") from None
    plan = yaml_files.parse(content, path.name)
    if not isinstance(plan, dict):
        raise StudyError(f"{path.name}: a plan is a mapping with the key 'notebook'")
    for key in plan:
        if key not in KEYS:
            near = difflib.get_close_matches(str(key), KEYS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"it takes {', '.join(KEYS)}"
            raise StudyError(f"{path.name}: unknown key {key!r}; {hint}")
    if "notebook" not in plan:
        raise StudyError(f"{path.name}: a plan is a mapping with the key 'notebook'")
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
    if beside.with_name(f"{beside.name}.ipynb").is_file():
        near = [f"{name}.ipynb"]
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
    if not isinstance(grid, dict):
        raise StudyError(f"{path.name}: grid must map each parameter to a list of values")
    for name, values in grid.items():
        if not isinstance(values, list) or not values:
            wrong = "an empty list" if isinstance(values, list) else f"{values!r}, which is no list"
            raise StudyError(
                f"{path.name}: grid: {name} has {wrong}; it takes a list of values, as [1, 2]"
            )
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

    An edited file makes the same run anew; another file of the same name makes another run. So
    many digits are alike for two of a million runs about once in thirty million such plans.
    """
    values = {**given, "source": place(Path(source.given))} if source and source.files else given
    text = json.dumps([place(notebook), values], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
