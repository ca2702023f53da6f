"""`study fetch`: the study's data from OSF."""

import os
from pathlib import Path

import click

from helpers.cli.choices import OutPath
from helpers.osf.access import API, Access


@click.command()
@click.option("--node", help="The project's id or address on osf.io.  [default: the study's own]")
@click.option("--api", default=API, show_default=True, help="The API's base address.")
@click.option(
    "--out",
    type=OutPath(file_okay=False, path_type=Path),
    help="The folder to fill.  [default: data/osf, which --source osf reads]",
)
@click.option(
    "--osf-ratings",
    "ratings",
    multiple=True,
    metavar="PATH",
    help="The fetched file that holds the ratings; repeat it for one file a rater.",
)
@click.option(
    "--update", is_flag=True, help="Take newer versions; replace fetched files that were changed."
)
@click.option(
    "--view-only", metavar="KEY", envvar="OSF_VIEW_ONLY", help="The key of a view-only link."
)
def fetch(
    *,
    node: str | None,
    api: str,
    out: Path | None,
    ratings: tuple[str, ...],
    update: bool,
    view_only: str | None,
) -> None:
    """Download the study's data from OSF, verified and locked.

    A second fetch downloads nothing. A private project opens with a token in OSF_TOKEN, which
    is sent only to OSF and to --api, or with a view-only link given as --node.

    Ends with 2 when a file was refused: the others are kept, and it is tried again next time.
    """
    from helpers import osf
    from helpers.osf.screen import Screen, conclusion

    access = Access(api, token=os.environ.get("OSF_TOKEN"), view_only=view_only)
    with Screen() as screen:
        try:
            fetched = osf.fetch(
                node, access=access, out=out, update=update, ratings=ratings, watch=screen
            )
        except osf.IncompleteError as incomplete:
            screen.notes(conclusion(incomplete.fetched, out))
            raise
        screen.notes(conclusion(fetched, out))
