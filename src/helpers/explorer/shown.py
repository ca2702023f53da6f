"""What a view shows of one state: a sentence, pictures with their words, and the table behind."""

import base64
import io
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from helpers import tables
from helpers.figures import style
from helpers.ratings import Origin

ROW = '<div style="display:flex;flex-wrap:wrap;gap:1em;align-items:flex-start">'


@dataclass(frozen=True)
class Picture:
    """A figure and the same in words, for those who do not see it."""

    figure: Figure
    alt: str

    @cached_property
    def html(self) -> str:
        """An `<img>` that carries its own data and its alt text."""
        buffer = io.BytesIO()
        with style.paper():
            self.figure.savefig(buffer, format="svg", metadata={"Date": None})
        data = base64.b64encode(buffer.getvalue()).decode("ascii")
        return (
            f'<img alt="{escape(self.alt)}" style="max-width:100%;height:auto;background:white" '
            f'src="data:image/svg+xml;base64,{data}">'
        )


@dataclass(frozen=True)
class Shown:
    """One state of a view; as a cell's last line it shows itself, with no widget needed.

    `origin` is where the ratings behind the table came from, if it rests on ratings.
    """

    sentence: str
    pictures: tuple[Picture, ...]
    table: pd.DataFrame
    caption: str
    origin: Origin | None = None

    @cached_property
    def picture_html(self) -> str:
        """The pictures, side by side where there is room."""
        return f"{ROW}{''.join(picture.html for picture in self.pictures)}</div>"

    @cached_property
    def table_html(self) -> str:
        """The table, at the left as everything above it is, with words set from the left."""
        words = self.table.select_dtypes(exclude="number").columns
        left = {"selector": "", "props": "text-align: left"}
        styles: Any = {column: [left] for column in words}
        printed = tables.show(self.table, self.caption, self.origin)
        printed.set_table_styles(styles, overwrite=False)
        beside: Any = [{"selector": "", "props": "margin-left: 0"}]  # JupyterLab would centre it
        return str(printed.set_table_styles(beside, overwrite=False).to_html())

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.sentence)}</p>{self.picture_html}{self.table_html}"
