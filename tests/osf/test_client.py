"""Waiting, retrying, redirects, and who gets to see a secret."""

import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import osf
from helpers.errors import StudyError
from helpers.osf.access import Access
from helpers.osf.client import ATTEMPTS, Client, RefusedError
from helpers.osf.waiting import CEILING, retry_after

from .conftest import START, Ear, Fast, Fetch
from .server import Answer, Osf

HTML = {"Content-Type": "text/html"}
BAD_GATEWAY = Answer(502, b"<html><body>502 Bad Gateway</body></html>", HTML)


@pytest.mark.parametrize(
    ("header", "waited"),
    [
        ("7", 7.0),
        (str(int(START.timestamp()) + 9), 9.0),
        ("Fri, 01 Mar 2024 12:00:11 GMT", 11.0),
        ("Fri, 01 Mar 2024 13:00:11 +0100", 11.0),
        ("2711", CEILING),
        ("-5", 0.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("soon", 0.5),
        ("nan", 0.5),
        ("1e999", 0.5),
    ],
)
def test_a_limit_is_waited_out(
    server: Osf, fetch: Fetch, clock: Fast, header: str, waited: float
) -> None:
    server.faults.next = [Answer(429, b"{}", {"Retry-After": header})]
    assert len(fetch().downloaded) == 4
    assert clock.slept == [waited]


@pytest.mark.parametrize(("asked", "told"), [("2711", "in 60 s"), ("0", "now")])
def test_the_wait_is_told_before_it_begins(
    server: Osf, fetch: Fetch, ear: Ear, asked: str, told: str
) -> None:
    server.faults.next = [Answer(429, b"{}", {"Retry-After": asked})]
    fetch()
    host = server.url.removeprefix("http://")
    assert ear.lines[0].startswith(f"node zz9ab: {host} limits requests")
    assert ear.lines[0].endswith(f"; trying again {told}")


@settings(deadline=None)
@given(st.text(), st.datetimes(min_value=datetime(1971, 1, 1), timezones=st.just(UTC)))
def test_no_header_breaks_the_wait(header: str, now: datetime) -> None:
    wait = retry_after(header, now)
    assert wait is None or wait >= 0


def test_a_broken_server_is_tried_again(server: Osf, fetch: Fetch, clock: Fast) -> None:
    server.faults.next = [BAD_GATEWAY, BAD_GATEWAY]
    assert len(fetch().downloaded) == 4
    assert clock.slept == [0.5, 1.0]


def test_a_server_that_stays_broken_is_named_with_a_way_out(
    server: Osf, fetch: Fetch, tmp_path: Path
) -> None:
    server.faults.always = BAD_GATEWAY
    with pytest.raises(StudyError, match=r"out of order \(status 502\); try again later.*standin"):
        fetch()
    assert len(server.requests) == ATTEMPTS
    assert not (tmp_path / "osf").exists()


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (401, "private; set OSF_TOKEN, or ask its owner for a view-only link"),
        (403, "private; set OSF_TOKEN, or ask its owner for a view-only link"),
        (404, "OSF does not know it; check the spelling"),
        (410, "deleted and is gone"),
    ],
)
def test_a_closed_node_is_said_plainly(
    server: Osf, fetch: Fetch, status: int, message: str
) -> None:
    server.faults.closed = {"zz9ab": status}
    with pytest.raises(RefusedError, match=f"^node zz9ab: .*{message}"):
        fetch()


def test_a_useless_token_is_said(server: Osf, fetch: Fetch) -> None:
    server.faults.closed = {"zz9ab": 403}
    with pytest.raises(RefusedError, match="token or view-only key given does not open it"):
        fetch(token="t0ken")


def test_a_sign_in_page_is_not_osf(server: Osf, fetch: Fetch) -> None:
    server.faults.always = Answer(200, b"<html>Welcome to the guest network</html>", HTML)
    with pytest.raises(StudyError, match="not OSF's JSON; is there a sign-in page"):
        fetch()


CUT = Answer(200, b'{"data": [{"id": "zz9', {"Content-Type": "application/vnd.api+json"})


def test_a_listing_cut_short_under_200_is_asked_for_again(
    server: Osf, fetch: Fetch, clock: Fast
) -> None:
    server.faults.next = [CUT, CUT]
    assert len(fetch().downloaded) == 4
    assert clock.slept == [0.5, 1.0]


def test_a_listing_always_cut_short_is_named_with_a_way_out(server: Osf, fetch: Fetch) -> None:
    server.faults.always = CUT
    with pytest.raises(StudyError, match=r"^node zz9ab: no whole answer from .*--source standin"):
        fetch()
    assert len(server.requests) == ATTEMPTS


def test_without_a_network_it_says_so_at_once(clock: Fast, tmp_path: Path) -> None:
    access = Access("http://127.0.0.1:9/v2/")
    with pytest.raises(StudyError, match=r"cannot reach 127\.0\.0\.1:9: check.*--source standin"):
        osf.fetch("zz9ab", access=access, out=tmp_path, clock=clock)
    assert clock.slept == []


def test_redirects_without_end_are_cut(server: Osf, clock: Fast) -> None:
    server.faults.always = Answer(302, b"", {"Location": "/again"})
    with (
        Client(Access(server.api), clock).opened() as client,
        pytest.raises(StudyError, match="redirects more than 5 times"),
    ):
        client.get(server.api, "node zz9ab")


@pytest.mark.parametrize("where", ["ftp://osf.io/x", "file:///etc/passwd", "http://["])
def test_a_redirect_to_no_web_address_is_refused(server: Osf, clock: Fast, where: str) -> None:
    server.faults.always = Answer(302, b"", {"Location": where})
    with (
        Client(Access(server.api), clock).opened() as client,
        pytest.raises(StudyError, match="sends us to an address which is no web address"),
    ):
        client.get(server.api, "node zz9ab")


def secrets_at(server: Osf, url: str) -> list[tuple[bool, bool]]:
    """Whether each request to that host carried the token, and the key."""
    host = url.removeprefix("http://")
    return [
        (headers.get("Authorization") == "Bearer t0ken", "view_only=k3y" in path)
        for path, headers in server.requests
        if headers["Host"] == host
    ]


def test_secrets_go_to_the_api_and_to_no_storage_host(server: Osf, fetch: Fetch) -> None:
    fetch(token="t0ken", view_only="k3y")
    assert set(secrets_at(server, server.url)) == {(True, True)}
    assert set(secrets_at(server, server.elsewhere)) == {(False, False)}


def test_a_netrc_file_is_not_used(
    server: Osf, fetch: Fetch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password s3cret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    fetch()
    assert not [headers for _, headers in server.requests if "Authorization" in headers]


def test_the_view_only_key_is_neither_logged_nor_stored(
    server: Osf, fetch: Fetch, tmp_path: Path, ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    server.faults.next = [BAD_GATEWAY]
    with caplog.at_level(logging.DEBUG):
        fetch(view_only="k3y")
    written = [path.read_bytes() for path in (tmp_path / "osf").rglob("*") if path.is_file()]
    assert "view_only=***" in caplog.text
    assert "k3y" not in caplog.text + "".join(ear.lines)
    assert not [content for content in written if b"k3y" in content]
    assert "k3y" not in repr(Access(view_only="k3y", token="t0ken"))
    assert "t0ken" not in repr(Access(view_only="k3y", token="t0ken"))


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("https://osf.io/download/x/", True),
        ("https://files.osf.io/v1/x", True),
        ("https://API.OSF.IO/v2/", True),
        ("https://osf.io:443/x", True),
        ("http://osf.io/x", False),
        ("https://osf.io:8443/x", False),
        ("https://osf.io.example.org/x", False),
        ("https://notosf.io/x", False),
        ("https://osf.io@example.org/x", False),
        ("https://example.org\\@osf.io/x", False),
        ("https://example.org/?osf.io", False),
        ("https://example.org#@osf.io/", False),
        ("http://localhost:8000/other", True),
        ("http://localhost:8001/v2/", False),
        ("https://localhost:8000/v2/", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_who_is_trusted(url: str, trusted: bool) -> None:
    assert Access("http://localhost:8000/v2/").trusts(url) is trusted


@pytest.mark.parametrize(
    ("api", "base"),
    [
        ("http://localhost:8000", "http://localhost:8000/v2/"),
        ("http://localhost:8000/v2", "http://localhost:8000/v2/"),
        (" https://api.test.osf.io/v2/ ", "https://api.test.osf.io/v2/"),
    ],
)
def test_an_api_address_is_completed(api: str, base: str) -> None:
    assert Access(api).api == base


@pytest.mark.parametrize(
    "api", ["", "api.osf.io", "ftp://x/", "https://me:pw@x/", "https://x/?a=1", "http://["]
)
def test_an_api_address_that_is_none_is_refused(api: str) -> None:
    with pytest.raises(StudyError, match=r"^--api .*such as https://api\.osf\.io/v2/"):
        Access(api)


def test_a_token_with_odd_characters_is_refused_without_showing_it() -> None:
    with pytest.raises(StudyError, match=r"^OSF_TOKEN holds a space") as refusal:
        Access(token="t0ken\nX-Evil: 1")
    assert "t0ken" not in str(refusal.value)
    assert Access(token=" t0ken\n").token == "t0ken"
    assert Access(token="  ").token is None
