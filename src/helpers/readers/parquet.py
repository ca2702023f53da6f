"""Parquet files: values as text, a dictionary column's values as declared categories."""

import io
from typing import Any

import pandas as pd

from helpers.errors import StudyError
from helpers.readers.table import Table, number_text

MOST_CELLS = 60_000_000


def read(content: bytes, name: str) -> Table:
    """The columns of a Parquet file; nulls are blank.

    Raises:
        StudyError: when the file is damaged or too large, or a column holds lists or records.
    """
    import pyarrow.parquet

    try:
        file = pyarrow.parquet.ParquetFile(io.BytesIO(content))
        cells = file.metadata.num_rows * file.metadata.num_columns
        if cells > MOST_CELLS:
            raise StudyError(f"{name}: holds {cells:,} cells; at most {MOST_CELLS:,} are read")
        table = file.read()
        columns = [_column(name, table.column_names[j], c) for j, c in enumerate(table.columns)]
    except StudyError:
        raise
    except Exception as problem:  # pyarrow's errors share no base class
        line = " ".join(str(problem).split())[:160]
        raise StudyError(f"{name}: the Parquet file cannot be read ({line})") from None
    frame = pd.DataFrame(dict(enumerate(values for values, _ in columns)), dtype=object)
    declared = {
        table.column_names[j]: known for j, (_, known) in enumerate(columns) if known is not None
    }
    return Table(
        name,
        frame.set_axis(range(1, len(frame) + 1), axis=0),
        header=tuple(table.column_names),
        declared=declared,
    )


def _column(table: str, name: str, column: Any) -> tuple[list[str], tuple[str, ...] | None]:
    import pyarrow as pa

    if pa.types.is_nested(column.type):
        raise StudyError(f"{table}: column {name!r} holds lists or records; one label a cell")
    if not pa.types.is_dictionary(column.type):
        return _texts(column), None
    codes = column.combine_chunks()
    codes = codes.chunk(0) if isinstance(codes, pa.ChunkedArray) else codes
    known = _texts(codes.dictionary)
    positions = codes.indices.to_pylist()
    return [known[i] if i is not None else "" for i in positions], tuple(filter(None, known))


def _texts(column: Any) -> list[str]:
    """Each value as text, from its distinct values, so that a long column costs little."""
    values = column.to_pylist()
    shown = {value: _text(value) for value in set(values)}
    return [shown[value] for value in values]


def _text(value: Any) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    return number_text(value) if isinstance(value, int | float) else str(value)
