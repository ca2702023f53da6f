"""What people write in YAML is taken whole, or refused with its place."""

import datetime

import pytest

from helpers import yaml_files
from helpers.errors import StudyError


def test_what_is_written_is_what_is_read() -> None:
    text = "\ufeffgrid:\n  seed: [1, 2]\n  label: é\nsince: 2020-01-02\n"
    assert yaml_files.parse(text.encode(), "x.yaml") == {
        "grid": {"seed": [1, 2], "label": "é"},
        "since": datetime.date(2020, 1, 2),
    }


def test_the_same_key_in_two_mappings_and_merged_keys_are_no_repetition() -> None:
    text = (
        "usual: &usual {seed: 1, depth: 2}\n"
        "deep: {mine: &mine {<<: *usual, seed: 3}}\n"
        "ours: {<<: *mine, seed: 4}\n"
        "runs: [{seed: 5}, {seed: 6}]\n"
    )
    read = yaml_files.parse(text.encode(), "x.yaml")
    assert read["deep"]["mine"] == {"seed": 3, "depth": 2}
    assert read["ours"] == {"seed": 4, "depth": 2}
    assert read["runs"] == [{"seed": 5}, {"seed": 6}]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            b"a: 1\nb: 2\na: 3",
            "line 3, column 1: the key 'a' is given twice, first in line 1; keep",
        ),
        (b"a: {b: 1, 'b': 2}", "line 1, column 11: the key 'b' is given twice, first in line 1;"),
        (b"- a:\n    b: 1\n    b: 1", "line 3, column 5: the key 'b' is given twice, first in "),
        (b"a: [", "not YAML: line 1, column 5: expected the node content"),
        (b"a: 2020-13-45", "not YAML: line 1, column 4: month must be in 1..12"),
        (b"? [a]\n: 1", "not YAML: line 1, column 3: found unhashable key"),
        (b"a: !!python/name:os.system x", "not YAML: line 1, column 4: could not determine"),
        (b"a: \x01", "not YAML: unacceptable character #x0001: special characters are not allowed"),
        (b"a: \xff", "not YAML: it is not UTF-8 text"),
        (b"[" * 100_000, "not YAML: it is nested too deeply"),
    ],
)
def test_what_is_wrong_is_one_line_with_its_place(text: bytes, says: str) -> None:
    with pytest.raises(StudyError) as refusal:
        yaml_files.parse(text, "x.yaml")
    assert str(refusal.value).startswith(f"x.yaml: {says}")
    assert "\n" not in str(refusal.value)
