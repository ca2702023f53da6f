"""What a view shows of one state: a sentence, pictures with their words, and the table behind."""

import base64
import io
from dataclasses import dataclass
from functools import cached_property
from html import escape

from matplotlib.figure import Figure
from pandas.io.formats.style import Styler

from helpers.figures import style


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
    """One state of a view; as a cell's last line it shows itself, with no widget needed."""

    sentence: str
    pictures: tuple[Picture, ...]
    table: Styler

    @cached_property
    def picture_html(self) -> str:
        """The pictures, one below the other."""
        return "".join(picture.html for picture in self.pictures)

    @cached_property
    def table_html(self) -> str:
        """The table."""
        return str(self.table.to_html())

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.sentence)}</p>{self.picture_html}{self.table_html}"
