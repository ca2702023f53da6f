"""Raters who rated at several times are no more raters: headers that cross two things ask."""

from pathlib import Path

import pytest

from helpers import sources
from helpers.errors import StudyError
from helpers.layouts import Reading

LABELS = ("AABB", "BBBA", "ABBA", "AAAA", "BBAB", "AAAB")


def written(folder: Path, heads: str) -> Path:
    path = folder / "t.csv"
    rows = [f"E{i}," + ",".join(labels) for i, labels in enumerate(LABELS, 1)]
    path.write_text("\n".join([f"id,{heads}", *rows]) + "\n")
    return path


@pytest.mark.parametrize(
    ("heads", "once"),
    [
        ("Anna pre,Ben pre,Anna post,Ben post", "column 2,column 3"),
        ("Rater 1 time 1,Rater 2 time 1,Rater 1 time 2,Rater 2 time 2", "column 2,column 3"),
        ("Anna,Anna alt,Ben,Ben alt", "column 2,column 4"),
    ],
)
def test_headers_that_cross_two_things_are_asked_about(
    tmp_path: Path, heads: str, once: str
) -> None:
    path = written(tmp_path, heads)
    with pytest.raises(StudyError) as asked:
        sources.explain([path])
    for typed in (once, "columns 2 to 5"):
        assert f"--raters '{typed}'" in str(asked.value)
    assert "Anna" not in str(asked.value)
    told = sources.explain([path], Reading(raters=tuple(once.split(",")))).ratings
    assert len(told.raters) == 2


@pytest.mark.parametrize(
    "heads", ["Anna pre,Ben pre,Cy pre,Dan pre", "Coder 1,Coder 2,Rater 1,Rater 2"]
)
def test_headers_that_cross_nothing_are_raters(tmp_path: Path, heads: str) -> None:
    assert len(sources.explain([written(tmp_path, heads)]).ratings.raters) == 4
