"""How long to wait, and waiting."""

import math
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

CEILING = 60.0  # seconds: the longest single wait, whatever a server asks
EPOCH = 1e8  # a Retry-After above this cannot be seconds to wait


class Clock:
    """The time, and waiting; tests bring their own."""

    def now(self) -> datetime:
        """This moment, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


def seconds(attempt: int, asked: float | None = None) -> float:
    """The wait after an attempt: what the server asked, else 0.5, 1, 2, ...; never above CEILING.

    >>> seconds(1), seconds(3), seconds(1, asked=2711)
    (0.5, 2.0, 60.0)
    """
    return min(CEILING, 2.0 ** (attempt - 2) if asked is None else asked)


def retry_after(text: str | None, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After in seconds, as an epoch or as an HTTP date, else None.

    >>> retry_after("30", datetime(2023, 5, 2, tzinfo=UTC))
    30.0
    >>> retry_after("Tue, 02 May 2023 00:00:05 GMT", datetime(2023, 5, 2, tzinfo=UTC))
    5.0
    """
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        moment = _http_date(text)
        number = moment.timestamp() if moment else math.nan
    if not math.isfinite(number):
        return None
    return max(0.0, number - now.timestamp() if number > EPOCH else number)


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
