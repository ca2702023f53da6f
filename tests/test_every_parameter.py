"""Every notebook runs with three kinds of source, and with each parameter at an unusual value."""

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from helpers.running.drive import Watch, drive
from helpers.running.identity import Surroundings
from helpers.running.inputs import Notebook, Source
from helpers.running.job import Job
from helpers.running.needed import Choices
from helpers.running.parameters import read
from helpers.running.places import Here

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# One value for each parameter that nobody would choose first; a name may differ by notebook.
UNUSUAL = {
    "seed": 0,
    "draws": 0,
    "confidence": 0.5,
    "width": 85,
    "depth": 0,
    "enough": -1.0,
    "disagreement": 0.0,
    "prevalence": 0.9,
    "extracts": 30,
    "listed": "all",
}
# What cannot be unusual alone: a batch that must have run, choices that the ratings give.
LEFT_OUT = {"source", "batch", "theme", "factor", "raters", "categories"}


def parameters(path: Path) -> set[str]:
    return {one.name for one in read(nbformat.read(path, as_version=4))}


def runs(folder: Path) -> Iterator[tuple[str, dict[str, object]]]:
    """Each notebook with every source, then with all its unusual values at once."""
    mine = folder / "mine.csv"
    rows = [f"{i},{'ab'[i % 2]},{'ab'[i % 3 > 0]},{'' if i == 3 else 'b'}" for i in range(24)]
    mine.write_text("extract,R1,R2,R3\n" + "\n".join(rows) + "\n", "utf-8")
    for path in NOTEBOOKS:
        names = parameters(path)
        for source in ("standin", "fleiss1971", str(mine)) if "source" in names else ():
            yield path.stem, {"source": source}
        yield path.stem, {name: UNUSUAL[name] for name in sorted(names - LEFT_OUT)}


def test_every_parameter_has_an_unusual_value() -> None:
    assert {name for path in NOTEBOOKS for name in parameters(path)} == {*UNUSUAL, *LEFT_OUT}


class Silent(Watch):
    """Shows nothing."""


def job(i: int, name: str, given: dict[str, object], folder: Path) -> Job:
    source = Source.of(str(given["source"]), folder) if "source" in given else None
    return Notebook.of(ROOT / "notebooks" / f"{name}.ipynb").job(
        given, run=f"{name}-{i}", home=f"runs/{i}", source=source, around=Surroundings.now()
    )


@pytest.mark.slow
def test_every_notebook_runs_with_each(tmp_path: Path) -> None:
    jobs = [job(i, name, given, tmp_path) for i, (name, given) in enumerate(runs(tmp_path))]
    assert len(jobs) >= 26
    place = Here(None, 2, timeout=None)
    records, _ = drive(jobs, tmp_path / "out", place, Choices(), Silent())
    assert [(r.run, str(r.failure)) for r in records if r.outcome != "ok"] == []
    assert warnings(tmp_path / "out") == []


def warnings(folder: Path) -> list[str]:
    return [
        output.text
        for path in folder.rglob("*.ipynb")
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.get("outputs", [])
        if output.get("name") == "stderr"
    ]
