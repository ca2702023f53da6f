"""To a Dask scheduler: its address, its certificates, and why it cannot be reached."""

import logging
import socket
from typing import Any
from urllib.parse import urlsplit

from helpers.errors import StudyError

PATIENCE = 30  # seconds for the scheduler to answer, and for a worker to be there at any time
SCHEMES = {"tcp": False, "ws": False, "ucx": False, "tls": True, "wss": True}  # encrypted or not
# What the libraries below say when the other side answers a TLS greeting in the clear.
PLAIN = ("WRONG_VERSION_NUMBER", "cannot convert to SSL")


def connected(address: str) -> Any:
    """A client of the scheduler at an address.

    Raises:
        StudyError: when it is no address, when nobody answers there, or when the two sides do not
            both speak TLS.
    """
    try:
        from distributed import Client
    except ImportError:
        raise StudyError("--scheduler needs the extra: install study-notebooks[cluster]") from None
    _check_address(address)
    # What it prints of a scheduler that is gone is told in our own words.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    try:
        return _begun(Client, address)
    except (OSError, ValueError, TypeError, RuntimeError, AssertionError) as problem:
        reason = _reason(address, problem)
        raise StudyError(f"--scheduler {address}: cannot connect: {reason}") from None


def _begun(connect: Any, address: str) -> Any:
    """A client; Dask gives its own thread ten seconds, and a busy machine may want them twice."""
    try:
        return connect(address, timeout=PATIENCE, set_as_default=False)
    except AssertionError:
        return connect(address, timeout=PATIENCE, set_as_default=False)


def _reason(address: str, problem: Exception) -> str:
    """Why there is no connection: mostly one side speaks TLS and the other does not."""
    from distributed.comm.core import CommClosedError

    scheme, _, rest = address.partition("://")
    said = str(problem) or str(problem.__cause__ or type(problem).__name__)
    if scheme == "tcp" and isinstance(problem, CommClosedError):
        return f"it hangs up; it may be speaking TLS, then name it tls://{rest}"
    if isinstance(problem, AssertionError):  # it gives its thread ten seconds, then asserts
        return "Dask did not start here; on a machine that is very busy, try again"
    if any(words in said for words in PLAIN):
        return f"it does not speak TLS; name it tcp://{rest} if its network is private"
    return said.splitlines()[0]


def _check_address(address: str) -> None:
    """Refuse what would leave a half-made client behind, which takes a minute to give up."""
    try:
        found = urlsplit(address)
        usable = found.scheme in SCHEMES and found.hostname and found.port
    except ValueError:  # a port beyond all ports
        usable = False
    if not usable:
        raise StudyError(f"--scheduler {address}: an address is like tcp://host:8786")
    _check_host(address, found.hostname or "")
    if SCHEMES[found.scheme] and not _has_certificate(address):
        raise StudyError(
            f"--scheduler {address}: Dask's settings name no certificate; "
            "set ca-file, client.cert and client.key of distributed.comm.tls"
        )


def _check_host(address: str, host: str) -> None:
    """Refuse an unknown host at once; Dask asks for it as long as it has patience."""
    try:
        socket.getaddrinfo(host, None)
    except (OSError, UnicodeError) as problem:
        why = getattr(problem, "strerror", None) or "it is not a host's name"
        raise StudyError(f"--scheduler {address}: cannot find {host!r}: {why}") from None


def _has_certificate(address: str) -> bool:
    from distributed.security import Security

    security: Any = Security  # untyped
    try:
        return security().get_connection_args("client").get("ssl_context") is not None
    except OSError as problem:
        raise StudyError(
            f"--scheduler {address}: a file that distributed.comm.tls names cannot be used: "
            f"{problem.strerror or problem}"
        ) from None
