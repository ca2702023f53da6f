"""Pictures beside the ones kept in `baseline/`; the locked environment draws the very same ones.

The tolerance is less than what a figure of one digit makes when it is gone.

Made anew by `pytest tests/figures/test_baselines.py --mpl-generate-path=tests/figures/baseline`.
"""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.testing.compare import compare_images

from helpers import facts
from helpers.figures import (
    by_category,
    by_pair,
    confusion,
    coverage,
    data_collection,
    printed,
    theme_hierarchy,
)

STAMP = "SYNTHETIC STAND-IN: not the study's data"
TOLERANCE, DPI = 0.3, 60
compared = pytest.mark.mpl_image_compare(
    baseline_dir="baseline", tolerance=TOLERANCE, style="default", savefig_kwargs={"dpi": DPI}
)
WIDTHS = pytest.mark.parametrize("width", [170, 85])


@compared
@WIDTHS
def test_data_collection(width: int) -> Figure:
    return data_collection.draw(data_collection.table(facts.load()), width_mm=width)


@compared
@WIDTHS
def test_theme_hierarchy(width: int) -> Figure:
    return theme_hierarchy.draw(theme_hierarchy.table(facts.load()), width_mm=width)


@compared
@WIDTHS
def test_by_category(width: int, categories: Callable) -> Figure:
    return by_category.draw(categories(4, "Latin"), width_mm=width, stamp=STAMP)


@compared
@WIDTHS
def test_by_pair(width: int, pairs: Callable) -> Figure:
    return by_pair.draw(pairs(4, "short"), width_mm=width)


@compared
@WIDTHS
def test_confusion(width: int, meetings: Callable) -> Figure:
    return confusion.draw(meetings(4, "Greek"), width_mm=width)


@compared
@WIDTHS
def test_coverage(width: int, covered: pd.DataFrame) -> Figure:
    return coverage.draw(covered, width_mm=width)


@compared
@WIDTHS
def test_printed(width: int, ranges: pd.DataFrame) -> Figure:
    return printed.draw(ranges, width_mm=width)


@WIDTHS
@pytest.mark.parametrize("module", [data_collection, theme_hierarchy])
def test_a_label_or_a_mark_that_is_gone_is_seen_in_the_baseline(
    module: ModuleType, width: int, tmp_path: Path
) -> None:
    figure = module.draw(module.table(facts.load()), width_mm=width)
    ax = figure.axes[0]
    shortest = min((text for text in ax.texts if text.get_text()), key=lambda t: len(t.get_text()))
    mark = next(line for line in ax.lines if line.get_marker() == "o")
    figure.savefig(tmp_path / "whole.png", dpi=DPI)
    for gone in (shortest, mark):
        gone.set_visible(False)
        figure.savefig(tmp_path / "less.png", dpi=DPI)
        gone.set_visible(True)
        files = (str(tmp_path / name) for name in ("whole.png", "less.png"))
        assert compare_images(*files, TOLERANCE) is not None


def test_every_baseline_belongs_to_a_test() -> None:
    tests = {name for name in globals() if name.startswith("test_") and "baseline" not in name}
    kept = {path.stem for path in (Path(__file__).parent / "baseline").glob("*.png")}
    assert kept == {f"{name}_{width}" for name in tests for width in (170, 85)}
