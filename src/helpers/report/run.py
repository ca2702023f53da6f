"""What a run left in its folder, read for the report. What is missing is empty, never an error."""

import io
import json
import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any, get_args

from helpers.claims.words import in_words, is_range
from helpers.ratings import Kind, Origin
from helpers.report.outputs import cut, scrub, strip
from helpers.report.sanitise import picture

Row = dict[str, str]
SMALLEST = 0.0005  # what three decimals would show as 0
KAPPAS = ("fleiss_kappa_available", "fleiss_kappa")  # one name begins with the other: longest first
_NARROW = "_85mm"  # a column's width; see helpers.figures.style
_FILES = (".svg", ".pdf", ".png", ".csv")


@dataclass(frozen=True)
class Result:
    """A number that a notebook recorded by name, with its value in words.

    Attributes:
        interval: whether the value is a lower and an upper limit.
    """

    name: str
    value: str
    unit: str = ""
    note: str = ""
    interval: bool = False


@dataclass(frozen=True)
class Kappa:
    """A kappa and the intervals around it, all from the same extracts."""

    value: Result
    intervals: tuple[Result, ...]


@dataclass(frozen=True)
class Figure:
    """A saved figure.

    Attributes:
        title: as the SVG says it; the name in words when it says none.
        image: the SVG as a data address.
        narrow: the same for a small screen, drawn at half the width; "" when there is none.
        table: the plotted table, its first row the header; empty when none was saved.
        files: what can be downloaded beside the page.
    """

    name: str
    title: str
    alt: str
    image: str
    narrow: str
    table: tuple[tuple[str, ...], ...]
    files: tuple[Path, ...]

    @property
    def numbered(self) -> bool:
        """Whether the article has a figure of this number."""
        return self.name.startswith("figure")


@dataclass(frozen=True)
class Run:
    """Everything the report shows but the notebooks' bodies."""

    origins: tuple[Origin, ...]
    results: tuple[Result, ...]
    claims: tuple[Row, ...]
    figures: tuple[Figure, ...]
    batch: tuple[Row, ...]

    @property
    def every_form(self) -> bool:
        """Whether each figure can be downloaded as PDF and PNG too."""
        return all(len(figure.files) == len(_FILES) for figure in self.figures)


def read(out: Path, figures: Path | None = None) -> Run:
    """The parts found in a run's folder, with its own figures or those of another folder."""
    recorded = [_json(path) for path in sorted((out / "results").glob("*.json"))]
    return Run(
        origins=_origins(recorded),
        results=tuple(result for one in _of_one_source(recorded) for result in _results(one)),
        claims=_table(out / "claims.csv") or _table(out / "results" / "claims.csv"),
        figures=_figures(figures or out / "figures"),
        batch=_table(out / "runs.csv"),
    )


def kappas(run: Run) -> tuple[Kappa, ...]:
    """Fleiss' kappa from every rating, then from the complete extracts, where recorded.

    Each with its own intervals, whose names begin with its name; each name once.
    """
    known = {result.name: result for result in reversed(run.results)}
    found = [known[name] for name in KAPPAS if name in known]
    intervals = [result for result in reversed(known.values()) if result.interval]
    of = {one.name: next((k for k in KAPPAS if one.name.startswith(k)), "") for one in intervals}
    return tuple(
        Kappa(value, tuple(one for one in intervals if of[one.name] == value.name))
        for value in found
    )


def _of_one_source(recorded: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was recorded from the ratings of the last notebook, which checks the claims.

    A notebook run by hand from other ratings leaves its results in the same folder.
    """
    own = recorded[-1].get("source") if recorded else None
    return [one for one in recorded if own is None or one.get("source") in (None, own)]


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _origins(recorded: list[dict[str, Any]]) -> tuple[Origin, ...]:
    found = [one["source"] for one in recorded if isinstance(one.get("source"), dict)]
    origins = [
        Origin(
            name=scrub(str(source.get("name", "?"))),
            kind=kind if (kind := source.get("kind")) in get_args(Kind) else "own",
            sha256=scrub(str(source.get("sha256") or "")),
            doubt=scrub(str(source.get("doubt") or "")),
            changes=tuple(scrub(str(one)) for one in source.get("changes") or ()),
        )
        for source in found
    ]
    return tuple(dict.fromkeys(origins))


def _results(one: dict[str, Any]) -> list[Result]:
    values = one.get("results")
    return [
        Result(
            name=str(name),
            value=scrub(_words(entry.get("value"))),
            unit=str(entry.get("unit") or ""),
            note=scrub(str(entry.get("note") or "")),
            interval=is_range(entry.get("value")),
        )
        for name, entry in (values.items() if isinstance(values, dict) else ())
        if isinstance(entry, dict)
    ]


def _words(value: object) -> str:
    numbers = value if isinstance(value, list) else [value]
    if isinstance(value, float) and 0 < value < SMALLEST:
        return f"less than {SMALLEST}"
    try:
        return in_words(value, 3 if any(isinstance(n, float) for n in numbers) else None)
    except ArithmeticError:  # infinite, or too large for three decimals
        return str(value)


def _figures(folder: Path) -> tuple[Figure, ...]:
    """The figures, the numbered ones first, as a paper counts them."""
    names = {path.stem.removesuffix(_NARROW) for path in folder.glob("*.svg")}
    numbered = sorted(names, key=lambda name: (not name.startswith("figure"), name))
    return tuple(_figure(folder, name) for name in numbered)


def _figure(folder: Path, name: str) -> Figure:
    wide, narrow = folder / f"{name}.svg", folder / f"{name}{_NARROW}.svg"
    path = wide if wide.exists() else narrow
    words = path.with_suffix(".txt")
    beside = [path.with_suffix(suffix) for suffix in _FILES]
    return Figure(
        name=name,
        title=_title(path) or name.replace("_", " "),
        alt=words.read_text("utf-8", "replace").strip() if words.exists() else "",
        image=picture("image/svg+xml", path.read_bytes()),
        narrow=picture("image/svg+xml", narrow.read_bytes()) if narrow.exists() else "",
        table=_cells(path.with_suffix(".csv")),
        files=tuple(file for file in beside if file.exists()),
    )


def _title(svg: Path) -> str:
    found = re.search(r"<title[^>]*>([^<]*)</title>", svg.read_text("utf-8", "replace"))
    return unescape(found.group(1)).strip() if found else ""


def _cells(path: Path) -> tuple[tuple[str, ...], ...]:
    import pandas as pd  # which reads a cell of any length: a traceback can be a long one

    try:
        text = io.StringIO(strip(path.read_bytes().decode("utf-8")), newline="")
        frame = pd.read_csv(text, header=None, dtype=str, keep_default_na=False).fillna("")
    except (OSError, ValueError):
        return ()
    return tuple(tuple(map(cut, row)) for row in frame.itertuples(index=False, name=None))


def _table(path: Path) -> tuple[Row, ...]:
    header, *rows = _cells(path) or ((),)
    return tuple(dict(zip(header, row, strict=False)) for row in rows)
