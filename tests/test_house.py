"""The house rules that hold everywhere: one study's data, no circles, no machine's paths."""

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from helpers import facts

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "src/helpers").rglob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").rglob("*.ipynb"))
COMMITTED = [
    path
    for folder in ("src", "notebooks", "data", "figures", "tests", "scripts", "benchmarks")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".py", ".ipynb", ".md", ".yaml", ".csv", ".json", ".svg", ".txt"}
    and "osf" not in path.relative_to(ROOT).parts[:2]
]
# Who may import whom: a room may use the rooms at or above its own line, never one below.
FLOORS = [
    {"errors", "paths", "files"},
    {"yaml_files"},
    {"ratings", "facts"},
    {"readers"},
    {"layouts", "cleaning", "missing", "spelling"},
    {"osf", "sources", "writers"},
    {"agreement", "figures"},
    {"results", "tables"},
    {"scale", "claims", "sensitivity"},
    {"standin"},
    {"running", "report", "explorer", "lab"},
    {"cli"},
]
# The same within the room of layouts, by its folders and the modules beside them.
LAYOUTS = [
    {"words", "reading"},
    {"columns"},
    {"rows", "candidate", "several"},
    {"extracts", "typed", "rivals"},
    {"long"},
    {"raters"},
    {"refused"},
    {"ways"},
    {"choose"},
]


def study_names() -> list[str]:
    """Words and numbers that belong to this study alone, taken from its data."""
    study = facts.load()
    authors = re.findall(r"([A-Z][a-z]+) [A-Z]{1,2}\b", study.citation)
    printed = [
        claim.value for claim in study.claims if claim.decimals == 2 and claim.kind == "stated"
    ]
    numbers = [
        str(n) for value in printed for n in (value if isinstance(value, tuple) else [value])
    ]
    assert len(authors) >= 3
    assert len(numbers) >= 3
    return [*authors, *numbers, study.doi, study.osf_node, study.title]


@pytest.mark.parametrize("path", [*MODULES, *NOTEBOOKS], ids=lambda path: path.name)
def test_no_module_and_no_notebook_knows_this_study(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not [n for n in study_names() if re.search(rf"(?<![\w.]){re.escape(n)}(?!\w)", text)]


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else "helpers"


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "helpers":
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("helpers."):
            found.add(room(node.module or ""))
        elif isinstance(node, ast.Import):
            found |= {room(n.name) for n in node.names if n.name.startswith("helpers.")}
    return found


def floor(name: str) -> int:
    return next(i for i, names in enumerate(FLOORS) if name in names)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT / "src/helpers")))
def test_dependencies_point_one_way(path: Path) -> None:
    here = path.relative_to(ROOT / "src/helpers").parts[0].removesuffix(".py")
    if here == "__init__":
        return
    assert all(floor(name) <= floor(here) for name in imported(path) - {here})


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")


def used(path: Path, known: set[str]) -> set[str]:
    """The modules that one names, however late it imports them."""
    named = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            named |= {f"{node.module}.{one.name}" for one in node.names}
        elif isinstance(node, ast.Import):
            named |= {one.name for one in node.names}
    whole = {name if name in known else name.rpartition(".")[0] for name in named}
    return (whole & known) - {module(path)}


@pytest.mark.parametrize(
    "path", [p for p in MODULES if p.is_relative_to(ROOT / "src/helpers/layouts")], ids=module
)
def test_layouts_are_built_on_what_tables_are_and_not_the_other_way_round(path: Path) -> None:
    here = [i for i, names in enumerate(LAYOUTS) if part(module(path)) in names]
    below = [i for i, names in enumerate(LAYOUTS) if names & set(map(part, layouts_used(path)))]
    assert len(here) == 1 or module(path) == "helpers.layouts"
    assert not here or max(below, default=0) <= here[0]


def part(module: str) -> str:
    """The folder or the module beside the folders, of `helpers.layouts.folder.module`."""
    return module.split(".")[2] if module.count(".") > 1 else ""


def layouts_used(path: Path) -> set[str]:
    found = used(path, {module(one) for one in MODULES})
    return {name for name in found if name.startswith("helpers.layouts.")}


def test_no_module_uses_one_that_uses_it() -> None:
    known = {module(path) for path in MODULES}
    graph = {module(path): used(path, known) for path in MODULES}
    assert len(list(TopologicalSorter(graph).static_order())) == len(known)


@pytest.mark.parametrize("path", COMMITTED, ids=lambda p: str(p.relative_to(ROOT)))
def test_nothing_committed_holds_a_path_of_somebodys_machine(path: Path) -> None:
    assert not re.search(
        r"(?<![\w.])/(home|Users|root|work)/\w", path.read_text("utf-8", "replace")
    )


def test_no_university_is_named_in_the_published_facts() -> None:
    for path in (ROOT / "data/published").iterdir():
        assert not re.search(r"University of|\w+ University\b", path.read_text("utf-8")), path.name
