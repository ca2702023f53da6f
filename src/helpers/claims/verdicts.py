"""The verdicts, and what a test of one claim found."""

from dataclasses import dataclass
from typing import Literal, get_args

Verdict = Literal[
    "reproduced",
    "differs",
    "consistent",
    "inconsistent",
    "by construction",
    "transcribed",
    "not applicable",
    "cannot be checked",
    "not run",
]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True)
class Finding:
    """A verdict, what stands beside the published value (or nothing), and why."""

    verdict: Verdict
    why: str
    recomputed: str = ""
