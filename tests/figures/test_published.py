"""The two figures of the article: what is drawn is what the facts say, and no more."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from helpers import facts
from helpers.figures import data_collection, plates, style, theme_hierarchy


@pytest.fixture(scope="module")
def study() -> facts.Study:
    return facts.load()


def written(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


def marks(figure: Figure, look: dict) -> int:
    """How many markers of a look there are, by shape, size and face."""
    face = look.get("markerfacecolor", look.get("color"))
    return sum(
        (line.get_marker(), line.get_markersize(), line.get_markerfacecolor())
        == (look["marker"], look["markersize"], face)
        for line in figure.axes[0].lines
    )


def test_the_hierarchy_holds_every_activity_and_factor_once(study: facts.Study) -> None:
    frame = theme_hierarchy.table(study)
    assert list(frame.columns) == list(theme_hierarchy.COLUMNS)
    assert len(frame) == len(study.activities) * len(study.factors)
    assert not frame.duplicated(["activity", "factor"]).any()
    names = {factor.id: factor.name for factor in study.factors}
    for kind in ("stated", "reading"):
        said = {(a.name, names[f]) for a in study.activities for f in getattr(a, kind)}
        drawn = frame[frame["link"] == ("stated" if kind == "stated" else "our reading")]
        assert set(zip(drawn["activity"], drawn["factor"], strict=True)) == said
    counts = frame.drop_duplicates("activity").groupby("number")["extracts"].sum()
    printed = pd.Series([extract.theme for extract in study.extracts]).value_counts()
    assert counts.to_dict() == printed.to_dict()


@pytest.mark.parametrize("width", [170, 85])
def test_filled_is_stated_and_hollow_is_our_reading(study: facts.Study, width: int) -> None:
    frame = theme_hierarchy.table(study)
    figure = theme_hierarchy.draw(frame, width_mm=width)
    legend = 1
    assert marks(figure, style.STATED) == (frame["link"] == "stated").sum() + legend
    assert marks(figure, style.READING) == (frame["link"] == "our reading").sum() + legend
    assert marks(figure, theme_hierarchy.DIAMOND) == len(study.core_components)


def test_the_plate_says_what_is_a_reading_and_what_the_bars_are_not(study: facts.Study) -> None:
    words = " ".join(written(theme_hierarchy.draw(theme_hierarchy.table(study))))
    assert "Activities: our reading of the article's paragraphs" in words
    assert "Printed extracts, not prevalence" in words
    assert "SYNTHETIC" not in words


@pytest.mark.parametrize("width", [170, 85])
def test_the_rows_beneath_say_which_links_they_count(study: facts.Study, width: int) -> None:
    frame = theme_hierarchy.table(study)
    lines = written(theme_hierarchy.draw(frame, width_mm=width))
    factors = [factor.name for factor in study.factors]
    for words, kept in (
        ("Themes with a stated link", frame["link"] == "stated"),
        ("Themes with any link", frame["link"] != ""),
    ):
        reached = frame[kept].groupby("factor")["number"].nunique().reindex(factors, fill_value=0)
        start = lines.index(words) + 1
        assert lines[start : start + len(factors)] == [str(n) for n in reached]


def test_the_hierarchy_in_words(study: facts.Study) -> None:
    alt = theme_hierarchy.alt(theme_hierarchy.table(study))
    assert all(theme.name in alt for theme in study.themes)
    assert all(factor.name in alt for factor in study.factors)
    assert alt.endswith("Counts of extracts are not prevalence.")


def test_coded_extracts_give_the_same_figure_with_real_counts(
    study: facts.Study, measure_drawn: Callable
) -> None:
    coded = pd.DataFrame(
        [
            ("1", "access", "waiting", "time"),
            ("2", "access", "waiting", "time"),
            ("2", "access", "waiting", "trust"),
            ("3", "access", "referral", None),
            ("4", "people", "roles", "trust"),
        ],
        columns=["extract", "theme", "activity", "factor"],
    )
    frame = theme_hierarchy.coded_table(coded, study)
    assert list(frame.columns) == list(theme_hierarchy.COLUMNS)
    counts = frame.drop_duplicates("activity").set_index("activity")["extracts"]
    assert counts.to_dict() == {"waiting": 2, "referral": 1, "roles": 1}
    linked = frame[frame["link"] == "coded"]
    assert set(zip(linked["activity"], linked["factor"], strict=True)) == {
        ("waiting", "time"),
        ("waiting", "trust"),
        ("roles", "trust"),
    }
    figure = theme_hierarchy.draw(frame, stamp="STAMP")
    assert marks(figure, style.STATED) == 3 + 1
    assert marks(figure, style.READING) == 0
    assert "Coded extracts, not prevalence" in written(figure)
    assert "STAMP" in written(figure)
    assert measure_drawn(figure).overlaps() == []


def test_coded_extracts_without_factors_are_a_tree_alone(study: facts.Study) -> None:
    coded = pd.DataFrame(
        {"extract": ["1", "2"], "theme": ["a", "b"], "activity": ["x", "y"], "factor": [None, None]}
    )
    frame = theme_hierarchy.coded_table(coded, study)
    assert frame["link"].tolist() == ["", ""]
    words = written(theme_hierarchy.draw(frame))
    assert {"1 a", "2 b", "x", "y"} <= set(words)
    assert not [word for word in words if word.startswith("Themes with")]
    alt = theme_hierarchy.alt(frame)
    assert "matrix" not in alt
    assert "Theme 1 a: 1 activity, 1 coded extracts." in alt
    assert theme_hierarchy.alt(frame.assign(factor=np.nan, link=np.nan)) == alt


def test_a_theme_that_is_not_the_studys_is_numbered_after_its_themes(study: facts.Study) -> None:
    first, last = study.themes[0], study.themes[-1]
    coded = pd.DataFrame(
        {
            "extract": ["1", "2", "3"],
            "theme": [first.name, last.name, "own"],
            "activity": ["x", "y", "z"],
            "factor": [None, None, None],
        }
    )
    numbers = theme_hierarchy.coded_table(coded, study)["number"].tolist()
    assert numbers == [first.number, last.number, last.number + 1]


@pytest.mark.parametrize("width", [170, 85])
def test_a_long_count_has_room_on_the_page(study: facts.Study, width: int) -> None:
    frame = theme_hierarchy.table(study).assign(extracts=1_234_567)
    figure = theme_hierarchy.draw(frame, width_mm=width)
    renderer = FigureCanvasAgg(figure).get_renderer()
    counts = [text for text in figure.axes[0].texts if text.get_text() == "1234567"]
    assert counts
    edge = renderer.width
    assert all(text.get_window_extent(renderer).x1 <= edge for text in counts)


def test_a_tree_of_coded_extracts_is_made_in_every_form(study: facts.Study, tmp_path: Path) -> None:
    coded = pd.DataFrame({"extract": ["1"], "theme": ["a"], "activity": ["x"], "factor": [None]})
    frame = theme_hierarchy.coded_table(coded, study)
    name = theme_hierarchy.NAME
    made = style.files(theme_hierarchy.draw(frame), theme_hierarchy, frame, name, ("svg",))
    for file, content in made.items():
        (tmp_path / file).write_bytes(content)
    plates.complete(tmp_path)
    assert (tmp_path / f"{name}.pdf").exists()
    assert (tmp_path / f"{name}_85mm.png").exists()


@pytest.mark.parametrize("width", [170, 85])
def test_the_only_dates_are_those_of_the_window(study: facts.Study, width: int) -> None:
    figure = data_collection.draw(data_collection.table(study), width_mm=width)
    dated = [text for text in written(figure) if re.search(r"\b(19|20)\d\d\b", text)]
    assert len(dated) == 2
    assert [text.split()[1] for text in dated] == [month[:4] for month in study.window]


def test_the_window_holds_the_dated_phases_and_no_other(study: facts.Study) -> None:
    figure = data_collection.draw(data_collection.table(study))
    window = next(
        patch for patch in figure.axes[0].patches if patch.get_width() == pytest.approx(8)
    )
    top, bottom = window.get_y(), window.get_y() + window.get_height()
    nodes = {
        t.get_text(): t.get_position()[1] for t in figure.axes[0].texts if t.get_fontsize() == 7
    }
    for phase in study.phases:
        assert (top < nodes[phase.id] < bottom) == phase.dated
    heights = [nodes[phase.id] for phase in study.phases]
    assert heights == sorted(heights)


@pytest.mark.parametrize("width", [170, 85])
def test_every_link_of_a_check_is_drawn_as_a_reading(study: facts.Study, width: int) -> None:
    figure = data_collection.draw(data_collection.table(study), width_mm=width)
    links = sum(len(check.phases) for check in study.checks)
    assert marks(figure, style.READING) == links + 1
    small = {"markersize": 4.5}
    kinds = [check.criterion_kind for check in study.checks]
    assert marks(figure, style.STATED | small) == kinds.count("stated")
    assert marks(figure, style.READING | small) == kinds.count("our reading")


def test_every_statement_has_its_kind_and_place(study: facts.Study) -> None:
    frame = data_collection.table(study)
    assert set(frame["kind"]) <= {"stated", "our reading", "not said"}
    assert (frame.loc[frame["element"] != "guards", "place"] != "").all()
    assert set(frame.loc[frame["element"] == "guards", "kind"]) == {"our reading"}
    unknown = [what for phase in study.phases for what in phase.unknown]
    assert frame.loc[frame["kind"] == "not said", "text"].tolist() == unknown
    assert unknown


def test_what_is_not_said_of_a_phase_is_on_the_plate_and_in_words(study: facts.Study) -> None:
    frame = data_collection.table(study)
    words = " ".join(written(data_collection.draw(frame)))
    alt = data_collection.alt(frame)
    for phase in study.phases:
        for what in phase.unknown:
            assert f"Not said: {what[0].lower()}{what[1:]}" in words
            assert f"not said: {what}" in alt
        assert phase.name in words
        assert phase.name in alt


def test_a_stated_phase_is_a_disc(study: facts.Study) -> None:
    stated = replace(study.phases[0], kind="stated")
    frame = data_collection.table(replace(study, phases=(stated, *study.phases[1:])))
    figure = data_collection.draw(frame)
    big = {"markersize": 15}
    assert marks(figure, style.STATED | big) == 1
    assert marks(figure, style.READING | big) == len(study.phases) - 1


def test_a_window_that_holds_every_phase(study: facts.Study, measure_drawn: Callable) -> None:
    phases = tuple(replace(phase, dated=True) for phase in study.phases)
    figure = data_collection.draw(data_collection.table(replace(study, phases=phases)))
    assert measure_drawn(figure).overlaps() == []


def test_no_phase_inside_the_window(study: facts.Study, measure_drawn: Callable) -> None:
    phases = tuple(replace(phase, dated=False) for phase in study.phases)
    figure = data_collection.draw(data_collection.table(replace(study, phases=phases)))
    assert measure_drawn(figure).overlaps() == []
    assert not any(patch.get_width() == pytest.approx(8) for patch in figure.axes[0].patches)
