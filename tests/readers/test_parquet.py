"""Parquet files: types, dictionaries, damage."""

import io

import pandas as pd
import pytest

from helpers.errors import StudyError
from helpers.readers import parquet


def save(frame: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.to_parquet(out, index=False)
    return out.getvalue()


def test_values_of_every_type_become_text() -> None:
    frame = pd.DataFrame(
        {"s": ["NA", None], "i": [1, 2], "f": [1.0, None], "b": [True, False]},
    )
    table = parquet.read(save(frame), "t.parquet")
    assert table.header == ("s", "i", "f", "b")
    assert table.cells.to_numpy().tolist() == [["NA", "1", "1", "TRUE"], ["", "2", "", "FALSE"]]


def test_a_dictionary_declares_its_categories() -> None:
    column = pd.Categorical(["b", None, "a"], categories=["b", "a", "unused"])
    table = parquet.read(save(pd.DataFrame({"A": column})), "t.parquet")
    assert table.declared == {"A": ("b", "a", "unused")}
    assert table.cells[0].tolist() == ["b", "", "a"]


def test_lists_are_refused() -> None:
    with pytest.raises(StudyError, match="column 'A' holds lists or records"):
        parquet.read(save(pd.DataFrame({"A": [["x", "y"]]})), "t.parquet")


@pytest.mark.parametrize("content", [b"PAR1", b"PAR1" + b"\x00" * 60 + b"PAR1"])
def test_a_damaged_file_is_one_line(content: bytes) -> None:
    with pytest.raises(StudyError, match=r"^t\.parquet: the Parquet file cannot be read"):
        parquet.read(content, "t.parquet")
