"""Columns that name who gave each rating, as their headers say."""

from helpers.layouts.columns import Column, Columns, cells, roles
from helpers.layouts.words import terms

# Who filled in a row, as forms and programs head it.
WHO = terms.word_set(
    "email mail username who owner login initials expert labeler labeller rated coded annotated"
)
# Who may as well have been rated.
PERSON = terms.word_set("name participant ppt respondent person panelist proband vpn vp prénom")
BARE = terms.word_set("id ids name names address your code number no are you created")


def is_plain(column: Column) -> bool:
    """Whether a header says, and says nothing but, who gave the ratings.

    >>> import pandas as pd
    >>> heads = ("Rater ID", "Email Address", "rater_age", "participant")
    >>> [is_plain(Column.from_cells(head, pd.Series(["a"]))) for head in heads]
    [True, True, False, False]
    """
    if roles.is_rater_alone(column):  # `Rater 2` heads what that one said
        return False
    spoken = roles.words(column)
    said = bool(spoken & (terms.RATER | WHO)) and spoken <= terms.RATER | WHO | BARE
    return said or (bool(column.levels) and all("@" in name for name in column.levels))


def may_be(column: Column) -> bool:
    """Whether a header names a person, who may have rated or have been rated.

    >>> import pandas as pd
    >>> heads = ("respondent_id", "Your name", "participant_age")
    >>> [may_be(Column.from_cells(head, pd.Series(["a"]))) for head in heads]
    [True, True, False]
    """
    spoken = roles.words(column)
    return bool(spoken & PERSON) and spoken <= PERSON | BARE


def named(columns: Columns) -> tuple[Column, ...]:
    """The columns of raters' names: those that say so, else those that may; each name repeats."""
    able = [c for c in columns.columns if 1 < len(c.levels) <= c.filled // 2]
    plain = tuple(filter(is_plain, able))
    return plain or tuple(filter(may_be, able))


def known_of(columns: Columns, raters: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns that hold what is known of a rater, as their age: one label each."""
    return tuple(
        c
        for c in columns.columns
        if c.filled and c not in raters and any(cells.determines(one, c) for one in raters)
    )
