"""Raters who write the same codes in other words are asked about, whatever the layout."""

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from helpers import scale, sources
from helpers.agreement import coefficients
from helpers.errors import StudyError
from helpers.layouts import Reading

from .written import explained, explained_together

ANSWERS = {"y": "yes", "n": "no"}
YES_NO = [ANSWERS[x] for x in "ynynynynynyn"]
OTHER = [ANSWERS[x] for x in "ynyyynynynnn"]
LEVELS = list("123123123123")
SCORED = list("123123122133")
WORDS = {"1": "low", "2": "mid", "3": "high"}

WRITTEN = {
    "Y": (YES_NO, OTHER, {"yes": "Y", "no": "N"}),
    "numbers": (YES_NO, OTHER, {"yes": "1", "no": "0"}),
    "TRUE": (YES_NO, OTHER, {"yes": "TRUE", "no": "FALSE"}),
    "case": (YES_NO, OTHER, {"yes": "Yes", "no": "No"}),
    "zeros": (LEVELS, SCORED, {"1": "01", "2": "02", "3": "03"}),
    "words": (LEVELS, SCORED, WORDS),
}


def in_words(labels: Sequence[str], words: Mapping[str, str]) -> list[str]:
    return [words[label] for label in labels]


def wide(*raters: Sequence[str]) -> str:
    names = [f"Rater {j}" for j, _ in enumerate(raters, 1)]
    rows = enumerate(zip(*raters, strict=True), 1)
    return "\n".join([",".join(("id", *names)), *(f"{i},{','.join(row)}" for i, row in rows), ""])


def long(*raters: Sequence[str]) -> str:
    rows = [f"{i},P{j},{x}" for j, one in enumerate(raters) for i, x in enumerate(one, 1)]
    return "\n".join(["item,rater,code", *rows, ""])


def alone(labels: Sequence[str]) -> str:
    return "\n".join(["id,code", *(f"{i},{x}" for i, x in enumerate(labels, 1)), ""])


def question(folder: Path, *texts: str, reading: Reading | None = None) -> str:
    with pytest.raises(StudyError) as refusal:
        explained_together(folder, *texts, reading=reading)
    return str(refusal.value)


def declared(said: str) -> tuple[str, ...]:
    """The categories that a message says to declare."""
    words = shlex.split(said)
    return tuple(words[i + 1] for i, word in enumerate(words) if word == "--category")


@pytest.mark.parametrize("way", WRITTEN)
def test_codes_written_another_way_are_asked_about_in_every_layout(
    tmp_path: Path, way: str
) -> None:
    one, other, words = WRITTEN[way]
    two = in_words(other, words)
    for texts in ([wide(one, two)], [long(one, two)], [alone(one), alone(two)]):
        said = question(tmp_path, *texts)
        assert "the codes of R2 seem to be those of R1, written another way" in said
        assert all(f"'{b}' for '{a}'" in said for a, b in words.items())
        # Whoever says that they are codes of their own is obeyed.
        told = Reading(categories=declared(said))
        kept = explained_together(tmp_path, *texts, reading=told).ratings
        assert set(kept.categories) == {*words, *words.values()}


def test_codes_alike_but_for_spelling_are_merged_when_told(tmp_path: Path) -> None:
    one, two = (["Code " + x for x in LEVELS], ["code" + x for x in SCORED])
    said = question(tmp_path, wide(one, two))
    assert "type --merge-labels to make them one" in said
    merged = explained(tmp_path, wide(one, two), Reading(merge_labels=True)).ratings
    plain = explained(tmp_path, wide(LEVELS, SCORED)).ratings
    assert (merged.codes == plain.codes).all()


def test_codes_that_cannot_be_told_are_shown(tmp_path: Path) -> None:
    mixed = in_words("123231312123", WORDS)
    said = question(tmp_path, long(LEVELS, LEVELS, mixed))
    assert said.startswith(
        "0.csv: no code in common: R1 and R2 ('1', '2', '3') and R3 ('high', 'low', 'mid')"
    )


def test_named_raters_are_asked_about_too(tmp_path: Path) -> None:
    text = wide(YES_NO, ["Y" if x == "yes" else "N" for x in OTHER]).replace("Rater ", "Dr")
    said = question(tmp_path, text, reading=Reading(raters=("Dr1", "Dr2")))
    assert "('N' for 'no', 'Y' for 'yes'): write them alike" in said


@pytest.mark.parametrize("way", [way for way in WRITTEN if way != "case"])
def test_two_columns_of_other_words_are_seen_before_raters_are_named(
    tmp_path: Path, way: str
) -> None:
    one, other, words = WRITTEN[way]
    text = wide(one, in_words(other, words)).replace("Rater 1,Rater 2", "Anna,Ben")
    said = question(tmp_path, text)
    assert "the codes of column 3 seem to be those of column 2, written another way (" in said
    assert "write them alike, or type --raters 'column 2,column 3' --category " in said
    told = Reading(raters=("column 2", "column 3"), categories=declared(said))
    assert explained(tmp_path, text, told).ratings.codes.shape == (12, 2)


def test_in_few_rows_it_is_said_and_no_more(tmp_path: Path) -> None:
    found = explained(tmp_path, long(["yes", "no"], ["Y", "N"]))
    told = "no label in common with the other raters: R2; write the codes alike"
    assert told in found.ratings.origin.changes


def test_one_code_written_another_way_is_said(tmp_path: Path) -> None:
    two = ["Y" if x == "yes" else "no" for x in OTHER]
    found = explained(tmp_path, long(YES_NO, two))
    (said,) = (x for x in found.ratings.origin.changes if "used by different raters" in x)
    assert re.search(r"'Y', 'yes'|'yes', 'Y'", said)


def test_a_rater_of_few_extracts_is_no_other_writer(tmp_path: Path) -> None:
    rows = [f"{i},P{i % 7},{'abcdefg'[i % 7]}" for i in range(40)]
    found = explained(tmp_path, "\n".join(["item,rater,code", *rows, "1,P0,a", ""]))
    assert len(found.ratings.raters) == 7


def test_a_large_file_is_asked_about_alike(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    two = in_words(OTHER, {"yes": "Y", "no": "N"})
    for text in (wide(YES_NO, two), long(YES_NO, two)):
        (path := tmp_path / "t.csv").write_text(text)
        with pytest.raises(StudyError) as small:
            sources.explain([path])
        with pytest.raises(StudyError) as large:
            scale.reduce(path)
        assert str(large.value) == str(small.value)
        told = replace(Reading(), categories=declared(str(large.value)))
        found, _ = scale.reduce(path, told)
        small_found = sources.explain([path], told).ratings
        assert coefficients(found) == coefficients(small_found)
