"""The second view agrees with the ratings themselves, counted by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import sources
from helpers.errors import StudyError
from helpers.explorer import ratings as explorer
from helpers.ratings import Origin, Ratings

SMALL = Ratings.from_labels(
    pd.DataFrame(
        {"R1": ["a", "a", "b", "c"], "R2": ["a", "b", "b", "b"], "R3": ["a", "a", "b", "a"]},
        index=["1", "2", "3", "4"],
    ),
    Origin("small"),
)


def test_the_split_extracts_are_listed_most_divided_first() -> None:
    shown = explorer.show(SMALL)
    assert list(shown.table["extract"]) == ["4", "2"]
    assert shown.sentence.endswith("categories: 4, of which 2 split the raters.")
    assert shown.caption == "Extracts that split them: 2."


def test_leaving_a_rater_out_leaves_that_rater_out_of_everything() -> None:
    shown = explorer.show(SMALL, raters=["R3", "R1"])
    assert list(shown.table["extract"]) == ["4"]
    assert "R2" not in shown.table.columns
    assert not any("R2" in picture.alt for picture in shown.pictures)
    assert shown.sentence.startswith("R1, R3: kappa ")


def test_a_category_keeps_the_extracts_that_somebody_put_there() -> None:
    shown = explorer.show(SMALL, categories=["c"], listed="all")
    assert list(shown.table["extract"]) == ["4"]
    assert "chosen categories: 1, of which 1 split" in shown.sentence


def test_the_confusion_counts_each_pair_of_ratings_once() -> None:
    _, confusion = explorer.show(SMALL).pictures
    assert "7 pairs of ratings agree, 5 do not" in confusion.alt


def test_the_pairs_show_what_share_they_agree_on() -> None:
    pairs, _ = explorer.show(SMALL).pictures
    assert "R1 and R2: kappa " in pairs.alt
    assert "agreement 50%" in pairs.alt
    assert "R1 and R3" in pairs.alt
    assert "agreement 75%" in pairs.alt


def test_a_table_of_counts_has_no_raters_to_choose_or_compare() -> None:
    counts = replace(SMALL, raters_known=False)
    (confusion,) = explorer.show(counts).pictures
    assert confusion.alt.startswith("Triangle of categories")
    assert explorer.show(counts).sentence.startswith("raters not known: kappa ")
    with pytest.raises(StudyError, match="holds counts and not who rated what"):
        explorer.show(counts, raters=["R1", "R2"])


def test_a_long_table_says_how_much_of_it_is_shown() -> None:
    shown = explorer.show(sources.load("standin"), listed="all")
    assert len(shown.table) == explorer.ROWS
    total = len(sources.load("standin").extracts)
    assert shown.caption == f"All extracts: the first {explorer.ROWS} of {total}."


def test_synthetic_ratings_are_stamped_on_every_part() -> None:
    shown = explorer.show(sources.load("standin"))
    assert shown.table_html.count("SYNTHETIC STAND-IN") == 1
    assert all("SYNTHETIC STAND-IN" in picture.alt for picture in shown.pictures)


def test_what_cannot_be_shown_is_named() -> None:
    with pytest.raises(StudyError, match="small: no rater 'R9'; there are R1, R2, R3"):
        explorer.show(SMALL, raters=["R9", "R1"])
    with pytest.raises(StudyError, match="small: no category 'z'; there are a, b, c"):
        explorer.show(SMALL, categories=["z"])
    with pytest.raises(StudyError, match="choose two raters or more"):
        explorer.show(SMALL, raters=["R1"])
    with pytest.raises(StudyError, match="listed is 'some'; it can be 'split' or 'all'"):
        explorer.show(SMALL, listed="some")


def test_another_source_offers_its_own_raters_and_categories() -> None:
    panel = explorer.view("standin", raters=["R1", "R2"])
    assert panel.parameters["raters"] == ["R1", "R2"]
    panel.controls["source"].value = "fleiss1971"
    example = sources.load("fleiss1971")
    assert panel.controls["raters"].options == example.raters
    assert 'data-serial="2"' in panel.box.children[1].value  # drawn once, not once a control
    assert panel.controls["categories"].options == example.categories
    assert panel.parameters == {
        "source": "fleiss1971",
        "raters": [],
        "categories": [],
        "listed": "split",
    }


def test_auto_says_which_source_it_is() -> None:
    labels = [label for label, _ in explorer.view("auto").controls["source"].options]
    assert labels[0].startswith("auto: ")


codes = st.lists(
    st.lists(st.integers(-1, 2), min_size=3, max_size=3), min_size=2, max_size=6
).filter(lambda rows: sum(sum(code >= 0 for code in row) > 1 for row in rows) > 0)


@given(codes)
@settings(max_examples=15, deadline=None)
def test_an_extract_is_listed_exactly_when_two_raters_differ(rows: list[list[int]]) -> None:
    names = tuple(f"E{i}" for i in range(len(rows)))
    table = Ratings(
        np.array(rows, dtype=np.int16), names, ("R1", "R2", "R3"), ("a", "b", "c"), Origin("any")
    )
    split = {
        name
        for name, row in zip(names, rows, strict=True)
        if len({code for code in row if code >= 0}) > 1
    }
    assert set(explorer.show(table).table["extract"]) == split
