"""SPSS files: value labels, missing codes, damage."""

from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from helpers.errors import StudyError
from helpers.readers import spss


def save(tmp_path: Path, frame: pd.DataFrame, **about: object) -> bytes:
    path = tmp_path / "t.sav"
    pyreadstat.write_sav(frame, str(path), **about)
    return path.read_bytes()


def test_values_are_shown_by_their_labels_and_missing_codes_marked(tmp_path: Path) -> None:
    frame = pd.DataFrame({"A": [1.0, 9.0, 2.0, None], "note": ["x", "y", "", "z"]})
    content = save(
        tmp_path,
        frame,
        variable_value_labels={"A": {1: "barriers", 2: "outcomes", 9: "not rated"}},
        missing_ranges={"A": [9]},
    )
    table = spss.read(content, "t.sav")
    assert table.header == ("A", "note")
    assert table.cells["A"].tolist() == ["barriers", "not rated", "outcomes", ""]
    assert table.missing is not None
    assert table.missing[:, 0].tolist() == [False, True, False, False]
    assert table.declared == {"A": ("barriers", "outcomes")}


def test_values_without_labels_are_numbers_as_typed(tmp_path: Path) -> None:
    table = spss.read(save(tmp_path, pd.DataFrame({"A": [1.0, 2.5]})), "t.sav")
    assert table.cells["A"].tolist() == ["1", "2.5"]


def test_a_range_of_missing_codes(tmp_path: Path) -> None:
    frame = pd.DataFrame({"A": [1.0, 97.0, 99.0]})
    content = save(tmp_path, frame, missing_ranges={"A": [{"lo": 97, "hi": 99}]})
    table = spss.read(content, "t.sav")
    assert table.missing is not None
    assert table.missing[:, 0].tolist() == [False, True, True]


def test_a_damaged_file_is_one_line() -> None:
    with pytest.raises(StudyError, match=r"^t\.sav: the SPSS file cannot be read"):
        spss.read(b"$FL2 and then nothing of the kind", "t.sav")


def test_labels_are_lent_to_a_numbered_fellow_that_has_none(tmp_path: Path) -> None:
    codes = [1.0, 2.0, 1.0]
    frame = pd.DataFrame({"rater1": codes, "rater2": codes, "sex": codes})
    content = save(tmp_path, frame, variable_value_labels={"rater1": {1: "Learn", 2: "Play"}})
    table = spss.read(content, "t.sav")
    assert table.cells["rater2"].tolist() == table.cells["rater1"].tolist()
    assert table.cells["sex"].tolist() == ["1", "2", "1"]
    said = "value labels of a variable of the same name lent to 1 that have none"
    assert table.notes == (said,)


def test_labels_are_not_lent_to_codes_that_they_do_not_know(tmp_path: Path) -> None:
    frame = pd.DataFrame({"rater1": [1.0, 2.0], "rater2": [1.0, 5.0]})
    content = save(tmp_path, frame, variable_value_labels={"rater1": {1: "Learn", 2: "Play"}})
    assert spss.read(content, "t.sav").cells["rater2"].tolist() == ["1", "5"]


def test_the_mark_of_selected_cases_is_no_column(tmp_path: Path) -> None:
    frame = pd.DataFrame({"A": [1.0, 2.0], "filter_$": [1.0, 0.0]})
    table = spss.read(save(tmp_path, frame), "t.sav")
    assert table.header == ("A",)
    said = "filter_$ left out: SPSS's mark of selected cases; all cases are read"
    assert table.notes == (said,)


ENDS = {1: "not at all", 3: "very"}


@pytest.mark.parametrize("labels", [{"A": ENDS}, {"A": ENDS, "B": {1: "gar nicht", 3: "sehr"}}])
def test_labels_of_the_ends_of_a_scale_part_no_rater_from_another(
    tmp_path: Path, labels: dict[str, dict[int, str]]
) -> None:
    frame = pd.DataFrame({"A": [1.0, 2.0, 3.0, 9.0], "B": [1.0, 2.0, 2.0, 3.0]})
    missing = {"A": [9]}
    content = save(tmp_path, frame, variable_value_labels=labels, missing_ranges=missing)
    table = spss.read(content, "t.sav")
    assert table.cells["A"].tolist() == ["1", "2", "3", "9"]
    assert table.cells["B"].tolist() == ["1", "2", "2", "3"]
    many = f"{len(labels)} variable" + "s" * (len(labels) > 1)
    said = f"value labels of {many} set aside, as they leave values in use unnamed"
    assert table.notes == (said,)


def test_labels_that_leave_one_value_unnamed_go_for_every_variable_that_has_them(
    tmp_path: Path,
) -> None:
    frame = pd.DataFrame({"A": [1.0, 2.0, 4.0], "B": [1.0, 2.0, 2.0], "place": ["x", "", "x"]})
    labels = {"A": {1: "a", 2: "b"}, "B": {1: "a", 2: "b"}, "place": {"x": "Leeds"}}
    table = spss.read(save(tmp_path, frame, variable_value_labels=labels), "t.sav")
    assert table.cells["B"].tolist() == ["1", "2", "2"]
    assert table.cells["place"].tolist() == ["Leeds", "", "Leeds"]
