"""Labels that may be one are said to be, whoever wrote which."""

from pathlib import Path

import pytest

from helpers import spelling

from .written import explained

HOW = "if so, write them alike"


@pytest.mark.parametrize(
    ("labels", "shown"),
    [
        ("Trust|Trust.|Time", "'Trust', 'Trust.'"),
        ("'Time'|Time|Trust", "\"'Time'\", 'Time'"),
        ("1 Trust|1. Trust|2 Time", "'1 Trust', '1. Trust'"),
        ("1 - Low|1: Low|2 - High", "'1 - Low', '1: Low'"),
        ("01|1|2", "'01', '1'"),
        ("1|1 - Disagree|2|2 - Agree", "'1', '1 - Disagree'; '2', '2 - Agree'"),
        ("1|1,0|2", "'1', '1,0'"),
        ("Trust?|Trust|trust", "'Trust', 'Trust?', 'trust'"),
    ],
)
def test_labels_written_nearly_alike_are_said(labels: str, shown: str) -> None:
    (said,) = spelling.said(labels.split("|"))
    assert said == f"kept apart, though they may be one: {shown}; {HOW}"


@pytest.mark.parametrize(
    "labels",
    [
        "C|C++|C#",
        "-1|1|0",
        "1.1|1.2|11|12",
        "<5|>5|5",
        "A-|A+|A",
        "1-2|12|3-4",
        "Trust|trust",
        "1|10|01a",
        "1|1 day|1 month",
        "-|?|.",
        "50%|50",
    ],
)
def test_labels_that_differ_are_not(labels: str) -> None:
    assert spelling.said(labels.split("|")) == []


def test_dates_among_codes_are_said() -> None:
    (said,) = spelling.said(["1-2", "3-4", "2024-01-02T00:00:00"])
    assert said.startswith("dates among the labels: '2024-01-02T00:00:00'; a spreadsheet makes")
    assert spelling.said(["2024-01-02", "2024-03-04"]) == []


def test_it_is_said_of_a_table(tmp_path: Path) -> None:
    rows = ["a,a,a", "b,b.,b", "a,a,b", "b,b,b", "a,a.,a", "b,b,b"]
    body = [f"E{i},{row}" for i, row in enumerate(rows, 1)]
    found = explained(tmp_path, "\n".join(["id,R1,R2,R3", *body]) + "\n")
    said = f"kept apart, though they may be one: 'a', 'a.'; 'b', 'b.'; {HOW}"
    assert said in found.ratings.origin.changes
