"""Tables say what they rest on, round as a paper does, and come out the same twice."""

import pandas as pd

from helpers import tables
from helpers.ratings import Origin, Ratings

FRAME = pd.DataFrame({"category": ["a", "b"], "kappa": [0.123456, None], "n": [3, 4]})


def test_floats_are_rounded_and_missing_is_a_dash() -> None:
    html = tables.show(FRAME, "Kappa.").to_html()
    assert "0.12<" in html
    assert "0.1234" not in html
    assert "–" in html
    assert ">3<" in html


def test_decimals_can_differ_by_column() -> None:
    assert "0.1235<" in tables.show(FRAME, "Kappa.", decimals={"kappa": 4}).to_html()


def test_no_number_is_rounded_to_none_or_to_minus_none() -> None:
    html = tables.show(
        pd.DataFrame({"p": [3e-9, 0.0], "z": [-1e-9, 1.0]}), "p", decimals=3
    ).to_html()
    assert html.count(">&lt;0.0005<") == 2, "no p is 0"
    assert ">0.000<" in html
    assert "-0.000" not in html


def test_the_stand_in_is_stamped_and_an_example_is_not() -> None:
    made = tables.show(FRAME, "Kappa.", Origin("standin", "standin")).to_html()
    assert "<caption>Kappa. SYNTHETIC STAND-IN" in made
    assert "SYNTHETIC" not in tables.show(FRAME, "Kappa.", Origin("x", "example")).to_html()


def test_a_second_time_gives_the_same_bytes() -> None:
    assert tables.show(FRAME, "Kappa.").to_html() == tables.show(FRAME, "Kappa.").to_html()


def test_labels_from_a_file_cannot_be_markup() -> None:
    hostile = pd.DataFrame({"<b>": ["<script>alert(1)</script>"]}, index=["<i>"])
    html = tables.show(hostile, "<u>", index=True).to_html()
    assert not [tag for tag in ("<b>", "<i>", "<u>", "<script>") if tag in html]


def test_origin_names_size_layout_and_missing() -> None:
    labels = pd.DataFrame({"R1": ["a", None], "R2": ["a", "b"]}, index=["1", "2"])
    html = tables.origin(Ratings.from_labels(labels, Origin("mine.csv"))).to_html()
    for said in ("mine.csv", "a file of the user", "one column a rater", "R1, R2", "1 of 4"):
        assert said in html


def test_words_stand_left_and_numbers_right() -> None:
    html = tables.show(FRAME, "Kappa.").to_html()
    assert "th.col0" in html
    assert "td.col1" not in html.partition("</style>")[0]
