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


def test_a_row_that_tells_whether_a_code_was_given_is_asked_about(tmp_path: Path) -> None:
    rows = [
        f"S{i // 4},D{i // 2 % 2},{('EB', 'MK')[i % 2]},{mark}"
        for i, mark in enumerate("110010110011")
    ]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(["Extract,Code,Coder,Present", *rows]) + "\n")
    with pytest.raises(StudyError) as asked:
        sources.load_files([path])
    typed = "--extract 'column 1,column 2' --category-column 'column 4'"
    assert f"if column 4 tells whether each code was given: {typed}" in str(asked.value)
    named = Reading(extract="column 1,column 2", category_column="column 4")
    assert sources.load_files([path], named).codes.shape == (6, 2)


def test_numbered_questions_of_raters_under_initials_are_a_family_each(tmp_path: Path) -> None:
    rows = ("neg pos neg pos", "pos pos neg neg", "neg neg pos pos", "pos pos pos pos") * 3
    body = "".join(f"S{i},{','.join(row.split())}\n" for i, row in enumerate(rows))
    path = tmp_path / "t.csv"
    path.write_text(f"Study,D1_AB,D1_CD,D2_AB,D2_CD\n{body}")
    with pytest.raises(StudyError) as asked:
        sources.load_files([path])
    for two in ("column 2,column 3", "column 4,column 5"):
        assert f"--layout wide --raters '{two}' --extract Study" in str(asked.value)
    assert "column 2,column 4" not in str(asked.value)
