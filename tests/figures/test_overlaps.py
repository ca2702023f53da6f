"""Nothing overlaps and nothing leaves the page, as measured on the drawn figure."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from helpers import facts
from helpers.figures import (
    by_category,
    by_pair,
    confusion,
    coverage,
    data_collection,
    printed,
    style,
    theme_hierarchy,
)

WIDTHS = pytest.mark.parametrize("width", [170.0, 85.0])
SCRIPTS = pytest.mark.parametrize("script", ["Latin", "Greek", "Cyrillic", "one word"])
STAMP = "SYNTHETIC STAND-IN: not the study's data"


@pytest.fixture
def clear(measure_drawn: Callable) -> Callable[[Figure, float], None]:
    def check(figure: Figure, width: float) -> None:
        drawn = measure_drawn(figure)
        assert len(drawn.texts) > 5
        assert drawn.width == pytest.approx(width)
        assert drawn.overlaps() == []
        assert drawn.struck() == []
        assert drawn.outside() == []

    return check


def test_the_ruler_sees_an_overlap(measure_drawn: Callable) -> None:
    figure = Figure(figsize=(2, 1))
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set_axis_off()
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.text(0.5, 0.5, "one thing")
    ax.text(0.6, 0.5, "another thing on top of it")
    ax.plot([0.52], [0.51], "o")
    drawn = measure_drawn(figure)
    assert drawn.overlaps() == [("one thing", "another thing on top of it")]
    assert drawn.struck() == ["one thing"]
    assert drawn.outside() == ["another thing on top of it"]


@WIDTHS
def test_the_published_figures(clear: Callable, width: float) -> None:
    study = facts.load()
    for module in (theme_hierarchy, data_collection):
        clear(module.draw(module.table(study), width_mm=width), width)


@WIDTHS
@SCRIPTS
@pytest.mark.parametrize("size", [(3, 2, 2), (5, 4, 9), (10, 3, 12)])
def test_theme_hierarchy(
    clear: Callable, hierarchy: Callable, width: float, script: str, size: tuple[int, int, int]
) -> None:
    frame = hierarchy(*size, script)
    clear(theme_hierarchy.draw(frame, width_mm=width, stamp=STAMP), width)


@pytest.mark.parametrize("size", [(3, 12), (4, 6), (6, 2), (7, 9), (8, 4), (9, 7), (10, 12)])
def test_theme_hierarchy_of_any_size(
    clear: Callable, hierarchy: Callable, size: tuple[int, int]
) -> None:
    clear(theme_hierarchy.draw(hierarchy(*size, 3, "Latin")), style.WIDE_MM)


@WIDTHS
@SCRIPTS
def test_data_collection(clear: Callable, width: float, script: str, words: Callable) -> None:
    study = facts.load()
    phases = tuple(
        replace(
            phase,
            name=words(script, i),
            sources=(words(script, i), words(script, i + 1)),
            activities=(words(script, i),),
            unknown=(words(script, i),),
        )
        for i, phase in enumerate(study.phases)
    )
    checks = tuple(
        replace(check, name=words(script, i), criterion=words(script, i))
        for i, check in enumerate(study.checks)
    )
    frame = data_collection.table(replace(study, phases=phases, checks=checks))
    clear(data_collection.draw(frame, width_mm=width, stamp=STAMP), width)


@WIDTHS
@SCRIPTS
@pytest.mark.parametrize("n", [2, 5, 12])
def test_by_category(
    clear: Callable, categories: Callable, width: float, script: str, n: int
) -> None:
    clear(by_category.draw(categories(n, script), width_mm=width, stamp=STAMP), width)


@WIDTHS
@pytest.mark.parametrize("reach", [2, 9, 40])
def test_by_category_of_wide_intervals(
    clear: Callable, categories: Callable, width: float, reach: float
) -> None:
    frame = categories(3, "Latin")
    frame = frame.assign(low=frame["kappa"] - reach, high=frame["kappa"] + reach)
    figure = by_category.draw(frame, width_mm=width)
    clear(figure, width)
    ticks = [label.get_text() for label in figure.axes[-1].get_xticklabels()]
    assert "0.0" in ticks
    assert "-0.0" not in ticks


@WIDTHS
def test_by_pair_of_many_raters_is_shaded_and_its_key_says_so(
    clear: Callable, pairs: Callable, width: float
) -> None:
    figure = by_pair.draw(pairs(24, "short"), width_mm=width)
    clear(figure, width)
    texts = [text.get_text() for text in figure.findobj(Text)]
    assert "%" not in texts
    assert any("agreement, darker is higher" in text.replace("\n", " ") for text in texts)


@WIDTHS
@pytest.mark.parametrize("script", ["short", "Latin", "Greek", "Cyrillic", "one word"])
@pytest.mark.parametrize("n", [2, 3, 8])
def test_by_pair(clear: Callable, pairs: Callable, width: float, script: str, n: int) -> None:
    clear(by_pair.draw(pairs(n, script), width_mm=width, stamp=STAMP), width)


@WIDTHS
@SCRIPTS
@pytest.mark.parametrize("n", [2, 5, 12])
def test_confusion(clear: Callable, meetings: Callable, width: float, script: str, n: int) -> None:
    clear(confusion.draw(meetings(n, script), width_mm=width, stamp=STAMP), width)


@WIDTHS
def test_coverage(clear: Callable, covered: pd.DataFrame, width: float) -> None:
    clear(coverage.draw(covered, width_mm=width, stamp=STAMP), width)


@WIDTHS
@SCRIPTS
def test_printed(
    clear: Callable, ranges: pd.DataFrame, words: Callable, width: float, script: str
) -> None:
    clear(printed.draw(ranges, width_mm=width, stamp=STAMP), width)
    long = ranges.assign(model=[words(script, i) for i in range(len(ranges))])
    clear(printed.draw(long, width_mm=width), width)
