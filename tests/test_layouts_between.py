"""A column that is between the raters' in every row, as a mean is, is no rater's without a word."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from .test_layouts_unlike import beside, rated, table
from .written import asked, explained

SETTLED: dict[str, Callable[[Sequence[int]], int]] = {
    "mean": lambda row: round(sum(row) / len(row)),
    "mean rounded up": lambda row: -(-sum(row) // len(row)),
    "a copy": lambda row: row[0],
    "anything between": lambda row: random.Random(str(row)).randint(min(row), max(row)),
}

WHYS = ("filled as what raters agreed on", "between the others in every row")


@pytest.mark.parametrize("how", SETTLED)
@pytest.mark.parametrize("raters", ["AB,CD", "Anna,Ben,Cleo"])
def test_what_is_between_the_others_is_asked_about(tmp_path: Path, raters: str, how: str) -> None:
    n = raters.count(",") + 1
    rows = [(*row, str(SETTLED[how](list(map(int, row))))) for row in rated(150, n, 2, "12345")]
    question = asked(tmp_path, table(f"{raters},D1", rows))
    few = "'column 2,column 3'" if n == 2 else "'columns 2 to 4'"
    more = f"'columns 2 to {n + 2}'"
    why = " or ".join(why for why in WHYS if why in question)
    assert question == beside(f"column {n + 2}", why, few, more)
    assert why


def test_one_of_the_labels_in_every_row_is_asked_about(tmp_path: Path) -> None:
    chance = random.Random(3)
    rows = [(*row, chance.choice(row)) for row in rated(60, 2, 4, ["goals", "people", "place"])]
    question = asked(tmp_path, table("AB,CD,score", rows))
    why = "filled as what raters agreed on"
    assert question == beside("column 4", why, "'column 2,column 3'", "'columns 2 to 4'")


def test_numbered_raters_and_honest_ones_are_not_asked_about(tmp_path: Path) -> None:
    rows = [(*row, row[0]) for row in rated(60, 2, 2, "12345")]
    said = explained(tmp_path, table("Rater 1,Rater 2,Rater 3", rows)).ratings.origin.changes
    assert sum("holds the codes of column 2 in every row" in note for note in said) == 1
    said = explained(tmp_path, table("AB,CD,D1", rated(60, 3, 2, "12345"))).ratings.origin.changes
    assert not any("type --raters" in note for note in said)
