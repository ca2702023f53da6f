"""`study report`: the offline pages, made again from what a run left."""

from pathlib import Path

import click

from helpers.cli.choices import OutPath


@click.command()
@click.option(
    "--out",
    type=OutPath(path_type=Path, file_okay=False),
    help="The folder of a run; the default is build/.",
)
@click.option("--zip", "zipped", is_flag=True, help="Also write report.zip, one file to send.")
def report(out: Path | None, zipped: bool) -> None:
    """Write report/index.html from the results, figures and notebooks of a run.

    The report's figures/ then holds each as SVG, PDF and PNG, 170 and 85 mm wide.
    """
    from helpers import paths
    from helpers import report as room

    index = room.build(out or paths.build(), every_form=True)
    click.echo(index)
    if zipped:
        click.echo(room.pack(index))
