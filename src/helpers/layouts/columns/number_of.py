"""Headers that say how many raters chose a category, as `n_yes`, `Number of yes` and `# yes`."""

import re
from collections.abc import Sequence
from itertools import groupby

from helpers.layouts.columns import Column, cells, roles
from helpers.layouts.words import terms
from helpers.layouts.words.texts import bare

_SAID = r"n|#|no\.? of|nr\.? of|number of|count(?: of)?|freq(?:uency)?|anzahl|nombre de|numero de"
_BEFORE = re.compile(rf"({_SAID})[\s_.:\-]*(?<![^\W_])(\S.*)")
_AFTER = re.compile(r"(\S.*?)[\s_.:\-]+\(?(n|#|count|freq|frequency|anzahl)\)?")
_ALL = terms.RATER | terms.TOTALS | terms.word_set("all raters valid missing rated votes ratings")


def columns(table: Sequence[Column]) -> tuple[Column, ...]:
    """The most columns side by side whose headers say so alike, and that hold whole numbers.

    >>> import pandas as pd
    >>> rows = {"n_yes": "210", "n_no": "012", "n_raters": "222", "nurse": "121"}
    >>> table = [Column.from_cells(n, pd.Series(list(cells))) for n, cells in rows.items()]
    >>> [c.name for c in columns(table)]
    ['n_yes', 'n_no']
    """
    filled = [c for c in table if c.filled]
    groups = [(said, tuple(group)) for said, group in groupby(filled, _said) if said]
    longest = max((group for _, group in groups), key=len, default=())
    known = len(longest) > 1 and cells.is_counts(longest) and not roles.speak_of_raters(longest)
    return longest if known and any(c.vocabulary - {"0", "1"} for c in longest) else ()


def _said(column: Column) -> str:
    """How the header says it, or blank where it does not or means all raters together."""
    name = bare(column.name).casefold()
    before, after = _BEFORE.fullmatch(name), _AFTER.fullmatch(name)
    found = (before[1], before[2]) if before else (after[2], after[1]) if after else ("", "")
    return "" if terms.said(found[1]) & _ALL else found[0]
