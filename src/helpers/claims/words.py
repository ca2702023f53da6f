"""Values of claims in words, as a table shows them."""

from collections.abc import Sequence
from decimal import Decimal

from helpers.claims.rounding import half_up, shown
from helpers.facts import Claim


def published(claim: Claim) -> str:
    """The printed value with the digits it was printed with."""
    if claim.value is None:
        return "not reported"
    words = in_words(claim.value, claim.decimals)
    return f"< {words}" if claim.bound == "below" else words


def in_words(value: object, decimals: int | None = None) -> str:
    """A value in words: two numbers are a range; numbers get `decimals`, or six digits.

    >>> in_words((0.5, 0.75), 2), in_words(True), in_words((6, 7, 5)), in_words(0.8412345678)
    ('0.50 to 0.75', 'yes', '6, 7, 5', '0.841235')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float | Decimal):
        return shown(float(value)) if decimals is None else str(half_up(value, decimals))
    if isinstance(value, Sequence) and not isinstance(value, str):
        joint = " to " if is_range(value) else ", "
        return joint.join(in_words(item, decimals) for item in value)
    return str(value)


def is_number(value: object) -> bool:
    """Whether it is a number; yes and no are not."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def is_range(value: object) -> bool:
    """Whether it is two numbers: a lower and an upper one."""
    return isinstance(value, list | tuple) and len(value) == 2 and all(map(is_number, value))
