"""Who is asked, and who may see a secret."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from helpers.errors import StudyError

if TYPE_CHECKING:
    from urllib3.util import Url

API = "https://api.osf.io/v2/"
HOME = "osf.io"
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Access:
    """The API's address, and what opens private things. Neither secret shows in `repr`.

    Attributes:
        api: the base address; without a path, OSF's `/v2/` is meant.
        token: a personal access token, sent only to hosts that `trusts` names.
        view_only: the key of a view-only link, sent only there too; never stored.

    Raises:
        StudyError: when the address is not a plain http(s) one or a secret holds odd characters.
    """

    api: str = API
    token: str | None = field(default=None, repr=False)
    view_only: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Check the address and the secrets, so that no later request can fail on them."""
        object.__setattr__(self, "api", _base(self.api))
        object.__setattr__(self, "token", _secret(self.token, "OSF_TOKEN"))
        object.__setattr__(self, "view_only", _secret(self.view_only, "the view-only key"))

    def trusts(self, url: str) -> bool:
        """Whether a secret may go there: OSF's own hosts over https, or the API's own origin.

        >>> Access().trusts("https://files.osf.io/v1/x"), Access().trusts("https://osf.io.example/")
        (True, False)
        """
        parts, own = _parsed(url), _parsed(self.api)
        if parts is None or own is None:
            return False
        scheme, host, port = _origin(parts)
        if (scheme, host, port) == _origin(own):
            return True
        at_home = host == HOME or host.endswith(f".{HOME}")
        return at_home and (scheme, port) == ("https", 443)


def _parsed(url: str) -> "Url | None":
    """The parts of an address, by the parser that also decides which host is connected to."""
    # Here and not above: it takes a tenth of a second that `study --help` has no use for.
    from urllib3.exceptions import LocationParseError
    from urllib3.util import parse_url

    try:
        return parse_url(url)
    except LocationParseError:
        return None


def _origin(parts: "Url") -> tuple[str, str, int]:
    scheme = (parts.scheme or "").lower()
    return scheme, (parts.host or "").lower(), parts.port or _PORTS.get(scheme, 0)


def _base(api: str) -> str:
    parts = _parsed(api.strip())
    if parts is None:
        raise StudyError(f"--api {api}: this is not a web address, such as {API}")
    plain = not (parts.auth or parts.query or parts.fragment)
    if parts.scheme not in _PORTS or not parts.host or not plain:
        raise StudyError(f"--api must be a plain http or https address, such as {API}")
    path = (parts.path or "").rstrip("/") or "/v2"
    return f"{parts.scheme}://{parts.netloc}{path}/"


def _secret(text: str | None, name: str) -> str | None:
    if text is None or not text.strip():
        return None
    if not re.fullmatch(r"[\x21-\x7e]+", text.strip()):
        raise StudyError(f"{name} holds a space or a character that no key has; copy it again")
    return text.strip()
