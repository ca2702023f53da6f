"""What is written comes back equal, and is as the REFI-QDA standard wants it."""

import hashlib
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from helpers import facts, sources, writers
from helpers.errors import StudyError
from helpers.layouts import Reading
from helpers.ratings import Origin, Ratings
from helpers.readers.refi_codes import codebook

FILES = Path(__file__).parent / "data" / "layouts"
PROJECTS = ("06_semicolon_cp1252_dirty_labels.csv", "14_project_three_users.qdpx")
SCHEMAS = Path(__file__).parent / "data" / "refi_qda"
LABELS = ("barriers", "NA", "None", "01", "Hürde, groß", "yes", "Yes", 'a "b"', "<x> & y")
FORMS: tuple[writers.Form, ...] = ("csv", "parquet", "qdpx")
HERE = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@st.composite
def tables(draw: st.DrawFn) -> Ratings:
    """Ratings with missing cells, unused categories and names that are hard to write."""
    known = tuple(draw(st.lists(st.sampled_from(LABELS), min_size=2, max_size=6, unique=True)))
    n, m = draw(st.integers(2, 8)), draw(st.integers(2, 4))
    cell = st.integers(-1, len(known) - 1)
    codes = draw(st.lists(st.lists(cell, min_size=m, max_size=m), min_size=n, max_size=n))
    assume(np.array(codes).max() >= 0)  # no reader hands on a table without a rating
    name = st.text("abcß é1<&'\"", min_size=1, max_size=6).map(str.strip).filter(bool)
    extracts = tuple(draw(st.lists(name, min_size=n, max_size=n, unique=True)))
    raters = tuple(f"R{j + 1}" for j in range(m))
    return Ratings(np.array(codes, dtype=np.int16), extracts, raters, known, Origin("test"))


def valid(content: bytes, schema: str) -> None:
    etree.XMLSchema(etree.parse(SCHEMAS / schema)).assertValid(etree.fromstring(content))


@pytest.mark.parametrize("form", FORMS)
@HERE
@given(ratings=tables())
def test_what_is_written_comes_back_equal(
    tmp_path: Path, form: writers.Form, ratings: Ratings
) -> None:
    path = tmp_path / f"t.{form}"
    path.write_bytes(writers.written(ratings, form))
    known = ratings.categories if form == "csv" else ()
    reading = Reading(split="", categories=known)
    if form != "qdpx":
        reading = Reading(
            layout="wide", raters=ratings.raters, extract="extract", split="", categories=known
        )
    back = sources.load_files([path], reading)
    assert back.categories == ratings.categories
    assert back.extracts == ratings.extracts
    assert back.raters == ratings.raters
    assert back.codes.tolist() == ratings.codes.tolist()


@HERE
@given(ratings=tables())
def test_a_project_is_valid(ratings: Ratings) -> None:
    opened = zipfile.ZipFile(io.BytesIO(writers.written(ratings, "qdpx")))
    valid(opened.read("project.qde"), "Project.xsd")
    (source,) = [name for name in opened.namelist() if name.startswith("Sources/")]
    assert len(opened.read(source).decode()) == len(ratings.extracts)


def test_the_schema_of_projects_is_the_standard_s_own() -> None:
    content = (SCHEMAS / "Project.xsd").read_bytes()
    assert hashlib.sha256(content).hexdigest() in (SCHEMAS / "README.md").read_text("utf-8")
    assert b"This specification is licensed under the MIT license." in content


@pytest.mark.parametrize("source", ["standin", *PROJECTS])
def test_projects_made_of_real_tables_are_valid(source: str) -> None:
    ratings = sources.load(source if source == "standin" else str(FILES / source))
    opened = zipfile.ZipFile(io.BytesIO(writers.written(ratings, "qdpx")))
    valid(opened.read("project.qde"), "Project.xsd")


@pytest.mark.parametrize("form", FORMS)
def test_the_same_ratings_make_the_same_bytes(form: writers.Form) -> None:
    ratings = sources.load("standin")
    assert writers.written(ratings, form) == writers.written(ratings, form)


@pytest.mark.parametrize("form", FORMS)
def test_the_stand_in_says_so_wherever_it_goes(form: writers.Form) -> None:
    content = writers.written(sources.load("standin"), form)
    if form == "qdpx":
        content = zipfile.ZipFile(io.BytesIO(content)).read("project.qde")
    assert b"synthetic" in content.lower()


def test_the_codebook_holds_the_themes_and_their_activities() -> None:
    study = facts.load()
    content = writers.codebook(study)
    valid(content, "codebook.xsd")
    codes = codebook(content, "themes.qdc")
    assert [c.name for c in codes if c.depth == 0] == [t.name for t in study.themes]
    assert sum(c.depth == 1 for c in codes) == sum(len(t.activities) for t in study.themes)


def test_the_codebook_is_one_that_the_standards_project_may_hold() -> None:
    text = writers.codebook(facts.load()).decode().replace(":codebook:1.0", ":project:1.0")
    (codes,) = etree.fromstring(text.encode())
    project = etree.Element("{urn:QDA-XML:project:1.0}Project", name="themes")
    etree.SubElement(project, "{urn:QDA-XML:project:1.0}CodeBook").append(codes)
    valid(etree.tostring(project), "Project.xsd")


def test_a_character_that_xml_has_not_is_named() -> None:
    ratings = Ratings(
        np.zeros((2, 2), dtype=np.int16), ("a\x07", "b"), ("R1", "R2"), ("x",), Origin("mine.csv")
    )
    with pytest.raises(StudyError, match=r"^mine\.csv: 'a\\x07' holds a character"):
        writers.written(ratings, "qdpx")


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_where_raters_are_not_known_counts_are_written(tmp_path: Path, form: writers.Form) -> None:
    ratings = sources.load("fleiss1971")
    path = tmp_path / f"t.{form}"
    path.write_bytes(writers.written(ratings, form))
    back = sources.load_files([path])
    assert not back.raters_known
    assert back.categories == ratings.categories
    assert np.sort(back.codes).tolist() == np.sort(ratings.codes).tolist()


def test_a_project_needs_raters() -> None:
    with pytest.raises(StudyError, match="fleiss1971: who gave which rating is not known"):
        writers.written(sources.load("fleiss1971"), "qdpx")


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_services_come_back_too(tmp_path: Path, form: writers.Form) -> None:
    text = "id,service,R1,R2\n" + "".join(
        f"E{i},north {i % 3},{c},{c}\n" for i, c in enumerate("abcab")
    )
    (tmp_path / "t.csv").write_text(text)
    ratings = sources.load_files([tmp_path / "t.csv"])
    assert ratings.clusters == ("S1", "S2", "S3", "S1", "S2")
    (tmp_path / f"again.{form}").write_bytes(writers.written(ratings, form))
    again = sources.load_files([tmp_path / f"again.{form}"])
    assert (again.clusters, again.extracts) == (ratings.clusters, ratings.extracts)
    assert np.array_equal(again.codes, ratings.codes)


SMALL = Ratings(
    np.array([[0, 1], [1, 1]], dtype=np.int16),
    ("E1", "E2"),
    ("R1", "R2"),
    ("extract", "b"),
    Origin("mine.csv"),
)


def test_what_a_form_cannot_carry_is_said() -> None:
    ratings = replace(SMALL, clusters=("S1", "S2"))
    (said,) = writers.left_out(ratings, "qdpx")
    assert said.startswith("services left out: ")
    assert writers.left_out(ratings, "csv") == []


def test_a_category_called_as_the_column_of_names_loses_no_names() -> None:
    ratings = replace(SMALL, raters_known=False)
    assert writers.written(ratings, "csv") == b"id,extract,b\nE1,1,1\nE2,0,2\n"
    assert writers.left_out(ratings, "csv") == [
        "counts are written: read them back with --layout counts"
    ]


def test_what_csv_cannot_carry_is_told_with_how_to_read_it_back(tmp_path: Path) -> None:
    frame = pd.DataFrame({"R1": ["a; b", "c", "a"], "R2": ["c", "c", "a"]}, index=list("123"))
    given = Ratings.from_labels(frame, Origin("x"), categories=["c", "a", "a; b", "d e"])
    unused, several = writers.left_out(given, "csv")
    assert unused.endswith("--category c --category a --category 'a; b' --category 'd e'")
    assert several == "some labels look like several codes: read them back with --split ''"
    path = tmp_path / "t.csv"
    path.write_bytes(writers.written(given, "csv"))
    back = sources.load_files([path], Reading(split="", categories=given.categories))
    assert (back.codes == given.codes).all()
    assert writers.left_out(given, "parquet") == [several]
