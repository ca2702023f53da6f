"""Any table, written in any layout, is read back equal; unasked, it is never read wrong."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from helpers import sources
from helpers.errors import StudyError
from helpers.layouts import Reading
from helpers.ratings import Ratings

VOCABULARIES = (
    ("barriers", "building blocks", "outcomes"),
    ("1", "2", "3", "4", "5"),
    ("yes", "Yes", "NA", "None"),
    ("0", "1"),
    ("Hürde", "01", "null", "x, y"),
)
RATERS = ("EB", "KN", "CB", "coder four")
Rows = list[list[str]]


@dataclass(frozen=True)
class Written:
    """A table in words, blank where missing."""

    extracts: tuple[str, ...]
    raters: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]

    @property
    def categories(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(label for row in self.labels for label in row if label))


@st.composite
def tables(draw: st.DrawFn) -> Written:
    """Tables in which every extract has a rating, and any two raters a label in common.

    Raters who share none may be no raters, or write the codes another way: that is asked.
    """
    raters = RATERS[: draw(st.integers(2, 4))]
    known = draw(st.sampled_from(VOCABULARIES))
    cell = st.sampled_from(("", *known, *known, *known))
    row = st.tuples(*[cell] * len(raters)).filter(any)
    labels = tuple(draw(st.lists(row, min_size=2, max_size=12)))
    used = [set(column) - {""} for column in zip(*labels, strict=True)]
    assume(not any(one.isdisjoint(other) for one in used for other in used))
    extracts = tuple(f"E{i:02}" for i in range(1, len(labels) + 1))
    return Written(extracts, raters, labels)


def wide(table: Written) -> Rows:
    body = [[e, *row] for e, row in zip(table.extracts, table.labels, strict=True)]
    return [["extract", *table.raters], *body]


def wide_without_names(table: Written) -> Rows:
    return [list(table.raters), *map(list, table.labels)]


def block(table: Written) -> Rows:
    return [list(row) for row in table.labels]


def long(table: Written) -> Rows:
    body = [
        [rater, extract, row[j]]
        for j, rater in enumerate(table.raters)
        for extract, row in zip(table.extracts, table.labels, strict=True)
    ]
    return [["coder", "unit", "code"], *body]


def counts(table: Written) -> Rows:
    body = [
        [e, *(str(row.count(label)) for label in table.categories)]
        for e, row in zip(table.extracts, table.labels, strict=True)
    ]
    return [["id", *table.categories], *body]


def indicators(table: Written) -> Rows:
    heads = [f"{rater}: {label}" for rater in table.raters for label in table.categories]
    body = [
        [e, *(str(int(row[j] == x)) for j in range(len(table.raters)) for x in table.categories)]
        for e, row in zip(table.extracts, table.labels, strict=True)
    ]
    return [["extract", *heads], *body]


def variables(table: Written) -> Rows:
    suffixes = ["", *map(str, range(1, len(table.raters)))]
    heads = [f"{name}{suffix}" for name in ("theme", "certainty") for suffix in suffixes]
    sure = ["high" for _ in table.raters]
    body = [[e, *row, *sure] for e, row in zip(table.extracts, table.labels, strict=True)]
    return [["extract", *heads], *body]


def save(rows: Rows, path: Path, quoting: int = csv.QUOTE_MINIMAL) -> Path:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=quoting).writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return path


def same(ratings: Ratings, table: Written, named: bool = True) -> bool:
    found = ratings.labels().fillna("").to_numpy().tolist()
    names = table.extracts if named else tuple(str(i + 1) for i in range(len(table.extracts)))
    return found == [list(row) for row in table.labels] and ratings.extracts == names


LAYOUTS: dict[str, tuple[Callable[[Written], Rows], Reading, bool]] = {
    "wide": (wide, Reading(layout="wide", raters=RATERS), True),
    "wide without names": (wide_without_names, Reading(layout="wide", raters=RATERS), False),
    "block": (block, Reading(layout="block", raters=RATERS), False),
    "long": (long, Reading(layout="long"), True),
    "indicators": (indicators, Reading(layout="indicators"), True),
    "variables": (variables, Reading(layout="variables", category_column="theme"), True),
}
FAST = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def plain(reading: Reading, table: Written) -> Reading:
    """The reading with the raters that the table has, and every label taken as one."""
    chosen = {**reading.as_mapping(), "split": ""}
    if reading.raters or reading.layout == "indicators":
        chosen["raters"] = list(table.raters)
    if reading.layout == "block":
        chosen["raters"] = [f"column {j + 1}" for j in range(len(table.raters))]
    return Reading.from_mapping(chosen, "test")


@pytest.mark.parametrize("layout", LAYOUTS)
@FAST
@given(table=tables())
def test_a_table_written_in_a_layout_is_read_back_equal(
    tmp_path: Path, layout: str, table: Written
) -> None:
    write, reading, named = LAYOUTS[layout]
    assume(layout != "indicators" or len(table.categories) > 1)
    path = save(write(table), tmp_path / "table.csv")
    assert same(sources.load_files([path], plain(reading, table)), table, named)


@pytest.mark.parametrize("layout", LAYOUTS)
@FAST
@given(table=tables())
def test_unasked_a_table_is_read_right_or_not_at_all(
    tmp_path: Path, layout: str, table: Written
) -> None:
    write, _, named = LAYOUTS[layout]
    assume(layout != "indicators" or len(table.categories) > 1)
    path = save(write(table), tmp_path / "table.csv")
    try:
        ratings = sources.load_files([path], Reading(split=""))
    except StudyError:
        return
    # What could be a header may be taken for one, but never without a word.
    if any("the first row was taken as the header" in said for said in ratings.origin.changes):
        below = slice(layout == "block", None)
        table = replace(table, labels=table.labels[below], extracts=table.extracts[below])
    assert same(ratings, table, named)


@FAST
@given(table=tables())
def test_counts_are_read_back_equal_but_for_who_gave_them(tmp_path: Path, table: Written) -> None:
    assume(len(table.categories) > 1 and max(sum(map(bool, row)) for row in table.labels) > 1)
    path = save(counts(table), tmp_path / "counts.csv")
    ratings = sources.load_files([path], Reading(layout="counts", split=""))
    found = ratings.labels().fillna("").to_numpy().tolist()
    kept = [sorted(filter(None, row)) for row in found]
    assert kept == [sorted(filter(None, row)) for row in table.labels]
    assert ratings.categories == table.categories
    assert not ratings.raters_known


@FAST
@given(table=tables())
def test_one_file_a_rater_is_read_back_equal(tmp_path: Path, table: Written) -> None:
    paths = []
    for j, rater in enumerate(table.raters):
        rows = [[e, row[j]] for e, row in zip(table.extracts, table.labels, strict=True)]
        paths.append(save([["extract", "code"], *rows], tmp_path / f"{rater}.csv"))
    assert same(sources.load_files(paths, Reading(split="")), table)


@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
@FAST
@given(table=tables())
def test_quotes_do_not_matter(tmp_path: Path, quoting: int, table: Written) -> None:
    path = save(wide(table), tmp_path / "table.csv", quoting)
    reading = Reading(layout="wide", raters=table.raters, extract="extract", split="")
    assert same(sources.load_files([path], reading), table)
