"""What a person types to have a table read one way."""

import shlex

import numpy as np

from helpers.errors import StudyError
from helpers.layouts.candidate import Candidate
from helpers.layouts.columns import wordings
from helpers.layouts.reading import TITLES, Reading
from helpers.layouts.several import SeveralCodesError

TOO_FEW = "no extract has two ratings then"


def way(candidate: Candidate) -> str:
    """A way to read the table, as it is typed, what speaks for it and what stands against it."""
    because = f"{TITLES[candidate.layout]}: {'; '.join(candidate.why)}"
    several, hurdle = _hurdle(candidate)
    return f"`{typed(candidate)}{' --several drop' * several}` ({because}{hurdle})"


def _hurdle(candidate: Candidate) -> tuple[bool, str]:
    """Whether a rater gave several codes where one is needed, and what would have to be mended."""
    try:
        grid = candidate.grid()
    except SeveralCodesError as problem:
        left = "; where a rater gave several codes, the rating is left out"
        return True, left if problem.enough else f"{left}, and {TOO_FEW}"
    except StudyError as problem:
        return False, f"; but first mend this: {str(problem).partition(': ')[2]}"
    rated = np.sum([column.codes >= 0 for column in grid.columns], axis=0)
    if (rated < 2).all():
        return False, f"; but {TOO_FEW}"
    apart = grid.raters_known and wordings.are_apart(grid.columns)
    return False, "; but first write the raters' codes alike" if apart else ""


def typed(candidate: Candidate) -> str:
    """The options that ask for this way."""
    return options(candidate.typed or candidate.reading)


def options(reading: Reading) -> str:
    """The options that ask for exactly this reading, as they are typed.

    >>> options(Reading(layout="wide", raters=("column 2", "column 4")))
    "--layout wide --raters 'column 2,column 4'"
    >>> options(Reading(layout="long", raters=("who",), extract="unit", category_column="code"))
    '--layout long --raters who --extract unit --category-column code'
    """
    parts = [f"--layout {reading.layout}"]
    parts += [f"--header {reading.header}"] if reading.header is not None else []
    joined = [",".join(reading.raters)] if reading.raters else []
    raters = reading.raters if any("," in name for name in reading.raters) else joined
    parts += [f"--raters {shlex.quote(name)}" for name in raters]
    named = {"--extract": reading.extract, "--category-column": reading.category_column}
    named["--service"] = reading.service
    parts += [f"{flag} {shlex.quote(name)}" for flag, name in named.items() if name is not None]
    return " ".join(parts)
