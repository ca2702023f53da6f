"""What a name alone tells."""

import pytest

from helpers.osf import looks


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("Data/ratings_wide.csv", "ratings"),
        ("Inter-rater reliability.sav", "ratings"),
        ("IRR.xlsx", "ratings"),
        ("Coded extracts (anonymised).xlsx", "coded extracts"),
        ("themes and quotes.csv", "coded extracts"),
        ("Question set.docx", "question set"),
        ("Interview guide.pdf", "question set"),
        ("README.txt", "other"),
        ("photo.png", "other"),
        ("rating the extracts.csv", "other"),
        ("", "other"),
    ],
)
def test_a_name_tells_its_kind(path: str, kind: str) -> None:
    assert looks.by_name(path).kind == kind


def test_a_look_says_what_it_rests_on() -> None:
    look = looks.by_name("Interview questions.docx")
    assert look.score == 5
    assert look.reasons == (
        "its name has 'interview'",
        "its name has 'question'",
        "a .docx file can hold it",
    )


def test_two_equal_kinds_are_named() -> None:
    look = looks.by_name("rating the extracts.csv")
    assert look.reasons == ("its name fits ratings and coded extracts equally",)


@pytest.mark.parametrize(("path", "table"), [("a.CSV", True), ("a.sav", True), ("a.docx", False)])
def test_what_can_hold_a_table(path: str, table: bool) -> None:
    assert looks.is_table(path) is table
