"""Frames of any size and script, and a ruler for the texts and markers of a drawn figure."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from helpers.figures import style, theme_hierarchy

WORDS = {
    "Latin": "Übergänge zwischen Diensten, déjà vu, señales y vínculos; więcej łączności žádná",
    "Greek": "Συνεργασία υπηρεσιών και φοιτητών, ρόλοι, όρια και ανταλλαγή πληροφοριών εγκαίρως",
    "Cyrillic": "Совместная работа служб, обмен сведениями, роли и границы; доступ к помощи",
    "one word": "Wohngemeinschaftsberatungsstellenleiterinnenversammlungsprotokollführungsordnung1",
}
CLEAR = 0.15  # how far two boxes may meet before they overlap, in mm


@dataclass(frozen=True)
class Drawn:
    """Everything written and marked on a figure; boxes as left, bottom, right, top in mm."""

    width: float
    height: float
    texts: list[str]
    boxes: np.ndarray
    marks: np.ndarray

    def overlaps(self) -> list[tuple[str, str]]:
        hits = np.argwhere(np.triu(meet(self.boxes, self.boxes), 1))
        return [(self.texts[i], self.texts[j]) for i, j in hits]

    def struck(self) -> list[str]:
        """Texts that a marker touches, other than the text inside that marker."""
        hits = meet(self.boxes, self.marks) & ~inside(self.boxes, self.marks)
        return [self.texts[i] for i in np.flatnonzero(hits.any(axis=1))]

    def outside(self) -> list[str]:
        page = np.array([[-CLEAR, -CLEAR, self.width + CLEAR, self.height + CLEAR]])
        return [self.texts[i] for i in np.flatnonzero(~inside(self.boxes, page)[:, 0])]


def meet(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    """Which boxes of one list share more than a hair with which of the other."""
    low = np.maximum(one[:, None, :2], two[None, :, :2])
    high = np.minimum(one[:, None, 2:], two[None, :, 2:])
    return (high - low > CLEAR).all(axis=2)


def inside(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    """Which boxes of one list lie within which of the other."""
    low = one[:, None, :2] >= two[None, :, :2]
    return (low & (one[:, None, 2:] <= two[None, :, 2:])).all(axis=2)


def texts_of(figure: Figure) -> list[Text]:
    found = [text for ax in figure.axes for text in ax.texts]
    for ax in figure.axes:
        if ax.axison:
            low, high = ax.get_xlim()
            found += [
                tick
                for x, tick in zip(ax.get_xticks(), ax.get_xticklabels(), strict=True)
                if low <= x <= high
            ]
    return [text for text in found if text.get_text().strip()]


def marks_of(figure: Figure) -> np.ndarray:
    boxes = [np.empty((0, 4))]
    for line in (line for ax in figure.axes for line in ax.lines):
        if line.get_marker() not in {"None", "", None}:
            radius = line.get_markersize() / 72 * 25.4 / 2
            middles = line.get_transform().transform(line.get_xydata()) / figure.dpi * 25.4
            boxes.append(np.hstack([middles - radius, middles + radius]))
    return np.vstack(boxes)


@pytest.fixture
def measure_drawn() -> Callable[[Figure], Drawn]:
    def measured(figure: Figure) -> Drawn:
        with style.paper():
            FigureCanvasAgg(figure)
            figure.draw_without_rendering()
            texts = texts_of(figure)
            boxes = [text.get_window_extent().extents / figure.dpi * 25.4 for text in texts]
        width, height = figure.get_size_inches() * 25.4
        names = [text.get_text() for text in texts]
        return Drawn(width, height, names, np.array(boxes), marks_of(figure))

    return measured


def label(script: str, i: int, length: int = 80) -> str:
    return f"{i} {WORDS[script]}"[:length].strip()


@pytest.fixture
def hierarchy() -> Callable[[int, int, int, str], pd.DataFrame]:
    """A frame of the theme hierarchy with labels of 80 characters."""

    def frame(themes: int, activities: int, factors: int, script: str) -> pd.DataFrame:
        kinds = ["stated", "our reading", ""]
        rows = [
            (
                label(script, 0),
                "; ".join(label(script, 7 + i).replace(";", ",") for i in range(2)),
                t,
                label(script, t),
                label(script, 100 * t + a),
                "our reading",
                3 * a,
                "printed extracts",
                label(script, 900 + f),
                kinds[(t + a * f) % 3],
            )
            for t in range(1, themes + 1)
            for a in range(activities)
            for f in range(factors)
        ]
        return pd.DataFrame(rows, columns=list(theme_hierarchy.COLUMNS))

    return frame


@pytest.fixture
def categories() -> Callable[[int, str], pd.DataFrame]:
    """Kappa by category, with an undefined interval and an undefined kappa among them."""

    def frame(n: int, script: str) -> pd.DataFrame:
        names = ("as published (SPSS)", "Fisher", "BCa")
        rows = [
            (label(script, i), 0.9 - 0.07 * i, name, 0.8 - 0.1 * i, 1.02 - 0.05 * i, 1200 + i)
            for i in range(n)
            for name in names
        ]
        made = pd.DataFrame(rows, columns=["category", "kappa", "interval", "low", "high", "n"])
        made.loc[1, ["low", "high"]] = np.nan
        made.loc[3:5, ["kappa", "low", "high"]] = np.nan
        return made

    return frame


@pytest.fixture
def pairs() -> Callable[[int, str], pd.DataFrame]:
    """Every pair of n raters; R1, R2, ... or long names."""

    def frame(n: int, script: str) -> pd.DataFrame:
        names = [f"R{i}" if script == "short" else label(script, i) for i in range(1, n + 1)]
        rows = [
            (a, b, 0.8 - 0.04 * i, 1 - 0.03 * i)
            for i, (a, b) in enumerate(itertools.combinations(names, 2))
        ]
        made = pd.DataFrame(rows, columns=["rater_a", "rater_b", "kappa", "agreement"])
        made.loc[0, "kappa"] = np.nan
        return made

    return frame


@pytest.fixture
def meetings() -> Callable[[int, str], pd.DataFrame]:
    """Every pair of n categories with a count."""

    def frame(n: int, script: str) -> pd.DataFrame:
        names = [label(script, i) for i in range(n)]
        rows = [
            (a, b, 900 if a == b else 17 * i)
            for i, (a, b) in enumerate(itertools.combinations_with_replacement(names, 2))
        ]
        return pd.DataFrame(rows, columns=["category_a", "category_b", "count"])

    return frame


@pytest.fixture
def covered() -> pd.DataFrame:
    settings = itertools.product(
        ("independent", "know or guess"),
        ("2 equally common", "5, one with 80%"),
        (0.0, 0.4, 0.84),
        (30, 100, 356),
        ("SPSS", "Fisher", "BCa", "percentile", "t"),
    )
    rows = [(*setting, 0.7 + 0.05 * (i % 6)) for i, setting in enumerate(settings)]
    names = ["model", "categories", "kappa", "extracts", "interval", "coverage"]
    return pd.DataFrame(rows, columns=names)


@pytest.fixture
def ranges() -> pd.DataFrame:
    rows = [
        ("Null standard error", "categories equally used", 5, 262, 512),
        ("Null standard error", "any use of the categories", 5, 262, 2048),
        ("Sampling standard error", "every split two against one", 5, 339, 662),
        ("Sampling standard error", "a model that nothing fits", 5, np.nan, np.nan),
    ]
    return pd.DataFrame(rows, columns=["formula", "model", "categories", "low", "high"])


@pytest.fixture
def words() -> Callable[[str, int], str]:
    """A label of 80 characters in a script."""
    return label
