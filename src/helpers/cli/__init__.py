"""`study`: the command line. Thin: each command reads its options and calls one room."""

import importlib
import os
import signal
import sys
from pathlib import Path

import click

from helpers.errors import StudyError

# A command's module is imported when the command is first needed, so that help stays quick.
COMMANDS = {
    "reproduce": "helpers.cli.running",
    "agreement": "helpers.cli.agreement",
    "printed": "helpers.cli.agreement",
    "precision": "helpers.cli.agreement",
    "sources": "helpers.cli.data",
    "convert": "helpers.cli.data",
    "fetch": "helpers.cli.osf",
    "batch": "helpers.cli.running",
    "lab": "helpers.cli.lab",
    "report": "helpers.cli.report",
}

LESS = "give it more, fewer --workers, a smaller table or fewer draws"
NO_THREAD = "can't start new thread"  # what Python says of it


class Commands(click.Group):
    """A group whose commands are imported on demand, listed in the order of `COMMANDS`."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """The names, in the order a new user needs them."""
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """The command of that name, imported now, or None."""
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(COMMANDS[name]), name)
        return command


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="study-notebooks", prog_name="study")
def group() -> None:
    """Re-run the published study, or any study's ratings.

    Start with `study reproduce`, then open the report it names.
    """


def main() -> None:
    """Run `study`; a problem the user can mend is one line on standard error and exit code 2."""
    # What a scheduler ends a job with is handled as Ctrl-C is.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    _open_what_is_closed()
    try:
        code = group.main(standalone_mode=False)
    except (StudyError, click.ClickException) as problem:
        _fail(_line(problem), 2)
    except MemoryError as problem:
        _fail(f"not enough memory: {_line(problem) or LESS}", 2)
    except (KeyboardInterrupt, click.Abort):
        _fail("stopped; run the same command again to go on", 130)
    except RuntimeError as problem:
        if str(problem) != NO_THREAD:
            raise
        _fail(f"not enough memory or processes to start a thread: {LESS}", 2)
    except OSError as problem:
        _fail(f"cannot write what was found: {problem.strerror or problem}", 2)
    sys.exit(code if isinstance(code, int) else 0)


def _open_what_is_closed() -> None:
    """Write to nowhere where the shell closed a standard stream, as with `2>&-`."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            # Held open to the end: the next file opened would get the stream's number.
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115


def _line(problem: Exception) -> str:
    text = problem.format_message() if isinstance(problem, click.ClickException) else str(problem)
    return " ".join(text.split())


def _fail(line: str, code: int) -> None:
    click.echo(f"study: {line}", err=True)
    sys.exit(code)
