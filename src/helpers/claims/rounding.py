"""Rounding as a paper rounds: half away from zero, on the digits that a number shows.

`round()` rounds the binary number and takes a tie to the even digit. Here a float is read as the
decimal it shows at 12 digits, so that 2.675 is the tie it looks like, and so is 2.6749999999999998.
"""

from decimal import ROUND_HALF_UP, Decimal

SPSS_DECIMALS = 3  # what SPSS prints, and an author rounds again


def exact(number: float) -> Decimal:
    """The decimal number that a float shows at 12 significant digits; the rest is noise.

    >>> exact(0.1), exact(0.8449999999999999)
    (Decimal('0.1'), Decimal('0.845'))
    """
    return Decimal(f"{number:.12g}")


def half_up(number: float | Decimal, decimals: int) -> Decimal:
    """The number at so many decimals, a tie going away from zero.

    >>> half_up(2.675, 2), half_up(-0.125, 2)
    (Decimal('2.68'), Decimal('-0.13'))
    """
    value = number if isinstance(number, Decimal) else exact(number)
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def route(number: float, published: float, decimals: int) -> str | None:
    """How `number` rounds to what was published, in words, or None when it does not.

    An author who copies from SPSS rounds twice: to three decimals, then to those printed.

    >>> route(0.6361, 0.64, 2)
    '0.6361 rounds directly to 0.64'
    >>> route(0.63496, 0.64, 2)
    '0.63496 rounds to 0.64 through the 0.635 that SPSS prints'
    >>> route(0.6349, 0.63, 2), route(0.6299, 0.64, 2)
    ('0.6349 rounds directly to 0.63', None)
    """
    target = half_up(published, decimals)
    if half_up(number, decimals) == target:
        return f"{shown(number)} rounds directly to {target}"
    printed = half_up(number, SPSS_DECIMALS)
    if decimals < SPSS_DECIMALS and half_up(printed, decimals) == target:
        return f"{shown(number)} rounds to {target} through the {printed} that SPSS prints"
    return None


def shown(number: float) -> str:
    """A number with the six significant digits that a reader can check by eye.

    >>> shown(0.8412345678), shown(27)
    ('0.841235', '27')
    """
    return f"{number:.6g}"
