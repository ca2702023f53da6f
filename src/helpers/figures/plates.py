"""Figures as notebooks show them, with the study's captions, and as a journal takes them."""

import importlib
import pkgutil
from pathlib import Path
from typing import cast

import pandas as pd

from helpers import figures, paths
from helpers.facts import Study
from helpers.figures import style
from helpers.ratings import Origin


def plate(
    module: style.FigureModule,
    frame: pd.DataFrame,
    study: Study,
    origin: Origin | None = None,
    *,
    width: int = 170,
    caption: str = "",
) -> style.SavedFigure:
    """Draw and save a figure below the output folder; as a cell's last line it shows itself.

    It is saved as SVG, with its table and its alt text; `study report` makes the other forms and
    the other width.

    Args:
        module: the figure, as `theme_hierarchy`.
        frame: what it plots.
        study: holds the caption.
        origin: where the ratings behind it came from, if it rests on ratings: a synthetic
            origin is stamped on the figure's face.
        width: in mm: a page's (170) or a column's (85).
        caption: in place of the study's, where the frame is not what that describes.
    """
    return style.publish(
        module,
        frame,
        paths.output() / "figures",
        stamp=origin.stamp if origin else None,
        caption=caption or study.captions[module.NAME],
        width_mm=width,
    )


def complete(folder: Path) -> None:
    """Save every figure that a folder holds in every form at both widths, from its table.

    One whose table does not draw the very pictures that were saved stays as it is: either was
    changed, or other versions drew it.
    """
    for module in modules():
        _complete(module, folder)


def _complete(module: style.FigureModule, folder: Path) -> None:
    saved = [path for name in style.names(module) if (path := folder / f"{name}.svg").exists()]
    drawn = _drawn_again(module, saved[0].with_suffix(".csv")) if saved else {}
    if all(drawn.get(path.name) == path.read_bytes() for path in saved):
        for name, content in drawn.items():
            (folder / name).write_bytes(content)


def _drawn_again(module: style.FigureModule, table: Path) -> dict[str, bytes]:
    """Every file of a figure by its name; none when its table cannot be drawn."""
    try:
        frame = _table(table)
        stamp = str(frame.pop("stamp")[0]) if "stamp" in frame else None
        drawn = dict[str, bytes]()
        for width, name in zip(style.WIDTHS, style.names(module), strict=True):
            figure = module.draw(frame, width_mm=width, stamp=stamp)
            drawn |= style.files(figure, module, frame, name, style.FORMS)
        return drawn
    except Exception:  # there is no telling what a table that was edited lacks
        return {}


def _table(path: Path) -> pd.DataFrame:
    """A saved table: a blank cell among numbers is undefined, among texts it is no text."""
    frame = pd.read_csv(path, keep_default_na=False, na_values=[""])
    texts: list[str] = list(frame.select_dtypes("str"))
    return frame.fillna(dict.fromkeys(texts, ""))


def modules() -> tuple[style.FigureModule, ...]:
    """Every figure there is: the modules of this room that have a name for one."""
    names = [found.name for found in pkgutil.iter_modules(figures.__path__)]
    rooms = [importlib.import_module(f"{figures.__name__}.{name}") for name in names]
    return tuple(cast(style.FigureModule, room) for room in rooms if hasattr(room, "NAME"))
