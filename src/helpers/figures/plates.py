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

    Args:
        module: the figure, as `theme_hierarchy`.
        frame: what it plots.
        study: holds the caption.
        origin: where the ratings behind it came from, if it rests on ratings: a synthetic
            origin is stamped on the figure's face.
        width: of the one that is shown, in mm: a page's (170) or a column's (85).
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
    """Save every figure that a folder holds a table of, in every form at both widths."""
    for module in modules():
        if (folder / f"{module.NAME}.csv").is_file():
            style.complete(module, folder)


def modules() -> tuple[style.FigureModule, ...]:
    """Every figure there is: the modules of this room that have a name for one."""
    names = [found.name for found in pkgutil.iter_modules(figures.__path__)]
    rooms = [importlib.import_module(f"{figures.__name__}.{name}") for name in names]
    return tuple(cast(style.FigureModule, room) for room in rooms if hasattr(room, "NAME"))
