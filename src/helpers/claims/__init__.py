"""Published beside recomputed, with a verdict for each claim.

* `check(study, origin, results)`: the table of claims, an example's own ones first.
* `counts(frame)`: how many claims got each verdict.
* `save(frame)`: the table as CSV.
* `published(claim)`: the printed value with its digits.
"""

from pathlib import Path

import pandas as pd

from helpers import facts
from helpers.claims.consistency import consistency
from helpers.claims.recomputation import Results, against_own, recomputation
from helpers.claims.verdicts import VERDICTS, Finding, Verdict
from helpers.claims.words import published
from helpers.paths import output
from helpers.ratings import Origin

__all__ = ["COLUMNS", "VERDICTS", "Verdict", "check", "counts", "published", "save"]

COLUMNS = (
    "id",
    "topic",
    "claim",
    "published",
    "recomputed",
    "verdict",
    "why",
    "place",
    "kind",
)


def check(study: facts.Study, origin: Origin | None, results: Results) -> pd.DataFrame:
    """One row a claim, all columns text (`COLUMNS`).

    The study's claims are compared only with ratings from OSF; an example's own published
    numbers only with that example. `results` is what `helpers.results.read_all` returns; what
    was recorded from other ratings than `origin` counts as not run.
    """
    rows = [_row(claim, against_own(claim, origin, results)) for claim in _example(origin)]
    rows += [_row(claim, _finding(claim, study, origin, results)) for claim in study.claims]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def counts(frame: pd.DataFrame) -> dict[Verdict, int]:
    """How many claims got each verdict that occurs, in the order of `VERDICTS`."""
    found = frame["verdict"].value_counts()
    return {verdict: int(found[verdict]) for verdict in VERDICTS if verdict in found}


def save(frame: pd.DataFrame, path: Path | None = None) -> Path:
    """Write the table as CSV, to `claims.csv` in the output folder unless told where."""
    path = path or output() / "claims.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.to_csv(path, index=False, lineterminator="\n")
    return path


def _example(origin: Origin | None) -> tuple[facts.Claim, ...]:
    if origin is None or origin.kind != "example":
        return ()
    return facts.example(origin.name).published


def _finding(
    claim: facts.Claim, study: facts.Study, origin: Origin | None, results: Results
) -> Finding:
    if claim.check.method == "transcribed":
        return Finding("transcribed", "nothing to recompute")
    if claim.check.method == "consistent":
        return consistency(claim, study)
    return recomputation(claim, origin, results)


def _row(claim: facts.Claim, finding: Finding) -> dict[str, str]:
    return {
        "id": claim.id,
        "topic": claim.topic,
        "claim": claim.claim,
        "published": published(claim),
        "recomputed": finding.recomputed,
        "verdict": finding.verdict,
        "why": finding.why,
        "place": claim.place,
        "kind": claim.kind,
    }
