"""`study sources` and `study convert`."""

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from helpers.cli.choices import CATEGORIES, OutPath, reading_options
from helpers.errors import StudyError

if TYPE_CHECKING:
    from helpers.layouts import Reading
    from helpers.ratings import Ratings
    from helpers.sources import Source


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def sources(as_json: bool) -> None:
    """The sources that have a name: kind, extracts, raters, where from."""
    from helpers.sources import available

    found = available()
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
    elif sys.stdout.isatty():
        _table(found)
    else:
        for one in found:
            click.echo("\t".join(map(str, asdict(one).values())))


@click.command()
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option(
    "--to",
    "form",
    required=True,
    type=click.Choice(("csv", "parquet", "qdpx", "qdc")),
    help="The form to write; qdc is the codebook of the study's themes and takes no FILE.",
)
@click.option(
    "--out",
    type=OutPath(dir_okay=False, path_type=Path),
    help="Where to write; without it, beside you, under the name of the file.",
)
@CATEGORIES
@reading_options
def convert(
    files: tuple[str, ...],
    *,
    form: str,
    out: Path | None,
    categories: tuple[str, ...],
    reading: "Reading",
) -> None:
    """Write the checked ratings of FILE (or of a named source) in another form."""
    from helpers import facts, writers

    if form == "qdc":
        if files:
            raise StudyError("--to qdc writes the codebook of the study's themes; leave out FILE")
        _write(out or Path("themes.qdc"), writers.codebook(facts.load()))
        return
    if not files:
        raise StudyError("name the file to convert, or a source such as standin")
    ratings = _read(files, replace(reading, categories=categories))
    # Where each rater has a file, its name is often the rater's.
    name = f"{Path(files[0]).stem}-ratings" if len(files) == 1 else "ratings"
    path = out or Path(f"{name}.{form}")
    _write(path, writers.written(ratings, form))  # type: ignore[arg-type]  # click has checked it
    left_out = writers.left_out(ratings, form)  # type: ignore[arg-type]  # as above
    for change in (*ratings.origin.changes, *left_out):
        click.echo(f"  {change}", err=True)


def _read(files: tuple[str, ...], reading: "Reading") -> "Ratings":
    from helpers.sources import load, load_files

    return load(files[0], reading) if len(files) == 1 else load_files(files, reading)


def _write(path: Path, content: bytes) -> None:
    from helpers.files import create

    try:
        create(path, content)
    except FileExistsError:
        raise StudyError(f"{path.name}: is there already; name another file with --out") from None
    except OSError as problem:
        raise StudyError(f"{path.name}: cannot be written ({problem.strerror})") from None
    click.echo(str(path))


def _table(found: "tuple[Source, ...]") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("name", "kind", "extracts", "raters", "where from")
    for one in found:
        table.add_row(one.name, one.kind, str(one.extracts), str(one.raters), one.where)
    Console().print(table)
