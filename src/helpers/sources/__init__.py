"""Sources: a name or a path in, ratings out.

Every road ends in `Explanation`: the ratings, how the files were understood, and what else they
could have been. `load` and `explained` take a source, `load_files` and `explain` the files
themselves, and `save_reading` stores files and choices as a YAML that is itself a source.
"""

from helpers.sources.explanation import Explanation
from helpers.sources.files import explain, load_files, save_reading
from helpers.sources.loading import STORE, coded, explained, lacks, load, lock, origin
from helpers.sources.named import Source, available
from helpers.sources.stored import files_of

__all__ = [
    "STORE",
    "Explanation",
    "Source",
    "available",
    "coded",
    "explain",
    "explained",
    "files_of",
    "lacks",
    "load",
    "load_files",
    "lock",
    "origin",
    "save_reading",
]
