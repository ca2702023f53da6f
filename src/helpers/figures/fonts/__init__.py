"""The font of every figure: DejaVu Sans cut down by `scripts/fonts.py`, so that PDFs are quick."""

from functools import cache
from pathlib import Path

from matplotlib.font_manager import fontManager

FAMILY = ("Study Sans", "DejaVu Sans")  # the second holds what was left out of the first


@cache
def known() -> tuple[str, ...]:
    """The family, made known to matplotlib."""
    for face in sorted(Path(__file__).parent.glob("*.ttf")):
        fontManager.addfont(face)
    return FAMILY
