"""Long tables whose headers tell nothing: who is the extract is told by numbers, said or asked."""

import random
from pathlib import Path

import pytest

from helpers import sources
from helpers.errors import StudyError
from helpers.layouts.reading import Reading

HEADS = ["V1,V2,V3", "X,Y,Z", ""]


def saved(path: Path, heads: str, extracts: int, raters: int, missing: float = 0) -> Path:
    """Ratings sorted by extract, some of them missing; raters are numbered as the extracts are."""
    draw = random.Random(extracts)
    rows = [heads] if heads else []
    for extract in range(1, extracts + 1):
        truth = draw.choice("abc")
        for rater in range(1, raters + 1):
            given = truth if draw.random() < 0.8 else draw.choice("abc")
            rows += [f"{extract},{rater},{given}"] if draw.random() >= missing else []
    path.write_text("\n".join(rows) + "\n")
    return path


@pytest.mark.parametrize("heads", HEADS)
@pytest.mark.parametrize("missing", [0, 0.3])
def test_many_extracts_of_few_raters_are_read_and_this_is_said(
    tmp_path: Path, heads: str, missing: float
) -> None:
    found = sources.explain([saved(tmp_path / "t.csv", heads, 20, 3, missing)]).ratings
    assert (found.codes.shape[1], found.categories) == (3, ("a", "b", "c"))
    said = " ".join(found.origin.changes)
    assert "no header tells which column names the extracts: column 1 was taken" in said
    assert "--raters 'column 1' --extract 'column 2' --category-column 'column 3'" in said


@pytest.mark.parametrize("heads", HEADS)
@pytest.mark.parametrize("size", [(4, 6), (6, 4), (8, 6), (5, 20)])
def test_as_many_of_one_as_of_the_other_are_asked_about_both_ways(
    tmp_path: Path, heads: str, size: tuple[int, int]
) -> None:
    with pytest.raises(StudyError, match="can be read in 2 ways") as asked:
        sources.explain([saved(tmp_path / "t.csv", heads, *size)])
    for extract, rater in ((1, 2), (2, 1)):
        assert f"--raters 'column {rater}' --extract 'column {extract}'" in str(asked.value)


def test_a_name_of_a_column_tells_extracts_from_raters(tmp_path: Path) -> None:
    found = sources.explain([saved(tmp_path / "t.csv", "item,V2,V3", 4, 6)]).ratings
    assert found.codes.shape == (4, 6)
    assert "no header tells" not in " ".join(found.origin.changes)


def test_a_category_that_few_extracts_had_is_no_agreement_of_counts(tmp_path: Path) -> None:
    rows = "extract,barriers,blocks,outcomes\n1,1,1,0\n2,1,1,0\n3,1,1,0\n4,1,1,0\n5,2,0,1\n"
    (tmp_path / "t.csv").write_text(rows)
    found = sources.load_files([tmp_path / "t.csv"], Reading(layout="counts"))
    assert found.categories == ("barriers", "blocks", "outcomes")
