"""Write the report's folder: pages, figures to download, and a zip of it all."""

import shutil
import tempfile
import zipfile
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from helpers.errors import StudyError
from helpers.paths import project
from helpers.report import about, front, notebooks, run

FOLDER = "report"
UNFINISHED = ".report-"
_TEMPLATES = Path(__file__).with_name("template")
_INDEX, _NOTEBOOK = "index.html.j2", "notebook.html.j2"
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
        _sweep(out)
        with tempfile.TemporaryDirectory(dir=out, prefix=UNFINISHED) as made:
            _write(Path(made) / FOLDER, out, every_form)
            shutil.rmtree(out / FOLDER, ignore_errors=True)
            (Path(made) / FOLDER).replace(out / FOLDER)
    except OSError as problem:
        raise _unwritten(f"{out.name}/{FOLDER}", problem) from None
    return out / FOLDER / "index.html"


def _sweep(out: Path) -> None:
    """Remove what one that was killed had begun to write."""
    for begun in out.glob(f"{UNFINISHED}*/{FOLDER}"):
        shutil.rmtree(begun.parent, ignore_errors=True)


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
    _save(folder / "index.html", _INDEX, shared | front.front(out, found, books))
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
    environment.filters["interval_name"] = front.interval_name
    environment.filters["short"] = front.short
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
