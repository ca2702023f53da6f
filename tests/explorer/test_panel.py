"""A panel redraws on every change, names what it cannot show, and gives its state away."""

import ast
import base64
import json
import re
import shlex
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import nbformat
import pandas as pd
import pytest
from matplotlib.figure import Figure

from helpers import explorer, facts
from helpers.errors import StudyError
from helpers.explorer.panel import NOTEBOOK, Panel, command
from helpers.explorer.shown import Picture, Shown

ROOT = Path(__file__).resolve().parents[2]
VIEWS = {
    "themes": lambda: explorer.themes.view(facts.load()),
    "ratings": lambda: explorer.ratings.view("standin"),
    "kappa": lambda: explorer.kappa.view("standin", 0.1, 0.5, 50),
}


def show(number: int, word: str) -> Shown:
    if number > 8:
        raise StudyError(f"{number} is <too> much")
    table = pd.DataFrame({"number": [number], "word": [word]})
    return Shown(f"{word} {number}", (Picture(Figure(), f"{number} <dots>"),), table, "Dots.")


def panel() -> Panel:
    controls = {
        "number": widgets.IntSlider(description="Number", value=1, max=9),
        "word": widgets.Dropdown(description="Word", options=["one", "two"]),
    }
    return Panel(controls, show, {"source": "standin"})


def part(shown: Panel, name: str) -> Any:
    return next(w for w in shown.box.children if f"study-{name}" in w._dom_classes)


def serial(shown: Panel) -> int:
    found = re.search(r'data-serial="(\d+)"', part(shown, "said").value)
    assert found
    return int(found[1])


def test_a_change_redraws_sentence_picture_table_and_state() -> None:
    shown = panel()
    names = ("said", "picture", "table", "state")
    before = {name: part(shown, name).value for name in names}
    shown.controls["number"].value = 2
    assert all(part(shown, name).value != before[name] for name in names)
    assert serial(shown) == 2
    assert shown.parameters == {"source": "standin", "number": 2, "word": "one"}


def test_controls_that_follow_another_change_without_a_redraw() -> None:
    shown = panel()
    with shown.paused():
        shown.controls["number"].value = 5
    assert serial(shown) == 1
    shown.controls["word"].value = "two"
    assert serial(shown) == 2
    assert "two 5" in part(shown, "said").value


def test_what_cannot_be_shown_is_said_and_the_last_picture_stays() -> None:
    shown = panel()
    before = part(shown, "picture").value
    shown.controls["number"].value = 9
    assert "9 is &lt;too&gt; much" in part(shown, "said").value
    assert part(shown, "picture").value == before
    shown.controls["number"].value = 3
    assert "one 3" in part(shown, "said").value


def test_words_from_the_data_never_become_markup() -> None:
    shown = panel()
    assert 'alt="1 &lt;dots&gt;"' in part(shown, "picture").value


def test_the_state_is_a_command_that_a_shell_reads_back() -> None:
    state = {"source": "my file.csv", "raters": ["O'Neill", "Øster; $HOME"], "theme": 2}
    program, notebook, _, option, value = shlex.split(command(state))
    assert (program, notebook, option) == ("papermill", NOTEBOOK, "-y")
    assert json.loads(value) == state


@pytest.mark.parametrize("name", VIEWS)
def test_the_state_of_every_view_fits_the_notebooks_parameters(name: str) -> None:
    notebook = nbformat.read(ROOT / "notebooks" / NOTEBOOK, as_version=4)
    (cell,) = (c for c in notebook.cells if "parameters" in c.metadata.get("tags", []))
    defaults = {
        statement.target.id: type(ast.literal_eval(statement.value))
        for statement in ast.parse(cell.source).body
        if isinstance(statement, ast.AnnAssign)
        and isinstance(statement.target, ast.Name)
        and statement.value
    }
    for parameter, value in VIEWS[name]().parameters.items():
        assert type(value) is defaults[parameter]


@pytest.mark.parametrize("name", VIEWS)
def test_every_control_has_a_label_and_every_picture_words(name: str) -> None:
    shown = VIEWS[name]()
    assert all(control.description for control in shown.controls.values())
    pictures = re.findall(r"<img [^>]*>", part(shown, "picture").value)
    assert pictures
    assert all(re.search(r' alt="[^"]{40,}"', picture) for picture in pictures)


@pytest.mark.parametrize("name", VIEWS)
def test_a_page_without_a_kernel_gets_a_line_instead_of_controls(name: str) -> None:
    bundle = VIEWS[name]()._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/html"] == f"<p><em>{bundle['text/plain']}</em></p>"


def test_the_static_view_carries_its_picture_with_it() -> None:
    page = show(4, "one")._repr_html_()
    (data,) = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', page)
    assert b"</svg>" in base64.b64decode(data)
    assert "<p>one 4</p>" in page
    assert "Dots." in page


def test_the_same_state_is_the_same_page() -> None:
    study = facts.load()
    assert (
        explorer.themes.show(study, 1)._repr_html_() == explorer.themes.show(study, 1)._repr_html_()
    )
