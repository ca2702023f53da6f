"""One row an extract and rater, a column a criterion: the criteria are no raters."""

import re
from pathlib import Path

import pytest

from helpers import sources
from helpers.errors import StudyError
from helpers.layouts import Reading

from .written import explained

SCORES = {
    "A": ("234", "313", "444", "122", "223", "434"),
    "B": ("233", "313", "344", "121", "233", "434"),
}
ROWS = [f"S0{i + 1},{who},{','.join(SCORES[who][i])}" for i in range(6) for who in SCORES]


@pytest.mark.parametrize(
    "heads", ["Content,Organisation,Language", "Ideas,Tone,Style", "Text,Tone,Style"]
)
@pytest.mark.parametrize("rater", ["Rater", "Coder", "RaterID"])
def test_criteria_beside_a_column_of_raters_are_asked_about(
    tmp_path: Path, rater: str, heads: str
) -> None:
    text = "\n".join([f"Student,{rater},{heads}", *ROWS, ""])
    with pytest.raises(StudyError) as asked:
        explained(tmp_path, text)
    offered = re.findall(r"--category-column 'column (\d)'", str(asked.value))
    assert set(offered) == {"3", "4", "5"}
    for j, head in enumerate(heads.split(",")):
        ratings = explained(tmp_path, text, Reading(category_column=head)).ratings
        assert ratings.labels().to_numpy().tolist() == [
            [a[j], b[j]] for a, b in zip(*SCORES.values(), strict=True)
        ]


def test_codes_of_a_column_called_text_are_codes(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    codes = ("info", "opinion", "info", "question", "opinion", "info", "question", "info")
    rows = [f"{i},{who},{code}" for i, code in enumerate(codes) for who in ("AB", "CD")]
    path.write_text("\n".join(["item,rater,text", *rows, ""]))
    assert sources.explain([path]).ratings.codes.shape == (8, 2)
