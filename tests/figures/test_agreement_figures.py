"""The figures of agreement: what is plotted, what is said, and what is refused."""

import itertools
import math
from collections.abc import Callable
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from helpers.agreement.printed import MODELS
from helpers.errors import StudyError
from helpers.figures import by_category, by_pair, confusion, coverage, frames, grid, printed, style
from helpers.paths import project

MODULES = [by_category, by_pair, confusion, coverage, printed]


@pytest.mark.parametrize("module", MODULES)
def test_a_table_without_a_column_or_a_row_is_refused(module: ModuleType) -> None:
    empty = pd.DataFrame(columns=list(module.COLUMNS))
    with pytest.raises(StudyError, match=f"{module.NAME}: the table has no rows"):
        module.draw(empty)
    last = list(module.COLUMNS)[-1]
    with pytest.raises(StudyError, match=f"{module.NAME}: the table has no column '{last}'"):
        module.table(empty.drop(columns=last))


def test_a_word_for_a_number_is_refused(pairs: Callable) -> None:
    with pytest.raises(StudyError, match=r"agreement_by_pair: a number is expected.*high"):
        by_pair.draw(pairs(3, "short").assign(kappa="high"))


def test_a_table_checked_once_is_the_same_when_checked_again(categories: Callable) -> None:
    once = by_category.table(categories(3, "Latin").iloc[::-1].assign(n=3.0, more="x"))
    again = by_category.table(once)
    pd.testing.assert_frame_equal(again, once)
    again.loc[0, "kappa"] = 9
    assert once["kappa"][0] != 9


def test_a_column_of_nothing_but_none_is_undefined(categories: Callable) -> None:
    frame = categories(1, "Latin").assign(low=None, high=None)
    assert by_category.table(frame)["low"].isna().all()
    assert "Fisher undefined" in by_category.alt(frame)


def test_kappa_by_category_draws_what_is_defined(categories: Callable) -> None:
    frame = categories(3, "Latin")
    figure = by_category.draw(frame)
    page, panel = figure.axes
    points = [line.get_xydata() for line in panel.lines if line.get_linestyle() == "None"]
    limits = [line.get_xydata() for line in panel.lines if line.get_linestyle() == "-"]
    drawn = sorted((y, x) for line in points for x, y in line)
    assert [x for _, x in drawn] == frame["kappa"].dropna().tolist()
    ends = [pair for line in limits for pair in itertools.pairwise(line)]
    whole = sorted(
        (low[1], low[0], high[0]) for low, high in ends if not np.isnan(low + high).any()
    )
    known = frame.dropna()
    assert [limits for _, *limits in whole] == known[["low", "high"]].to_numpy().tolist()
    downwards = sorted(panel.texts, key=lambda text: text.get_position()[1])
    said = [text.get_text() for text in downwards]
    assert said == ["interval undefined", *["undefined"] * 3]
    assert {str(n) for n in frame["n"]} <= {text.get_text() for text in page.texts}
    low, high = panel.get_xlim()
    assert low < frame["low"].min()
    assert high > frame["high"].max()


def test_intervals_are_told_apart_by_shape_as_well_as_colour() -> None:
    shapes = {(look["marker"], look.get("markerfacecolor")) for look in by_category.LOOKS}
    colours = {look["color"] for look in by_category.LOOKS}
    assert len(shapes) == len(colours) == len(by_category.LOOKS)


def test_kappa_by_category_in_words() -> None:
    rows = [("barriers", 0.843, "Fisher", 0.8, np.nan, 12), ("outcomes", 0.5, "BCa", 0.25, 0.75, 3)]
    alt = by_category.alt(pd.DataFrame(rows, columns=list(by_category.COLUMNS)))
    assert "barriers (12 ratings): kappa 0.84; Fisher undefined." in alt
    assert alt.endswith("outcomes (3 ratings): kappa 0.50; BCa 0.25 to 0.75.")


def test_pairs_stand_on_both_sides_of_the_diagonal(pairs: Callable) -> None:
    figure = by_pair.draw(pairs(3, "short"))
    said = [text.get_text() for text in figure.axes[0].texts]
    assert {"undefined", "100%", "0.76", "97%", "0.72", "94%"} <= set(said)
    assert by_pair.alt(pairs(2, "short")).endswith("R1 and R2: kappa undefined, agreement 100%.")


def test_an_undefined_percentage_is_said() -> None:
    frame = pd.DataFrame([("R1", "R2", 0.5, math.nan)], columns=list(by_pair.COLUMNS))
    assert by_pair.alt(frame).endswith("kappa 0.50, agreement undefined.")


def test_meetings_are_added_up_in_either_order() -> None:
    rows = [("a", "b", 2), ("b", "a", 3), ("a", "a", 7), ("b", "b", 8), ("a", "c", 0)]
    frame = pd.DataFrame(rows, columns=list(confusion.COLUMNS))
    said = {text.get_text() for text in confusion.draw(frame).axes[0].texts}
    assert {"5", "7", "8", "0"} <= said
    assert confusion.alt(frame) == (
        "Triangle of categories: 15 pairs of ratings agree, 5 do not. a against b: 5."
    )


def test_no_disagreement_at_all_can_be_drawn() -> None:
    frame = pd.DataFrame([("a", "a", 4), ("b", "b", 5)], columns=list(confusion.COLUMNS))
    assert confusion.alt(frame).endswith("9 pairs of ratings agree, 0 do not.")
    assert {"4", "5", "0"} <= {text.get_text() for text in confusion.draw(frame).axes[0].texts}


def test_coverage_has_a_panel_an_interval_and_a_point_a_setting(covered: pd.DataFrame) -> None:
    _, *panels = coverage.draw(covered).axes
    assert len(panels) == covered["interval"].nunique()
    points = [line for line in panels[1].lines if line.get_linestyle() == "None"]
    fisher = covered[covered["interval"] == "Fisher"]
    assert sorted(x for line in points for x in line.get_xdata()) == sorted(
        fisher["coverage"] * 100
    )
    assert len(points) == fisher["extracts"].nunique()


@pytest.mark.parametrize("width", [170.0, 85.0])
def test_coverage_marks_stand_apart_and_none_is_cut(
    covered: pd.DataFrame, measure_drawn: Callable, width: float
) -> None:
    figure = coverage.draw(covered.assign(coverage=1.0), width_mm=width)
    marks = measure_drawn(figure).marks
    assert (marks[:, 2] <= width).all()
    points = [line for ax in figure.axes[1:] for line in ax.lines if line.get_marker() != "None"]
    assert points
    assert not any(line.get_clip_on() for line in points)
    rows = np.sort(np.concatenate([line.get_ydata() for line in points[:3]]))
    assert np.diff(rows).min() > 1


def test_coverage_says_what_its_rows_are_with_the_names_that_printed_uses() -> None:
    simulated = pd.read_csv(project() / "benchmarks" / "results" / "coverage.csv")
    said = " ".join(
        text.get_text() for text in coverage.draw(coverage.table(simulated)).axes[0].texts
    )
    for model in simulated["model"].unique():
        assert model in MODELS
        assert f"{model.capitalize()}: " in said
    assert all(name in said for name in simulated["categories"].unique())


def test_coverage_in_words_names_the_worst_setting(covered: pd.DataFrame) -> None:
    frame = covered[covered["interval"] == "BCa"].copy()
    frame["coverage"] = 0.95
    frame.iloc[7, frame.columns.get_loc("coverage")] = 0.61
    frame.iloc[8, frame.columns.get_loc("coverage")] = np.nan
    worst = frame.iloc[7]
    assert coverage.alt(frame).endswith(
        f"BCa: {len(frame) - 2} of {len(frame) - 1} settings within 92 to 97.5%; lowest 61% "
        f"(kappa {worst['kappa']:g}, {worst['extracts']} extracts, categories "
        f"{worst['categories']}, {worst['model']})."
    )


def test_ranges_are_drawn_to_scale_and_said(ranges: pd.DataFrame) -> None:
    panel = printed.draw(ranges).axes[1]
    bars = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in panel.patches]
    assert bars == list(zip(ranges["low"].dropna(), ranges["high"].dropna(), strict=True))
    assert "no number fits" in {text.get_text() for text in panel.texts}
    assert printed.alt(ranges).endswith("a model that nothing fits, 5 categories: no number fits.")


@pytest.mark.parametrize("low", [1, 30, 1e6])
def test_one_range_of_any_size(low: float, measure_drawn: Callable) -> None:
    rows = [("formula", "model", 2, low, low * 1.1)]
    drawn = measure_drawn(printed.draw(pd.DataFrame(rows, columns=list(printed.COLUMNS))))
    assert drawn.overlaps() == []
    assert drawn.outside() == []


@pytest.mark.parametrize("hue", [style.BLUE, style.VERMILLION])
def test_deeper_means_darker_in_grey_too(hue: str) -> None:
    shades = [sum(grid.tint(hue, share)) for share in np.linspace(0, 1, 11)]
    assert all(a > b for a, b in itertools.pairwise(shades))
    assert grid.tint(hue, math.nan) == grid.tint(hue, -1) == (1, 1, 1)
    assert grid.tint(hue, 2) == grid.tint(hue, 1)


def test_numbers_are_read_on_dark_and_on_light() -> None:
    assert grid.readable_on((0, 0, 0)) == "white"
    assert grid.readable_on((1, 1, 1)) == style.INK


def test_numbers_in_words() -> None:
    assert frames.number(math.inf) == "undefined"
    assert frames.interval(0.1, math.nan) == "undefined"


def test_a_shared_number_of_categories_is_said_once(ranges: pd.DataFrame) -> None:
    said = {text.get_text() for text in printed.draw(ranges).axes[0].texts}
    assert {"Null standard error, 5 categories", "any use of the categories"} <= said
    mixed = ranges.assign(categories=[2, 5, 5, 5])
    said = {text.get_text() for text in printed.draw(mixed).axes[0].texts}
    assert {"Null standard error", "categories equally used, 2 categories"} <= said
