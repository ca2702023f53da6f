"""Names that are a text and a number, as those of extracts often are."""

import re

import numpy as np

from helpers.layouts.columns import Column, cells
from helpers.layouts.words.texts import plain

LOOKED_AT = 1000
NUMBER = re.compile(r"-?\d+([.,]\d*)?")


def shape(name: str) -> str:
    """What names that are numbered have in common; blank where nothing.

    >>> shape("E1"), shape("E23"), shape("12"), shape("one")
    ('e#', 'e#', '#', '')
    """
    found = re.fullmatch(r"(\D*)\d+", plain(name))
    return f"{found[1]}#" if found else ""


def shape_of_all(column: Column) -> str:
    """What all names of a column have in common; blank where they are not numbered alike."""
    shapes = {shape(level) for level in column.levels[:LOOKED_AT]}
    return shapes.pop() if len(shapes) == 1 else ""


def are_numbers(column: Column) -> bool:
    """Whether nearly all cells are numbers."""
    numeric = [bool(NUMBER.fullmatch(level)) for level in column.levels]
    return float(column.counts @ np.array(numeric)) > cells.NEARLY_ALL * column.filled
