"""A fetch from beginning to end."""

import hashlib
from pathlib import Path

from helpers import osf

from .conftest import Fetch
from .server import SHAPES


def files(folder: Path) -> dict[str, bytes]:
    """Everything below a folder but our own three names."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in {"lock.json", ".gitignore"}
    }


PAYLOAD = {
    "Data/ratings_nodate.sav": "ratings_nodate.sav",
    "Data/ratings_wide.csv": "ratings_wide.csv",
    "README.txt": "README.txt",
    "question_set.docx": "question_set.docx",
}


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
