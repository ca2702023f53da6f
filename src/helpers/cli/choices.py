"""What several commands share: places to write to, and how a file of ratings is to be read."""

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])
LAYOUTS = ("wide", "long", "counts", "indicators", "variables", "block", "files")


class OutPath(click.Path):
    """Where to write; an empty name would mean the folder the command is called in."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """The path, unless it is empty or none of this machine."""
        if not str(value):
            self.fail("it is empty; name a place, or leave the option out", param, ctx)
        if "://" in str(value):
            self.fail(f"{value!r} is an address; name a place on this machine", param, ctx)
        return super().convert(value, param, ctx)


CATEGORIES = click.option(
    "--category",
    "categories",
    multiple=True,
    metavar="LABEL",
    help="Declare the categories, used or not; repeat for each.",
)


def reading_options(command: Command) -> Command:
    """Give a command the options about reading, and pass them on as one `reading`.

    The command takes its files in the parameter `files` or `source`, declared categories in
    `categories`; with `--save-reading` the
    choices, those found out included, are stored beside them first.
    """

    @wraps(command)
    def wrapped(*args: Any, save_reading: Path | None, **given: Any) -> Any:
        from helpers import sources
        from helpers.layouts import Reading

        choices = {name: given.pop(name) for name in _NAMES}
        choices["raters"] = _names(choices["raters"])
        reading = Reading(**choices, categories=given.get("categories", ()))
        files: Sequence[str] = given.get("files") or tuple(filter(None, (given.get("source"),)))
        if save_reading is None or not files:
            return command(*args, reading=reading, **given)
        sources.save_reading(save_reading, files, reading)
        try:
            return command(*args, reading=reading, **given)
        except (BrokenPipeError, SystemExit):  # whoever reads the answer has heard enough
            raise
        except BaseException:
            save_reading.unlink(missing_ok=True)  # nothing is left of a command that failed
            raise

    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[return-value]  # click keeps the signature to itself


def split_at_commas(_command: object, _option: object, given: tuple[str, ...]) -> tuple[str, ...]:
    """What an option was given, one by one or several between commas."""
    return tuple(name.strip() for part in given for name in part.split(",") if name.strip())


def _names(given: tuple[str, ...]) -> tuple[str, ...]:
    """Columns given one by one, or all at once between commas."""
    return tuple(name.strip() for name in given[0].split(",")) if len(given) == 1 else given


_NAMES = (
    "layout",
    "header",
    "raters",
    "extract",
    "category_column",
    "service",
    "sheet",
    "missing",
    "merge_labels",
    "split",
    "several",
    "keep_names",
)
_OPTIONS = (
    click.option("--layout", type=click.Choice(LAYOUTS), help="How the table is laid out."),
    click.option(
        "--header",
        type=click.Choice(("yes", "no")),
        help="Whether the first row heads the columns, or is a row of values like those below: "
        "columns then go by their numbers, as 'column 2'.",
    ),
    click.option(
        "--raters",
        multiple=True,
        metavar="COLUMN",
        help="The raters' columns, by headers (between commas, or repeat it) or by numbers, as "
        "'columns 2 to 4'. In a long table, the column that names the rater; with --layout counts, "
        "the categories' columns.",
    ),
    click.option(
        "--extract",
        metavar="COLUMN",
        help="The column that names the extract; several, between commas, where one alone "
        "repeats, as document,segment.",
    ),
    click.option("--category-column", metavar="COLUMN", help="The column that holds the category."),
    click.option(
        "--service",
        metavar="COLUMN",
        help="The column that tells from which service an extract comes.",
    ),
    click.option("--sheet", metavar="NAME", help="The sheet of a workbook."),
    click.option(
        "--missing",
        multiple=True,
        metavar="LABEL",
        help="A label that means not rated; repeatable.",
    ),
    click.option(
        "--merge-labels",
        is_flag=True,
        help="Make labels one that differ only by case, underscores or inner space.",
    ),
    click.option(
        "--split",
        metavar="MARK",
        help="What stands between several codes in a cell; '' says that a cell is one label.",
    ),
    click.option(
        "--several",
        type=click.Choice(("drop", "first")),
        help="What to do where a rater gave several codes.",
    ),
    click.option("--keep-names", is_flag=True, help="Keep the raters' names instead of R1, R2, …"),
    click.option(
        "--save-reading",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE.yaml",
        help="Store these choices in a YAML that is itself a source.",
    ),
)
