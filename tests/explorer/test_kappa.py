"""The third view shows what helpers.agreement computes, and says when a number is undefined."""

import itertools

import pandas as pd
import pytest

from helpers import agreement, sources
from helpers.errors import StudyError
from helpers.explorer import kappa
from helpers.explorer.simulate import Rule
from helpers.figures import style

RATINGS = sources.load("fleiss1971")
RULE = Rule(len(RATINGS.raters), len(RATINGS.categories), prevalence=0.5, error=0.2)


def test_the_table_holds_the_three_intervals_of_the_sample() -> None:
    table = kappa.table(RULE, 100, seed=4).set_index(["measure", "interval"])
    sample = RULE.draw(100, seed=4)
    fleiss = agreement.coefficients(sample, draws=kappa.DRAWS, seed=4)[0]
    spss = agreement.spss(sample).overall.interval
    for name, limits in (
        ("as SPSS prints it", spss),
        ("Fisher", fleiss.fisher),
        ("BCa bootstrap", fleiss.bca),
    ):
        assert isinstance(limits, agreement.Interval)
        row = table.loc[("kappa", name)]
        assert (row["low"], row["high"]) == (limits.low, limits.high)
        assert row["value"] == pytest.approx(fleiss.coef, abs=1e-12)
        assert row[kappa.WORLD] == RULE.kappa


def test_raters_and_categories_are_those_of_the_ratings() -> None:
    shown = kappa.show(RATINGS, 0.1, 0.5, 100)
    assert shown.caption == "Simulated: 6 raters, 5 categories, 100 extracts."


def test_the_sentence_quotes_the_fisher_interval() -> None:
    shown = kappa.show(RATINGS, 0.2, 0.5, 100, seed=4)
    row = shown.table.iloc[1]
    quoted = f"{row['value']:.2f} ({row['low']:.2f} to {row['high']:.2f})"
    assert f"kappa is {quoted}; an endless sample gives {RULE.kappa:.2f}." in shown.sentence


def test_where_kappa_is_undefined_the_reason_is_given() -> None:
    shown = kappa.show(RATINGS, 0, 0.99, 2)
    assert shown.sentence.startswith(
        "Raters agree in 100% of pairs, and kappa is undefined, because "
    )
    assert shown.table["value"].isna().sum() == 3
    assert (shown.table.loc[shown.table["value"].isna(), kappa.WHY] != "").all()
    assert "undefined" in shown.pictures[0].alt


def test_no_word_leaves_its_picture() -> None:
    pictures = itertools.chain.from_iterable(
        kappa.show(RATINGS, 0.1, 0.5, 50, seed).pictures for seed in (1, 3)
    )
    for picture in pictures:
        figure = picture.figure
        with style.paper():
            figure.draw_without_rendering()
            (ax,) = figure.axes
            words = [*ax.texts, *ax.get_xticklabels(), *ax.get_yticklabels(), ax.xaxis.label]
            boxes = [text.get_window_extent() for text in words if text.get_text()]
        assert all(box.x0 >= 0 and box.x1 <= figure.bbox.width for box in boxes)


def test_each_picture_says_what_it_shows() -> None:
    sample, curves = kappa.show(RATINGS, 0.1, 0.5, 100).pictures
    assert sample.alt.startswith("Values of this sample")
    assert "kappa goes from " in curves.alt
    assert "agreement goes from " in curves.alt


def test_an_interval_that_misses_is_marked_and_counted() -> None:
    counts = set()
    for seed in range(1, 30):
        shown = kappa.show(RATINGS, 0.1, 0.5, 50, seed)
        rows = shown.table[shown.table["interval"] != ""]
        beside = (rows["low"] > rows[kappa.WORLD]) | (rows["high"] < rows[kappa.WORLD])
        left = shown.pictures[0].figure.axes[0]
        assert [text.get_text() for text in left.texts] == ["misses"] * beside.sum()
        assert shown.pictures[0].alt.count(" misses") == beside.sum()
        missed = beside[rows["measure"] == "kappa"].sum()
        counts.add(missed)
        miss = "misses" if missed == 1 else "miss"
        assert shown.sentence.endswith(
            f" {missed or 'None'} of the 3 intervals of kappa {miss} it."
        )
    assert len(counts) > 1


@pytest.mark.parametrize("extracts", [20, 200, 1000])
def test_the_scale_is_drawn_around_the_intervals(extracts: int) -> None:
    shown = kappa.show(RATINGS, 0.1, 0.5, extracts)
    low, high = shown.pictures[0].figure.axes[0].get_xlim()
    rows = shown.table[shown.table["interval"] != ""]
    assert low <= rows["low"].min() < low + 0.1
    assert high - 0.1 < max(rows["high"].max(), rows[kappa.WORLD].max()) <= high


def test_labels_beside_the_curves_keep_apart() -> None:
    rule = Rule(3, 2, 0.5, 0)
    ends = kappa._curves(rule).iloc[-1][list(kappa.LINES)].tolist()
    placed = sorted(kappa._apart(ends))
    assert min(b - a for a, b in itertools.pairwise(placed)) >= 0.09 - 1e-9


def test_a_sample_without_extracts_is_refused() -> None:
    with pytest.raises(StudyError, match="needs one extract or more"):
        kappa.show(RATINGS, 0.1, 0.5, 0)


def test_the_view_begins_with_the_parameters_and_names_its_source() -> None:
    panel = kappa.view("fleiss1971", 0.1, 0.6, 2000, seed=3)
    assert panel.parameters == {
        "source": "fleiss1971",
        "disagreement": 0.1,
        "prevalence": 0.6,
        "extracts": 2000,
        "seed": 3,
    }


def test_the_table_shown_has_no_column_of_blanks() -> None:
    shown = kappa.show(RATINGS, 0.2, 0.5, 100)
    assert kappa.WHY not in shown.table
    assert isinstance(shown.table, pd.DataFrame)
