"""One 0/1 column a rater and category: read where the cells tell it, else asked about."""

import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from helpers import sources
from helpers.errors import StudyError
from helpers.layouts import Reading

from .written import asked, explained_together, typed

Labels = list[list[str]]
RATERS = {
    "initials": ("EB", "KN", "CB"),
    "names": ("Anna", "Ben", "Cy"),
    "whole names": ("Anna Lee", "Ben Roe", "Cy Poe"),
    "numbers": ("R1", "R2", "R3"),
    "words": ("Rater 1", "Rater 2", "Rater 3"),
}
CATEGORIES = {
    "words": ("building blocks", "barriers", "outcomes", "future goals"),
    "numbered": ("Theme 1", "Theme 2", "Theme 3"),
    "pointed": ("A.1", "A.2", "B.1", "B.2"),
    "two": ("a", "b"),
}
MARKS = {
    "rater first": lambda rater, label: f"{rater}_{label}",
    "category first": lambda rater, label: f"{label} - {rater}",
    "by a space": lambda rater, label: f"{rater} {label}",
}


def written(
    given: Sequence[Sequence[set[str]]],
    raters: Sequence[str],
    categories: Sequence[str],
    head: Callable[[str, str], str],
) -> str:
    heads = [head(rater, label) for rater in raters for label in categories]
    lines = [",".join(("id", *heads))]
    for i, row in enumerate(given, 1):
        marks = [str(int(label in one)) for one in row for label in categories]
        lines.append(",".join((str(i), *marks)))
    return "\n".join(lines) + "\n"


def ratings(raters: Sequence[str], categories: Sequence[str], seed: int = 3) -> Labels:
    chance = random.Random(seed)
    mains = [chance.choice(categories) for _ in range(20)]
    return [[chance.choice((main, main, *categories)) for _ in raters] for main in mains]


@pytest.mark.parametrize("head", MARKS)
@pytest.mark.parametrize("labels", CATEGORIES)
@pytest.mark.parametrize("names", RATERS)
def test_one_category_a_rating_tells_which_part_of_the_headers_is_the_rater(
    tmp_path: Path, names: str, labels: str, head: str
) -> None:
    raters, categories = RATERS[names], CATEGORIES[labels]
    given = ratings(raters, categories)
    text = written([[{x} for x in row] for row in given], raters, categories, MARKS[head])
    found = explained_together(tmp_path, text)
    assert found.layout == "one 0/1 column a rater and category"
    assert found.ratings.labels().to_numpy().tolist() == given
    assert found.reading.raters == raters


@pytest.mark.parametrize("seed", range(20))
def test_several_categories_a_rating_are_never_taken_for_one(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    raters, categories = RATERS["initials"][: 2 + seed % 2], CATEGORIES["words"]
    often = chance.choice((0.1, 0.3, 0.5))
    given = [[{x for x in categories if chance.random() < often} for _ in raters] for _ in "a" * 12]
    given[0][0] = {"barriers", "outcomes"}
    text = written(given, raters, categories, MARKS["rater first"])
    with pytest.raises(StudyError, match=r"several are marked at once"):
        explained_together(tmp_path, text)


def test_cells_and_headers_that_speak_against_each_other_are_asked_about(tmp_path: Path) -> None:
    raters, categories = ("Joy", "Fear", "Hope"), ("Rater 1", "Rater 2", "Rater 3")
    given = ratings(raters, categories)
    text = written([[{x} for x in row] for row in given], raters, categories, MARKS["rater first"])
    with pytest.raises(StudyError, match=r"--raters 'part 1'.*--raters 'part 2'"):
        explained_together(tmp_path, text)


def test_headers_that_can_be_cut_in_two_places_are_asked_for_by_name(tmp_path: Path) -> None:
    raters, categories = ("EB", "KN"), CATEGORIES["pointed"]
    given = [[{"A.1", "B.2"}, {"A.2"}], [{"B.1"}, set()], [set(), {"A.1"}]] * 4
    text = written(given, raters, categories, MARKS["category first"])
    with pytest.raises(StudyError) as asked:
        explained_together(tmp_path, text)
    assert "--layout indicators --raters 'part 2' --several drop" in str(asked.value)
    assert "--layout indicators --raters A,B --several drop" in str(asked.value)
    told = Reading(layout="indicators", raters=raters, several="drop")
    assert sources.load_files([tmp_path / "0.csv"], told).categories == categories


def test_why_variables_go_together_names_no_header(tmp_path: Path) -> None:
    with pytest.raises(StudyError) as asked:
        explained_together(
            tmp_path, "id,theme1,theme2,tone1,tone2\n1,a,a,b,b\n2,b,a,b,a\n3,a,a,a,b\n"
        )
    assert "columns 2, 3 are headed alike but for a suffix" in str(asked.value)
    assert "'theme'" not in str(asked.value)


def test_a_mark_of_one_rater_is_no_comparison_of_others(tmp_path: Path) -> None:
    heads = [f"Rater {who}_{what}" for who in "ABC" for what in "AB"]
    rows = ["0,1,0,1,0,1", "0,1,1,0,0,1", "0,1,0,1,0,1", "0,1,1,0,0,1", "0,1,0,1,1,0"]
    body = "".join(f"w{i},{row}\n" for i, row in enumerate(rows))
    (tmp_path / "t.csv").write_text(f"lemma,{','.join(heads)}\n{body}")
    assert sources.load_files([tmp_path / "t.csv"]).codes.shape == (5, 3)


@pytest.mark.parametrize("head", MARKS)
def test_answers_to_several_questions_are_offered_question_by_question(
    tmp_path: Path, head: str
) -> None:
    raters, questions = RATERS["initials"], CATEGORIES["two"]
    chance = random.Random(7)
    given = [[{x for x in questions if chance.random() < 0.6} for _ in raters] for _ in "a" * 20]
    text = written(given, raters, questions, MARKS[head])
    said = asked(tmp_path, text)
    options = re.findall(r"--layout \w+ --raters '[^']+'(?: --several \w+)?", said)
    read = [typed(tmp_path / "t.csv", one).labels().to_numpy().tolist() for one in options]
    answers = [[[str(int(x in one)) for one in row] for row in given] for x in questions]
    assert all(answer in read for answer in answers)
    assert len(read) == len(raters) + len(questions) + 2


def test_marks_headed_as_raters_are_offered_by_the_questions_of_these_alone(tmp_path: Path) -> None:
    raters, questions = ("rater_a", "rater_b"), ("quality", "risk", "topic")
    given = [[{"quality", "risk"}, {"risk"}], [set(), {"risk", "topic"}]] * 10
    text = written(given, raters, questions, MARKS["rater first"])
    said = asked(tmp_path, text)
    assert said.endswith(
        "one question's raters: `--layout wide --raters 'column 2,column 5'` or `--layout wide "
        "--raters 'column 3,column 6'` or `--layout wide --raters 'column 4,column 7'` if part 1 "
        "is the rater; or, if they are codes of which one is needed, `--layout indicators --raters "
        "'part 1' --several drop`"
    )


def test_categories_headed_as_raters_are_not_taken_without_a_word(tmp_path: Path) -> None:
    raters, questions = ("rater_a", "rater_b"), ("quality", "risk", "topic")
    given = [[{"quality", "risk"}, {"topic"}], [{"quality"}, {"risk", "topic"}]] * 10
    said = asked(tmp_path, written(given, raters, questions, MARKS["rater first"]))
    assert "--raters 'part 1' --extract id --several drop`" in said
    assert "--raters 'part 2' --extract id`" in said


def test_marks_that_differ_from_question_to_question_tell_which_part_is_the_rater(
    tmp_path: Path,
) -> None:
    chance = random.Random(5)
    rows = [
        ",".join((str(i), *(chance.choice(marks) for marks in ("01", "ny", "01", "ny"))))
        for i in range(20)
    ]
    body = "\n".join(rows).replace("n", "no").replace("y", "yes")
    said = asked(tmp_path, f"id,EB_risk,EB_tone,KN_risk,KN_tone\n{body}\n")
    first, second = "'column 2,column 4'", "'column 3,column 5'"
    assert f"{first}` or `--layout wide --raters {second}` if part 1" in said
    assert "'part 2'" not in said
