"""Names and labels that may mean something else than they say: kept, and said beside the result."""

from pathlib import Path

import pytest

from helpers import sources
from helpers.errors import StudyError
from helpers.layouts import Reading

CODES = "abbab"
NAMES = ("e1", "E1", *"xyz")


def long(second: list[str]) -> str:
    first = [f"E{i}" for i in range(1, 6)]
    rows = [
        f"{name},{who},{code}"
        for who, names in (("Anna", first), ("Ben", second))
        for name, code in zip(names, CODES, strict=True)
    ]
    return "\n".join(("extract,coder,code", *rows)) + "\n"


@pytest.mark.parametrize("spelled", ["e3", "E03", "E3\u00a0"])
def test_extracts_alike_but_for_case_or_zeros_are_said(tmp_path: Path, spelled: str) -> None:
    (tmp_path / "t.csv").write_text(long(["E1", "E2", spelled, "E4", "E5"]), encoding="utf-8")
    ratings = sources.load_files([tmp_path / "t.csv"])
    warned = [c for c in ratings.origin.changes if c.startswith("kept apart, though alike")]
    assert len(ratings.extracts) - 5 == len(warned) == (spelled in ("e3", "E03"))
    assert all("the names of extracts 3 and 6" in one for one in warned)


def test_extracts_alike_that_one_rater_rated_are_two(tmp_path: Path) -> None:
    rows = ["id,Anna,Ben", *(f"{id_},{a},{a}" for id_, a in zip(NAMES, CODES, strict=True))]
    (tmp_path / "t.csv").write_text("\n".join(rows))
    ratings = sources.load_files([tmp_path / "t.csv"])
    assert not any(c.startswith("kept apart") for c in ratings.origin.changes)


SEVERAL = "id,Ann,Ben\n1,a;b,a\n2,b,a and b\n3,a,a\n4,b,b\n5,a + b,b\n"


def test_several_codes_beside_the_mark_that_was_told_are_said(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(SEVERAL)
    ratings = sources.load_files([tmp_path / "t.csv"], Reading(split=";", several="drop"))
    warned = [c for c in ratings.origin.changes if c.startswith("kept as one label")]
    assert warned == [
        "kept as one label, though it looks like several codes: 'a + b'; if so, write ';' between "
        "them there too"
    ]


def test_codes_joined_by_a_word_are_asked_about(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(SEVERAL.replace("a;b", "a").replace("a + b", "b"))
    with pytest.raises(StudyError, match="'a and b' looks like several codes in one cell"):
        sources.load_files([tmp_path / "t.csv"])
    told = sources.load_files([tmp_path / "t.csv"], Reading(split=" and ", several="first"))
    assert told.categories == ("a", "b")
