"""What the report's front page says: of what it is, its claims, its figures, its batch."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from helpers.claims import VERDICTS
from helpers.errors import StudyError
from helpers.report import about, notebooks, run
from helpers.tables import KINDS

ROWS = 2000  # of a batch; a longer table is in runs.csv, and the page says so
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
_INTERVAL = re.compile(rf"\[({_NUMBER.pattern}), ({_NUMBER.pattern})\]")


def front(out: Path, found: run.Run, books: tuple[notebooks.Notebook, ...]) -> dict[str, Any]:
    """The values that the templates of the front page take."""
    study = _study()
    subject = _subject(found)
    own, article = _claims(found.claims, study) if subject == "ratings" else ((), found.claims)
    return {
        "study": study,
        "run": found,
        "subject": subject,
        "own_claims": own,
        "article_claims": article,
        "kappas": run.kappas(found),
        "told": _verdicts(own if subject == "ratings" else article),
        "kinds": KINDS,
        "batch": found.batch[:ROWS],
        "columns": _columns(found.batch),
        "stored": dict(_stored(out, found.batch[:ROWS])),
        "figures": _figures_shown(found, subject),
        "about": about.of(out),
        "index": _search_index(books),
    }


def _subject(found: run.Run) -> str:
    """What the report is of: the `article`, other `ratings`, or a `batch` of runs alone."""
    if found.batch and not (found.origins or found.claims):
        return "batch"
    kinds = {origin.kind for origin in found.origins}
    return "ratings" if kinds and kinds <= {"own", "example"} else "article"


def _claims(claims: tuple[run.Row, ...], study: Any) -> tuple[tuple[run.Row, ...], ...]:
    """What an example's own publication states, and what the article states."""
    known = {claim.id for claim in study.claims} if study else set()
    own = tuple(claim for claim in claims if claim.get("id") not in known)
    return own, tuple(claim for claim in claims if claim.get("id") in known)


def _figures_shown(found: run.Run, subject: str) -> list[run.Figure]:
    """The figures in their order; on other ratings, those that the article numbers come last."""
    return sorted(found.figures, key=lambda one: subject == "ratings" and one.numbered)


def _columns(batch: tuple[run.Row, ...]) -> list[str]:
    """The columns of a batch's table that hold something, kappa before other results."""
    filled = [name for name in (batch[0] if batch else ()) if any(row.get(name) for row in batch)]
    shown = [name for name in filled if name not in ("traceback", "files")]
    kappa = [name for name in shown if name.startswith("result.fleiss_kappa")]
    given = [name for name in shown if not name.startswith("result.")]
    return [*given, *kappa, *(name for name in shown if name not in (*given, *kappa))]


def _stored(out: Path, batch: tuple[run.Row, ...]) -> Iterator[tuple[str, str]]:
    """Where the page finds each run's executed notebook, as far as it is there."""
    for row in batch:
        path = f"{row.get('files', '')}/notebooks/{row.get('notebook', '')}.ipynb"
        if (out / path).is_file():
            yield row.get("run", ""), f"../{quote(path)}"


def interval_name(interval: run.Result) -> str:
    """A recorded name as a reader says it, with its note.

    >>> interval_name(run.Result("fleiss_kappa_ci95_bca", "0.6 to 0.8", "", "bootstrap"))
    '95% interval BCa, bootstrap'
    """
    own = next(name for name in run.KAPPAS if interval.name.startswith(name))
    words = interval.name.removeprefix(own).replace("_", " ").replace("bca", "BCa").strip()
    named = re.sub(r"\bci(\d+)\b", r"\1% interval", words).replace("fisher", "Fisher")
    return ", ".join(filter(None, (named, interval.note)))


def short(cell: str, name: str = "") -> str:
    """A cell of a table: decimal numbers with four digits after the point, or the first that tell.

    An interval is shown as one; a p value, told by its column's name, is never 0.

    >>> short("0.123456"), short("3.0"), short("1.2.3"), short("-0.000012")
    ('0.1235', '3', '1.2.3', '-1.2e-05')
    >>> short("[0.25, 0.81057]"), short("0.0", "result.fleiss_kappa_p")
    ('0.25 to 0.8106', 'less than 0.0005')
    """
    if name.endswith("_p") and _NUMBER.fullmatch(cell) and float(cell) < run.SMALLEST:
        return f"less than {run.SMALLEST}"
    interval = _INTERVAL.fullmatch(cell)
    if interval:
        return " to ".join(map(short, interval.groups()))
    if not _NUMBER.fullmatch(cell) or cell.lstrip("-").isdigit():
        return cell
    shown = f"{float(cell):.4f}".rstrip("0").rstrip(".")
    return shown if float(shown) or not float(cell) else f"{float(cell):.1e}"


def _study() -> Any:
    """What the published article says, or None where its folder is not there."""
    from helpers import facts

    try:
        return facts.load()
    except (StudyError, OSError):
        return None


def _verdicts(claims: tuple[run.Row, ...]) -> list[tuple[str, int]]:
    counted = Counter(claim.get("verdict", "") for claim in claims)
    order = [*VERDICTS, *sorted(set(counted) - set(VERDICTS))]
    return [(verdict, counted[verdict]) for verdict in order if counted[verdict]]


def _search_index(books: tuple[notebooks.Notebook, ...]) -> str:
    entries = [
        {"page": f"notebooks/{quote(book.name)}.html", "notebook": book.title} | _entry(section)
        for book in books
        for section in book.sections
    ]
    # Inside a script element nothing may look like a tag.
    return json.dumps(entries, ensure_ascii=False).replace("<", "\\u003c")


def _entry(section: notebooks.Section) -> dict[str, str]:
    return {"anchor": section.anchor, "title": section.title, "words": section.words}
