"""A table's columns: what one looks like, and how several go together."""

from helpers.layouts.columns.column import SPAN, Column, Columns, joined

__all__ = ["SPAN", "Column", "Columns", "joined"]
