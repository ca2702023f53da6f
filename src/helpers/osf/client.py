"""Requests that wait, retry and follow redirects, and give a secret only to those trusted.

Redirects and retries are done here and not by `requests` and `urllib3.Retry`: the one decides
by itself who keeps an Authorization header (and adds one from `.netrc`), the other knows no
Retry-After that is an epoch and no ceiling.
"""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import NewConnectionError

from helpers.errors import StudyError
from helpers.osf.access import Access
from helpers.osf.waiting import Clock, retry_after, seconds

ATTEMPTS = 5
REDIRECTS = 5
TIMEOUT = (10.0, 60.0)  # seconds to connect, and between two bytes
LIMITED = 429
PASSING = frozenset({LIMITED, 500, 502, 503, 504})
STANDIN = "everything also runs on the stand-in: study reproduce --source standin"


class UnreachableError(StudyError):
    """No answer at all: no network, no such host, or a host that stays silent."""


class BrokenError(UnreachableError):
    """The server answered, time and again, that it is out of order; `reason` says no more."""

    def __init__(self, reason: str) -> None:
        """Tell the reason and what can be done."""
        super().__init__(f"{reason}; try again later; {STANDIN}")
        self.reason = reason


class RefusedError(StudyError):
    """OSF answered, and the answer is no: private, unknown, gone, or not what was listed."""

    @property
    def reason(self) -> str:
        """The whole message."""
        return str(self)


class Client:
    """A session with one API. Use it as a context manager."""

    def __init__(
        self,
        access: Access,
        clock: Clock | None = None,
        note: Callable[[str], None] = lambda _line: None,
    ) -> None:
        """Open nothing yet; the first request does. `note` is told why one is made again."""
        self.access = access
        self.clock = clock or Clock()
        self._note = note
        self._session = requests.Session()
        self._answered = False

    @contextmanager
    def opened(self) -> Iterator["Client"]:
        """The session, closed at the end; meanwhile the view-only key is kept out of logs."""
        log, redact = logging.getLogger("urllib3.connectionpool"), _Redact(self.access.view_only)
        log.addFilter(redact)
        try:
            with self._session:
                yield self
        finally:
            log.removeFilter(redact)

    def json(self, url: str, what: str, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The JSON object at an address of the API; `what` names it in messages."""
        accept = {"Accept": "application/vnd.api+json;version=2.20"}
        for attempt in range(1, ATTEMPTS + 1):
            body = self.get(url, what, headers=accept, params=params).content
            try:
                answer = json.loads(body)
            except ValueError:  # also bytes that are no UTF-8
                answer = None
            if isinstance(answer, dict):
                return answer
            if not body.lstrip().startswith(b"{"):
                raise StudyError(
                    f"{what}: {_host(url)} answered with a page that is not OSF's JSON; is there "
                    f"a sign-in page between you and the network? {STANDIN}"
                )
            if attempt < ATTEMPTS:
                self.pause(attempt, f"{what}: {_host(url)} cut its answer short")
        raise UnreachableError(
            f"{what}: no whole answer from {_host(url)}; try again later; {STANDIN}"
        )

    def get(
        self,
        url: str,
        what: str,
        *,
        stream: bool = False,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        attempts: int = ATTEMPTS,
    ) -> requests.Response:
        """The answer (200, 206 or 416) at the end of the redirects.

        Raises:
            UnreachableError: when nobody answers, or the server stays busy.
            BrokenError: when it answers each attempt, and the last time that it is out of order.
            RefusedError: when what is asked for is private, unknown or gone.
        """
        for attempt in range(1, attempts + 1):
            asked: float | None = None
            broken = False
            try:
                response = self._follow(url, stream, headers or {}, params or {})
            except (requests.RequestException, ValueError) as problem:
                trouble = self._silence(url, problem)
            else:
                self._answered = True
                if response.status_code not in PASSING:
                    return self._settled(response, what)
                asked = retry_after(response.headers.get("Retry-After"), self.clock.now())
                broken = response.status_code != LIMITED
                trouble = _busy(url, response.status_code, asked)
                response.close()
            if attempt < attempts:
                self.pause(attempt, f"{what}: {trouble}", asked)
        if broken:
            raise BrokenError(f"{what}: {trouble}")
        raise UnreachableError(f"{what}: {trouble}; try again later; {STANDIN}")

    def pause(self, attempt: int, why: str, asked: float | None = None) -> None:
        """Wait before the next attempt: as long as the server asked, up to the ceiling."""
        wait = seconds(attempt, asked)
        when = f"in {wait:.0f} s" if round(wait) else "now"
        self._note(f"{why}; trying again {when}")
        self.clock.sleep(wait)

    def _follow(
        self, url: str, stream: bool, headers: Mapping[str, str], params: Mapping[str, str]
    ) -> requests.Response:
        for hop in range(REDIRECTS + 1):
            response = self._session.get(
                url,
                params={**(params if hop == 0 else {}), **self._key(url)},
                headers={"Accept-Encoding": "identity", **headers},
                auth=self._sign,
                stream=stream,
                timeout=TIMEOUT,
                allow_redirects=False,
            )
            if not response.is_redirect:
                return response
            response.close()
            url = urljoin(url, response.headers["Location"])
        raise RefusedError(f"{_host(url)} redirects more than {REDIRECTS} times; nothing was kept")

    def _key(self, url: str) -> dict[str, str]:
        key = self.access.view_only
        wanted = key and self.access.trusts(url) and "view_only=" not in urlsplit(url).query
        return {"view_only": key} if key and wanted else {}

    def _sign(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self.access.token and self.access.trusts(request.url or ""):
            request.headers["Authorization"] = f"Bearer {self.access.token}"
        return request

    def _settled(self, response: requests.Response, what: str) -> requests.Response:
        status = response.status_code
        if status in (200, 206, 416):
            return response
        response.close()
        raise RefusedError(f"{what}: {_refusal(status, what, self.access)}")

    def _silence(self, url: str, problem: Exception) -> str:
        """Why there was no answer; raises at once where another attempt cannot help."""
        host = _host(url)
        if isinstance(problem, ValueError):
            told = f"{host} sends us to an address which is no web address"
            raise RefusedError(told) from problem
        if isinstance(problem, requests.exceptions.SSLError):
            raise UnreachableError(f"{host} has no certificate that this machine trusts; {STANDIN}")
        if not self._answered and _never_connected(problem):
            raise UnreachableError(
                f"cannot reach {host}: check the network connection and run the same command "
                f"again; {STANDIN}"
            )
        return f"no whole answer from {host}"


class _Redact(logging.Filter):
    """Blots a secret out of log records."""

    def __init__(self, secret: str | None) -> None:
        super().__init__()
        self._secret = secret

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record, without the secret."""
        if self._secret and self._secret in record.getMessage():
            record.msg, record.args = record.getMessage().replace(self._secret, "***"), None
        return True


def _busy(url: str, status: int, asked: float | None) -> str:
    if status != LIMITED:
        return f"{_host(url)} is out of order (status {status})"
    wait = "" if asked is None else f" and asks to wait {asked:.0f} s"
    return f"{_host(url)} limits requests{wait}"


def _refusal(status: int, what: str, access: Access) -> str:
    if status in (401, 403):
        opened = access.token or access.view_only
        advice = (
            "the token or view-only key given does not open it"
            if opened
            else "set OSF_TOKEN, or ask its owner for a view-only link"
        )
        return f"OSF says it is private; {advice}"
    typed = what.startswith("node ")
    known = {
        404: "OSF does not know it" + ("; check the spelling" if typed else ", though it lists it"),
        410: "OSF says it was deleted and is gone",
    }
    return known.get(status, f"OSF answered with status {status}")


def _never_connected(problem: BaseException) -> bool:
    # requests wraps the reason two or three deep: MaxRetryError, then NewConnectionError.
    reason = getattr(problem.args[0] if problem.args else None, "reason", None)
    return isinstance(problem, requests.ConnectTimeout | requests.exceptions.ProxyError) or (
        isinstance(reason, NewConnectionError)
    )


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.rpartition("@")[2] or "its server"
    except ValueError:
        return "its server"
