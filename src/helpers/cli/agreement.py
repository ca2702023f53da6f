"""`study agreement`, `study printed` and `study precision`."""

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from helpers.cli.choices import CATEGORIES, reading_options

if TYPE_CHECKING:
    from helpers.agreement import Patterns
    from helpers.layouts import Reading
    from helpers.ratings import Origin, Ratings

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
@CATEGORIES
@CONFIDENCE
@click.option("--draws", type=click.IntRange(0), default=10_000, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option(
    "--memory",
    metavar="SIZE",
    help="Read a large CSV or Parquet file through DuckDB within this limit, as 1GB.",
)
@click.option("--spss", "as_spss", is_flag=True, help="Only the tables that SPSS prints.")
@AS_JSON
@reading_options
def agreement(
    files: tuple[str, ...],
    *,
    categories: tuple[str, ...],
    reading: "Reading",
    as_json: bool,
    as_spss: bool,
    memory: str | None,
    **choices: Any,
) -> None:
    """Every coefficient of agreement for the ratings in FILE, or in a named source.

    The interval to quote is Fisher's; SPSS's stands beside it, labelled.
    """
    from helpers.agreement import document, shown, spss
    from helpers.agreement.spss_tables import spss_tables

    if as_spss and as_json:
        raise click.UsageError("--spss and --json: give one of them")
    ratings, origin, others = _read(files, replace(reading, categories=categories), memory)
    if as_spss:
        if origin.stamp:
            click.echo(origin.stamp)
        click.echo(spss_tables(spss(ratings, choices["confidence"])))
        return
    found = document(ratings, **choices, origin=origin)
    found["input"]["alternatives"] = [
        {"layout": layout, "score": round(score, 2), "why": why} for layout, score, why in others
    ]
    if as_json:
        click.echo(_json(found))
    else:
        shown.show(found)


@click.command()
@click.option("--kappa", required=True, metavar="K", help="As printed: 0.80 is finer than 0.8.")
@click.option("--ci", nargs=2, required=True, metavar="LOW HIGH", help="Its interval, as printed.")
@click.option("--raters", type=int, required=True, metavar="M")
@click.option("--categories", type=int, metavar="Q", help="How many there were, if known.")
@click.option("--extracts", type=int, metavar="N", help="A number of extracts to judge.")
@click.option("--se-category", metavar="SE", help="A per-category standard error, as printed.")
@CONFIDENCE
@AS_JSON
def printed(as_json: bool, **numbers: Any) -> None:
    """Which numbers of extracts a printed kappa and its interval allow.

    From the rounded numbers alone, under SPSS's formula and under the sampling standard error.
    """
    from helpers.agreement import printed as check
    from helpers.agreement.answers import printed_text

    found = check(**numbers)
    click.echo(_json(found.document()) if as_json else printed_text(found))


@click.command()
@click.option("--kappa", type=float, required=True, metavar="K", help="The kappa you expect.")
@click.option("--raters", type=int, required=True, metavar="M")
@click.option("--categories", type=int, required=True, metavar="Q")
@click.option("--half-width", type=float, required=True, metavar="H", help="Half the interval.")
@click.option(
    "--prevalence",
    metavar="SHARES",
    help="Each category's share between commas, or the largest one's; equal if not given.",
)
@CONFIDENCE
@click.option("--samples", type=click.IntRange(1), default=1000, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@AS_JSON
def precision(as_json: bool, prevalence: str | None, **numbers: Any) -> None:
    """How many extracts a new study needs for an interval of a chosen half-width.

    Each rater is taken to keep the true category with probability sqrt(kappa), else to draw
    from the categories' shares; the answer is checked by simulation.
    """
    from helpers.agreement import precision as plan
    from helpers.agreement.answers import plan_text

    found = plan(**numbers, prevalence=_shares(prevalence))
    click.echo(_json(found.document()) if as_json else plan_text(found))


def _read(
    files: tuple[str, ...], reading: "Reading", memory: str | None
) -> "tuple[Ratings | Patterns, Origin, tuple[tuple[str, float, str], ...]]":
    """What was read, where from, and what else the layout could have been."""
    from helpers import scale, sources

    if len(files) == 1 and (memory or scale.is_large(Path(files[0]))):
        return *scale.reduce(Path(files[0]), reading, memory or "1GB"), ()
    several = len(files) > 1
    found = sources.explain(files, reading) if several else sources.explained(files[0], reading)
    return found.ratings, found.ratings.origin, found.others


def _shares(text: str | None) -> tuple[float, ...]:
    from helpers.errors import StudyError

    try:
        return tuple(float(share) for share in text.split(",")) if text else ()
    except ValueError:
        raise StudyError(
            f"prevalence {text!r}: write shares between commas, as 0.6,0.3,0.1"
        ) from None


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
