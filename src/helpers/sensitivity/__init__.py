"""How far agreement depends on choices that could have been made otherwise.

A specification takes one level of each choice in `CHOICES`. The usual levels are Fleiss' kappa
with the Fisher interval from every rating, of all raters, categories and extracts as they are.
The idea is Simonsohn, Simmons and Nelson's (2020, doi:10.1038/s41562-020-0912-z).

* `specifications(ratings, depth)`: a table with one row a specification.
* `summary(table, enough)`: their range, and how many reach a value; prints as two sentences.
* `effects(table)`: how far each choice moves the result, strongest first; `strongest(effects)`: the
  first of them in words.
* `gathered(batch, origin)`: the specifications of all runs of a batch, in one table.
* `Options.of(ratings)`: the levels these ratings leave open, and why others are absent.
"""

from helpers.sensitivity.effects import Summary, effects, gathered, strongest, summary
from helpers.sensitivity.options import CHOICES, Options
from helpers.sensitivity.specifications import specifications

__all__ = [
    "CHOICES",
    "Options",
    "Summary",
    "effects",
    "gathered",
    "specifications",
    "strongest",
    "summary",
]
