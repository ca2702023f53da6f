"""What a node holds, as OSF says it and as it may be said wrongly."""

import copy
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.errors import StudyError
from helpers.osf import listing, planning
from helpers.osf.access import Access
from helpers.osf.client import Client, RefusedError

from .conftest import Fast
from .server import Osf


@pytest.fixture
def read(server: Osf, clock: Fast) -> Any:
    def read() -> listing.Listing:
        with Client(Access(server.api), clock).opened() as client:
            return listing.read(client, "zz9ab")

    return read


def test_pages_and_folders_are_walked(read: Any) -> None:
    found = read()
    assert found.title == "Invented example project"
    assert [(*file.folders, file.name) for file in found.files] == [
        ("README.txt",),
        ("Data", "ratings_wide.csv"),
        ("Data", "ratings_nodate.sav"),
        ("question_set.docx",),
    ]
    assert [file.version for file in found.files] == [1, 1, 1, 2]
    assert found.notes == ()


def test_a_component_has_a_folder_of_its_own(server: Osf, read: Any) -> None:
    server.pages["component"] = server.pages["files_api_2_0"]
    assert [(f.node, f.folders, f.name) for f in read().files][-1] == (
        "zz8cd",
        ("zz8cd",),
        "README.txt",
    )


@pytest.mark.parametrize(("status", "why"), [(403, "private"), (404, "not know"), (410, "gone")])
def test_a_closed_component_is_noted_and_the_rest_read(
    server: Osf, read: Any, status: int, why: str
) -> None:
    server.faults.closed = {"zz8cd": status}
    found = read()
    assert len(found.files) == 4
    assert found.notes[0].startswith("left out: node zz8cd: OSF ")
    assert why in found.notes[0]


def test_a_file_without_a_link_is_noted(server: Osf, read: Any) -> None:
    del server.item("README.txt")["links"]["download"]
    assert read().notes == ("left out: 'README.txt' has no download link",)


@pytest.mark.parametrize("name", [None, "", 7])
def test_a_file_without_a_name_goes_by_its_id(server: Osf, read: Any, name: object) -> None:
    item = server.item("README.txt")
    item["attributes"]["name"] = name
    found = read()
    assert found.files[0].name == item["id"]
    assert found.notes == (f"OSF gives a file no name; it goes by its id, {item['id']!r}",)


def test_a_folder_without_a_name_goes_by_its_id(server: Osf, read: Any) -> None:
    item = server.item("Data")
    del item["attributes"]["name"]
    found = read()
    assert found.files[1].folders == (item["id"],)
    assert found.notes == (f"OSF gives a folder no name; it goes by its id, {item['id']!r}",)


def test_a_file_with_neither_name_nor_id_is_left_out(server: Osf, read: Any) -> None:
    item = server.item("README.txt")
    item["attributes"]["name"] = item["id"] = None
    found = read()
    assert len(found.files) == 3
    assert found.notes == ("left out: OSF gives a file neither name nor id",)


def test_a_circle_of_pages_ends(server: Osf, read: Any) -> None:
    first = server.pages["files_page1"]["links"]["self"]
    server.pages["files_page2"]["links"]["next"] = first
    with pytest.raises(StudyError, match=r"^node zz9ab: OSF's listing goes round in a circle$"):
        read()


def test_a_folder_within_itself_ends(server: Osf, read: Any) -> None:
    inner = copy.deepcopy(server.item("Data"))
    server.pages["folder_files"]["data"].append(inner)
    with pytest.raises(StudyError, match="goes round in a circle"):
        read()


@pytest.mark.parametrize("child", ["../x", "", "a/b", None, "x" * 40])
def test_a_component_with_an_improper_id_is_refused(server: Osf, read: Any, child: Any) -> None:
    server.pages["children"]["data"][0]["id"] = child
    with pytest.raises(StudyError, match="lists a component without a proper id"):
        read()


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
PLACES = [
    ("data",),
    ("data", 0),
    ("data", 0, "id"),
    ("data", 0, "attributes"),
    ("data", 0, "attributes", "name"),
    ("data", 0, "attributes", "size"),
    ("data", 0, "attributes", "extra"),
    ("data", 0, "attributes", "extra", "hashes"),
    ("data", 0, "attributes", "current_version"),
    ("data", 0, "attributes", "date_modified"),
    ("data", 0, "links"),
    ("data", 1, "relationships"),
    ("links",),
]


class Unserved:
    """A client that answers from the recorded shapes without a server."""

    def __init__(self, osf: Osf) -> None:
        self.access = Access()
        self._osf = osf

    def json(self, url: str, what: str, params: object = None) -> Any:
        parts = urlsplit(url)
        page = self._osf.page(parts.path.removeprefix("/v2/"), parse_qs(parts.query))
        if page is None:
            raise RefusedError(f"{what}: unknown")
        return page


@settings(deadline=None)
@given(place=st.sampled_from(PLACES), value=ANY_JSON)
def test_an_answer_of_another_shape_is_our_own_error_or_read(
    place: tuple[Any, ...], value: Any
) -> None:
    osf = Osf()
    *way, last = place
    where: Any = osf.pages["files_page1"]
    for key in way:
        where = where[key]
    where[last] = value
    try:
        found = listing.read(Unserved(osf), "zz9ab")
    except StudyError as problem:
        told = str(problem)
    else:
        files = planning.plan(found, None, Path("nowhere")).files
        told = "node zz9ab" if len({one.path for one in files}) == len(files) else "a clash"
    assert told.startswith("node zz9ab")


@pytest.mark.parametrize(
    ("text", "node", "key"),
    [
        ("zz9ab", "zz9ab", None),
        (" ZZ9AB ", "zz9ab", None),
        ("https://osf.io/zz9ab", "zz9ab", None),
        ("https://osf.io/zz9ab/?view_only=0123abc", "zz9ab", "0123abc"),
        ("https://osf.io/zz9ab/?a=b&view_only=0123abc&c=d", "zz9ab", "0123abc"),
    ],
)
def test_a_node_is_an_id_or_an_address(text: str, node: str, key: str | None) -> None:
    assert listing.node_id(text) == (node, key)


@pytest.mark.parametrize(
    "text", ["", "../x", "a/b", "https://example.org/zz9ab", "zz 9ab", "é" * 5]
)
def test_what_is_no_node_is_refused(text: str) -> None:
    with pytest.raises(StudyError, match=r"^--node .*after osf\.io/$"):
        listing.node_id(text)
