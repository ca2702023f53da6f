"""The specification curve: what is drawn is the table, and nothing overlaps at any size."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import StepPatch

from helpers import facts
from helpers.errors import StudyError
from helpers.figures import specification_curve, style

STAMP = "SYNTHETIC STAND-IN: not the study's data"
WIDTHS = pytest.mark.parametrize("width", [170.0, 85.0])


def specified(rows: int, levels: dict[str, list[str]], seed: int = 1) -> pd.DataFrame:
    """Rows of made-up results in random order; choices not named have one level."""
    generator = np.random.default_rng(seed)
    frame = pd.DataFrame({choice: ["usual"] * rows for choice in specification_curve.CHOICES})
    for choice, names in levels.items():
        frame[choice] = [names[i % len(names)] for i in range(rows)]
    value = generator.uniform(0.2, 0.9, rows)
    half = generator.uniform(0.01, 0.2, rows)
    frame = frame.assign(value=value, low=value - half, high=value + half, n=100, sample=1)
    frame = frame.assign(departs=1, published=False, why="")
    frame.loc[0, ["departs", "published"]] = [0, True]
    return frame


@pytest.fixture
def frame() -> pd.DataFrame:
    return specified(40, {"coefficient": ["kappa", "alpha"], "raters": ["all", "without R1"]})


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


def steps(figure: Figure, panel: int) -> list[StepPatch]:
    return [patch for patch in figure.axes[panel].patches if isinstance(patch, StepPatch)]


def heights(patch: StepPatch) -> np.ndarray:
    found = patch.get_data()
    return np.abs(found.values - found.baseline)


def test_the_table_is_what_is_plotted(frame: pd.DataFrame) -> None:
    kept = specification_curve.table(frame.assign(extra=1))
    assert list(kept.columns) == list(specification_curve.COLUMNS)
    pd.testing.assert_frame_equal(kept, frame[list(kept.columns)])


def test_with_room_for_all_each_specification_has_a_column(frame: pd.DataFrame) -> None:
    figure = specification_curve.draw(frame)
    widest, median = steps(figure, 1)
    (points,) = [line for line in figure.axes[1].lines if line.get_marker() == "o"]
    ordered = frame.sort_values("value")
    assert points.get_ydata().tolist() == ordered["value"].tolist()
    assert median.get_data().values.tolist() == ordered["high"].tolist()
    assert median.get_data().baseline.tolist() == ordered["low"].tolist()
    assert widest.get_data().values.tolist() == ordered["high"].tolist()


def test_a_bar_stands_where_the_level_was_taken(frame: pd.DataFrame) -> None:
    figure = specification_curve.draw(frame)
    ordered = frame.sort_values("value")
    rows = [("coefficient", "kappa"), ("coefficient", "alpha")]
    rows += [("raters", "all"), ("raters", "without R1")]
    bars = steps(figure, 2)
    assert len(bars) == len(rows)
    for patch, (choice, level) in zip(bars, rows, strict=True):
        assert ((heights(patch) > 0) == (ordered[choice] == level)).all()


def test_many_specifications_share_columns_by_median_and_extremes() -> None:
    frame = specified(5000, {"coefficient": ["kappa", "alpha", "AC1", "kappa"]})
    figure = specification_curve.draw(frame)
    widest, median = steps(figure, 1)
    columns = len(median.get_data().values)
    assert 80 <= columns <= 120
    first = frame.sort_values("value").head(5000 // columns)
    assert median.get_data().baseline[0] == pytest.approx(first["low"].median(), abs=0.02)
    assert (widest.get_data().baseline <= median.get_data().baseline).all()
    assert (widest.get_data().values >= median.get_data().values).all()
    kappa, alpha, _ = steps(figure, 2)
    assert heights(kappa).max() == pytest.approx(heights(alpha).max()), "each row fills its own"


def test_the_published_method_is_marked_where_it_stands(frame: pd.DataFrame) -> None:
    figure = specification_curve.draw(frame)
    place = int((frame["value"] < frame["value"][0]).sum()) + 0.5
    for panel in figure.axes[1:]:
        lines = [line for line in panel.lines if line.get_color() == style.VERMILLION]
        assert [line.get_xdata()[0] for line in lines] == [place]
    assert "as SPSS prints it" in texts(figure)
    assert "as SPSS prints it" not in texts(specification_curve.draw(frame.assign(published=False)))


def test_a_choice_with_one_level_has_no_row(frame: pd.DataFrame) -> None:
    written = texts(specification_curve.draw(frame))
    assert {"Coefficient", "kappa", "alpha", "Raters"} <= set(written)
    assert "Prevalence" not in written
    assert "usual" not in written


def test_what_is_undefined_is_counted_and_not_drawn(frame: pd.DataFrame) -> None:
    gone = frame.copy()
    gone.loc[5:9, ["value", "low", "high"]] = np.nan
    gone.loc[10:14, ["low", "high"]] = np.nan
    figure = specification_curve.draw(gone)
    said = " ".join(texts(figure))
    assert "35 specifications" in said
    assert "5 undefined, not drawn" in said
    assert np.isnan(steps(figure, 1)[1].get_data().values).sum() == 5


def test_limits_beyond_the_scale_do_not_stretch_it(frame: pd.DataFrame) -> None:
    low, high = specification_curve.draw(frame.assign(low=-9.0, high=9.0)).axes[1].get_ylim()
    assert (low, high) == pytest.approx((-1.02, 1.02))
    low, _ = specification_curve.draw(frame.assign(value=-2.0)).axes[1].get_ylim()
    assert low == pytest.approx(-2.02)


def test_ties_have_no_order() -> None:
    frame = specified(90, {"coefficient": ["kappa", "alpha"]}).assign(value=1.0)
    kappa = heights(steps(specification_curve.draw(frame), 2)[0]) > 0
    assert 5 < (np.diff(kappa.astype(int)) != 0).sum() < 85


def test_the_curve_in_words(frame: pd.DataFrame) -> None:
    said = specification_curve.alt(frame)
    assert said.startswith("Specification curve: 40 specifications")
    first = frame.iloc[0]
    limits = f"{first['low']:.2f} to {first['high']:.2f}"
    assert f"As SPSS prints it: {first['value']:.2f} ({limits})" in said
    for level, values in frame.groupby("coefficient")["value"]:
        assert f"{level} {values.median():.2f}" in said
    assert "prevalence" not in said


def test_a_table_without_a_value_or_a_column_is_refused(frame: pd.DataFrame) -> None:
    with pytest.raises(StudyError, match="no specification has a value"):
        specification_curve.draw(frame.assign(value=np.nan))
    with pytest.raises(StudyError, match="has no column 'published'"):
        specification_curve.table(frame.drop(columns="published"))


@WIDTHS
@pytest.mark.parametrize("script", ["Latin", "Greek", "Cyrillic", "one word"])
@pytest.mark.parametrize("size", [(2, 1, 3), (3, 4, 60), (8, 10, 900)])
def test_nothing_overlaps(
    measure_drawn: Callable,
    words: Callable,
    width: float,
    script: str,
    size: tuple[int, int, int],
) -> None:
    raters, merges, rows = size
    levels = {
        "coefficient": ["Fleiss' kappa", "Krippendorff's alpha"],
        "raters": ["all", *[f"without {words(script, i)}" for i in range(raters)]],
        "categories": [
            "as coded",
            *[f"{words(script, i)} + {words(script, 9)}" for i in range(merges)],
        ],
    }
    figure = specification_curve.draw(specified(rows, levels), width_mm=width, stamp=STAMP)
    drawn = measure_drawn(figure)
    assert drawn.width == pytest.approx(width)
    assert len(drawn.texts) > 10
    assert drawn.overlaps() == []
    assert drawn.struck() == []
    assert drawn.outside() == []


@WIDTHS
def test_the_scale_keeps_clear_of_the_words_beside_it(
    frame: pd.DataFrame, measure_drawn: Callable, width: float
) -> None:
    figure = specification_curve.draw(frame.assign(value=-1.6), width_mm=width)
    measure_drawn(figure)
    heading = next(t for t in figure.axes[0].texts if t.get_text().startswith("Value"))
    ticks = [label.get_window_extent() for label in figure.axes[1].get_yticklabels()]
    assert all(tick.x0 > heading.get_window_extent().x1 for tick in ticks)


def test_it_is_published_with_the_same_bytes(frame: pd.DataFrame, tmp_path: Path) -> None:
    caption = facts.load().captions[specification_curve.NAME]
    for folder in ("one", "two"):
        style.publish(specification_curve, frame, tmp_path / folder, stamp=STAMP, caption=caption)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert len(files) == 3
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    plotted = pd.read_csv(tmp_path / "one" / f"{specification_curve.NAME}.csv")
    assert (plotted["stamp"] == STAMP).all()
    assert plotted["value"].tolist() == frame["value"].round(12).tolist()


@pytest.mark.mpl_image_compare(
    baseline_dir="baseline_curve", tolerance=0.3, style="default", savefig_kwargs={"dpi": 60}
)
@pytest.mark.parametrize("width", [170, 85])
def test_the_look(width: int) -> Figure:
    levels = {
        "coefficient": ["Fleiss' kappa", "Gwet's AC1", "Conger's kappa"],
        "interval": ["Fisher", "SPSS"],
        "categories": ["as coded", "access + cost", "waiting + a longer label than others"],
        "extracts": ["all", "half", "100", "30", "30"],
    }
    return specification_curve.draw(specified(700, levels), width_mm=width, stamp=STAMP)
