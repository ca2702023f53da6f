"""What a table of specifications says: how far the result moves, and which choice moves it."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers import results
from helpers.agreement.values import Undefined, Value
from helpers.errors import StudyError
from helpers.ratings import Origin
from helpers.sensitivity.options import CHOICES

FIGURE = "specification_curve.csv"
DIGITS = 12  # what differs less is the same number, added up in another order


@dataclass(frozen=True)
class Summary:
    """All specifications together, held against a value that one would call enough.

    Attributes:
        specifications: how many there are; `undefined` of them have no value.
        lowest: of the values, as `median` and `highest`.
        enough: the value they are held against.
        reach: the share of values that are at least `enough`.
        sure: the share of intervals, among those that exist, that lie above it whole.
    """

    specifications: int
    undefined: int
    lowest: Value
    median: Value
    highest: Value
    enough: float
    reach: Value
    sure: Value

    def __str__(self) -> str:
        """The same in two sentences, or why there is nothing to say."""
        if isinstance(self.lowest, Undefined):
            return f"{_count(self.specifications)}, none with a value: {self.lowest.why}."
        gone = f", {self.undefined:,} of them undefined" if self.undefined else ""
        return (
            f"{_count(self.specifications)}{gone}: values from {self.lowest:z.2f} to "
            f"{self.highest:z.2f}, half of them above {self.median:z.2f}. {self.reach:.0%} reach "
            f"{self.enough:g}; {self.sure:.0%} of the intervals lie above it whole."
        )


def summary(table: pd.DataFrame, enough: float) -> Summary:
    """What the specifications say of a coefficient of at least `enough`.

    Every number is undefined when no specification has a value.
    """
    values, lows = table["value"].dropna(), table["low"].dropna()
    if values.empty:
        none = Undefined(str(table["why"].iloc[0]))
        return Summary(len(table), len(table), none, none, none, enough, none, none)
    return Summary(
        specifications=len(table),
        undefined=len(table) - len(values),
        lowest=float(values.min()),
        median=float(values.median()),
        highest=float(values.max()),
        enough=enough,
        reach=float((values >= enough).mean()),
        sure=float((lows >= enough).mean()) if len(lows) else Undefined("no interval exists"),
    )


def effects(table: pd.DataFrame) -> pd.DataFrame:
    """How far each choice alone moves the result, every other choice staying, strongest first.

    Each specification is held beside the one that differs from it only in taking the usual
    level of that choice.

    Columns: choice, alternatives (to the usual level), typical (the median change of the value,
    without sign), largest (with its sign), made by (the level that made it), lower limit (the
    median change of the interval's lower limit). Missing where there is no alternative.
    """
    found = pd.DataFrame([_effect(table, choice) for choice in CHOICES])
    return found.sort_values("typical", ascending=False, kind="stable", ignore_index=True)


def strongest(found: pd.DataFrame) -> str:
    """The first line of `effects` in words."""
    first = found.iloc[0]
    if pd.isna(first["typical"]):
        return "No choice can be held beside another: no value stands on both sides."
    return (
        f"Strongest here: {first['choice']}, typically by {first['typical']:.3f}, "
        f"at most by {first['largest']:.3f} ({first['made by']})."
    )


def gathered(batch: Path, origin: Origin) -> pd.DataFrame:
    """The specifications of all runs of a batch that used these very ratings.

    Raises:
        StudyError: when there is none.
    """
    found = [
        _read(run / "figures" / FIGURE)
        for run in sorted(batch.glob("runs/*"))
        if (run / "figures" / FIGURE).is_file()
        and any(record.is_from(origin) for record in results.read_all(run / "results").values())
    ]
    if not found:
        raise StudyError(
            f"{batch.name}: holds no run with specifications of {origin.name}; "
            "run `study batch` on its plan first, with the same source"
        )
    return pd.concat(found, ignore_index=True)


def _count(n: int) -> str:
    return f"{n:,} specification" + ("" if n == 1 else "s")


def _effect(table: pd.DataFrame, choice: str) -> dict[str, object]:
    usual = table.loc[table["departs"] == 0, choice].iloc[0]
    others = [*(one for one in CHOICES if one != choice), "sample"]
    base = table.loc[table[choice] == usual, [*others, "value", "low"]]
    pairs = table[table[choice] != usual].merge(base, on=others, suffixes=("", " usual"))
    moved = (pairs["value"] - pairs["value usual"]).round(DIGITS) + 0.0
    largest = moved.abs().idxmax() if moved.any() else None
    return {
        "choice": choice,
        "alternatives": table[choice].nunique() - 1,
        "typical": moved.abs().median(),
        "largest": moved.max() if largest is None else moved[largest],
        "made by": "" if largest is None else pairs.loc[largest, choice],
        "lower limit": (pairs["low"] - pairs["low usual"]).abs().median(),
    }


def _read(path: Path) -> pd.DataFrame:
    words = dict.fromkeys((*CHOICES, "why"), str)
    blank = {name: [""] for name in ("value", "low", "high")}
    return pd.read_csv(path, dtype=words, keep_default_na=False, na_values=blank)
