from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from helpers.figures import style
from helpers.figures.layout import Page, height, line_height, measure, warn_of_missing, wrap
from helpers.figures.style import BODY, NOTE, STRONG

TEXTS = st.text(st.characters(codec="iso8859-7", categories=("L", "N", "P", "Zs")), max_size=90)


@settings(deadline=None)
@given(TEXTS, st.floats(5, 80))
def test_no_line_is_wider_than_its_room_and_no_letter_is_lost(text: str, width: float) -> None:
    lines = wrap(text, width)
    assert all(measure(line) <= width + 1e-6 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@settings(deadline=None)
@given(st.lists(st.text("abcdé λЖ", min_size=1, max_size=9), max_size=12))
def test_lines_end_between_words_where_every_word_fits(words: list[str]) -> None:
    text = " ".join(words)
    assert " ".join(wrap(text, 40)) == " ".join(text.split())


def test_a_text_takes_no_more_lines_than_it_must_and_fills_them_evenly() -> None:
    text = "a shared approach to the handling of risk"
    room = measure("a shared approach to the handling of")
    assert wrap(text, room) == ["a shared approach to", "the handling of risk"]


def test_height_counts_lines() -> None:
    assert height("one", 50) == line_height()
    assert height("one two", measure("one"), NOTE) == 2 * line_height(NOTE)


@pytest.mark.parametrize("font", [BODY, STRONG, NOTE])
def test_what_is_measured_is_what_is_drawn(measure_drawn: Callable, font: object) -> None:
    page = Page.blank(170)
    page.text(5, 5, "Measured and drawn: 0.84", 160, font)
    drawn = measure_drawn(page.finish(20))
    left, _, right, top = drawn.boxes[0]
    assert right - left == pytest.approx(measure("Measured and drawn: 0.84", font), abs=0.3)
    assert left == pytest.approx(5, abs=0.3)
    assert 20 - top == pytest.approx(5, abs=0.7)


def test_a_panel_counts_the_pages_millimetres() -> None:
    page = Page.blank(100)
    ax = page.panel(20, 10, 50, 30)
    figure = page.finish(60)
    box = ax.get_position()
    assert np.allclose([box.x0, box.x1, 1 - box.y1, 1 - box.y0], [0.2, 0.7, 1 / 6, 2 / 3])
    assert ax.get_ylim() == (40, 10)
    assert figure.get_size_inches() == pytest.approx((100 / 25.4, 60 / 25.4))


@style.paper()
def test_a_script_that_the_font_lacks_is_one_clear_warning() -> None:
    page = Page.blank(100)
    page.text(5, 5, "日本語 and English", 90)
    with pytest.warns(
        UserWarning, match=r"lacks 3 characters \(日本語\).*Latin, Greek or Cyr"
    ) as seen:
        page.finish(20)
    assert len(seen) == 1


@pytest.mark.filterwarnings("error")
def test_latin_greek_and_cyrillic_are_all_there() -> None:
    warn_of_missing(["déjà vu Œuvre ğışż", "Συνεργασία", "Обмен сведениями Їґ", "“–—…” €→"])


@style.paper()
def test_a_dollar_sign_is_not_mathematics(measure_drawn: Callable) -> None:
    page = Page.blank(100)
    page.text(5, 5, "costs $5 and $10", 90)
    figure = page.finish(20)
    assert isinstance(figure, Figure)
    drawn = measure_drawn(figure)
    assert drawn.boxes[0][2] - drawn.boxes[0][0] == pytest.approx(
        measure("costs $5 and $10"), abs=0.3
    )
