"""What the published article says, each fact with its place in the article and its kind.

The facts themselves are the files of `data/published`; here they get types.

>>> from helpers import facts
>>> study = facts.load()
>>> len(study.categories) == len(study.themes)
True
"""

from helpers.facts.loading import categories, example, load
from helpers.facts.types import (
    Activity,
    Check,
    Claim,
    Comparison,
    Example,
    Extract,
    Factor,
    Gap,
    Phase,
    Published,
    Study,
    Theme,
)

__all__ = [
    "Activity",
    "Check",
    "Claim",
    "Comparison",
    "Example",
    "Extract",
    "Factor",
    "Gap",
    "Phase",
    "Published",
    "Study",
    "Theme",
    "categories",
    "example",
    "load",
]
