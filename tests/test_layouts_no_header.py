"""Tables whose first row is a row of values: none of it is lost, whatever the layout."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from helpers import readers, sources
from helpers.errors import StudyError
from helpers.layouts import Reading
from helpers.layouts.rows import first_row
from helpers.layouts.rows.first_row import NOTE

ANNA = ("barrier", "outcome", "barrier", "outcome", "barrier", "outcome", "other", "other")
BEN = ("barrier", "outcome", "outcome", "outcome", "barrier", "other", "other", "other")
ROWS = range(1, len(ANNA) + 1)
LONG = [f"{i},{who},{codes[i - 1]}" for i in ROWS for who, codes in (("An", ANNA), ("Ben", BEN))]
WIDE = [f"{i},{a},{b}" for i, a, b in zip(ROWS, ANNA, BEN, strict=True)]
COUNTS = ["1,3,0,0", "2,0,3,0", "3,0,0,3", "4,2,1,0", "5,0,2,1", "6,3,0,0", "7,0,3,0", "8,1,0,2"]


def written(folder: Path, rows: Sequence[str], name: str = "t.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(rows) + "\n")
    return path


def columns_of(*codes: Sequence[str]) -> list[str]:
    return [",".join(row) for row in zip(*codes, strict=True)]


def labels(path: Path, reading: Reading | None = None) -> list[tuple[str, ...]]:
    """What each rater said, in words."""
    found = sources.explain([path], reading).ratings
    return [tuple(found.categories[code] for code in rater) for rater in found.codes.T.tolist()]


PARTS = {"extract": "column 1", "category_column": "column 3"}


@pytest.mark.parametrize(
    "reading",
    [
        Reading(),
        Reading(layout="long"),
        Reading(layout="long", raters=("column 2",), **PARTS),
        Reading(header="no"),
    ],
)
def test_no_rating_of_a_long_table_is_lost(tmp_path: Path, reading: Reading) -> None:
    path = written(tmp_path, LONG)
    assert labels(path, reading) == [ANNA, BEN]
    changes = sources.explain([path], reading).ratings.origin.changes
    assert (NOTE in changes) == (reading.header is None)


@pytest.mark.parametrize("codes", [("1", "2", "3"), ("no", "yes", "maybe")])
def test_codes_that_are_numbers_or_words_of_headers_are_values_too(
    tmp_path: Path, codes: tuple[str, ...]
) -> None:
    names = dict(zip(("barrier", "outcome", "other"), codes, strict=True))
    given = [tuple(names[label] for label in rater) for rater in (ANNA, BEN)]
    for rows in (LONG, WIDE):
        path = written(tmp_path, [",".join(names.get(c, c) for c in r.split(",")) for r in rows])
        assert labels(path) == given


@pytest.mark.parametrize("given", [(ANNA, BEN), (("other", *ANNA[1:]), BEN)])
def test_one_file_a_rater_loses_no_row(tmp_path: Path, given: tuple[tuple[str, ...], ...]) -> None:
    files = [
        written(tmp_path, columns_of(list(map(str, ROWS)), codes), f"{name}.csv")
        for name, codes in zip("ab", given, strict=True)
    ]
    named = Reading(extract="column 1", category_column="column 2")
    for reading in (None, named, Reading(header="no")):
        found = sources.explain(files, reading)
        assert len(found.ratings.extracts) == len(ANNA)
        again = sources.explain(files, found.reading).ratings
        assert again.codes.tolist() == found.ratings.codes.tolist()


def test_codes_that_are_headed_otherwise_in_each_file_are_what_is_left(tmp_path: Path) -> None:
    files = [
        written(tmp_path, [f"Zitat,{name}", *columns_of("pqrstuvw", codes)], f"{name}.csv")
        for name, codes in (("Anna", ANNA), ("Ben", BEN))
    ]
    found = sources.explain(files).ratings
    assert found.codes.shape == (8, 2)
    assert len(found.categories) == 3


def test_files_of_which_one_alone_has_a_header_are_asked_about(tmp_path: Path) -> None:
    body = columns_of(list(map(str, ROWS)), ANNA)
    files = [
        written(tmp_path, body, "a.csv"),
        written(tmp_path, ["id,code", *body[1:]], "b.csv"),
    ]
    with pytest.raises(StudyError, match=r"--header no \(it seems to be values in file 1 only\)"):
        sources.explain(files)
    named = Reading(extract="column 1", category_column="column 2")
    assert len(sources.explain(files, named).ratings.extracts) == len(ANNA)


@pytest.mark.parametrize(
    "reading", [Reading(), Reading(layout="counts", raters=("columns 2 to 4",))]
)
def test_no_row_of_counts_is_lost(tmp_path: Path, reading: Reading) -> None:
    found = sources.explain([written(tmp_path, COUNTS)], reading)
    assert found.layout == "counts a category"
    assert found.ratings.codes.shape == (8, 3)
    assert found.ratings.categories == ("column 2", "column 3", "column 4")


def test_a_label_that_could_head_what_raters_agreed_on_is_a_label(tmp_path: Path) -> None:
    given = [ANNA, ("outcome", *BEN[1:]), BEN]
    path = written(tmp_path, columns_of(*given))
    assert labels(path) == given
    assert labels(path, Reading(raters=("columns 1 to 3",))) == given


def test_the_options_of_a_question_keep_the_first_row(tmp_path: Path) -> None:
    path = written(tmp_path, columns_of(ANNA, BEN, ["", "", "discuss", "", "", "check", "", ""]))
    with pytest.raises(StudyError, match="type --raters 'column 1,column 2' or, if so"):
        sources.explain([path])
    assert labels(path, Reading(raters=("column 1", "column 2"))) == [ANNA, BEN]


@pytest.mark.parametrize("beside", ["2024-01-0{}", "Interview {}"])
def test_what_stands_beside_codes_is_no_rater_for_want_of_a_header(
    tmp_path: Path, beside: str
) -> None:
    times = 2
    names = [beside.format(1 + i // 4) for i in range(times * len(ANNA))]
    given = [ANNA * times, BEN * times]
    numbers = [str(i + 1) for i in range(times * len(ANNA))]
    assert labels(written(tmp_path, columns_of(numbers, names, *given))) == given
    within = [str(1 + i % 4) for i in range(times * len(ANNA))]
    assert labels(written(tmp_path, columns_of(names, within, *given))) == given


HEADS_ALIKE = {
    "numbers beside names": (
        ["Zitat,1,2", *columns_of("pqrstuvw", "12213312", "12113322")],
        (8, 2),
    ),
    "a number over numbers": (["0,Anna,Ben", *columns_of("56781234", ANNA, BEN)], (8, 2)),
}


@pytest.mark.parametrize("name", HEADS_ALIKE)
def test_a_first_row_that_may_be_either_is_never_taken_for_values(
    tmp_path: Path, name: str
) -> None:
    rows, shape = HEADS_ALIKE[name]
    path = written(tmp_path, rows)
    assert first_row.is_header(readers.read(path.read_bytes(), path.name)[0]) is not False
    assert sources.explain([path], Reading(header="yes")).ratings.codes.shape == shape


HEADED = {
    "numbers of raters": ["id,1,2", *columns_of("12345678", "12213312", "12113322")],
    "letters": ["id,A,B", *columns_of("12345678", "ABBACCAB", "ABAACCBB")],
    "names": ["Anna,Ben", *columns_of(ANNA, BEN)],
}


@pytest.mark.parametrize("name", HEADED)
def test_a_header_is_no_row_of_values(tmp_path: Path, name: str) -> None:
    found = sources.explain([written(tmp_path, HEADED[name])]).ratings
    assert found.codes.shape == (8, 2)
    assert NOTE not in found.origin.changes


def test_a_header_is_what_a_person_says_it_is(tmp_path: Path) -> None:
    path = written(tmp_path, WIDE)
    assert labels(path, Reading(header="no", layout="wide")) == [ANNA, BEN]
    assert labels(path, Reading(header="yes")) == [ANNA[1:], BEN[1:]]
    path = written(tmp_path, columns_of(ANNA, ("other", *BEN[1:])))
    with pytest.raises(StudyError, match="can be read in 2 ways"):
        sources.explain([path])
    assert [len(labels(path, Reading(header=way))[0]) for way in ("yes", "no")] == [7, 8]
    with pytest.raises(StudyError, match="leave out --header yes"):
        Reading(layout="block", header="yes")


@pytest.mark.parametrize("said", ["no", "'no'"])
def test_a_yaml_says_that_there_is_no_header(tmp_path: Path, said: str) -> None:
    written(tmp_path, LONG)
    told = written(tmp_path, ["files: [t.csv]", f"header: {said}"], "how.yaml")
    assert labels(told) == [ANNA, BEN]
    wrong = written(tmp_path, ["files: [t.csv]", "header: maybe"], "wrong.yaml")
    with pytest.raises(StudyError, match="header maybe: unknown; one of yes, no"):
        sources.explain([wrong])


@pytest.mark.parametrize("rows", [LONG, COUNTS, WIDE])
def test_what_was_found_out_is_saved(tmp_path: Path, rows: list[str]) -> None:
    path, saved = written(tmp_path, rows), tmp_path / "how.yaml"
    sources.save_reading(saved, [path], Reading())
    assert labels(saved) == labels(path)
