"""The named results of a notebook: what is written comes back, what is no number is refused."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import results
from helpers.agreement.values import Interval, Undefined
from helpers.errors import StudyError
from helpers.ratings import Origin
from helpers.results import Value

ORIGIN = Origin("some.csv", "own", sha256="ab" * 32)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53)
VALUES = NUMBERS | st.text() | st.none() | st.lists(NUMBERS, max_size=4) | st.booleans()


@pytest.fixture(autouse=True)
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STUDY_OUT", str(tmp_path))
    return tmp_path


def test_the_file_has_the_shape_that_others_read(out: Path) -> None:
    path = results.write("02", ORIGIN, {"kappa": Value(0.5, "kappa", "listwise")})
    assert path == out / "results" / "02.json"
    assert json.loads(path.read_text("utf-8")) == {
        "notebook": "02",
        "source": {"name": "some.csv", "kind": "own", "sha256": "ab" * 32},
        "results": {"kappa": {"value": 0.5, "unit": "kappa", "note": "listwise"}},
    }


@given(values=st.dictionaries(st.text(), VALUES, max_size=5))
def test_what_is_written_comes_back(values: dict[str, float]) -> None:
    results.write("nn", ORIGIN, {name: Value(value) for name, value in values.items()})
    record = results.read_all()["nn"]
    assert {name: value.value for name, value in record.values.items()} == values
    assert (record.source, record.kind, record.sha256) == ("some.csv", "own", "ab" * 32)


def test_numpy_intervals_and_undefined_values_become_plain_ones() -> None:
    given = {
        "n": Value(np.int64(3)),
        "shares": Value(np.array([0.25, 0.75])),  # type: ignore[arg-type]
        "interval": Value(Interval(0.1, 0.2)),
        "kappa": Value(Undefined("every rating is in one category"), "kappa"),
    }
    results.write("02", None, given)
    values = results.read_all()["02"].values
    assert values["n"] == Value(3)
    assert values["shares"] == Value([0.25, 0.75])
    assert values["interval"] == Value([0.1, 0.2])
    assert values["kappa"] == Value(None, "kappa", "every rating is in one category")


@pytest.mark.parametrize("number", [float("nan"), float("inf"), np.float64("nan")])
def test_a_number_that_is_none_is_refused(number: float) -> None:
    with pytest.raises(StudyError, match=r"^result 'k' is (nan|inf); record None, with a note"):
        results.write("02", ORIGIN, {"k": Value([1.0, number])})


def test_something_else_is_refused() -> None:
    with pytest.raises(StudyError, match=r"^result 'k': cannot record a dict$"):
        results.write("02", ORIGIN, {"k": Value({})})  # type: ignore[arg-type]


def test_a_refused_write_leaves_what_was_there(out: Path) -> None:
    path = results.write("02", ORIGIN, {"k": Value(1)})
    before = path.read_bytes()
    with pytest.raises(StudyError):
        results.write("02", ORIGIN, {"k": Value(float("nan"))})
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == ["02.json"]


def test_what_was_changed_in_reading_and_a_doubt_stand_with_the_source(out: Path) -> None:
    origin = Origin("t.csv", changes=("2 ratings missing",), doubt="a guess")
    source = json.loads(results.write("01_data", origin, {}).read_text("utf-8"))["source"]
    assert (source["changes"], source["doubt"]) == (["2 ratings missing"], "a guess")


def test_the_same_results_are_the_same_bytes() -> None:
    first = results.write("02", ORIGIN, {"k": Value(0.1)}).read_bytes()
    assert results.write("02", ORIGIN, {"k": Value(0.1)}).read_bytes() == first


def test_nothing_recorded_is_no_error() -> None:
    assert results.read_all() == {}


def test_results_belong_to_the_ratings_they_came_from() -> None:
    results.write("02", ORIGIN, {})
    results.write("03", None, {})
    records = results.read_all()
    assert records["02"].is_from(ORIGIN)
    assert not records["02"].is_from(Origin("some.csv", "own", sha256="cd" * 32))
    assert not records["02"].is_from(Origin("some.csv", "osf", sha256="ab" * 32))
    assert not records["03"].is_from(ORIGIN)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"notebook": "02", "source": 1}', "{"])
def test_a_file_that_is_not_ours_is_named(out: Path, content: str) -> None:
    (out / "results").mkdir()
    (out / "results" / "02.json").write_text(content, "utf-8")
    with pytest.raises(StudyError, match=r"^02.json: not a notebook's results; delete it and run"):
        results.read_all()
