"""`study` starts quickly, and a mistake is one line on standard error and exit code 2."""

import subprocess
import sys
from pathlib import Path

import pytest

from helpers.cli import COMMANDS

STUDY = [sys.executable, "-c", "from helpers.cli import main; main()"]


def study(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*STUDY, *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_names_every_command() -> None:
    answer = study("--help")
    assert answer.returncode == 0
    assert all(f"\n  {command} " in answer.stdout for command in COMMANDS)


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, helpers.cli as c\n"
        "try: c.group.main(['--help'], standalone_mode=False)\n"
        "finally: print(sorted({m.partition('.')[0] for m in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stderr
    heavy = ("urllib3", "numpy", "pandas", "matplotlib", "scipy", "papermill", "rich", "yaml")
    assert "'click'" in loaded
    assert not [name for name in heavy if f"'{name}'" in loaded]


def test_version() -> None:
    assert study("--version").stdout.startswith("study, version 0.")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["reproduc"], "No such command 'reproduc'"),
        (["agreement"], "Missing argument 'FILE...'"),
        (["agreement", "nowhere.csv"], "nowhere.csv"),
        (["reproduce", "--source", "fleis1971"], "fleiss1971"),
        (["batch", "plan.yaml", "--timeout", "90.5"], "'90.5' is not a valid integer range"),
        (["batch", "plan.yaml", "--timeout", "0"], "0 is not in the range x>=1"),
        (
            ["batch", "plan.yaml", "--out", ""],
            "'--out': it is empty; name a place, or leave the op",
        ),
        (["reproduce", "--source", ""], "no source named ''; there are auto, standin"),
        (["reproduce", "--seed", "-1"], "-1 is not in the range x>=0"),
        (["agreement", "standin", "--spss", "--json"], "--spss and --json: give one of them"),
        (["reproduce", "--out", ""], "'--out': it is empty"),
        (["report", "--out", ""], "'--out': it is empty"),
        (["fetch", "--out", ""], "'--out': it is empty"),
        (["batch", "plan.yaml", "--out", "s3://b/x"], "'s3://b/x' is an address; name a place on"),
        (["convert", "standin", "--to", "csv", "--out", ""], "'--out': it is empty"),
        (["printed", "--kappa", "84", "--ci", "81", "87", "--raters", "3"], "kappa"),
    ],
)
def test_a_mistake_is_one_line(arguments: list[str], says: str) -> None:
    answer = study(*arguments)
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert answer.stderr.startswith("study: ")
    assert answer.stderr.count("\n") == 1
    assert says in answer.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_an_answer_that_cannot_be_written_is_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        command = [*STUDY, "sources"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "study: cannot write what was found: No space left on device\n"


@pytest.mark.parametrize("closed", ["1>&-", "2>&-", "1>&- 2>&-"])
def test_a_standard_stream_may_be_closed(closed: str) -> None:
    command = f'"$@" sources {closed}'
    done = subprocess.run(["sh", "-c", command, "sh", *STUDY], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert ("standin" in done.stdout.decode()) == ("1>&-" not in closed)


def test_no_thread_for_want_of_memory_is_one_line() -> None:
    code = (
        "import sys, threading\n"
        "from helpers import cli, sources\n"
        'def start(*_): raise RuntimeError("can\'t start new thread")\n'
        "sources.explained = start\n"
        "sys.argv = ['study', 'agreement', 'standin']\n"
        "cli.main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("study: not enough memory or processes to start a thread: ")


def test_a_reading_stays_saved_when_its_answer_is_read_in_part(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    rows = "".join(f"{i},{'ab'[i % 2]},{'ab'[i % 7 % 2]}\n" for i in range(20))
    table.write_text(f"id,Ann,Ben\n{rows}")
    saved = tmp_path / "reading.yaml"
    command = f'"$@" agreement {table} --save-reading {saved} | head -1'
    subprocess.run(["sh", "-c", command, "sh", *STUDY], capture_output=True, check=True)
    assert saved.read_text().startswith("files:")
