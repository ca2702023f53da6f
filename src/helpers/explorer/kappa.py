"""The third view: what moves kappa, on simulated ratings whose rule is known."""

from dataclasses import replace

import ipywidgets as widgets
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from helpers import agreement, sources
from helpers.agreement import Limits, Undefined, Value, known
from helpers.errors import StudyError
from helpers.explorer.panel import Panel
from helpers.explorer.shown import Picture, Shown
from helpers.explorer.simulate import Rule
from helpers.figures import style
from helpers.ratings import Ratings

SAMPLE_MM, CURVES_MM, HIGH_MM = 120.0, 95.0, 69.0  # of the pictures, which stand side by side
TICKS = (0, 0.5, 1)
DRAWS = 1_000  # resamples: enough to see, quick enough to drag
LINES = {
    "agreement": (style.QUIET, ":"),
    "AC1": (style.VERMILLION, "--"),
    "kappa": (style.BLUE, "-"),
}
WORLD, WHY = "endless sample", "why undefined"


def view(
    source: str, disagreement: float, prevalence: float, extracts: int, seed: int = 1
) -> Panel:
    """The controls: how often raters err, how common one category is, how many extracts."""
    late = {"continuous_update": False}
    controls = {
        "disagreement": widgets.FloatSlider(
            description="A rater errs", value=disagreement, max=0.5, step=0.01, **late
        ),
        "prevalence": widgets.FloatSlider(
            description="Prevalence",
            value=prevalence, min=0.05, max=0.99, step=0.01, **late
        ),
        "extracts": widgets.IntSlider(
            description="Extracts", value=extracts, min=10, max=max(1000, extracts), step=10, **late
        ),
        "seed": widgets.BoundedIntText(description="Sample", value=seed, max=10**9),
    }  # fmt: skip
    ratings = sources.load(source)
    return Panel(controls, lambda **state: show(ratings, **state), {"source": source})


def show(
    ratings: Ratings, disagreement: float, prevalence: float, extracts: int, seed: int = 1
) -> Shown:
    """One simulated sample: kappa with three intervals, beside what an endless sample gives.

    Args:
        ratings: give the numbers of raters and of categories, and nothing else.
        disagreement: probability that a rater errs.
        prevalence: share of extracts that belong to the first category.
        extracts: how many extracts are rated.
        seed: of the sample and of its bootstrap.

    Raises:
        StudyError: when a number lies outside what can be simulated.
    """
    if extracts < 1:
        raise StudyError("a simulated sample needs one extract or more")
    # Ratings of one category have no kappa; a simulated rater needs a second one to err into.
    categories = max(2, len(ratings.categories))
    rule = Rule(len(ratings.raters), categories, prevalence, disagreement)
    frame = table(rule, extracts, seed)
    curves = _curves(rule)
    size = f"{rule.raters} raters, {rule.categories} categories, {extracts} extracts"
    pictures = (
        Picture(_draw_intervals(frame), _intervals_in_words(frame)),
        Picture(_draw_curves(rule, curves), _curves_in_words(curves)),
    )
    plain = frame if frame[WHY].any() else frame.drop(columns=WHY)
    return Shown(_sentence(frame, rule), pictures, plain, f"Simulated: {size}.")


def table(rule: Rule, extracts: int, seed: int) -> pd.DataFrame:
    """One row a number: measure, interval, value, low, high, endless sample, why undefined."""
    sample = rule.draw(extracts, seed)
    fleiss, ac1 = agreement.coefficients(sample, draws=DRAWS, seed=seed)[:2]
    spss = agreement.spss(sample).overall
    rows = [
        ("kappa", "as SPSS prints it", spss.kappa, spss.interval, rule.kappa),
        ("kappa", "Fisher", fleiss.coef, fleiss.fisher, rule.kappa),
        ("kappa", "BCa bootstrap", fleiss.coef, fleiss.bca, rule.kappa),
        ("AC1", "Fisher", ac1.coef, ac1.fisher, rule.ac1),
        ("agreement", "", fleiss.agreement, Undefined(""), rule.agreement),
    ]
    numbers = {"value": float, "low": float, "high": float}
    return pd.DataFrame([_line(*row) for row in rows]).astype(numbers)


def _line(
    measure: str, interval: str, value: Value, limits: Limits, world: float
) -> dict[str, object]:
    both = (None, None) if isinstance(limits, Undefined) else (limits.low, limits.high)
    why = next((part.why for part in (value, limits) if isinstance(part, Undefined)), "")
    return {
        "measure": measure,
        "interval": interval,
        "value": known(value),
        "low": both[0],
        "high": both[1],
        WORLD: world,
        WHY: why,
    }


def _blank(width: float, left: float, right: float) -> tuple[Figure, Axes]:
    """A picture `width` mm wide and its axes, with so many mm free at the sides."""
    figure = Figure(figsize=(width / 25.4, HIGH_MM / 25.4))
    box = (left / width, 0.2, (width - left - right) / width, 0.66)
    return figure, figure.add_axes(box)


@style.paper()
def _draw_intervals(frame: pd.DataFrame) -> Figure:
    figure, ax = _blank(SAMPLE_MM, 39, 13)
    shown = frame[frame["interval"] != ""]
    for i, (_, row) in enumerate(shown.iterrows()):
        color, face = LINES[row["measure"]][0], "white" if _misses(row) else None
        ax.plot([row["low"], row["high"]], [i, i], color=color, linewidth=2)
        ax.plot([row["value"]], [i], "o", color=color, markersize=6, markerfacecolor=face)
        ax.plot([row[WORLD]] * 2, [i - 0.35, i + 0.35], color=style.INK, linewidth=1)
        if _misses(row):
            ax.text(1.02, i, "misses", va="center", transform=ax.get_yaxis_transform())
    ax.set_yticks(range(len(shown)), shown["measure"] + ", " + shown["interval"])
    ax.set_ylim(len(shown) - 0.4, -0.6)
    ax.set_xlim(*_around(shown[["low", "high", "value", WORLD]].to_numpy(dtype=float)))
    ax.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    ax.set_xlabel("95% interval; upright line: endless sample")
    ax.set_title("In this sample", loc="left", fontsize=8)
    return figure


def _misses(row: "pd.Series[float]") -> bool:
    """Whether an interval lies beside what an endless sample gives; one that is undefined does not.

    >>> [_misses(pd.Series({"low": low, "high": 0.8, WORLD: 0.5})) for low in (0.4, 0.6, np.nan)]
    [False, True, False]
    """
    return bool(row["low"] > row[WORLD] or row["high"] < row[WORLD])


def _around(values: NDArray[np.float64]) -> tuple[float, float]:
    """Whole tenths that hold every number, so that the scale stays while a slider moves a little.

    >>> _around(np.array([0.62, 0.85, np.nan]))
    (0.6, 0.9)
    """
    known = values[np.isfinite(values)]
    if not known.size:
        return 0.0, 1.0
    low, high = np.floor(known.min() * 10) / 10, np.ceil(known.max() * 10) / 10
    return float(low), float(max(high, low + 0.1))


@style.paper()
def _draw_curves(rule: Rule, curves: pd.DataFrame) -> Figure:
    figure, ax = _blank(CURVES_MM, 12, 22)
    ends = _apart([float(curves[name].iloc[-1]) for name in LINES])
    for end, (name, (color, dashes)) in zip(ends, LINES.items(), strict=True):
        ax.plot(curves["prevalence"], curves[name], dashes, color=color)
        ax.text(1.03, end, name, va="center", color=color)
        ax.plot([rule.prevalence], [_values(rule)[name]], "o", color=color, markersize=5)
    ax.axvline(rule.prevalence, color=style.RULE, linewidth=0.8, zorder=0)
    ax.set_xlim(0, 1)
    ax.set_xticks(TICKS)
    ax.set_yticks(TICKS)
    ax.set_ylim(min(0, curves["kappa"].min()) - 0.02, 1.02)
    ax.set_xlabel("prevalence: share of one category")
    ax.set_title("The paradox, in endless samples", loc="left", fontsize=8)
    return figure


def _apart(heights: list[float], gap: float = 0.09) -> list[float]:
    """Heights for labels that stand beside lines, moved down until none overlaps.

    >>> _apart([0.8, 0.8, 0.2])
    [0.8, 0.71, 0.2]
    """
    placed: dict[int, float] = {}
    for i in sorted(range(len(heights)), key=lambda i: -heights[i]):
        lowest = min(placed.values(), default=np.inf)
        placed[i] = round(min(heights[i], lowest - gap), 6)
    return [placed[i] for i in range(len(heights))]


def _curves(rule: Rule) -> pd.DataFrame:
    shares = np.linspace(0.05, 0.99, 48)
    values = [_values(replace(rule, prevalence=float(share))) for share in shares]
    return pd.DataFrame(values).assign(prevalence=shares)


def _values(rule: Rule) -> dict[str, float]:
    return {"agreement": rule.agreement, "AC1": rule.ac1, "kappa": rule.kappa}


def _sentence(frame: pd.DataFrame, rule: Rule) -> str:
    fleiss, agreed = frame.iloc[1], frame.iloc[-1]["value"]
    return (
        f"Raters agree in {agreed:.0%} of pairs, and kappa is {_in_words(fleiss)}; "
        f"an endless sample gives {rule.kappa:.2f}.{_missed(frame)}"
    )


def _missed(frame: pd.DataFrame) -> str:
    """How many of kappa's intervals miss it; nothing where none is defined."""
    intervals = frame[(frame["measure"] == "kappa") & frame["low"].notna()]
    missed = sum(_misses(row) for _, row in intervals.iterrows())
    if intervals.empty:
        return ""
    miss = "misses" if missed == 1 else "miss"
    return f" {missed or 'None'} of the {len(intervals)} intervals of kappa {miss} it."


def _in_words(row: "pd.Series[float]") -> str:
    if pd.isna(row["value"]):
        return f"undefined, because {row[WHY]}"
    if pd.isna(row["low"]):
        return f"{row['value']:.2f} without an interval, because {row[WHY]}"
    return f"{row['value']:.2f} ({row['low']:.2f} to {row['high']:.2f})"


def _intervals_in_words(frame: pd.DataFrame) -> str:
    listed = [
        f"{row['measure']}, {row['interval']}: {_in_words(row)}{' misses' * _misses(row)}"
        for _, row in frame[frame["interval"] != ""].iterrows()
    ]
    return f"Values of this sample with 95% intervals. {'; '.join(listed)}."


def _curves_in_words(curves: pd.DataFrame) -> str:
    first, last = curves.iloc[0], curves.iloc[-1]
    listed = [f"{name} goes from {first[name]:.2f} to {last[name]:.2f}" for name in LINES]
    return (
        f"As one category's share goes from {first['prevalence']:.2f} to "
        f"{last['prevalence']:.2f}, {', '.join(listed)}."
    )
