"""Category use: the table counts what raters gave, and the figure stays clear at any size."""

import itertools
from collections.abc import Callable

import pandas as pd
import pytest
from matplotlib.text import Text

from helpers.figures import category_use

LABELS = pd.DataFrame({"R1": ["a", "a", "b"], "R2": ["a", None, "a"]}, index=["1", "2", "3"])


def test_the_table_counts_each_rater_and_keeps_an_unused_category() -> None:
    frame = category_use.table(LABELS, ("a", "b", "c"))
    assert frame.to_dict("list") == {
        "category": ["a", "a", "b", "b", "c", "c"],
        "rater": ["R1", "R2"] * 3,
        "extracts": [2, 2, 1, 0, 0, 0],
    }


def test_the_words_hold_every_count() -> None:
    words = category_use.alt(category_use.table(LABELS, ("a", "b")))
    assert words.endswith("a: R1 2, R2 2. b: R1 1, R2 0.")


@pytest.mark.parametrize("width", [170, 85])
@pytest.mark.parametrize(("raters", "categories"), [(2, 2), (8, 12)])
def test_nothing_overlaps(
    measure_drawn: Callable, width: int, raters: int, categories: int
) -> None:
    names = tuple(
        f"category {k} with a label as long as people make them" for k in range(categories)
    )
    labels = pd.DataFrame({f"R{j}": names * 3 for j in range(raters)})
    drawn = measure_drawn(category_use.draw(category_use.table(labels, names), width_mm=width))
    assert len(drawn.texts) > raters + categories
    assert drawn.overlaps() == drawn.struck() == drawn.outside() == []


def test_counts_are_of_all_raters_together() -> None:
    frame = category_use.table(LABELS, ("a", "b", "c"), raters_known=False)
    assert frame["rater"].unique().tolist() == ["all raters together"]
    assert frame["extracts"].tolist() == [4, 1, 0]
    assert "ratings in each category" in category_use.alt(frame)
    texts = [text.get_text() for text in category_use.draw(frame).findobj(Text)]
    assert "Ratings" in texts
    assert "Extracts" not in texts


def test_twenty_five_raters_have_marks_of_their_own() -> None:
    marks = category_use._marks()
    assert len(set(marks)) == 25
    assert all(a[0] != b[0] and a[1] != b[1] for a, b in itertools.pairwise(marks))
