"""Every notebook's questions have answers, and each answer's code runs without a warning."""

import ast
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))
ANSWERS = NOTEBOOKS[0].parent / "answers"
NAMES = [path.stem for path in NOTEBOOKS]


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def run(names: list[str], folder: Path) -> dict[str, list[nbformat.NotebookNode]]:
    """The executed cells of each; one kernel, whose names are forgotten before each notebook."""
    cells = {
        name: [new_code_cell("%reset -f"), *read(ANSWERS / f"{name}.ipynb").cells] for name in names
    }
    for name, own in cells.items():
        for i, cell in enumerate(own):
            cell.id = f"{name}-{i}"
    together = new_notebook(cells=[cell for own in cells.values() for cell in own])
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(
        together, timeout=120, kernel_name="python3", allow_errors=True, resources=resources
    ).execute()
    return cells


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[nbformat.NotebookNode]]:
    """The cells of all answers, run from a folder that is not the project's, in two kernels."""
    folder = tmp_path_factory.mktemp("answers")
    with pytest.MonkeyPatch.context() as patched, ThreadPoolExecutor(2) as pool:
        patched.setenv("STUDY_OUT", str(folder))
        first, second = pool.map(run, [NAMES[::2], NAMES[1::2]], [folder] * 2)
    return first | second


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_answers_run_without_error_or_warning(
    name: str, executed: dict[str, list[nbformat.NotebookNode]]
) -> None:
    outputs = [o for cell in executed[name] for o in cell.get("outputs", [])]
    assert [o for o in outputs if o.output_type == "error"] == []
    assert [o.text for o in outputs if o.get("name") == "stderr"] == []
    assert len(outputs) >= 2


@pytest.mark.parametrize("name", NAMES)
def test_every_question_has_its_answer(name: str) -> None:
    questions = re.findall(r"^(\d+)\. ", read(NOTEBOOKS[NAMES.index(name)]).cells[-1].source, re.M)
    prose = "\n".join(
        c.source for c in read(ANSWERS / f"{name}.ipynb").cells if c.cell_type == "markdown"
    )
    assert questions
    assert re.findall(r"^## (\d+)\. ", prose, re.M) == questions


@pytest.mark.parametrize("name", NAMES)
def test_the_answers_keep_the_notebooks_promises(name: str) -> None:
    notebook = read(ANSWERS / f"{name}.ipynb")
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert 6 <= len(notebook.cells) <= 15
    assert not any(cell.outputs or cell.execution_count for cell in code)
    assert all(len(cell.source.splitlines()) <= 10 for cell in code)
    assert 'find_spec("helpers")' in code[0].source
    tagged = [cell for cell in code if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1
    assert all(isinstance(line, ast.AnnAssign) for line in ast.parse(tagged[0].source).body)


def test_there_are_no_answers_without_questions() -> None:
    assert sorted(path.stem for path in ANSWERS.glob("*.ipynb")) == NAMES
