"""Every notebook keeps the promises that readers, students and papermill rely on."""

import ast
import itertools
import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
BY_HAND = {"06_explore"}  # its cells drive widgets: fewer results, the same rules


def cells(path: Path, kind: str) -> list[nbformat.NotebookNode]:
    return [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == kind]


def prose(path: Path) -> str:
    return "\n\n".join(c.source for c in cells(path, "markdown"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def test_the_collection_is_whole() -> None:
    assert [path.stem for path in NOTEBOOKS] == [
        "00_start_here",
        "01_data",
        "02_reliability",
        "03_theme_hierarchy",
        "04_data_collection",
        "05_sensitivity",
        "06_explore",
        "07_claims",
    ]


def test_it_is_valid_and_stored_without_outputs(notebook: Path) -> None:
    nbformat.validate(nbformat.read(notebook, as_version=4))
    assert not any(c.outputs or c.execution_count for c in cells(notebook, "code"))


def test_it_has_one_cell_of_parameters_each_typed_and_explained(notebook: Path) -> None:
    tagged = [c for c in cells(notebook, "code") if "parameters" in c.metadata.get("tags", [])]
    assert len(tagged) == 1
    statements = ast.parse(tagged[0].source).body
    lines = tagged[0].source.splitlines()
    assert statements
    for statement in statements:
        assert isinstance(statement, ast.AnnAssign)
        assert statement.value is not None
        assert "  # " in lines[statement.lineno - 1], "a parameter needs a comment"


def test_it_reads_at_a_students_pace(notebook: Path) -> None:
    code = [c.source for c in cells(notebook, "code")]
    assert 12 <= len(nbformat.read(notebook, as_version=4).cells) <= 25
    assert max(len(source.splitlines()) for source in code) <= 10
    assert len(prose(notebook)) > sum(map(len, code)), "more prose than code"


def test_it_defines_nothing_and_uses_only_public_names(notebook: Path) -> None:
    for cell in cells(notebook, "code"):
        tree = ast.parse(cell.source)
        for node in ast.walk(tree):
            assert not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda)
            if isinstance(node, ast.Attribute):
                assert not node.attr.startswith("_")
            if isinstance(node, ast.ImportFrom):
                assert not any(name.name.startswith("_") for name in node.names)


def test_it_says_what_you_will_do_and_ends_with_questions(notebook: Path) -> None:
    text = prose(notebook)
    assert "**What you'll do**" in text
    assert "**What you'll learn**" in text
    assert "## On your own" in text


def test_its_headings_go_down_one_step_at_a_time(notebook: Path) -> None:
    levels = [len(m) for m in re.findall(r"^(#+) ", prose(notebook), re.M)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))


def test_its_links_to_other_files_lead_somewhere(notebook: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", prose(notebook)):
        if not target.startswith(("http://", "https://")):
            assert (notebook.parent / target).exists(), f"{notebook.name}: {target}"


def test_its_first_code_cell_tells_a_kernel_without_helpers_what_to_do(notebook: Path) -> None:
    first = cells(notebook, "code")[0].source
    assert 'find_spec("helpers")' in first
    assert "make lab" in first
