"""Names, paths and YAML readings: each road ends in ratings or in one clear line."""

import hashlib
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from helpers import facts, paths, sources
from helpers.errors import StudyError
from helpers.layouts import Reading
from helpers.osf import Lock

FILES = Path(__file__).parent / "data" / "layouts"
WIDE = FILES / "01_wide_initials_bom_crlf.csv"


@pytest.fixture(autouse=True)
def _nothing_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpers.osf.locked", lambda folder=None: None)


def test_auto_is_the_stand_in_until_something_is_fetched() -> None:
    ratings = sources.load()
    assert ratings.origin.kind == "standin"
    assert ratings.origin.synthetic
    assert ratings.categories == facts.load().categories
    assert ratings.raters == ("R1", "R2", "R3")


def test_the_stand_in_carries_the_hash_of_its_bytes() -> None:
    content = paths.data("standin", "ratings.csv").read_bytes()
    assert sources.load("standin").origin.sha256 == hashlib.sha256(content).hexdigest()


def test_every_example_loads_with_its_declared_categories() -> None:
    names = [path.stem for path in paths.data("examples").glob("*.yaml")]
    assert "fleiss1971" in names
    for name in names:
        ratings, about = sources.load(name), facts.example(name)
        assert ratings.categories == about.categories
        assert ratings.raters_known == about.raters_known
        assert ratings.origin.kind == "example"
        assert ratings.origin.where == about.citation


def test_available_lists_what_load_takes() -> None:
    found = sources.available()
    assert found[0].name == "standin"
    assert found[0].raters == sources.load("standin").codes.shape[1]
    for one in found:
        assert len(sources.load(one.name).extracts) == one.extracts


PROBLEMS = {
    "fleis1971": "no source named 'fleis1971'; did you mean 'fleiss1971'? there are auto, standin",
    "x" * 400: "or give a file's path",
    "nowhere": "or give a file's path",
    "nowhere.csv": "nowhere.csv: there is no such file",
    "/no/such/place/x.csv": "x.csv: there is no such file",
    "osf": "osf: nothing has been fetched yet; run `study fetch`, or use standin",
}


@pytest.mark.parametrize("source", PROBLEMS)
def test_wrong_sources_are_named(source: str) -> None:
    with pytest.raises(StudyError) as refusal:
        sources.load(source)
    assert PROBLEMS[source] in str(refusal.value)
    assert "/no/such/place" not in str(refusal.value)


def test_a_folder_and_an_empty_file_are_named(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_bytes(b"")
    with pytest.raises(StudyError, match=r"e\.csv: the file is empty"):
        sources.load(str(tmp_path / "e.csv"))
    with pytest.raises(StudyError, match="this is a folder; name a file in it"):
        sources.load(str(tmp_path))


def test_how_a_named_source_is_read_is_settled() -> None:
    with pytest.raises(StudyError, match="standin: how it is read is settled; leave out layout"):
        sources.load("standin", Reading(layout="long"))


def test_a_file_is_known_by_its_name_and_hash_never_by_its_place(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_bytes(WIDE.read_bytes())
    origin = sources.load(str(path)).origin
    assert origin.name == "mine.csv"
    assert origin.kind == "own"
    assert origin.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert str(tmp_path) not in repr(origin)


def test_several_files_share_one_hash_in_their_order(tmp_path: Path) -> None:
    texts = {"b.csv": "id,code\n1,x\n2,y\n", "a.csv": "id,code\n1,x\n2,x\n"}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    ratings = sources.load_files([tmp_path / name for name in texts])
    assert ratings.codes.tolist() == [[0, 0], [1, 0]]
    assert ratings.origin.sha256 == hashlib.sha256("".join(texts.values()).encode()).hexdigest()
    assert ratings.origin.name == "2 files"


def test_declared_categories_may_be_unused_and_hold_all_labels() -> None:
    known = ["barriers", "building blocks", "future goals", "outcomes", "service factors", "other"]
    assert sources.load_files([WIDE], categories=known).categories == tuple(known)
    with pytest.raises(StudyError, match="extract 1, rater 1: 'building blocks' is not one of"):
        sources.load_files([WIDE], categories=["barriers", "outcomes"])


def test_a_saved_reading_is_a_source_that_gives_the_same_table(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    name = "06_semicolon_cp1252_dirty_labels.csv"
    (data / name).write_bytes((FILES / name).read_bytes())
    reading = Reading(merge_labels=True, missing=("BARRIERS",))
    sources.save_reading(tmp_path / "r.yaml", [data / name], reading)
    with pytest.raises(StudyError, match=r"r\.yaml: is there already"):
        sources.save_reading(tmp_path / "r.yaml", [data / name], reading)
    saved = (tmp_path / "r.yaml").read_text()
    assert f"- data/{name}" in saved
    assert str(tmp_path) not in saved
    first, second = (
        sources.load_files([data / name], reading),
        sources.load(str(tmp_path / "r.yaml")),
    )
    assert np.array_equal(first.codes, second.codes)
    assert (first.categories, first.extracts) == (second.categories, second.extracts)
    assert first.origin.sha256 == second.origin.sha256


def test_choices_made_now_override_those_in_the_yaml(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,EB,KN\n1,a,a\n2,b,B\n3,b,b\n4,a,a\n")
    (tmp_path / "r.yaml").write_text("files: [t.csv]\nlayout: wide\n")
    assert sources.load(str(tmp_path / "r.yaml")).categories == ("B", "a", "b")
    merged = sources.load(str(tmp_path / "r.yaml"), Reading(merge_labels=True))
    assert merged.categories == ("a", "b")


YAMLS = {
    "files: [": "r.yaml: not YAML: line 1, column 9: expected the node content, ",
    "files:\n\t- a": "line 2, column 1: found character '\\t' that cannot start any token",
    "files: [t.csv]\nlayout: wide\nlayout: long": "r.yaml: line 3, column 1: the key 'layout' is "
    "given twice, first in line 2; keep one of them",
    "layout: wide": "`files:` must list the files to read",
    "file: t.csv": "the files to read, relative to it, as `files: [ratings.csv]`",
    "- a": "`files:` must list the files to read",
    "files: [t.csv]\nlayuot: wide": "unknown choice 'layuot'; did you mean 'layout'?",
    "files: [t.csv]\nlayout: wiede": "r.yaml: layout wiede: unknown; one of wide, long",
    "files: [t.csv]\nmissing: {a: 1}": "missing must be a list of words",
    "files: [t.csv]\nmissing: [no, null]": "something else), not [false, null]",
    "files: [t.csv]\nmerge_labels: 3": "merge_labels must be true or false, not 3",
    "files: [t.csv]\nextract: [a]": "extract must be a word or a text in quotes",
    "files: [gone.csv]": "r.yaml: gone.csv: there is no such file, seen from ",
    "files: [t.csv, Emma.csv]": "r.yaml: file 2: there is no such file, seen from ",
    "files: r.yaml": "r.yaml: r.yaml is a YAML; list the files of ratings themselves",
    "files: https://osf.io/t.csv": "https://osf.io/t.csv: addresses are not read; download the ",
}


@pytest.mark.parametrize("text", YAMLS)
def test_what_is_wrong_in_a_yaml_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "r.yaml").write_text(text)
    (tmp_path / "t.csv").write_text("id,EB,KN\n1,a,a\n2,b,b\n")
    with pytest.raises(StudyError) as refusal:
        sources.load(str(tmp_path / "r.yaml"))
    assert YAMLS[text] in str(refusal.value)


def test_a_yaml_may_say_little_and_leave_keys_blank(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,EB,KN,CB\n1,a,a,b\n2,b,99,b\n")
    blank = "".join(f"{field.name}:\n" for field in fields(Reading) if field.name != "raters")
    (tmp_path / "r.yaml").write_text(f"files: t.csv\nraters: columns 2 to 3\n{blank}")
    assert sources.load(str(tmp_path / "r.yaml")).codes.shape == (2, 2)
    (tmp_path / "r.yaml").write_text("files: t.csv\nraters: EB, CB, KN\nmissing: 99\n")
    assert (sources.load(str(tmp_path / "r.yaml")).codes == [[0, 1, 0], [1, 1, -1]]).all()


def test_a_source_that_has_a_name_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="standin: a source that has a name stands alone"):
        sources.load_files(["t.csv", "standin"])
    with pytest.raises(StudyError, match="fleiss1971: a source that has a name is read as it is"):
        sources.save_reading(tmp_path / "r.yaml", ["fleiss1971"], Reading())


def test_fetched_ratings_are_read_as_the_lock_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from helpers.osf import Choice, LockedFile

    content = b"id,EB,KN,final\n1,a,a,a\n2,b,b,b\n3,b,a,b\n"
    (tmp_path / "r.csv").write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    file = LockedFile(
        path="r.csv", name="r.csv", node="n", id="i", size=len(content), sha256=digest, md5=None,
        version=1, modified=None, retrieved_at="2020-01-01T00:00:00+00:00", verified="sha256",
        looks="ratings",
    )  # fmt: skip
    choice = Choice(
        files=("r.csv",),
        sha256=(digest,),
        reading={"layout": "wide", "raters": ["EB", "final"], "extract": "id"},
        categories=("b", "a"),
        chosen_by="guess",
        why="its columns",
        chosen_at="2020-01-01T00:00:00+00:00",
    )
    lock = Lock(
        node="u54qk", title="", api="", listed_at="", files=(file,), ratings=choice, folder=tmp_path
    )
    monkeypatch.setattr("helpers.osf.locked", lambda folder=None: lock)
    ratings = sources.load()
    assert ratings.origin.kind == "osf"
    assert ratings.origin.sha256 == digest
    assert ratings.categories == ("b", "a")
    assert ratings.codes.tolist() == [[1, 1], [0, 0], [0, 0]]
    assert [one.name for one in sources.available()][:2] == ["standin", "osf u54qk"]


def test_a_copy_of_an_example_is_known_for_what_it_is(tmp_path: Path) -> None:
    copy = tmp_path / "mine.csv"
    copy.write_bytes(paths.data("examples", "fleiss1971.csv").read_bytes())
    assert sources.load(str(copy)).origin == sources.load("fleiss1971").origin
    assert not sources.load(str(copy)).raters_known, "its columns are places"
    told = sources.load(str(copy), Reading(layout="wide", keep_names=True))
    assert told.origin.kind == "own", "whoever makes choices gets what was asked for"
    copy.write_bytes(copy.read_bytes().replace(b"30,", b"31,"))
    assert sources.load(str(copy)).origin.kind == "own"


@pytest.mark.parametrize("ask", [sources.lock, sources.lacks, sources.origin])
def test_a_misspelt_source_is_no_source_without_ratings(ask: Callable[[str], object]) -> None:
    with pytest.raises(StudyError, match="no source named 'fleis1971'; did you mean"):
        ask("fleis1971")
