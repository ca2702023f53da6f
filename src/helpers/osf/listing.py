"""What a node and its public components hold."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from helpers.errors import StudyError
from helpers.osf.client import Client, RefusedError

MOST = 10_000  # files; a listing beyond this is a fault, not a study


@dataclass(frozen=True)
class RemoteFile:
    """One file as OSF lists it. Nothing here is fit to be a local path; see `names`.

    `size` in bytes; hashes in lower-case hex; each None where OSF gives none.
    """

    id: str
    node: str
    name: str
    folders: tuple[str, ...]
    url: str
    size: int | None = None
    sha256: str | None = None
    md5: str | None = None
    version: int | None = None
    modified: str | None = None


@dataclass(frozen=True)
class Listing:
    """A node, its files and those of its components, and what had to be left out."""

    node: str
    title: str
    files: tuple[RemoteFile, ...]
    notes: tuple[str, ...] = ()


def node_id(text: str) -> tuple[str, str | None]:
    """The id in what a person types, and the view-only key if an address holds one.

    >>> node_id("https://osf.io/zz9ab/?view_only=k3y")
    ('zz9ab', 'k3y')
    """
    found = re.fullmatch(
        r"(?:https?://osf\.io/)?(\w{3,32})/?(?:\?(?:.*&)?view_only=(\w+).*)?", text.strip(), re.A
    )
    if not found:
        raise StudyError(f"--node {text!r}: give the five letters and digits after osf.io/")
    return found[1].lower(), found[2]


def read(client: Client, node: str) -> Listing:
    """Everything below a node; a component that is closed to us is noted, not an error."""
    walk = _Walk(client)
    return Listing(node, walk.title(node), tuple(walk.branch(node, ())), tuple(walk.notes))


class _Walk:
    """One walk through a node; remembers what it saw, so that a circle ends it."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._seen: set[str] = set()
        self._files = 0
        self.notes: list[str] = []

    def title(self, node: str) -> str:
        """What OSF calls a node; its id where it has no title."""
        answer = self._client.json(self._address(node), f"node {node}")
        return _text(_get(answer, "data", "attributes", "title")) or node

    def branch(self, node: str, folders: tuple[str, ...]) -> Iterator[RemoteFile]:
        """The files in OSF's own storage, then those of the components, at any depth.

        Other storage that is linked to a node (add-ons) is not looked into.
        """
        yield from self._folder(self._address(node, "files/osfstorage/"), node, folders)
        for item in self._pages(self._address(node, "children/"), node):
            child = _text(item.get("id")) or ""
            if not re.fullmatch(r"\w{3,32}", child, re.A):
                raise StudyError(f"node {node}: OSF lists a component without a proper id")
            try:
                yield from self.branch(child, (child,))
            except RefusedError as refusal:
                self.notes.append(f"left out: {refusal}")

    def _address(self, node: str, below: str = "") -> str:
        return f"{self._client.access.api}nodes/{node}/{below}"

    def _folder(self, url: str, node: str, folders: tuple[str, ...]) -> Iterator[RemoteFile]:
        for item in self._pages(url, node):
            kind = "folder" if _get(item, "attributes", "kind") == "folder" else "file"
            if (name := self._name(item, kind)) is None:
                continue
            if kind == "folder":
                inner = _get(item, "relationships", "files", "links", "related", "href")
                if isinstance(inner, str):
                    yield from self._folder(inner, node, (*folders, name))
            elif (file := self._file(item, node, folders, name)) is not None:
                yield file

    def _name(self, item: dict[str, Any], kind: str) -> str | None:
        """What OSF calls a file or folder; its id where it has no name."""
        if name := _text(_get(item, "attributes", "name")):
            return name
        if name := _text(item.get("id")):
            self.notes.append(f"OSF gives a {kind} no name; it goes by its id, {name!r}")
            return name
        self.notes.append(f"left out: OSF gives a {kind} neither name nor id")
        return None

    def _file(
        self, item: dict[str, Any], node: str, folders: tuple[str, ...], name: str
    ) -> RemoteFile | None:
        self._files += 1
        if self._files > MOST:
            raise StudyError(f"node {node}: OSF lists more than {MOST} files; this is not a study")
        url = _get(item, "links", "download")
        if not isinstance(url, str):
            self.notes.append(f"left out: {name!r} has no download link")
            return None
        hashes = _get(item, "attributes", "extra", "hashes")
        return RemoteFile(
            id=str(item.get("id")),
            node=node,
            name=name,
            folders=folders,
            url=url,
            size=_count(_get(item, "attributes", "size")),
            sha256=_hex(_get(hashes, "sha256"), 64),
            md5=_hex(_get(hashes, "md5"), 32),
            version=_count(_get(item, "attributes", "current_version")),
            modified=_text(_get(item, "attributes", "date_modified")),
        )

    def _pages(self, url: str, node: str) -> Iterator[dict[str, Any]]:
        params: dict[str, str] | None = {"page[size]": "100"}
        link: object = url
        while isinstance(link, str):
            if link in self._seen:
                raise StudyError(f"node {node}: OSF's listing goes round in a circle")
            self._seen.add(link)
            answer = self._client.json(link, f"node {node}", params)
            items = answer.get("data")
            if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
                raise StudyError(f"node {node}: OSF's listing has no list of data")
            yield from items
            link, params = _get(answer, "links", "next"), None


def _get(value: object, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _count(value: object) -> int | None:
    return value if type(value) is int and value >= 0 else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _hex(value: object, length: int) -> str | None:
    text = str(value).lower()
    return text if re.fullmatch(rf"[0-9a-f]{{{length}}}", text) else None
