"""Columns of a few decimals again and again, as agreement an item: they name no extract."""

from pathlib import Path

import pytest

from .written import explained


@pytest.mark.parametrize("beside", ["kappa_item", "agreement_item", "item mean"])
@pytest.mark.parametrize("index", ["", "PMID"])
def test_decimals_that_come_again_name_no_extract(tmp_path: Path, beside: str, index: str) -> None:
    rows = [
        f"{30000 + 7 * i},{'AB'[i % 2]},{'AB'[i // 2 % 2]},{'AB'[i % 3 % 2]},"
        f"{('0.67', '1.00', '0.33')[i % 3]},{('TRUE', 'FALSE')[i % 5 % 2]}"
        for i in range(60)
    ]
    found = explained(tmp_path, "\n".join([f"{index},Anna,Ben,Cleo,{beside},verified", *rows, ""]))
    assert found.reading.layout == "wide"
    assert found.ratings.codes.shape == (60, 3)
    assert found.ratings.extracts[0] == "30000"


def test_extracts_that_are_numbered_with_a_point_keep_their_names(tmp_path: Path) -> None:
    rows = [
        f"{1 + i // 9}.{1 + i % 9},R{j},{'AB'[(i + j * (i % 4 == 0)) % 2]}"
        for i in range(18)
        for j in range(4)
    ]
    found = explained(tmp_path, "\n".join(["item,rater,code", *rows, ""]))
    assert found.ratings.codes.shape == (18, 4)
