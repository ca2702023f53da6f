"""Ratings are checked on entry and immutable after."""

from dataclasses import FrozenInstanceError

import numpy as np
import pandas as pd
import pytest

from helpers.errors import StudyError
from helpers.ratings import Origin, Ratings

HERE = Origin("mine.csv")


def table(**columns: list[str | None]) -> pd.DataFrame:
    rows = len(next(iter(columns.values())))
    return pd.DataFrame(columns, index=[str(i + 1) for i in range(rows)])


def ratings() -> Ratings:
    return Ratings.from_labels(table(R1=["b", "a", None], R2=["b", "b", "a"]), HERE)


def test_codes_point_into_the_sorted_labels() -> None:
    assert ratings().categories == ("a", "b")
    assert ratings().codes.tolist() == [[1, 1], [0, 1], [-1, 0]]


def test_labels_give_back_what_went_in() -> None:
    back = ratings().labels()
    assert back.loc["1"].tolist() == ["b", "b"]
    assert pd.isna(back.loc["3", "R1"])


def test_a_declared_category_may_be_unused() -> None:
    declared = Ratings.from_labels(table(R1=["a"], R2=["a"]), HERE, categories=["z", "a"])
    assert declared.categories == ("z", "a")
    assert declared.codes.tolist() == [[1, 1]]


def test_nothing_can_be_changed_afterwards() -> None:
    made = ratings()
    with pytest.raises(ValueError, match="read-only"):
        made.codes[0, 0] = 1
    with pytest.raises(FrozenInstanceError):
        made.raters = ("x", "y")  # type: ignore[misc]


def test_the_callers_array_is_not_locked_nor_shared() -> None:
    codes = np.zeros((1, 2), dtype=np.int16)
    made = Ratings(codes, ("1",), ("R1", "R2"), ("a",), HERE)
    codes[0, 0] = 5
    assert made.codes.tolist() == [[0, 0]]


def test_one_extract_by_name() -> None:
    assert ratings().extract("2") == {"R1": "a", "R2": "b"}
    with pytest.raises(StudyError, match=r"mine.csv: there is no extract named '9'"):
        ratings().extract("9")


def test_a_rater_left_out() -> None:
    three = Ratings.from_labels(table(R1=["a"], R2=["b"], R3=["a"]), HERE)
    assert three.without_rater("R2").raters == ("R1", "R3")
    with pytest.raises(StudyError, match=r"no rater 'R9'; there are 'R1', 'R2', 'R3'"):
        three.without_rater("R9")


def test_merged_categories_keep_their_order() -> None:
    merged = ratings().merged({"a": "b"})
    assert merged.categories == ("b",)
    assert merged.codes.tolist() == [[0, 0], [0, 0], [-1, 0]]
    with pytest.raises(StudyError, match="no category 'q'; there are 'a', 'b'"):
        ratings().merged({"q": "a"})


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (table(R1=["a"]), "found 1 rater; agreement needs two or more columns"),
        (table(R1=["a"], **{" ": ["a"]}), "rater 2 has a blank name"),
        (pd.DataFrame({"R1": ["a"], "R2": ["a"]}, index=[""]), "extract 1 has a blank name"),
        (pd.DataFrame({"R1": list("ab"), "R2": list("ab")}, index=["x", "x"]), "'x' appears more"),
        (pd.DataFrame([["a", "b"]], columns=["R1", "R1"], index=["1"]), "'R1' appears more than"),
        (pd.DataFrame({"R1": [], "R2": []}), "holds no extracts"),
    ],
)
def test_what_cannot_be_ratings_is_named(frame: pd.DataFrame, message: str) -> None:
    with pytest.raises(StudyError, match=message) as caught:
        Ratings.from_labels(frame, HERE)
    assert str(caught.value).startswith("mine.csv: ")


def test_a_label_outside_the_declared_list_is_placed() -> None:
    with pytest.raises(StudyError, match=r"extract 2, rater R2: 'c' is not one of .* 'a', 'b'"):
        Ratings.from_labels(table(R1=["a", "b"], R2=["a", "c"]), HERE, categories=["a", "b"])


def test_a_code_outside_the_categories_is_refused() -> None:
    with pytest.raises(StudyError, match="a code lies outside the 1 categories"):
        Ratings(np.array([[0, 1]]), ("1",), ("R1", "R2"), ("a",), HERE)


def test_only_the_stand_in_is_stamped() -> None:
    assert "SYNTHETIC" in str(Origin("standin", kind="standin").stamp)
    assert Origin("fleiss1971", kind="example").stamp is None


def test_more_labels_than_codes_can_tell_apart_are_refused() -> None:
    labels = pd.DataFrame({"R1": [f"text {i}" for i in range(40_000)]}).astype(object)
    with pytest.raises(
        StudyError, match=r"^mine\.csv: 40,000 different labels, where categories are"
    ):
        Ratings.from_labels(labels.assign(R2=labels["R1"]).set_axis(map(str, range(40_000))), HERE)
