"""A fetch from beginning to end: what is downloaded, kept, named, locked."""

import hashlib
import json
import subprocess
from pathlib import Path

import pytest

from helpers import facts, osf
from helpers.errors import StudyError
from helpers.osf.client import UnreachableError

from .conftest import START, Ear, Fast, Fetch
from .server import SHAPES, Osf
from .test_choosing import ratings
from .test_names import HOSTILE

PAYLOAD = {
    "Data/ratings_nodate.sav": "ratings_nodate.sav",
    "Data/ratings_wide.csv": "ratings_wide.csv",
    "README.txt": "README.txt",
    "question_set.docx": "question_set.docx",
}


def files(folder: Path) -> dict[str, bytes]:
    """Everything below a folder but what is ours."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in {"lock.json", ".gitignore"}
    }


def states(ear: Ear) -> dict[str, str]:
    """How each file stood when the fetch began."""
    assert ear.plan is not None
    return {file.path: file.state for file in ear.plan.files}


def test_everything_arrives_and_is_locked(fetch: Fetch, tmp_path: Path) -> None:
    fetched = fetch()
    expected = {at: (SHAPES / "payload" / name).read_bytes() for at, name in PAYLOAD.items()}
    assert files(tmp_path / "osf") == expected
    lock = osf.locked(tmp_path / "osf")
    assert lock == fetched.lock
    assert {one.path: one.sha256 for one in lock.files} == {
        path: hashlib.sha256(body).hexdigest() for path, body in expected.items()
    }
    assert {one.verified for one in lock.files} == {"sha256"}


def test_the_lock_says_what_was_fetched_when_and_from_where(
    server: Osf, fetch: Fetch, tmp_path: Path
) -> None:
    fetch()
    text = (tmp_path / "osf/lock.json").read_text("utf-8")
    lock = json.loads(text)
    assert (lock["node"], lock["api"]) == ("zz9ab", server.api)
    assert lock["files"][-1] == {
        "path": "question_set.docx",
        "name": "question_set.docx",
        "node": "zz9ab",
        "id": "58953101f2e0ccaf2a0bbeeb",
        "size": 13,
        "sha256": "73ba8b1081dcefef66def9a6a10c02b2e36963cf89d35a73ffb3ef8f588e125d",
        "md5": "17aebea590ec6b2b4ee7a1a2f2e730b6",
        "version": 2,
        "modified": "2023-05-02T09:14:33.102000Z",
        "retrieved_at": START.isoformat(),
        "verified": "sha256",
        "looks": "question set",
        "reasons": ["its name has 'question'", "a .docx file can hold it"],
        "on_osf": "as fetched",
    }
    assert str(tmp_path) not in text


def test_a_second_fetch_downloads_nothing(
    server: Osf, fetch: Fetch, ear: Ear, tmp_path: Path
) -> None:
    first = fetch()
    server.requests.clear()
    second = fetch()
    assert server.fetched() == []
    assert second.downloaded == ()
    assert second.lock == first.lock
    assert set(states(ear).values()) == {"unchanged"}


def test_a_missing_file_is_fetched_again(fetch: Fetch, tmp_path: Path, ear: Ear) -> None:
    fetch()
    (tmp_path / "osf/README.txt").unlink()
    assert fetch().downloaded == ("README.txt",)
    assert states(ear)["README.txt"] == "missing"


def test_a_file_changed_here_is_named_and_replaced_only_when_told(
    server: Osf, fetch: Fetch, tmp_path: Path
) -> None:
    fetch()
    place = tmp_path / "osf/README.txt"
    place.write_text("my notes")
    server.requests.clear()
    with pytest.raises(StudyError, match=r"^README.txt: in osf/ it is not the file.*--update`"):
        fetch()
    assert place.read_text() == "my notes"
    assert server.fetched() == []
    assert fetch(update=True).downloaded == ("README.txt",)
    assert place.read_text() == "Invented example.\n"


def test_a_newer_version_is_named_and_taken_only_when_told(
    server: Osf, fetch: Fetch, ear: Ear, tmp_path: Path
) -> None:
    fetch()
    server.replace("README.txt", b"Second version.\n")
    kept = fetch()
    assert kept.downloaded == ()
    assert states(ear)["README.txt"] == "updated"
    assert (tmp_path / "osf/README.txt").read_text() == "Invented example.\n"
    taken = fetch(update=True)
    assert taken.downloaded == ("README.txt",)
    entry = next(one for one in taken.lock.files if one.path == "README.txt")
    assert (entry.version, entry.sha256) == (2, hashlib.sha256(b"Second version.\n").hexdigest())


def test_a_new_file_is_fetched_and_a_withdrawn_one_kept(
    server: Osf, fetch: Fetch, ear: Ear, tmp_path: Path
) -> None:
    fetch()
    server.pages["files_page2"]["data"].clear()
    server.add("later.txt", b"later")
    fetched = fetch()
    assert fetched.downloaded == ("later.txt",)
    assert [one.path for one in ear.plan.withdrawn] == ["question_set.docx"]
    assert "question_set.docx" in files(tmp_path / "osf")
    assert len(fetched.lock.files) == 5


def test_the_lock_says_how_osf_now_stands_to_each_file(
    server: Osf, fetch: Fetch, tmp_path: Path
) -> None:
    fetch()
    server.replace("README.txt", b"Second version.\n")
    server.pages["files_page2"]["data"].clear()
    fetch()
    told = {one.path: one.on_osf for one in osf.locked(tmp_path / "osf").files}
    assert told == {
        "Data/ratings_nodate.sav": "as fetched",
        "Data/ratings_wide.csv": "as fetched",
        "README.txt": "version 2",
        "question_set.docx": "withdrawn",
    }
    assert {one.on_osf for one in fetch(update=True).lock.files} == {"as fetched", "withdrawn"}


def test_a_lock_of_before_is_read(fetch: Fetch, tmp_path: Path) -> None:
    lock, place = fetch().lock, tmp_path / "osf/lock.json"
    content = json.loads(place.read_text("utf-8"))
    for file in content["files"]:
        del file["on_osf"]
    place.write_text(json.dumps(content), "utf-8")
    assert osf.locked(tmp_path / "osf") == lock


def test_a_file_in_place_but_not_locked_is_taken_over_when_it_is_right(
    server: Osf, fetch: Fetch, ear: Ear, tmp_path: Path
) -> None:
    fetch()
    (tmp_path / "osf/lock.json").unlink()
    server.requests.clear()
    assert fetch().downloaded == ()
    assert set(states(ear).values()) == {"found"}
    assert len(osf.locked(tmp_path / "osf").files) == 4


def test_a_folder_with_another_node_is_left_alone(server: Osf, tmp_path: Path) -> None:
    lock = {"node": "aaaaa", "title": "", "api": "", "listed_at": "", "schema": 1}
    empty = {"files": [], "ratings": None, "coded_extracts": None, "tried": [], "undecided": []}
    (tmp_path / "lock.json").write_text(json.dumps(lock | empty))
    with pytest.raises(StudyError, match="holds node aaaaa, not zz9ab; give another folder"):
        osf.fetch("zz9ab", access=osf.Access(server.api), out=tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"schema": 2}', '{"schema": 1}', "\xff"])
def test_a_broken_lock_is_named(text: str, tmp_path: Path) -> None:
    (tmp_path / "lock.json").write_text(text, "latin-1")
    with pytest.raises(
        StudyError, match=r"lock\.json: not a lock that `study fetch` wrote; delete"
    ):
        osf.locked(tmp_path)


def test_a_lock_without_files_is_a_table_without_rows(tmp_path: Path) -> None:
    lock = osf.Lock("zz9ab", "", "", "", folder=tmp_path)
    assert lock.table()["file"].tolist() == []


def test_a_choice_of_other_bytes_than_the_lock_holds_is_none(fetch: Fetch, tmp_path: Path) -> None:
    lock = fetch(ratings=("Data/ratings_wide.csv",)).lock
    place = tmp_path / "osf/lock.json"
    stored = json.loads(place.read_text("utf-8"))
    assert lock.ratings is not None
    stored["ratings"]["sha256"] = "00"
    place.write_text(json.dumps(stored), "utf-8")
    assert osf.locked(tmp_path / "osf") == lock.choosing("ratings", None)
    stored["ratings"]["reading"] = None
    place.write_text(json.dumps(stored), "utf-8")
    with pytest.raises(StudyError, match=r"lock\.json: not a lock that `study fetch` wrote"):
        osf.locked(tmp_path / "osf")


def test_without_a_network_what_was_fetched_is_pointed_to(fetch: Fetch, tmp_path: Path) -> None:
    fetch()
    access = osf.Access("http://127.0.0.1:9")
    with pytest.raises(UnreachableError, match=r"standin; what was fetched at 2024.*source osf$"):
        osf.fetch("zz9ab", access=access, out=tmp_path / "osf")


def test_without_a_network_ratings_are_named_among_what_is_stored(
    server: Osf, fetch: Fetch, ear: Ear, tmp_path: Path
) -> None:
    for name in ("a.csv", "b.csv"):
        server.add(name, ratings())
    assert fetch().lock.ratings is None
    fetched = fetch(access=osf.Access("http://127.0.0.1:9"), ratings=["b.csv"])
    assert (fetched.downloaded, fetched.lock.ratings.files) == ((), ("b.csv",))
    assert osf.locked(tmp_path / "osf") == fetched.lock
    assert ear.lines[-1] == (
        f"OSF cannot be reached; the ratings are named among what was fetched at {START:%Y-%m-%d}"
        "T12:00:00+00:00"
    )


def test_without_a_network_an_update_is_not_made(server: Osf, fetch: Fetch) -> None:
    fetch()
    access = osf.Access("http://127.0.0.1:9")
    with pytest.raises(UnreachableError, match=r"is kept: --source osf$"):
        fetch(access=access, ratings=["README.txt"], update=True)


def test_the_default_node_is_the_published_studys(server: Osf, tmp_path: Path) -> None:
    node = facts.load().osf_node
    with pytest.raises(StudyError, match=rf"^node {node}: OSF does not know it"):
        osf.fetch(access=osf.Access(server.api), out=tmp_path)


def test_git_sees_nothing_of_it(fetch: Fetch, tmp_path: Path) -> None:
    fetch()
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    seen = subprocess.run(
        ["git", "-C", tmp_path, "status", "--short"], check=True, capture_output=True, text=True
    )
    assert seen.stdout == ""


def test_files_of_ones_own_are_not_hidden_from_git(fetch: Fetch, ear: Ear, tmp_path: Path) -> None:
    (tmp_path / "osf").mkdir()
    (tmp_path / "osf/mine.txt").touch()
    fetch()
    assert not (tmp_path / "osf/.gitignore").exists()
    said = "osf/ holds files of yours: keep what is fetched out of git"
    assert said in ear.lines


@pytest.mark.parametrize("update", [False, True])
def test_a_folder_in_the_place_of_a_file_is_named(
    fetch: Fetch, tmp_path: Path, update: bool
) -> None:
    (tmp_path / "osf/README.txt").mkdir(parents=True)
    with pytest.raises(StudyError, match=r"^README\.txt: a folder is in its place; move it"):
        fetch(update=update)


def test_hostile_names_stay_in_the_folder(server: Osf, fetch: Fetch, tmp_path: Path) -> None:
    for number, name in enumerate(HOSTILE):
        server.add(name, b"harmless %d" % number)
    before = set(tmp_path.rglob("*"))
    fetched = fetch()
    assert len(files(tmp_path / "osf")) == len(fetched.lock.files) == 4 + len(HOSTILE)
    new = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    assert all(path.resolve().is_relative_to(tmp_path / "osf") for path in new)
    assert fetch().downloaded == ()


@pytest.mark.parametrize("page", ["files_page1", "files_page2"])
def test_a_file_and_a_folder_of_one_name_both_arrive(
    server: Osf, fetch: Fetch, tmp_path: Path, page: str
) -> None:
    server.add("Data", b"a file", page=page)
    listed = server.pages[page]["data"]
    listed.insert(0, listed.pop())
    fetch()
    bodies = files(tmp_path / "osf").values()
    assert len(bodies) == 5
    assert b"a file" in bodies
    assert fetch().downloaded == ()


def test_a_folder_name_cannot_lead_out(server: Osf, fetch: Fetch, tmp_path: Path) -> None:
    server.item("Data")["attributes"]["name"] = "../../out"
    fetch()
    assert (tmp_path / "osf/___.._out/ratings_wide.csv").is_file()


def test_the_content_of_the_fake_is_what_the_shapes_hold(server: Osf) -> None:
    assert {hashlib.sha256(body).hexdigest() for body in server.files.values()} == {
        hashlib.sha256(path.read_bytes()).hexdigest() for path in (SHAPES / "payload").iterdir()
    }


def test_a_locked_file_is_checked_when_it_is_used(fetch: Fetch, tmp_path: Path) -> None:
    lock = fetch().lock
    place = tmp_path / "osf/Data/ratings_wide.csv"
    assert lock.path("Data/ratings_wide.csv") == place
    place.write_text("1,2\n")
    with pytest.raises(StudyError, match="changed since it was fetched"):
        lock.path("Data/ratings_wide.csv")
    place.unlink()
    with pytest.raises(StudyError, match="now missing; run `study fetch` again"):
        lock.path("Data/ratings_wide.csv")
    with pytest.raises(StudyError, match=r"no file '\.\./x' was fetched"):
        lock.path("../x")


def test_nothing_is_locked_where_nothing_was_fetched(tmp_path: Path) -> None:
    assert osf.locked(tmp_path) is None
    with pytest.raises(StudyError, match="nothing has been fetched from OSF yet; run `study fetch"):
        osf.choose((), tmp_path)


def test_waiting_is_real_time_when_no_clock_is_given(clock: Fast) -> None:
    from helpers.osf.waiting import Clock

    before = Clock().now()
    Clock().sleep(0)
    assert before <= Clock().now()
    assert clock.now() == START
