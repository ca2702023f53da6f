"""One file to disk: whole and verified, or not at all."""

import copy
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import osf
from helpers.errors import StudyError
from helpers.osf import IncompleteError
from helpers.osf.client import ATTEMPTS, BrokenError
from helpers.osf.fetching import DOWN

from .conftest import Ear, Fast, Fetch
from .server import SHAPES, Answer, Osf

BIG = bytes(range(256)) * 1024
HALF = 131_072


@pytest.fixture
def big(server: Osf) -> Osf:
    """A node whose only file is a quarter of a megabyte."""
    for page in ("files_page1", "files_page2"):
        server.pages[page]["data"].clear()
    server.pages["files_page1"]["links"]["next"] = None
    server.add("big.bin", BIG, page="files_page1")
    return server


def parts(folder: Path) -> list[Path]:
    return list(folder.rglob("*.part"))


def ranges(server: Osf) -> list[str | None]:
    """The Range of each request for a body."""
    asked = [headers for path, headers in server.requests if path.startswith("/storage/")]
    return [headers.get("Range") for headers in asked]


def test_a_body_cut_short_under_200_is_continued(big: Osf, fetch: Fetch, tmp_path: Path) -> None:
    big.faults.cut = [100_000]
    fetch()
    assert (tmp_path / "osf/big.bin").read_bytes() == BIG
    assert ranges(big) == [None, "bytes=100000-"]


def test_a_dropped_connection_is_continued(big: Osf, fetch: Fetch, tmp_path: Path) -> None:
    big.faults.drop = [131_072]
    fetch()
    assert (tmp_path / "osf/big.bin").read_bytes() == BIG
    assert ranges(big) == [None, "bytes=131072-"]


def test_without_ranges_it_begins_again(big: Osf, fetch: Fetch, tmp_path: Path) -> None:
    big.faults.ranges = False
    big.faults.cut = [100_000]
    fetch()
    assert (tmp_path / "osf/big.bin").read_bytes() == BIG


def test_a_long_file_over_a_bad_line_arrives(big: Osf, fetch: Fetch, tmp_path: Path) -> None:
    big.faults.cut = [20_000] * (2 * ATTEMPTS)
    fetch()
    assert (tmp_path / "osf/big.bin").read_bytes() == BIG


def test_a_body_always_cut_short_leaves_nothing(big: Osf, fetch: Fetch, tmp_path: Path) -> None:
    big.faults.ranges = False
    big.faults.cut = [100_000] * 20
    with pytest.raises(StudyError, match=r"cut short at 100,000 of 262,144 bytes, 5 times"):
        fetch()
    assert not (tmp_path / "osf/big.bin").exists()
    assert not parts(tmp_path)


def test_a_wrong_hash_is_never_kept(big: Osf, fetch: Fetch, tmp_path: Path) -> None:
    big.faults.corrupt = True
    with pytest.raises(StudyError, match=r"^'big.bin': its sha256 is not the listed .*nothing was"):
        fetch()
    assert not (tmp_path / "osf/big.bin").exists()
    assert not parts(tmp_path)


def test_a_body_without_end_is_stopped(big: Osf, fetch: Fetch, tmp_path: Path) -> None:
    big.item("big.bin")["attributes"]["size"] = 1000
    with pytest.raises(StudyError, match="more than the listed 1,000 bytes"):
        fetch()
    assert not (tmp_path / "osf/big.bin").exists()


@pytest.mark.parametrize(
    ("hashes", "size", "verified"),
    [
        (None, len(BIG), "size"),
        ({"sha256": None, "md5": None}, len(BIG), "size"),
        ({}, None, "nothing"),
        ({"sha256": "not a hash", "md5": 5}, -1, "nothing"),
    ],
)
def test_it_says_what_it_was_verified_against(
    big: Osf, fetch: Fetch, hashes: object, size: object, verified: str
) -> None:
    attributes = big.item("big.bin")["attributes"]
    attributes["size"] = size
    attributes["extra"]["hashes"] = hashes
    assert [one.verified for one in fetch().lock.files] == [verified]


def test_an_md5_alone_is_checked(big: Osf, fetch: Fetch) -> None:
    hashes = big.item("big.bin")["attributes"]["extra"]["hashes"]
    hashes["sha256"] = None
    assert fetch().lock.files[0].verified == "md5"
    hashes["md5"] = "0" * 32
    big.item("big.bin")["attributes"]["current_version"] = 2
    with pytest.raises(StudyError, match="its md5 is not the listed 000000000000…"):
        fetch(update=True)


def test_an_empty_file_arrives(server: Osf, fetch: Fetch, tmp_path: Path) -> None:
    server.add("empty.csv", b"")
    fetch()
    assert (tmp_path / "osf/empty.csv").read_bytes() == b""


def test_a_file_refused_halfway_keeps_the_others(server: Osf, fetch: Fetch, tmp_path: Path) -> None:
    server.item("question_set.docx")["links"]["download"] = f"{server.url}/v2/nowhere"
    with pytest.raises(StudyError, match=r"^file 'question_set.docx': OSF does not know it"):
        fetch()
    assert len(osf.locked(tmp_path / "osf").files) == 3
    assert not (tmp_path / "osf/question_set.docx").exists()


TRIED_AGAIN = "only what was refused is tried again by the next `study fetch`"


@pytest.mark.parametrize("fault", ["unknown", "hash", "size", "circle", "nowhere"])
def test_the_first_file_refused_holds_up_no_other(
    server: Osf, fetch: Fetch, tmp_path: Path, ear: Ear, fault: str
) -> None:
    item = server.item("README.txt")
    good = copy.deepcopy(item)
    match fault:
        case "unknown":
            item["links"]["download"] = f"{server.url}/v2/nowhere"
            says = r"file 'README.txt': OSF does not know it, though it lists it"
        case "hash":
            item["attributes"]["extra"]["hashes"]["sha256"] = "0" * 64
            says = r"'README.txt': its sha256 is not the listed 000000000000…, 5 times; nothing.*"
        case "size":
            item["attributes"]["size"] = 5
            says = r"'README.txt': more than the listed 5 bytes, 5 times; nothing was kept"
        case "circle":
            item["links"]["download"] = f"{server.url}/circle"
            says = r"127\.0\.0\.1:\d+ redirects more than 5 times; nothing was kept"
        case _:
            item["links"]["download"] = f"{server.url}/ftp"
            says = r"127\.0\.0\.1:\d+ sends us to an address which is no web address"
    with pytest.raises(IncompleteError, match=f"^{says}; files in the lock: 3; {TRIED_AGAIN}$"):
        fetch()
    lock = osf.locked(tmp_path / "osf")
    assert [one.path for one in lock.files] == [
        *("Data/ratings_nodate.sav", "Data/ratings_wide.csv", "question_set.docx")
    ]
    assert lock.ratings is not None or lock.undecided, "the choice was made all the same"
    assert ear.refusals[0][0] == "README.txt"
    assert not (tmp_path / "osf/README.txt").exists()
    assert not parts(tmp_path)
    item.clear()
    item.update(good)
    server.requests.clear()
    assert fetch().downloaded == ("README.txt",)
    assert len(server.fetched()) == 1


def test_several_refused_files_are_counted(server: Osf, fetch: Fetch, ear: Ear) -> None:
    for name in ("README.txt", "question_set.docx"):
        server.item(name)["links"]["download"] = f"{server.url}/v2/nowhere"
    more = r"\(and 1 more, each with its reason above\); files in the lock: 2"
    with pytest.raises(IncompleteError, match=f"'README.txt': OSF does not know it.* {more}"):
        fetch()
    assert [path for path, _ in ear.refusals] == ["README.txt", "question_set.docx"]


def test_a_file_for_which_the_server_is_out_of_order_holds_up_no_other(
    server: Osf, fetch: Fetch, ear: Ear, clock: Fast, tmp_path: Path
) -> None:
    server.faults.broken = {(SHAPES / "payload" / "README.txt").read_bytes()}
    why = r"file 'README.txt': 127\.0\.0\.1:\d+ is out of order \(status 503\)"
    with pytest.raises(IncompleteError, match=f"^{why}; files in the lock: 3; {TRIED_AGAIN}$"):
        fetch()
    assert [path for path, _ in ear.refusals] == ["README.txt"]
    assert len(clock.slept) == ATTEMPTS - 1
    lock = osf.locked(tmp_path / "osf")
    assert lock.ratings is not None or lock.undecided, "the choice was made all the same"
    with pytest.raises(IncompleteError, match="files in the lock: 3"):
        fetch()
    server.faults.broken.clear()
    server.requests.clear()
    assert fetch().downloaded == ("README.txt",)
    assert len(server.fetched()) == 1


@pytest.mark.parametrize("files", [4, 40])
def test_a_server_that_is_out_of_order_for_all_is_not_asked_for_long(
    server: Osf, fetch: Fetch, clock: Fast, files: int
) -> None:
    for number in range(4, files):
        server.add(f"{number}.txt", b"%d" % number)
    server.faults.broken = set(server.files.values())
    with pytest.raises(BrokenError, match=r"^file '.*': .* \(status 503\); try again later; "):
        fetch()
    assert len(clock.slept) == ATTEMPTS - 1
    assert len(server.fetched()) == ATTEMPTS - 1 + min(files, DOWN)


def test_the_server_breaking_within_a_file_is_waited_out(big: Osf, fetch: Fetch) -> None:
    def break_once() -> None:
        big.faults.on_body = None
        big.faults.next = [Answer(503)]

    big.faults.cut = [100_000]
    big.faults.on_body = break_once
    assert fetch().downloaded == ("big.bin",)
    assert ranges(big) == [None, "bytes=100000-"]


def test_ctrl_c_leaves_no_half_file(big: Osf, fetch: Fetch, tmp_path: Path, ear: Ear) -> None:
    def stop(received: int) -> None:
        raise KeyboardInterrupt

    ear.reached = stop
    with pytest.raises(KeyboardInterrupt):
        fetch()
    assert [path.name for path in (tmp_path / "osf").rglob("*")] == [".gitignore"]


FETCH = """
import sys
from pathlib import Path
from helpers import osf
osf.fetch("zz9ab", access=osf.Access(sys.argv[1]), out=Path(sys.argv[2]))
"""


def stopped_halfway(server: Osf, out: Path, how: signal.Signals) -> int:
    """A fetch in a process of its own, sent a signal when half of a file is on disk."""
    server.faults.drop = [HALF]
    process: list[subprocess.Popen[bytes]] = []

    def stop() -> None:
        if not server.faults.drop:  # the second request: the first was dropped halfway
            server.faults.on_body = None
            process[0].send_signal(how)
            process[0].wait(timeout=60)

    server.faults.on_body = stop
    command = [sys.executable, "-c", FETCH, server.api, str(out)]
    process.append(subprocess.Popen(command, stderr=subprocess.DEVNULL))
    return process[0].wait(timeout=60)


def test_a_part_left_by_a_kill_is_continued(big: Osf, fetch: Fetch, tmp_path: Path) -> None:
    out = tmp_path / "osf"
    assert stopped_halfway(big, out, signal.SIGKILL) == -signal.SIGKILL
    assert [path.stat().st_size for path in parts(out)] == [HALF]
    assert not (out / "big.bin").exists()
    big.requests.clear()
    fetch()
    assert (out / "big.bin").read_bytes() == BIG
    assert ranges(big) == [f"bytes={HALF}-"]
    assert not parts(out)


def test_an_interrupted_process_leaves_no_part(big: Osf, tmp_path: Path) -> None:
    out = tmp_path / "osf"
    assert stopped_halfway(big, out, signal.SIGINT) != 0
    assert [path.name for path in out.rglob("*")] == [".gitignore"]


def test_two_fetches_into_one_folder_do_not_mix(big: Osf, fetch: Fetch) -> None:
    told: list[str] = []

    def meanwhile() -> None:
        big.faults.on_body = None
        with pytest.raises(StudyError) as refusal:
            fetch()
        told.append(str(refusal.value))

    big.faults.on_body = meanwhile
    assert fetch().downloaded == ("big.bin",)
    assert told == ["osf/: another fetch is filling it; let it end"]


def test_a_part_that_is_no_beginning_is_thrown_away(
    big: Osf, fetch: Fetch, tmp_path: Path, ear: Ear
) -> None:
    fetch()
    out = tmp_path / "osf"
    (out / "big.bin").unlink()
    big.faults.cut = [100_000]
    ear.note = lambda line: [path.write_bytes(b"x" * 100_000) for path in parts(out)]
    fetch()
    assert (out / "big.bin").read_bytes() == BIG
    assert ranges(big)[1:] == [None, "bytes=100000-", None]


def test_a_folder_that_cannot_be_written_is_named(
    server: Osf, fetch: Fetch, tmp_path: Path
) -> None:
    (tmp_path / "osf").write_text("a file in the way")
    with pytest.raises(StudyError, match=r"^osf/: cannot be written \((File exists|Not a dir)"):
        fetch()


def test_a_full_disk_is_named_and_leaves_no_part(
    big: Osf, fetch: Fetch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("helpers.osf.download.os.fsync", full)
    with pytest.raises(StudyError, match=r"^big.bin: cannot be written \(No space left on device"):
        fetch()
    assert not parts(tmp_path)
    assert not (tmp_path / "osf/big.bin").exists()


def test_a_link_that_leads_out_is_not_followed(server: Osf, fetch: Fetch, tmp_path: Path) -> None:
    (tmp_path / "osf").mkdir()
    (tmp_path / "private").mkdir()
    (tmp_path / "osf/Data").symlink_to(tmp_path / "private")
    with pytest.raises(StudyError, match=r"^Data/ratings_wide.csv: leads out of osf/"):
        fetch()
    assert not list((tmp_path / "private").iterdir())
