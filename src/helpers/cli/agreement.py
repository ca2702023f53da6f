"""`study agreement`, `study printed` and `study precision`."""

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from helpers.cli.choices import reading_options

if TYPE_CHECKING:
    from helpers.layouts import Reading
    from helpers.ratings import Ratings

AS_JSON = click.option(
    "--json", "as_json", is_flag=True, help="One JSON document and nothing else."
)
CONFIDENCE = click.option(
    "--confidence",
    type=click.FloatRange(0.5, 1, max_open=True),
    default=0.95,
    show_default=True,
    help="Of every interval.",
)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--category",
    "categories",
    multiple=True,
    metavar="LABEL",
    help="Declare the categories, used or not; repeat for each.",
)
@CONFIDENCE
@click.option("--draws", type=click.IntRange(0), default=10_000, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--spss", "as_spss", is_flag=True, help="Only the tables that SPSS prints.")
@AS_JSON
@reading_options
def agreement(
    files: tuple[str, ...],
    categories: tuple[str, ...],
    reading: "Reading",
    as_json: bool,
    as_spss: bool,
    **choices: Any,
) -> None:
    """Every coefficient of agreement for the ratings in FILE, or in a named source.

    The interval to quote is Fisher's; SPSS's stands beside it, labelled.
    """
    from helpers.agreement import document, shown, spss
    from helpers.agreement.spss_tables import spss_tables

    ratings = _ratings(files, replace(reading, categories=categories))
    if as_spss:
        click.echo(spss_tables(spss(ratings, choices["confidence"])))
        return
    found = document(ratings, **choices)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2, allow_nan=False))
    else:
        shown.show(found)


def _ratings(files: tuple[str, ...], reading: "Reading") -> "Ratings":
    from helpers import sources

    return (
        sources.load(files[0], reading) if len(files) == 1 else sources.load_files(files, reading)
    )
