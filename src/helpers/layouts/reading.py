"""How a file is to be read: the choices a person can make, and nothing else."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Reading:
    """Choices that override what would be found out from the file itself.

    Attributes:
        layout: the layout's name, or None to find it out.
        raters: the columns that hold raters; in the long layout, the one that names them.
        extract: the column that names the extract.
        category_column: the column that holds the category (long layout, several variables).
        sheet: the sheet of a workbook.
        missing: labels that mean "not rated".
        merge_labels: whether labels that differ only by case or inner space become one.
        split: what stands between several codes in one cell.
        several: what to do with an extract to which one rater gave several codes.
        keep_names: whether raters keep the names they have in the file.
    """

    layout: str | None = None
    raters: tuple[str, ...] = ()
    extract: str | None = None
    category_column: str | None = None
    sheet: str | None = None
    missing: tuple[str, ...] = ()
    merge_labels: bool = False
    split: str | None = None
    several: Literal["drop", "first"] | None = None
    keep_names: bool = False
