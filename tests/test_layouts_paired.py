"""A column of raters' names beside what each rated once: long tables, whatever stands beside."""

import random
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers import sources
from helpers.cli import group
from helpers.errors import StudyError
from helpers.layouts import Reading

from .written import asked, explained

Row = Callable[[int, int, random.Random], str]
WHO = ("Anna", "Ben", "Carla")


def codes(extracts: int, raters: int, labels: str = "ABC", seed: int = 1) -> list[list[str]]:
    draw = random.Random(seed)
    base = [draw.choice(labels) for _ in range(extracts)]
    return [
        [one if draw.random() < 0.7 else draw.choice(labels) for _ in range(raters)] for one in base
    ]


def table(head: str, given: list[list[str]], row: Row, gaps: float = 0.0) -> str:
    draw = random.Random(2)
    places = [(i, j) for i, one in enumerate(given) for j in range(len(one))]
    rows = [row(i, j, draw) for i, j in places if draw.random() >= gaps]
    return "\n".join([head, *rows, ""])


def works(folder: Path, said: str) -> list[tuple[str, ...]]:
    """What is offered, each of which is read when typed."""
    offered = [tuple(shlex.split(option)) for option in re.findall(r"`(--.*?)`", said)]
    for option in offered:
        args = ["agreement", str(folder / "t.csv"), "--draws", "0", "--json", *option]
        group.main(args, standalone_mode=False)
    return offered


def size(folder: Path, text: str, reading: Reading | None = None) -> tuple[str | None, int, int]:
    found = explained(folder, text, reading)
    shape = found.ratings.codes.shape
    return found.reading.layout, shape[0], shape[1]


@pytest.mark.parametrize("who", ["user", "who", "coder_id", "Username", "codificador"])
def test_two_odd_columns_beside_raters_are_no_raters(tmp_path: Path, who: str) -> None:
    given = codes(20, 3, "01")

    def row(i: int, j: int, draw: random.Random) -> str:
        took = draw.random() * 60
        return f"P{i:03d},{j + 1},{given[i][j]},{took:.2f},{draw.choice('0001')}"

    said = asked(tmp_path, table(f"clip,{who},relevance,duration,flag", given, row))
    right = [one for one in works(tmp_path, said) if "column 3" in one]
    assert right
    assert all("long" in one for one in right)


def test_a_poor_wide_reading_of_an_incomplete_table_does_not_win(tmp_path: Path) -> None:
    given = codes(30, 3)

    def row(i: int, j: int, draw: random.Random) -> str:
        return f"{WHO[j]},IMG_{i}.jpg,{given[i][j]},{draw.randint(3, 90)},{i + 1}"

    text = table("coder,scan,choice,time_s,order", given, row, gaps=0.2)
    said = asked(tmp_path, text)
    assert "--raters coder --extract 'column 2' --category-column 'column 3'" in said


FORM = "Timestamp,{},Which essay?,Rate [Thesis],Rate [Style],Rate [Logic]"


@pytest.mark.parametrize("who", ["Email Address", "Username", "Your initials", "Respondent"])
def test_questions_of_a_form_are_no_raters(tmp_path: Path, who: str) -> None:
    asked_of = [codes(25, 2, "1234", seed) for seed in range(3)]

    def row(i: int, j: int, _: random.Random) -> str:
        scores = ",".join(one[i][j] for one in asked_of)
        return f"2024/03/{1 + i % 28} 10:{j}{i % 10}:{i:02d},g{j},Essay {i + 1},{scores}"

    text = table(FORM.format(who), asked_of[0], row)
    offered = works(tmp_path, asked(tmp_path, text))
    for column in (4, 5, 6):
        assert any("long" in one and f"column {column}" in one for one in offered)


def test_a_column_of_addresses_names_raters_whatever_its_header(tmp_path: Path) -> None:
    given = codes(12, 2)

    def row(i: int, j: int, draw: random.Random) -> str:
        return f"{WHO[j]}@x.org,text {i},{given[i][j]},{draw.choice('XYZ')}"

    said = asked(tmp_path, table("compte,texte,un,deux", given, row))
    assert "--raters 'column 1' --extract 'column 2' --category-column 'column 3'" in said
    assert "--layout wide" not in said


def test_the_order_of_each_raters_work_names_no_extract(tmp_path: Path) -> None:
    given, turn = codes(40, 3, "YN"), [0, 0, 0]

    def row(i: int, j: int, draw: random.Random) -> str:
        turn[j] += 1
        return f"{turn[j]},coder{j + 1},IMG_{(7 * i) % 40}.jpg,{given[i][j]},{draw.choice('0001')}"

    found = explained(tmp_path, table("order,who,document,tag,flag", given, row, gaps=0.3))
    assert (found.reading.extract, found.reading.category_column) == ("document", "tag")


@pytest.mark.parametrize("who", ["participant", "respondent_id", "Respondent", "ppt", "Your name"])
@pytest.mark.parametrize("what", ["file", "item", "stimulus"])
def test_a_person_beside_what_each_rated_once_is_a_rater(
    tmp_path: Path, who: str, what: str
) -> None:
    given = codes(20, 3)
    text = table(
        f"{what},{who},answer", given, lambda i, j, _: f"IMG_{i}.jpg,{WHO[j]},{given[i][j]}"
    )
    assert size(tmp_path, text) == ("long", 20, 3)
    for typed in (
        Reading(raters=(who,)),
        Reading(extract=what, category_column="answer"),
        Reading(raters=(who,), category_column="answer"),
    ):
        assert size(tmp_path, text, typed) == ("long", 20, 3)


def test_a_person_whose_passages_raters_rated_is_no_rater(tmp_path: Path) -> None:
    given = codes(20, 2, "123", 5)
    rows = [f"{i // 4 + 1},{i % 4 + 1},{','.join(one)}" for i, one in enumerate(given)]
    text = "\n".join(["participant,segment,Anna,Ben", *rows, ""])
    assert size(tmp_path, text) == ("wide", 20, 2)


def test_users_whose_posts_raters_rated_are_no_raters(tmp_path: Path) -> None:
    given = codes(24, 2, "01", 3)
    rows = [f"u{i % 4},topic {i // 4},{','.join(one)}" for i, one in enumerate(given)]
    text = "\n".join(["user,topic,Rater 1,Rater 2", *rows, ""])
    assert size(tmp_path, text) == ("wide", 24, 2)


@pytest.mark.parametrize("known", ["rater_age", "rater_gender", "IP"])
@pytest.mark.parametrize("who", ["annotator", "initials", "participant"])
def test_what_is_known_of_raters_is_neither_rater_nor_code(
    tmp_path: Path, who: str, known: str
) -> None:
    given = codes(30, 2, "543")

    def row(i: int, j: int, _: random.Random) -> str:
        return f"{(41, 29)[j]},{i},{WHO[j]},{given[i][j]}"

    text = table(f"{known},segment_id,{who},catégorie", given, row, gaps=0.15)
    found = explained(tmp_path, text).reading
    assert (found.raters, found.category_column) == ((who,), "catégorie")


def test_partners_named_beside_their_codes_are_still_refused(tmp_path: Path) -> None:
    given = codes(12, 2, "AB", 4)
    rows = [f"{i},{WHO[i % 3]},{one[0]},{WHO[(i + 1) % 3]},{one[1]}" for i, one in enumerate(given)]
    said = asked(tmp_path, "\n".join(["id,coder 1,code 1,coder 2,code 2", *rows, ""]))
    assert "as the names of coders do" in said


def test_tiers_of_elan_are_read_without_a_header(tmp_path: Path) -> None:
    given = codes(20, 3)

    def row(i: int, j: int, _: random.Random) -> str:
        times = f"00:00:{i:02d}.000\t{i}000\t00:00:{i + 1:02d}.000\t{i + 1}000"
        return f"gesture_{WHO[j]}\t{WHO[j]}\t{times}\t00:00:01.000\t1000\t{given[i][j]}"

    lines = table("", given, row).lstrip("\n")
    path = tmp_path / "t.txt"
    path.write_text(lines)
    found = sources.explain([path])
    assert found.ratings.codes.shape == (20, 3)
    assert found.reading.category_column == "column 9"


def test_coded_texts_of_qualcoder_are_one_row_a_rating(tmp_path: Path) -> None:
    given = codes(20, 3)

    def row(i: int, j: int, _: random.Random) -> str:
        at = f"Int{i // 5}.txt,{i % 5 * 100},{i % 5 * 100 + 80}"
        return f"{given[i][j]},{WHO[j]},{at},text {i},2024-01-01 10:00:00,"

    text = table("codename,owner,filename,pos0,pos1,seltext,date,memo", given, row)
    assert size(tmp_path, text) == ("long", 20, 3)


def test_three_columns_that_were_typed_are_never_asked_about(tmp_path: Path) -> None:
    given = codes(9, 3)
    text = table(
        "image,expert,score",
        given,
        lambda i, j, _: f"{i},{WHO[j]},{given[i][j]}",
        gaps=0.6,
    )
    typed = Reading(raters=("expert",), extract="image", category_column="score")
    assert explained(tmp_path, text, typed).reading.layout == "long"


def test_a_typed_rater_who_rated_twice_is_refused_not_guessed(tmp_path: Path) -> None:
    rows = [f"{i % 5},{WHO[i % 2]},{'AB'[i % 3 % 2]}" for i in range(20)]
    text = "\n".join(["image,expert,score", *rows, ""])
    typed = Reading(raters=("expert",), extract="image", category_column="score")
    with pytest.raises(StudyError, match="several codes"):
        explained(tmp_path, text, typed)


def test_what_one_of_several_raters_said_names_no_raters(tmp_path: Path) -> None:
    marks = ("0110", "1011", "0010", "1100", "0101", "1110")
    rows = [f"{100000 + 7 * i},P{i // 2},{i % 3},{','.join(one)}" for i, one in enumerate(marks)]
    head = "MRN,participant,wave,Rater 1,Rater 2,Rater 3,Rater 4"
    said = asked(tmp_path, "\n".join([head, *rows, ""]))
    assert "--raters 'columns 4 to 7'" in said
    assert "--layout long" not in said


@pytest.mark.parametrize("who", ["participant", "reviewer"])
@pytest.mark.parametrize("beside", ["text", "order"])
def test_other_names_of_an_extract_are_not_its_codes(tmp_path: Path, who: str, beside: str) -> None:
    given = codes(8, 3)
    text = "Some text for the unit {}, that is long enough to read"

    def row(i: int, j: int, _: random.Random) -> str:
        names = (f"{i + 1}", text.format(i).replace(",", ""))
        file, other = names if beside == "text" else names[::-1]
        return f"{file},{WHO[j]},{other},{given[i][j]}"

    found = explained(tmp_path, table(f"file,{who},{beside},sentiment", given, row))
    assert (found.reading.extract, found.reading.category_column) == ("file", "sentiment")
    assert found.ratings.codes.shape == (8, 3)
