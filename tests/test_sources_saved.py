"""Every choice that `--save-reading` stores is read back equal by every road."""

import csv
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from helpers import cli, sources, writers
from helpers.layouts import Reading
from helpers.ratings import Ratings

FAST = settings(max_examples=25, deadline=None)
LABELS = ("a", "A", "99", "x;y", "Hürde: 1", "null", "yes")
BRIEFLY = ("--json", "--draws", 0)
HEADS = ("Ann, B.", "kn", "'Bob' #3", "true")
Rows = list[list[str]]


@dataclass(frozen=True)
class Case:
    """Files by name, each of one or more sheets, and how they are read."""

    files: dict[str, dict[str, Rows]]
    reading: Reading


@st.composite
def cells(draw: st.DrawFn) -> Rows:
    """A row an extract; the raters in columns, each with two labels of their own at least."""
    raters = draw(st.integers(2, len(HEADS)))
    row = st.lists(st.sampled_from(LABELS), min_size=raters, max_size=raters)
    return [["a"] * raters, ["yes"] * raters, *draw(st.lists(row, min_size=1, max_size=6))]


@st.composite
def choices(draw: st.DrawFn) -> Reading:
    """Choices that any layout allows."""
    return Reading(
        missing=draw(st.sampled_from(((), ("99",), ("null", "99")))),
        merge_labels=draw(st.booleans()),
        split=(mark := draw(st.sampled_from(("", ";")))),
        several=draw(st.sampled_from(("drop", "first"))) if mark else None,
        keep_names=draw(st.booleans()),
        categories=draw(st.sampled_from(((), (*LABELS, "x", "never used")))),
    )


def wide(rows: Rows) -> Rows:
    heads = list(HEADS[: len(rows[0])])
    sites = "north", "süd"
    body = [[f"E{i}", sites[i % 2], *row] for i, row in enumerate(rows)]
    return [["the unit", "site", *heads], *body]


def long(rows: Rows) -> Rows:
    body = [[f"E{i}", HEADS[j], row[j]] for i, row in enumerate(rows) for j in range(len(row))]
    return [["the unit", "who", "given"], *body]


def one_file_each(rows: Rows) -> dict[str, dict[str, Rows]]:
    top = ["unit", "given"]
    return {
        f"{head}.csv": {"": [top, *([f"E{i}", row[j]] for i, row in enumerate(rows))]}
        for j, head in enumerate(HEADS[: len(rows[0])])
    }


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A table in one of the shapes, with choices of every kind that the shape allows."""
    rows, chosen = draw(cells()), draw(choices())
    heads = HEADS[: len(rows[0])]
    shape = draw(st.sampled_from(("wide", "book", "long", "files")))
    if shape == "files":
        more: dict[str, object] = {"layout": "files", "extract": "unit", "category_column": "given"}
        return Case(one_file_each(rows), _with(chosen, more))
    if shape == "long":
        more = {"layout": "long", "extract": "the unit", "category_column": "given"}
        return Case({"t.csv": {"": long(rows)}}, _with(chosen, {**more, "raters": ["who"]}))
    numbers = [f"columns 3 to {len(heads) + 2}"]
    more = {"layout": "wide", "extract": "the unit", "service": "site"}
    more["raters"] = draw(st.sampled_from((list(heads), list(heads)[::-1], numbers)))
    if shape == "wide":
        return Case({"t.csv": {"": wide(rows)}}, _with(chosen, more))
    other = wide([*rows, ["a"] * len(heads)])
    book = {"Über 2": wide(rows), "Other": other}
    return Case({"t.xlsx": book}, _with(chosen, {**more, "sheet": "Über 2"}))


def _with(reading: Reading, more: dict[str, object]) -> Reading:
    return Reading.from_mapping({**reading.as_mapping(), **more}, "test")


def put(folder: Path, case: Case) -> list[Path]:
    folder.mkdir()
    return [_put(folder / name, sheets) for name, sheets in case.files.items()]


def _put(path: Path, sheets: dict[str, Rows]) -> Path:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, quoting=csv.QUOTE_ALL).writerows(sheets[""])
        return path
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def run(command: str, *args: object) -> str:
    result = CliRunner().invoke(cli.group, [command, *map(str, args)])
    assert result.exit_code == 0, result.output
    return result.stdout


def typed(reading: Reading) -> list[str]:
    """The choices as options; several values repeat theirs."""
    made: list[str] = []
    for name, value in reading.as_mapping().items():
        flag = f"--{'category' if name == 'categories' else name.replace('_', '-')}"
        values = value if isinstance(value, list) else [value]
        made += [flag] if value is True else [part for one in values for part in (flag, one)]
    return made


def same(one: Ratings, other: Ratings) -> bool:
    parts = ("extracts", "raters", "categories", "clusters", "raters_known")
    alike = all(getattr(one, part) == getattr(other, part) for part in parts)
    alike = alike and one.codes.tolist() == other.codes.tolist()
    return alike and one.origin.sha256 == other.origin.sha256


@FAST
@given(case=cases())
def test_what_is_saved_is_read_back_equal_by_every_road(case: Case) -> None:
    with TemporaryDirectory() as made:
        here = Path(made, "here")
        files = put(here, case)
        wanted = sources.load_files(files, case.reading)
        saving = ("--save-reading", here / "how.yaml")
        first = run("agreement", *files, *typed(case.reading), *saving, *BRIEFLY)
        saved = here.rename(Path(made, "elsewhere")) / "how.yaml"
        assert same(sources.load_files([saved]), wanted)
        assert same(sources.load(str(saved)), wanted)
        # This is what a notebook calls with its parameter `source`.
        assert same(sources.explained(source=str(saved)).ratings, wanted)
        assert run("agreement", saved, *BRIEFLY) == first
        out = Path(made, "o.csv")
        run("convert", saved, "--to", "csv", "--out", out)
        assert out.read_bytes() == writers.written(wanted, "csv")


@pytest.mark.slow
def test_a_notebook_reads_what_was_saved(tmp_path: Path) -> None:
    case = Case(one_file_each([["a", "b"], ["b", "b"], ["a", "a"]]), Reading(missing=("b",)))
    files, saved = put(tmp_path / "here", case), tmp_path / "here" / "how.yaml"
    sources.save_reading(saved, files, case.reading)
    run("reproduce", "--source", saved, "--only", "01", "--out", tmp_path / "out")
    pages = list((tmp_path / "out").rglob("01_data*.ipynb"))
    text = pages[0].read_text(encoding="utf-8")
    assert "one file a rater" in text
    assert "3 ratings missing" in text
    assert not any(name in text for name in ("Ann", "kn.csv"))
