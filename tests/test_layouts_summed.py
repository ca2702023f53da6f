"""Rows without a name that sum up a table are no extracts."""

from pathlib import Path

import pytest

from .written import asked, explained

ANNA = [1, 0, 1, 1, 0, 0, 1, 0, 1, 1]
BEN = [1, 0, 0, 1, 0, 1, 1, 0, 1, 1]
SAID = "left out: sums, means or shares of those above"
ENDS = {"sums": ["6,6"], "means": ["0.6,0.6"], "shares": ["60%,60%"], "both": ["6,6", "0.60,0.60"]}


def table(named: bool, last: list[str], rows: list[tuple[object, ...]]) -> str:
    body = [",".join(map(str, row)) for row in rows]
    head = "Anna,Ben,Cy"[: 2 * len(rows[0]) + 4]
    if named:
        body, last = [f"{i},{row}" for i, row in enumerate(body, 1)], [f",{row}" for row in last]
        head = f"id,{head}"
    return "\n".join([head, *body, *last, ""])


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("last", ENDS.values(), ids=ENDS)
def test_a_row_without_a_name_that_sums_up_is_left_out(
    tmp_path: Path, named: bool, last: list[str]
) -> None:
    found = explained(tmp_path, table(named, last, list(zip(ANNA, BEN, strict=True)))).ratings
    assert found.codes[:, 0].tolist() == ANNA
    assert found.codes[:, 1].tolist() == BEN
    assert any(SAID in change for change in found.origin.changes)


@pytest.mark.parametrize("named", [True, False])
def test_numbers_below_words_are_left_out(tmp_path: Path, named: bool) -> None:
    rows = [("yes" if a else "no", "yes" if b else "no") for a, b in zip(ANNA, BEN, strict=True)]
    found = explained(tmp_path, table(named, ["6,6"], rows)).ratings
    assert found.categories == ("no", "yes")
    assert any(SAID in change for change in found.origin.changes)


def test_a_share_below_a_column_of_matches_is_left_out(tmp_path: Path) -> None:
    rows = [f"{i},{a},{b},{int(a == b)}" for i, (a, b) in enumerate(zip(ANNA, BEN, strict=True), 1)]
    for share in ("80%", "0.8"):
        text = "\n".join(["id,Anna,Ben,agree", *rows, f",,,{share}", ""])
        assert explained(tmp_path, text).ratings.codes.shape == (10, 2)


def test_a_last_row_of_ratings_is_an_extract(tmp_path: Path) -> None:
    # Sums that are labels too, and numbers that are no sums.
    rows = [(1, 1), (1, 0), (0, 0), (0, 1), (0, 0), (0, 0)]
    found = explained(tmp_path, table(False, ["2,2"], [(a + 1, b + 1) for a, b in rows]))
    assert found.ratings.codes.shape == (7, 2)
    found = explained(tmp_path, table(False, ["2,1"], rows))
    assert found.ratings.codes.shape == (7, 2)


def test_another_row_without_a_name_may_be_a_total(tmp_path: Path) -> None:
    said = asked(tmp_path, table(True, ["1,1"], list(zip(ANNA, BEN, strict=True))))
    assert said == (
        "t.csv: row 12 has no name in column 'id'; name every extract, or delete the row if it is "
        "a total"
    )
