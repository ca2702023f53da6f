"""Columns that share no label with the raters', or few of many numbers, are not asked about."""

from pathlib import Path
from random import Random

import pytest

from .written import asked, explained

BESIDE = {
    "side": lambda i: "LR"[i % 2],
    "speaker": lambda i: "IP"[i // 3 % 2],
    "lang": lambda i: "en",
    "discuss": lambda i: "x" if i % 4 == 0 else "",
    "n_words": lambda i: str(i * 37 % 300 + 1),
    "likes": lambda i: str(i * i * 31 % 5000),
}
LABELS = "123"


def rows(raters: int, count: int, gaps: bool, seed: int = 1) -> list[list[str]]:
    """The codes of raters who mostly agree; with gaps, two of them for each row."""
    chance = Random(seed)
    found = []
    for i in range(count):
        code = chance.choice(LABELS)
        given = [chance.choice((*code * 9, *LABELS)) for _ in range(raters)]
        by = {i % raters, (i + 1) % raters} if gaps else set(range(raters))
        found.append([one if j in by else "" for j, one in enumerate(given)])
    return found


def table(heads: list[str], body: list[list[str]]) -> str:
    lines = [",".join([f"E{i}", *row]) for i, row in enumerate(body)]
    return "\n".join([",".join(["id", *heads]), *lines, ""])


@pytest.mark.parametrize("head", BESIDE)
@pytest.mark.parametrize("gaps", [True, False])
@pytest.mark.parametrize("count", [10, 15, 120])
def test_what_can_be_no_raters_is_not_asked_about(
    tmp_path: Path, head: str, count: int, gaps: bool
) -> None:
    body = [[BESIDE[head](i), *row] for i, row in enumerate(rows(5, count, gaps))]
    names = ["Anna", "Ben", "Cleo", "Dan", "Eva"]
    assert explained(tmp_path, table([head, *names], body)).ratings.codes.shape == (count, 5)


def test_a_constant_rater_beside_constant_ones_is_asked_about(tmp_path: Path) -> None:
    body = [["yes", "no", "yes"] for _ in range(25)]
    said = asked(tmp_path, table(["Anna", "Ben", "Cleo"], body))
    assert "type --raters 'column 2,column 4' or, if so, --raters 'columns 2 to 4'" in said


def test_an_odd_rater_of_a_series_is_a_rater(tmp_path: Path) -> None:
    chance = Random(2)
    body = [[a, b, chance.choice(LABELS), c] for a, b, c in rows(3, 40, gaps=False)]
    for heads in (
        [f"Reviewer {i} decision" for i in range(1, 5)],
        ["first", "second", "third", "fourth"],
        ["anna_label", "ben_label", "cleo_label", "dan_label"],
    ):
        assert explained(tmp_path, table(heads, body)).ratings.codes.shape == (40, 4)


def test_an_odd_column_of_another_kind_is_still_asked_about(tmp_path: Path) -> None:
    chance = Random(2)
    body = [[a, b, chance.choice(LABELS), c] for a, b, c in rows(3, 40, gaps=False)]
    said = asked(tmp_path, table(["AB", "CD", "mood", "EF"], body))
    assert "whether column 4, agreeing with the others hardly more than by chance" in said


def test_a_rater_with_few_cells_or_one_label_is_still_one(tmp_path: Path) -> None:
    body = [[str(i * 7 % 10), "", str(i * 7 % 10), "5"] for i in range(40)]
    body[0][1] = body[7][1] = "5"
    found = explained(tmp_path, table(["Rater 1", "Rater 2", "Rater 3", "Rater 4"], body))
    assert found.ratings.codes.shape == (40, 4)


def test_a_rater_of_a_code_of_their_own_is_asked_about(tmp_path: Path) -> None:
    body = [[*row, "D" if i % 4 == 0 else ""] for i, row in enumerate(rows(3, 20, gaps=False))]
    said = asked(tmp_path, table(["Anna", "Ben", "Cara", "Dan"], body).replace("1", "A"))
    assert "whether column 5 holds a rater is not plain" in said


def test_one_of_two_headed_alike_is_not_left_out_with_the_other(tmp_path: Path) -> None:
    words = {"1": "yes", "2": "no", "3": "no"}
    body = [[f"z{a}", words[b], words[b], words[c]] for a, b, c in rows(3, 40, gaps=False)]
    said = asked(tmp_path, table(["human1", "human2", "gpt4", "claude"], body))
    assert "columns 2 to 5" in said
