"""Ways to read a table that are so near to the likeliest one that none is taken unasked."""

from helpers.layouts.candidate import Candidate

ENOUGH = 0.5  # the score below which no way is taken
MARGIN = 0.1


def of(found: list[Candidate]) -> list[Candidate]:
    """The ways that are nearly as likely as the first."""
    best, *others = found
    return [one for one in others if one.score > best.score - MARGIN]


def are_asked(found: list[Candidate]) -> bool:
    """Whether it has to be asked which way to take."""
    return bool(found) and (bool(of(found)) or found[0].score < ENOUGH)
