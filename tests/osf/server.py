"""A server that speaks OSF's shapes, from `tests/data/osf`, with faults that can be switched.

It plays all three hosts (API, osf.io, storage) on one port, so that the addresses in the recorded
answers can be rewritten to it.
"""

import copy
import hashlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

SHAPES = Path(__file__).parents[1] / "data" / "osf"
HOSTS = ("https://api.osf.io", "https://osf.io", "https://files.osf.io")


@dataclass
class Answer:
    """One canned answer, given instead of the real one."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Faults:
    """What goes wrong. `next` holds answers given in turn before any real one."""

    next: list[Answer] = field(default_factory=list)
    always: Answer | None = None
    cut: list[int] = field(default_factory=list)  # bodies cut to so many bytes, status 200
    drop: list[int] = field(default_factory=list)  # the connection closes after so many bytes
    broken: set[bytes] = field(default_factory=set)  # bodies whose storage is out of order
    corrupt: bool = False
    ranges: bool = True
    closed: dict[str, int] = field(default_factory=dict)  # node id -> status
    on_body: Callable[[], None] | None = None


class Osf:
    """The content of the fake: nodes, files, faults, and every request that came."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.url = ""
        self.elsewhere = ""
        self.files: dict[str, bytes] = {}
        self.pages: dict[str, dict[str, Any]] = {}
        for path in SHAPES.glob("*.json"):
            self.pages[path.stem] = json.loads(path.read_text("utf-8"))
        self.added: list[dict[str, Any]] = []
        for page in ("files_page1", "files_page2", "folder_files"):
            for item in self.pages[page]["data"]:
                if item["attributes"]["kind"] == "file":
                    body = (SHAPES / "payload" / item["attributes"]["name"]).read_bytes()
                    self.files[item["id"]] = body

    @property
    def api(self) -> str:
        return f"{self.url}/v2/"

    def add(self, name: str, body: bytes, page: str = "files_page2", **changes: Any) -> str:
        """List one more file; `changes` override its attributes (size, hashes, ...)."""
        item = copy.deepcopy(self.pages["files_api_2_0"]["data"][0])
        key = hashlib.sha256(repr((name, len(self.files))).encode()).hexdigest()[:24]
        item["id"] = key
        item["attributes"] |= {"name": name, "size": len(body), "current_version": 1}
        item["attributes"]["extra"]["hashes"] = _hashes(body)
        if "hashes" in changes:
            item["attributes"]["extra"]["hashes"] = changes.pop("hashes")
        item["attributes"] |= changes
        item["links"]["download"] = f"https://osf.io/download/{key}/"
        self.pages[page]["data"].append(item)
        self.files[key] = body
        return key

    def replace(self, name: str, body: bytes) -> None:
        """A new version of a listed file."""
        item = self.item(name)
        item["attributes"] |= {"size": len(body), "date_modified": "2024-01-01T00:00:00Z"}
        item["attributes"]["current_version"] += 1
        item["attributes"]["extra"]["hashes"] = _hashes(body)
        self.files[item["id"]] = body

    def item(self, name: str) -> dict[str, Any]:
        """The listing of one file or folder, to be changed."""
        pages = ("files_page1", "files_page2", "folder_files")
        items = [item for page in pages for item in self.pages[page]["data"]]
        return next(item for item in items if item["attributes"]["name"] == name)

    def page(self, path: str, query: dict[str, list[str]]) -> dict[str, Any] | None:
        """The answer of the API at a path below /v2/."""
        number = query.get("page", ["1"])[0]
        empty = {"data": [], "links": {"next": None}}
        return {
            "nodes/zz9ab/": self.pages["node"],
            "nodes/zz9ab/children/": self.pages["children"],
            "nodes/zz9ab/files/osfstorage/": self.pages[f"files_page{number}"],
            "nodes/zz9ab/files/osfstorage/c46dce8406cf54ec2c73bc9c/": self.pages["folder_files"],
            "nodes/zz8cd/children/": empty,
            "nodes/zz8cd/files/osfstorage/": self.pages.get("component", empty),
        }.get(path)

    def body(self, key: str) -> bytes:
        known = {"q1w2e": "ab9489e2835a4c90f6af65db", "r3t4y": "ccc9457548bad6c8a889ebd6"}
        return self.files[known.get(key, key)]

    def fetched(self) -> list[str]:
        """The paths of the file bodies that were asked for."""
        return [path for path, _ in self.requests if path.startswith("/storage/")]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    osf: Osf

    def do_GET(self) -> None:
        self.osf.requests.append((self.path, dict(self.headers)))
        faults = self.osf.faults
        if faults.always or faults.next:
            return self.give(faults.always or faults.next.pop(0))
        parts = urlsplit(self.path)
        where = parts.path.strip("/").split("/")
        if where[0] == "v2":
            return self.listing(parts.path.removeprefix("/v2/"), parse_qs(parts.query))
        away = {
            "download": f"{self.osf.url}/v1/resources/{where[-1]}",
            "v1": f"{self.osf.elsewhere}/storage/{where[-1]}?Signature=y",
            "circle": f"{self.osf.url}/circle",
            "ftp": "ftp://example.org/x",
        }
        if where[0] in away:
            return self.redirect(away[where[0]])
        return self.content(self.osf.body(where[1]))

    def listing(self, path: str, query: dict[str, list[str]]) -> None:
        node = path.split("/")[1] if "/" in path else ""
        page = self.osf.page(path, query)
        status = self.osf.faults.closed.get(node, 404 if page is None else 200)
        if status != 200:
            error = self.osf.pages["errors"][str(status)]
            return self.give(Answer(status, json.dumps(error["body"]).encode(), error["headers"]))
        text = json.dumps(page)
        for host in HOSTS:
            text = text.replace(f'"{host}/', f'"{self.osf.url}/')
        self.give(Answer(200, text.encode(), {"Content-Type": "application/vnd.api+json"}))

    def redirect(self, where: str) -> None:
        self.give(Answer(302, b"", {"Location": where}))

    def content(self, body: bytes) -> None:
        faults = self.osf.faults
        if body in faults.broken:
            return self.give(Answer(503))
        if faults.on_body:
            faults.on_body()
        if faults.corrupt:
            body = bytes(255 - byte for byte in body)
        start, whole = 0, len(body)
        if faults.ranges and (wanted := self.headers.get("Range")):
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
        headers = {"Content-Type": "text/csv"}
        if start:
            headers["Content-Range"] = f"bytes {start}-{whole - 1}/{whole}"
        body = body[start:]
        if faults.drop:
            return self.dropped(body, faults.drop.pop(0))
        if faults.cut:
            body = body[: faults.cut.pop(0)]
        self.give(Answer(206 if start else 200, body, headers))

    def dropped(self, body: bytes, after: int) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:after])
        self.wfile.flush()
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def give(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def serving() -> Iterator[Osf]:
    """The fake on two free ports of loopback: `url` plays OSF, `elsewhere` a storage host."""
    osf = Osf()
    handler = type("Handler", (_Handler,), {"osf": osf})
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), handler) for _ in range(2)]
    osf.url, osf.elsewhere = (f"http://127.0.0.1:{one.server_address[1]}" for one in servers)
    threads = [threading.Thread(target=one.serve_forever, args=(0.02,)) for one in servers]
    for thread in threads:
        thread.start()
    try:
        yield osf
    finally:
        for one, thread in zip(servers, threads, strict=True):
            one.shutdown()
            one.server_close()
            thread.join()


def _hashes(body: bytes) -> dict[str, str]:
    return {"md5": hashlib.md5(body).hexdigest(), "sha256": hashlib.sha256(body).hexdigest()}


def as_the_studys(project: Path) -> None:
    """Let a project's facts name the node that is served as the study's own."""
    about = project / "data/published/study.yaml"
    about.write_text(about.read_text("utf-8").replace("value: u54qk", "value: zz9ab"), "utf-8")
