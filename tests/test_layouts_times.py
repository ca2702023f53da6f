"""Raters who rated the same extracts at several times."""

import re
from pathlib import Path

import pytest

from helpers.layouts import Reading

from .written import asked, explained

ROWS = ("AABB", "ABAB", "CCCC", "BBBA", "CACA", "AAAA", "BBCB", "CCAC", "ABBB", "CCCA", "BAAB")


def written(heads: str) -> str:
    rows = [f"E{i},{','.join(row)}" for i, row in enumerate(ROWS, 1)]
    return "\n".join([f"id,{heads}", *rows]) + "\n"


def read(folder: Path, text: str, typed: str) -> list[str]:
    found = explained(folder, text, Reading(raters=tuple(typed.split(","))))
    return ["".join(row) for row in found.ratings.labels().to_numpy()]


@pytest.mark.parametrize(
    ("heads", "first", "other"),
    [
        ("Anna_t1,Anna_t2,Ben_t1,Ben_t2", (0, 2), (0, 1)),
        ("Anna_t1,Ben_t1,Anna_t2,Ben_t2", (0, 1), (0, 2)),
        ("t1_Anna,t1_Ben,t2_Anna,t2_Ben", (0, 1), (0, 2)),
        ("R1_T1,R1_T2,R2_T1,R2_T2", (0, 2), (0, 1)),
        ("Reader1_read1,Reader1_read2,Reader2_read1,Reader2_read2", (0, 2), (0, 1)),
        ("R1_S1,R1_S2,R2_S1,R2_S2", (0, 2), (0, 1)),
        ("AB pre,AB post,CD pre,CD post", (0, 2), (0, 1)),
        ("coder1_time1,coder1_time2,coder2_time1,coder2_time2", (0, 2), (0, 1)),
        ("Anna_round1,Anna_round2,Ben_round1,Ben_round2", (0, 2), (0, 1)),
        ("Anna 1,Anna 2,Ben 1,Ben 2", (0, 2), (0, 1)),
        ("Anna1,Ben1,Anna2,Ben2", (0, 1), (0, 2)),
        ("Anna,Ben,Anna_2,Ben_2", (0, 1), (0, 2)),
        ("Anna,Anna.2,Ben,Ben.2", (0, 2), (0, 1)),
        ("relevanceAB,relevanceCD,topicAB,topicCD", (0, 1), (0, 2)),
        ("toneAnna,typeAnna,toneBen,typeBen", (0, 2), (0, 1)),
    ],
)
def test_what_each_rater_said_at_two_times_is_asked_about(
    tmp_path: Path, heads: str, first: tuple[int, ...], other: tuple[int, ...]
) -> None:
    text = written(heads)
    message = asked(tmp_path, text)
    assert "Anna" not in message
    *ways, each = re.findall(r"--raters '([^']+)'", message)
    assert read(tmp_path, text, each) == list(ROWS)
    rest = [tuple({0, 1, 2, 3} - set(pair)) for pair in (first, other)]
    for typed, pair in zip(ways, (first, rest[0], other, rest[1]), strict=True):
        said = ["".join(row[i] for i in sorted(pair)) for row in ROWS]
        assert read(tmp_path, text, typed) == said


def test_what_is_known_of_the_extracts_does_not_matter(tmp_path: Path) -> None:
    rows = [f"E{i},{30 + i},{'LR'[i % 2]},{','.join(row)}" for i, row in enumerate(ROWS, 1)]
    message = asked(tmp_path, "\n".join(["id,Age,Side,A1,A2,B1,B2", *rows]) + "\n")
    first, second = "'column 4,column 6'", "'column 5,column 7'"
    names = (
        f"if the names do, `--layout wide --raters {first}` or `--layout wide --raters {second}`"
    )
    assert "columns 4 to 7 pair 2 names with 2 numbers, and do not tell which" in message
    assert names in message


@pytest.mark.parametrize(
    "heads",
    [
        "Coder 1,Coder 2,Rater 1,Rater 2",
        "R1,R2,R3,R4",
        "W,X,Y,Z",
        "Anna,Hanna,Anne,Hanne",
    ],
)
def test_four_raters_are_no_two_at_two_times(tmp_path: Path, heads: str) -> None:
    assert explained(tmp_path, written(heads)).ratings.codes.shape == (len(ROWS), 4)
