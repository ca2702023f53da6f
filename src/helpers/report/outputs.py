"""What a cell put out, made fit to show: one representation each, bounded, no machine's paths."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from helpers.paths import project
from helpers.report.sanitise import NO_ALT, picture
from helpers.running.provenance import Stripper

NOTE = "application/x-note"
TEXT_LIMIT = 20_000
HTML_LIMIT = 300_000
PICTURE_LIMIT = 8_000_000
OUTPUTS_LIMIT = 60
# The best first: what reads well without a kernel and without script.
SHOWN = (
    "text/html",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "text/markdown",
    "text/latex",
    "text/plain",
)
_WIDGET = "application/vnd.jupyter.widget-view+json"
_SCRIPT = "application/javascript"
_DATA = re.compile(r"data:image/[^\"']*")
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def shown(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The outputs of one cell as the template takes them.

    Neighbouring streams are joined, long text is cut with a note that says by how much, and of
    each output the one representation is kept that is shown.
    """
    tidy = [_one(output) for output in _joined(outputs)]
    if len(tidy) <= OUTPUTS_LIMIT:
        return tidy
    left = len(tidy) - OUTPUTS_LIMIT
    return [*tidy[:OUTPUTS_LIMIT], _note(f"{left} further outputs of this cell are not shown.")]


def scrub(text: str) -> str:
    """Text of bounded length, without terminal colours and without a machine's places and names.

    >>> scrub("\x1b[31mNameError\x1b[0m")
    'NameError'
    """
    return cut(strip(text))


def strip(text: str) -> str:
    """Text without terminal colours and without a machine's places and names."""
    return _stripper(project()).text(_ANSI.sub("", text))


def cut(text: str) -> str:
    """Text of at most `TEXT_LIMIT` characters: the start, what was left out, the end."""
    if len(text) <= TEXT_LIMIT:
        return text
    head, tail = TEXT_LIMIT * 3 // 4, TEXT_LIMIT // 4
    left = f"[… {len(text) - head - tail:,} characters left out …]"
    return f"{text[:head]}\n\n{left}\n\n{text[-tail:]}"


@cache
def _stripper(_project: Path) -> Stripper:
    return Stripper.of({})


def _joined(outputs: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    last: dict[str, Any] = {}
    for output in outputs:
        same = output["output_type"] == "stream" == last.get("output_type")
        if same and output["name"] == last["name"]:
            last = {**last, "text": last["text"] + output["text"]}
            continue
        if last:
            yield last
        last = dict(output)
    if last:
        yield last


def _one(output: dict[str, Any]) -> dict[str, Any]:
    kind = output["output_type"]
    if kind == "stream":
        return {"output_type": kind, "name": output["name"], "text": scrub(output["text"])}
    if kind == "error":
        trace = "\n".join(output.get("traceback") or [])
        said = f"{output.get('ename', '')}: {output.get('evalue', '')}"
        words = scrub(trace or said)
        return {"output_type": kind, "ename": "", "evalue": "", "traceback": [words]}
    return _display(output.get("data", {}), output.get("metadata", {}))


def _display(data: dict[str, Any], metadata: dict[str, Any]) -> dict[str, Any]:
    if _WIDGET in data:
        return _note("An interactive view; open the notebook in JupyterLab to use it.")
    if _SCRIPT in data:
        return _note("An output that needs script is not shown.")
    for mime in SHOWN:
        if mime in data:
            return _shown_as(mime, data[mime], metadata)
    kinds = ", ".join(sorted(map(str, data))) or "nothing"
    return _note(f"An output of a kind that is not shown here ({kinds}).")


def _shown_as(mime: str, value: Any, metadata: dict[str, Any]) -> dict[str, Any]:
    text = value if isinstance(value, str) else "".join(map(str, value))
    if mime.startswith("image/"):
        return _picture(mime, text, metadata)
    if mime == "text/html" and not _fits(text):
        return _note(f"A table or page of {len(text) // 1000:,} kB is not shown.")
    return _data(mime, _scrub_html(text) if mime == "text/html" else scrub(text))


def _scrub_html(text: str) -> str:
    # Pictures inside are left out of it: a path is not looked for in a megabyte of base64.
    pictures = [*_DATA.findall(text), ""]
    words = [_stripper(project()).text(part) for part in _DATA.split(text)]
    return "".join(part for pair in zip(words, pictures, strict=True) for part in pair)


def _fits(text: str) -> bool:
    return len(text) <= PICTURE_LIMIT and len(_DATA.sub("", text)) <= HTML_LIMIT


def _picture(mime: str, text: str, metadata: dict[str, Any]) -> dict[str, Any]:
    if len(text) > PICTURE_LIMIT:
        return _note(f"A picture of {len(text) // 1000:,} kB is not shown.")
    address = picture(mime, text.encode() if mime == "image/svg+xml" else text)
    if not address:
        return _note("A picture that cannot be read is not shown.")
    own = metadata.get(mime)
    alt = metadata.get("alt") or (isinstance(own, dict) and own.get("alt")) or NO_ALT
    return _data("image/png", address, alt=str(alt))


def _note(text: str) -> dict[str, Any]:
    return _data(NOTE, text)


def _data(mime: str, value: str, alt: str = "") -> dict[str, Any]:
    return {"output_type": "display_data", "data": {mime: value}, "metadata": {"alt": alt}}
