"""Write the figures' fonts anew: DejaVu Sans, cut down to the scripts that figures are checked in.

    python scripts/fonts.py

Each PDF embeds the characters it uses, and to find them the whole font is read: a font of a
thousand characters is read several times faster than matplotlib's own of six thousand. What is
left out is still drawn, by the whole font.
"""

from pathlib import Path

import matplotlib
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FAMILY = "Study Sans"
FACES = {"DejaVuSans": "", "DejaVuSans-Bold": "Bold", "DejaVuSans-Oblique": "Oblique"}
SCRIPTS = [
    *range(0x0020, 0x0250),  # Latin
    *range(0x0370, 0x0530),  # Greek, Cyrillic
    *range(0x2010, 0x2040),  # dashes and quotation marks
    *(0x20AC, 0x2122, *range(0x2190, 0x21A0), *range(0x2200, 0x2270), *range(0x25A0, 0x2600)),
]
FOLDER = Path(__file__).parents[1] / "src" / "helpers" / "figures" / "fonts"


def main() -> None:
    """Cut down and rename each face."""
    for name, style in FACES.items():
        whole = Path(matplotlib.get_data_path(), "fonts", "ttf", f"{name}.ttf")
        font = TTFont(whole, recalcTimestamp=False)
        cut = Subsetter(options())
        cut.populate(unicodes=SCRIPTS)
        cut.subset(font)
        rename(font, style)
        font.save(FOLDER / f"{FAMILY.replace(' ', '')}{style}.ttf")


def options() -> Options:
    """No layout tables (`kern` stays) and no hints: figures are set without either."""
    return Options(
        layout_features=[],
        hinting=False,
        drop_tables=["GSUB", "GPOS", "GDEF", "FFTM", "DSIG"],
        name_IDs=[0, 1, 2, 4, 6, 13, 14],
    )


def rename(font: TTFont, style: str) -> None:
    """The licence lets a changed font be passed on under another name."""
    names = font["name"]
    for record in list(names.names):
        full = f"{FAMILY} {style}".strip()
        new = {1: FAMILY, 4: full, 6: full.replace(" ", "")}.get(record.nameID)
        if new is not None:
            names.setName(new, record.nameID, record.platformID, record.platEncID, record.langID)


if __name__ == "__main__":
    main()
