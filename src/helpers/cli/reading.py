"""`study report`: the offline pages, made again from what a run left."""

from pathlib import Path

import click


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of a run; the default is build/.",
)
@click.option("--zip", "zipped", is_flag=True, help="Also write report.zip, one file to send.")
def report(out: Path | None, zipped: bool) -> None:
    """Write report/index.html from the results, figures and notebooks of a run."""
    from helpers import paths
    from helpers import report as room

    index = room.build(out or paths.output())
    click.echo(index)
    if zipped:
        click.echo(room.pack(index))
