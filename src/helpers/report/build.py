"""Write the report's folder: pages, figures to download, and a zip of it all."""

import json
import re
import shutil
import tempfile
import zipfile
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from helpers.claims import VERDICTS
from helpers.errors import StudyError
from helpers.paths import project
from helpers.report import about, notebooks, run
from helpers.tables import KINDS

FOLDER = "report"
_TEMPLATES = Path(__file__).with_name("template")
_INDEX, _NOTEBOOK = "index.html.j2", "notebook.html.j2"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
_INTERVAL = re.compile(rf"\[({_NUMBER.pattern}), ({_NUMBER.pattern})\]")
_ROWS = 2000  # of a batch; a longer table is in runs.csv, and the page says so
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the same pages give the same zip


def build(out: Path, *, every_form: bool = False) -> Path:
    """Write `out/report/` anew from what a run left in `out`; returns its `index.html`.

    Parts that are missing are named as missing on the page.

    Args:
        out: the folder of a run.
        every_form: also draw the figures as PDF and PNG, which takes some seconds.

    Raises:
        StudyError: when there is no such folder, or it cannot be written, or something that is no
            report lies in its place.
    """
    if not out.is_dir():
        raise StudyError(f"{out.name}: no such folder; run `study reproduce` first")
    try:
        _spare(out / FOLDER)
        with tempfile.TemporaryDirectory(dir=out, prefix=".report-") as made:
            _write(Path(made) / FOLDER, out, every_form)
            shutil.rmtree(out / FOLDER, ignore_errors=True)
            (Path(made) / FOLDER).replace(out / FOLDER)
    except OSError as problem:
        raise _unwritten(f"{out.name}/{FOLDER}", problem) from None
    return out / FOLDER / "index.html"


def _spare(folder: Path) -> None:
    """Refuse to replace a folder of that name that holds other files."""
    made = not folder.is_dir() or (folder / "index.html").is_file()
    if not made and any(folder.iterdir()):
        raise StudyError(
            f"{folder.parent.name}/{folder.name}: holds files that are no report, which a report "
            "would replace; move them, or name another --out"
        )


def ready() -> None:
    """Import and compile what pages are made with, before they are wanted: it takes a second.

    The collection's notebooks are rendered as they are stored: their prose and code stay.
    """
    notebooks.read_all(project() / "notebooks")
    for template in (_INDEX, _NOTEBOOK):
        _environment().get_template(template)


def pack(index: Path) -> Path:
    """A zip of a built report, beside its folder.

    Raises:
        StudyError: when it cannot be written.
    """
    folder = index.parent
    path = folder.with_suffix(".zip")
    try:
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".zip-") as made:
            _zip(Path(made) / path.name, folder)
            (Path(made) / path.name).replace(path)
    except OSError as problem:
        raise _unwritten(path.name, problem) from None
    return path


def _zip(path: Path, folder: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                info = zipfile.ZipInfo(file.relative_to(folder.parent).as_posix(), _ZIP_TIME)
                archive.writestr(info, file.read_bytes(), zipfile.ZIP_DEFLATED)


def _unwritten(what: str, problem: OSError) -> StudyError:
    return StudyError(
        f"{what}: cannot be written: {problem.strerror}; "
        "no run is lost, run the same command again once it can"
    )


def _write(folder: Path, out: Path, every_form: bool) -> None:
    figures = _figures(out / "figures", folder / "figures", every_form)
    found, books = run.read(out, figures), notebooks.read_all(out / "notebooks")
    shared = _shared(found, books)
    _save(folder / "index.html", _INDEX, shared | _front(out, found, books))
    for book in books:
        path = folder / "notebooks" / f"{book.name}.html"
        _save(path, _NOTEBOOK, shared | {"book": book})


def _figures(saved: Path, folder: Path, every_form: bool) -> Path:
    """The figures to download: as a run saved them, or in every form."""
    if saved.is_dir():
        shutil.copytree(saved, folder)
    if every_form:
        from helpers.figures import plates  # slow to import

        plates.complete(folder)
    return folder


def _save(path: Path, template: str, values: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    page = _environment().get_template(template).render(values)
    path.write_text(page, encoding="utf-8", newline="\n")


@cache
def _environment() -> Any:
    """One for all pages, so that a template is compiled once."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["moment"] = about.in_words
    environment.filters["interval_name"] = _interval_name
    environment.filters["short"] = _short
    environment.filters["slug"] = lambda text: str(text).lower().replace(" ", "-")
    return environment


def _shared(found: run.Run, books: tuple[notebooks.Notebook, ...]) -> dict[str, Any]:
    style = (_TEMPLATES / "style.css").read_text("utf-8")
    script = (_TEMPLATES / "report.js").read_text("utf-8")
    return {
        "style": style,
        "script": script,
        "policy": _policy(style, script),
        "books": books,
        "stamps": sorted({origin.stamp for origin in found.origins if origin.stamp}),
    }


def _policy(style: str, script: str) -> str:
    """The content security policy: our style and our script by their hashes, pictures inside."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _front(out: Path, found: run.Run, books: tuple[notebooks.Notebook, ...]) -> dict[str, Any]:
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
        "batch": found.batch[:_ROWS],
        "columns": _columns(found.batch),
        "stored": dict(_stored(out, found.batch[:_ROWS])),
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


def _interval_name(interval: run.Result) -> str:
    """A recorded name as a reader says it, with its note.

    >>> _interval_name(run.Result("fleiss_kappa_ci95_bca", "0.6 to 0.8", "", "bootstrap"))
    '95% interval BCa, bootstrap'
    """
    own = next(name for name in run.KAPPAS if interval.name.startswith(name))
    words = interval.name.removeprefix(own).replace("_", " ").replace("bca", "BCa").strip()
    named = re.sub(r"\bci(\d+)\b", r"\1% interval", words).replace("fisher", "Fisher")
    return ", ".join(filter(None, (named, interval.note)))


def _short(cell: str, name: str = "") -> str:
    """A cell of a table: decimal numbers with four digits after the point, or the first that tell.

    An interval is shown as one; a p value, told by its column's name, is never 0.

    >>> _short("0.123456"), _short("3.0"), _short("1.2.3"), _short("-0.000012")
    ('0.1235', '3', '1.2.3', '-1.2e-05')
    >>> _short("[0.25, 0.81057]"), _short("0.0", "result.fleiss_kappa_p")
    ('0.25 to 0.8106', 'less than 0.0005')
    """
    if name.endswith("_p") and _NUMBER.fullmatch(cell) and float(cell) < run.SMALLEST:
        return f"less than {run.SMALLEST}"
    interval = _INTERVAL.fullmatch(cell)
    if interval:
        return " to ".join(map(_short, interval.groups()))
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
