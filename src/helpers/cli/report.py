"""`study report`: the offline pages, made again from what a run left."""

from contextlib import nullcontext
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
    from helpers.running import ledger

    folder = out or paths.build()
    with ledger.held(folder) if folder.is_dir() else nullcontext():  # build says what is wrong
        index = room.build(folder, every_form=True)
        made = [index, room.pack(index)] if zipped else [index]
    click.echo("\n".join(map(str, made)))
