"""Labels as they are compared, and how names and numbers are put into sentences."""

import re
import unicodedata
from collections.abc import Sequence

BLANKS = "\u200b\ufeff"


def trim(text: str) -> str:
    """A label without surrounding space, no-break and zero-width space included.

    >>> trim(" future goals\\u00a0 ")
    'future goals'
    """
    return text.strip().strip(BLANKS).strip()


def plain(text: str) -> str:
    """What is left of a label when case, underscores and inner space do not count.

    >>> plain("Future_goals") == plain("future  goals") == plain("FutureGoals")
    True
    """
    import unicodedata

    spaced = unicodedata.normalize("NFKC", text).replace("_", " ").casefold()
    # Between digits a space parts two numbers.
    bare = re.sub(r"(?<!\d) | (?!\d)", "", " ".join(spaced.split()))
    return re.sub(r"^(-?\d+)\.0+$", r"\1", bare)


def listed(names: Sequence[str], most: int = 6) -> str:
    """Names in quotes, the first few of them.

    >>> listed(["a", "b"])
    "'a', 'b'"
    """
    shown = ", ".join(map(repr, names[:most]))
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def numbers(positions: Sequence[int]) -> str:
    """Column numbers in words.

    >>> numbers([2, 3, 4]), numbers([2, 5]), numbers([3])
    ('columns 2 to 4', 'columns 2, 5', 'column 3')
    """
    first, last = positions[0], positions[-1]
    if len(positions) == 1:
        return f"column {first}"
    if list(positions) == list(range(first, last + 1)) and len(positions) > 2:
        return f"columns {first} to {last}"
    return f"columns {', '.join(map(str, positions))}"


def counted(n: int, noun: str, rest: str = "") -> list[str]:
    """One sentence with a number in it, or none where there is nothing to say.

    >>> counted(2, "blank row", "left out"), counted(0, "blank row", "left out")
    (['2 blank rows left out'], [])
    """
    return [f"{n:,} {noun}{'' if n == 1 else 's'} {rest}".strip()] if n else []


def bare(name: str) -> str:
    """A text without its accents.

    >>> bare("définitif")
    'definitif'
    """
    apart = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
    return "".join(mark for mark in apart if not unicodedata.combining(mark))
