"""`study reproduce` and `study batch`: what they take, and what they show."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from helpers.cli.choices import OutPath, split_at_commas

if TYPE_CHECKING:
    from helpers.running.reproduction import Reproduced

ENGINES = click.Choice(["warm", "stock"])


@click.command()
@click.option(
    "--source",
    default="auto",
    show_default=True,
    help="The ratings: auto, standin, osf, an example's name, or a file.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="NAME",
    callback=split_at_commas,
    help="Only the notebooks whose name begins so, as 02; several between commas, or repeat it.",
)
@click.option(
    "--out", type=OutPath(path_type=Path), help="Where everything goes; build/ unless given."
)
@click.option("--seed", type=click.IntRange(0), help="The seed of every random draw.")
@click.option("--engine", type=ENGINES, help="How kernels start; warm on Linux unless given.")
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True)
@click.option(
    "--osf-ratings",
    multiple=True,
    metavar="PATH",
    help="Which fetched file holds the ratings, when the guess is wrong; repeat it for one file "
    "a rater.",
)
def reproduce(**wanted: Any) -> int:
    """Run every notebook, draw the figures, check the claims.

    Ends with 1 when a notebook failed or a claim differs.
    """
    from helpers.running import reproduction, shown

    with shown.progress() as watch:
        asked = reproduction.Wanted(**wanted)
        result = reproduction.reproduce(asked, watch, _report_ready, _report)
    click.echo(shown.summary(result))
    return 0 if result.good else 1


def _report_ready() -> None:
    from helpers import report

    report.ready()


def _report(result: "Reproduced") -> None:
    from helpers import report
    from helpers.running import reproduction

    report.build(result.out, every_form=result.publishes)
    reproduction.publish(result)


@click.command()
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("--workers", type=click.IntRange(1), help="Runs at once; a processor each if absent.")
@click.option("--engine", type=ENGINES, help="How kernels start; warm on Linux unless given.")
@click.option("--timeout", type=click.IntRange(1), help="Whole seconds a cell may take.")
@click.option("--retry-failed", is_flag=True, help="Also run again what failed and is unchanged.")
@click.option("--scheduler", metavar="ADDRESS", help="A Dask scheduler, as tcp://host:8786.")
@click.option(
    "--out", type=OutPath(path_type=Path), help="Where everything goes; build/batch/PLAN."
)
@click.option("--json", "as_json", is_flag=True, help="Write the counts as one JSON document.")
def batch(as_json: bool, **wanted: Any) -> int:
    """Run a PLAN of notebooks and parameters; what is done and unchanged is skipped.

    \b
    The PLAN is a YAML:
      notebook: 02_reliability                    # a name, a path from the plan, or a list
      grid: {source: [standin], seed: [1, 2, 3]}  # every combination
      runs: [{source: my.csv, seed: 7}]           # and single ones
    Without grid and runs each notebook runs once as it is. An empty one adds nothing;
    a plan with nothing but empty ones is refused.

    A run that failed stays so until it changes, or until --retry-failed; one that timed out is
    tried again when its cells may take longer, as without --timeout.

    Each run works in a fresh folder of its own, which is then kept in --out: a file beside its
    notebook is found only by a parameter or a whole path.

    Ends with 0 when every run is ok, 1 otherwise, and 2 when the plan is not right or nothing
    can be written.
    """
    import json

    from helpers import report
    from helpers.running import batch as room
    from helpers.running import shown

    with shown.progress() as watch:
        result = room.run(room.Wanted(**wanted), watch, report.build)
    click.echo(json.dumps(result.counts()) if as_json else shown.batch_summary(result))
    return 0 if result.good else 1
