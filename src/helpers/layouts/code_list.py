"""Labels for codes, in another sheet of the workbook that holds nothing but them."""

from collections.abc import Sequence

from helpers.errors import StudyError
from helpers.layouts import tidy
from helpers.layouts.columns import Column
from helpers.readers import Table

CODE_HEADS = frozenset(("value", "code", "number", "id", "key", "nr", "no"))
LABEL_HEADS = frozenset(("label", "name", "category", "theme", "meaning", "description"))


def beside(tables: Sequence[Table], chosen: Table) -> tuple[tuple[str, str], ...]:
    """Code and label pairs from another sheet that holds nothing but them."""
    for table in tables:
        if table is chosen:
            continue
        try:
            columns = tidy.with_header(table).columns
        except StudyError:
            continue
        if len(columns) == 2 and _is_code_list(*columns):
            return tuple(zip(columns[0].texts(), columns[1].texts(), strict=True))
    return ()


def _is_code_list(code: Column, label: Column) -> bool:
    headed = code.name.casefold() in CODE_HEADS and label.name.casefold() in LABEL_HEADS
    whole = code.filled == label.filled == len(code.codes)
    return headed and whole and code.unique and label.unique
