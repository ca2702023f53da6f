"""Controls on top, what they show below: the same for every view."""

import json
import shlex
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from helpers.errors import StudyError
from helpers.explorer.shown import Shown

NOTEBOOK = "06_explore.ipynb"
SHELF = {
    "display": "grid",
    "grid_template_columns": "repeat(auto-fit, minmax(min(28em, 100%), 1fr))",
}
SCROLL = '<div role="group" aria-label="Table" tabindex="0" style="overflow-x:auto">'
Show = Callable[..., Shown]


class Panel:
    """Widgets that redraw what `show` makes of their values.

    Args:
        controls: one widget a parameter of the notebook, by the parameter's name.
        show: takes the controls' values by name; a StudyError it raises is shown as a sentence.
        fixed: parameters that have no control here and belong to the copied state.
    """

    def __init__(
        self, controls: Mapping[str, widgets.Widget], show: Show, fixed: Mapping[str, object]
    ) -> None:
        """Show the state that the controls start with, and redraw when one changes."""
        self.controls = dict(controls)
        self._show, self._fixed = show, dict(fixed)
        self._serial, self._paused = 0, False
        self._said = _html("study-said")
        self._picture, self._table = _html("study-picture"), _html("study-table")
        self._table.add_class("jp-RenderedHTMLCommon")  # so that it looks like any other table
        self._state = widgets.Textarea(description="To run this state", rows=3)
        self._state.layout.width, self._state.style.description_width = "auto", "initial"
        self._state.add_class("study-state")
        for name, control in controls.items():
            control.layout.width, control.style.description_width = "auto", "11em"
            control.add_class(f"study-{name}").observe(self._changed, "value")
        shelf = widgets.Box(list(controls.values()), layout=SHELF)
        shown = (shelf, self._said, self._picture, self._table, self._state, _names_for_readers())
        self.box = widgets.VBox(shown).add_class("study-panel")
        self.redraw()

    @property
    def parameters(self) -> dict[str, object]:
        """The state, as the parameters of a run that shows the same."""
        chosen = {name: _plain(control) for name, control in self.controls.items()}
        return self._fixed | chosen

    def redraw(self) -> None:
        """Show the state that the controls hold now; the serial number rises when it is done."""
        try:
            shown = self._show(**{name: control.value for name, control in self.controls.items()})
        except StudyError as problem:
            sentence = str(problem)
        else:
            sentence = shown.sentence
            self._picture.value = shown.picture_html
            self._table.value = f"{SCROLL}{shown.table_html}</div>"
            self._state.value = command(self.parameters)
        self._serial += 1
        self._said.value = f'<p data-serial="{self._serial}">{escape(sentence)}</p>'

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Controls change here without a redraw: for those that follow another one."""
        self._paused = True
        try:
            yield
        finally:
            self._paused = False

    def _changed(self, _change: Mapping[str, Any]) -> None:
        if not self._paused:
            self.redraw()

    def _repr_mimebundle_(self, **options: object) -> dict[str, object]:
        """The widgets, and for pages without a kernel a line that points to the static view."""
        note = "Here JupyterLab shows controls; the state above is the one they start with."
        words = {"text/plain": note, "text/html": f"<p><em>{note}</em></p>"}
        return dict(self.box._repr_mimebundle_(**options)) | words


def command(parameters: Mapping[str, object]) -> str:
    """The command that runs the notebook in this state.

    >>> command({"theme": 2, "raters": ["R1", "R2"]})
    'papermill 06_explore.ipynb out.ipynb -y \\'{"theme": 2, "raters": ["R1", "R2"]}\\''
    """
    state = shlex.quote(json.dumps(dict(parameters), ensure_ascii=False))
    return f"papermill {NOTEBOOK} out.ipynb -y {state}"


def _html(name: str) -> widgets.HTML:
    return widgets.HTML().add_class(name)


def _plain(control: widgets.Widget) -> object:
    """A control's value as a parameter; of several things, none stands for all."""
    value = control.value
    if not isinstance(value, tuple):
        return value
    return [] if value == tuple(control.options) else list(value)


def _names_for_readers() -> widgets.Output:
    script = Path(__file__).with_name("labels.js").read_text(encoding="utf-8")
    output = {"output_type": "display_data", "metadata": {}}
    return widgets.Output(outputs=({**output, "data": {"application/javascript": script}},))
