"""Names from a server, made into paths that stay where they belong."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.osf import names

HOSTILE = [
    *("../../x", "/etc/passwd", "..\\..\\x", "C:\\x", "a\0b", "..", ".", "", " ", "~"),
    *("x" * 5000, "é" * 500, "CON", "nul.txt", "a\nb", "\x1b[2J", "\ud800"),
    *(".git", ".bashrc", "lock.json"),
]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_leads_out_of_the_folder(name: str, tmp_path: Path) -> None:
    path = names.local((name,), name, ())
    place = tmp_path / path
    place.parent.mkdir(parents=True)
    place.write_text("here")
    assert place.resolve().is_relative_to(tmp_path)
    assert len(place.relative_to(tmp_path).parts) == 2


@settings(deadline=None)
@given(st.lists(st.tuples(st.lists(st.text(), max_size=2), st.text()), max_size=6))
def test_any_names_become_different_safe_paths(files: list[tuple[list[str], str]]) -> None:
    taken: list[str] = []
    for folders, name in files:
        path = names.local(tuple(folders), name, taken)
        parts = path.split("/")
        assert len(parts) == len(folders) + 1
        assert all(part not in {"", ".", ".."} for part in parts)
        assert all(len(part.encode()) <= 120 for part in parts)
        assert not set(path) & set('\\:*?"<>|\0\n\r\x1b')
        taken.append(path)
    assert len({path.casefold() for path in taken}) == len(files)
    used = {path.casefold() for path in taken} | {"lock.json"}
    assert not [path for path in used for other in used if other.startswith(f"{path}/")]
    assert not {path.casefold() for path in taken} & {"lock.json", ".gitignore"}


@pytest.mark.parametrize("name", ["ratings wide.csv", "Données (v2).xlsx", "a..b", "α.txt"])
def test_an_ordinary_name_is_kept(name: str) -> None:
    assert names.local(("Data",), name, ()) == f"Data/{name}"


def test_a_name_of_our_own_is_marked() -> None:
    assert names.local((), "lock.json", ()) == "lock-56455ecd.json"


def test_a_file_and_a_folder_of_one_name_stay_apart() -> None:
    assert names.local(("Data",), "x.csv", ("data",)) == "Data-cec3a9b8/x.csv"
    assert names.local((), "Data", ("data/x.csv",)) == "Data-cec3a9b8"
    assert names.local(("Data",), "y.csv", ("Data/x.csv",)) == "Data/y.csv"
    assert names.local(("lock.json",), "x", ()) == "lock-56455ecd.json/x"


def test_names_that_differ_by_case_stay_apart() -> None:
    first = names.local((), "A.csv", ())
    assert names.local((), "a.csv", (first,)) not in {"a.csv", "A.csv"}


def test_what_is_printed_cannot_move_the_cursor() -> None:
    assert names.printable("a\x1b[2Jb\u202ec") == "a\ufffd[2Jb\ufffdc"
