"""A figure as a notebook shows it: drawn at both widths, saved, with the study's caption."""

from dataclasses import replace

import pandas as pd

from helpers import paths
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
    wide = style.publish(
        module,
        frame,
        paths.output() / "figures",
        stamp=origin.stamp if origin else None,
        caption=caption or study.captions[module.NAME],
    )
    narrow = f"{module.NAME}_{style.NARROW_MM:.0f}mm"
    return wide if width > style.NARROW_MM else replace(wide, name=narrow)
