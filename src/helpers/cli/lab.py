"""`study lab`."""

import click


@click.command()
@click.option("--in-place", is_flag=True, help="Open notebooks/ itself: for authors.")
@click.option("--no-browser", is_flag=True, help="Print the address instead of opening it.")
@click.option(
    "--port", type=click.IntRange(1, 65535), help="The port; a free one near 8888 if not given."
)
def lab(in_place: bool, no_browser: bool, port: int | None) -> None:
    """Open JupyterLab on the first notebook; Ctrl-C ends it.

    The notebooks are opened in work/, your own copy: made once, never overwritten, not part of
    the repository. A notebook that was added since is copied, one that you have is left alone.
    """
    from helpers.lab import open_lab

    open_lab(in_place=in_place, browser=not no_browser, port=port)
