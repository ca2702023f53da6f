"""Several codes of one rater where that is not what is the matter: what else to type is said."""

from pathlib import Path

from helpers.layouts import Reading

from .written import asked, explained

ROUNDS = "extract,coder,code,round\n" + "".join(
    f"E{i},{who},{code},{n}\n"
    for n, codes in ((1, "aabb"), (2, "bbba"))
    for who in ("Ann", "Ben")
    for i, code in enumerate(codes)
)
QUESTIONS = "id,Q1 Ann,Q1 Ben,Q2 Ann,Q2 Ben\n" + "".join(
    f"{i}," + ",".join("Yes" if mark == "1" else "No" for mark in marks) + "\n"
    for i, marks in enumerate(("0011", "0010", "0000", "1100", "1101", "1100", "0011", "0011"))
)
COUNTED = "extract,code,n\n" + "".join(
    f"E{i},{code},{n}\n"
    for i, codes in enumerate(("a3", "a1b2", "b3", "a2b1", "b1a1c1", "c3", "a1c2"))
    for code, n in zip(codes[::2], codes[1::2], strict=True)
)


def test_a_round_that_tells_two_codes_apart_is_named(tmp_path: Path) -> None:
    said = "if column 4 tells when, or of what, each was: --extract 'column 1,column 4'"
    assert said in asked(tmp_path, ROUNDS)
    rounds = Reading(extract="column 1,column 4")
    assert len(explained(tmp_path, ROUNDS, rounds).ratings.extracts) == 8


def test_a_time_at_which_one_rater_alone_wrote_is_no_round(tmp_path: Path) -> None:
    late = ROUNDS.partition("E0,Ann,b,2")[0] + "E0,Ann,b,2\n"
    assert asked(tmp_path, late).endswith("--several first takes the first")


def test_answers_to_several_questions_are_read_when_one_is_named(tmp_path: Path) -> None:
    said = asked(tmp_path, QUESTIONS)
    for typed in ("column 2,column 3", "column 2,column 4"):
        assert f"--layout wide --raters '{typed}'" in said
    one = Reading(layout="wide", raters=("column 2", "column 3"))
    assert explained(tmp_path, QUESTIONS, one).ratings.categories == ("No", "Yes")


def test_counts_of_raters_are_no_raters(tmp_path: Path) -> None:
    assert "column 3 seems to count the raters, not to name them" in asked(tmp_path, COUNTED)
    told = Reading(layout="long", raters=("column 3",), several="drop")
    assert len(explained(tmp_path, COUNTED, told).ratings.raters) == 3
