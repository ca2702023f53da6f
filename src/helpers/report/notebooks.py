"""Executed notebooks to pages: the body, the contents list, and the text that search looks in."""

import html
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from helpers.errors import StudyError
from helpers.report import outputs, prose, sanitise

TEMPLATES = Path(__file__).with_name("template")
_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_SEARCHED = 20_000
_RED_NOTE = "papermill-error-cell-tag"  # papermill's cell; the page has a line of its own
_OURS = ("main", "failure")  # ids that the page itself has
_FAILED = 'class="text failure"'


@dataclass(frozen=True)
class Section:
    """A heading and the words below it, up to the next.

    Attributes:
        anchor: the heading's id in the page; "" for what stands before the first.
        level: 1 to 6.
        words: the text of code, prose and outputs, white space reduced to single blanks.
    """

    anchor: str
    level: int
    title: str
    words: str


@dataclass(frozen=True)
class Notebook:
    """One executed notebook, ready to be shown.

    Attributes:
        failure: why it is not whole, in one line; "" when it ran to its end.
        body: safe HTML; "" when the file could not be read.
    """

    name: str
    title: str
    failure: str
    seconds: float | None
    body: str
    sections: tuple[Section, ...]


def read_all(folder: Path) -> tuple[Notebook, ...]:
    """Every notebook of a folder, in the order of their names; none when there is no folder."""
    paths = sorted(folder.glob("*.ipynb"))
    names = {path.stem for path in paths}
    return tuple(read(path, names) for path in paths)


def read(path: Path, pages: Collection[str] = ()) -> Notebook:
    """One notebook; a file that cannot be read becomes a page that says so."""
    from helpers.running.notebook import load

    try:
        loaded = load(path.read_text("utf-8"), path.name)
    except (StudyError, OSError, UnicodeDecodeError) as problem:
        return Notebook(path.stem, path.stem, outputs.scrub(str(problem)), None, "", ())
    failure = _failure(loaded)
    body, sections = outline(prose.link_pages(_body(loaded), pages))
    title = next((s.title for s in sections if s.level == 1 and s.title), path.stem)
    return Notebook(path.stem, title, failure, _seconds(loaded), body, sections)


def outline(body: str) -> tuple[str, tuple[Section, ...]]:
    """The body with an id for each heading, and its sections.

    >>> body, (first, second) = outline("<h1>A</h1><p>x</p><h2>A b</h2><p>y</p>")
    >>> body
    '<h1 id="A">A</h1><p>x</p><h2 id="A-b">A b</h2><p>y</p>'
    >>> second
    Section(anchor='A-b', level=2, title='A b', words='y')
    """
    used = Counter(_OURS)
    parts: list[str] = []
    sections: list[Section] = []
    end, heads = 0, list(_HEADING.finditer(body))
    if not heads or _words(body[: heads[0].start()]):
        sections.append(Section("", 1, "", _words(body[: heads[0].start() if heads else None])))
    for i, head in enumerate(heads):
        title = _words(head[2])
        anchor = _anchor(title, used)
        after = heads[i + 1].start() if i + 1 < len(heads) else len(body)
        sections.append(Section(anchor, int(head[1]), title, _words(body[head.end() : after])))
        opened = f'<h{head[1]} id="{html.escape(anchor)}">{head[2]}</h{head[1]}>'
        parts += [body[end : head.start()], opened]
        end = head.end()
    return "".join([*parts, body[end:]]), tuple(sections)


def _anchor(title: str, used: Counter[str]) -> str:
    # As Jupyter names a heading, so that links written in a notebook hold here too.
    name = title.replace(" ", "-") or "section"
    used[name] += 1
    return name if used[name] == 1 else f"{name}-{used[name]}"


def _words(body: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", body)).split())[:_SEARCHED]


def _body(notebook: Any) -> str:
    from nbformat.notebooknode import from_dict

    notebook.cells = [cell for cell in notebook.cells if not _tagged(cell, _RED_NOTE)]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = outputs.scrub(cell.source)
            cell.outputs = from_dict(outputs.shown(cell.outputs))  # type: ignore[no-untyped-call]
    body: str = _exporter().from_notebook_node(notebook)[0]
    return body.replace(_FAILED, f'{_FAILED} id="failure"', 1)


@cache
def _exporter() -> Any:
    """nbconvert's, one for all notebooks: each would compile its templates anew."""
    from nbconvert.exporters.templateexporter import TemplateExporter
    from traitlets.config import Config

    return TemplateExporter(  # type: ignore[no-untyped-call]
        template_name="study",
        extra_template_basedirs=[str(TEMPLATES)],
        file_extension=".html",
        optimistic_validation=True,  # once at the end, and not after each of eight steps
        config=Config({"NbConvertBase": {"display_data_priority": [*outputs.SHOWN, outputs.NOTE]}}),
        filters={
            "prose": _prose,
            "markdown": prose.render,
            "html": _output,
            "python": _python,
        },
    )


def _tagged(cell: Any, tag: str) -> bool:
    return tag in cell.metadata.get("tags", [])


def _prose(cell: Any) -> str:
    return prose.render(outputs.scrub(cell.source), cell.get("attachments"))


def _output(source: str) -> str:
    # Headings in an output would break into the page's contents list.
    return _HEADING.sub(r'<p class="heading">\2</p>', sanitise.clean(source))


@lru_cache(maxsize=500)
def _python(source: str) -> str:
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers.python import PythonLexer

    text: str = highlight(source, PythonLexer(), HtmlFormatter(nowrap=True))
    return text


def _failure(notebook: Any) -> str:
    stamp = _mapping(notebook.metadata.get("study"))
    if stamp.get("outcome", "ok") != "ok":
        where = f"cell [{stamp['cell']}]: " if stamp.get("cell") else ""
        return outputs.scrub(f"{where}{stamp.get('error', stamp['outcome'])}")
    for cell in notebook.cells:
        for output in [] if _tagged(cell, "raises-exception") else cell.get("outputs", []):
            if output.output_type == "error":
                where = f"cell [{cell.execution_count}]: " if cell.execution_count else ""
                return outputs.scrub(f"{where}{output.ename}: {output.evalue}")
    return "papermill marked it as failed" if _papermill(notebook).get("exception") else ""


def _seconds(notebook: Any) -> float | None:
    seconds = _papermill(notebook).get("duration")
    return float(seconds) if isinstance(seconds, int | float) else None


def _papermill(notebook: Any) -> Any:
    return _mapping(notebook.metadata.get("papermill"))


def _mapping(value: Any) -> Any:
    return value if isinstance(value, dict) else {}
