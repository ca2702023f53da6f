"""`study fetch` as it is seen: plain when piped, a table and a bar on a terminal."""

import io
import re
import sys
from pathlib import Path

import pytest
from rich.console import Console

from helpers import cli, osf
from helpers.osf.screen import Screen

from .conftest import Fast, Fetch
from .server import Osf
from .test_choosing import LABELS, ratings

PLAIN = """\
Invented example project (zz9ab): 4 files
name                     size      looks like    because                                            state
README.txt               18 bytes  other         nothing in its name tells                          to fetch
Data/ratings_wide.csv    39 bytes  ratings       its name has 'rating'; a .csv file can hold it     to fetch
Data/ratings_nodate.sav  13 bytes  ratings       its name has 'rating'; a .sav file can hold it     to fetch
question_set.docx        13 bytes  question set  its name has 'question'; a .docx file can hold it  to fetch
fetched README.txt (sha256 verified)
fetched Data/ratings_wide.csv (sha256 verified)
fetched Data/ratings_nodate.sav (sha256 verified)
fetched question_set.docx (sha256 verified)
4 files fetched; {out}/lock.json locks 4 in all
"""  # noqa: E501


@pytest.fixture
def study(monkeypatch: pytest.MonkeyPatch, server: Osf, tmp_path: Path) -> "Study":
    monkeypatch.setitem(cli.COMMANDS, "fetch", "helpers.cli.osf")
    monkeypatch.delenv("OSF_TOKEN", raising=False)
    return Study(monkeypatch, server, tmp_path / "osf")


class Study:
    """The command line in this process."""

    def __init__(self, patch: pytest.MonkeyPatch, server: Osf, out: Path) -> None:
        self.patch, self.server, self.out = patch, server, out

    def fetch(self, *more: str, api: str | None = None) -> int:
        given = ["--node", "zz9ab", "--api", api or self.server.url, "--out", str(self.out)]
        self.patch.setattr(sys, "argv", ["study", "fetch", *given, *more])
        with pytest.raises(SystemExit) as end:
            cli.main()
        return int(end.value.code or 0)


def test_piped_it_is_plain_lines(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    assert study.fetch() == 0
    said = capsys.readouterr()
    assert said.out.startswith(PLAIN.format(out=study.out))
    assert said.err == ""
    assert "\x1b" not in said.out


def test_it_ends_with_what_was_chosen_and_how_to_go_on(
    study: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    study.server.replace("ratings_wide.csv", ratings())
    study.fetch()
    chosen, undecided, next_step = capsys.readouterr().out.splitlines()[-3:]
    assert chosen.startswith("ratings: Data/ratings_wide.csv, chosen by guess: 40 extracts by 3")
    assert chosen.endswith(
        "its name looks like ratings: score 6; labels " + ", ".join(map(repr, sorted(LABELS)))
    )
    assert undecided == "coded extracts: no file holds any; what needs them cannot be checked"
    assert next_step == f"next: study reproduce --source {study.out}/Data/ratings_wide.csv"


def test_nobodys_initials_are_shown(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    study.server.replace("ratings_wide.csv", ratings())
    study.fetch()
    assert not {"AB", "CD", "EF"} & set(re.findall(r"\w+", capsys.readouterr().out))


def test_the_newer_the_withdrawn_and_the_renamed_are_named(
    study: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    study.fetch()
    study.server.replace("README.txt", b"newer")
    study.server.pages["files_page2"]["data"].clear()
    study.server.add("../x\x1b[2J.txt", b"x")
    capsys.readouterr()
    assert study.fetch() == 0
    said = capsys.readouterr().out.splitlines()
    assert (
        "README.txt: OSF has version 2, the lock version 1; kept; `study fetch --update` takes "
        "the newer"
    ) in said
    assert "question_set.docx: no longer on OSF; kept" in said
    assert r"___x_[2J.txt: stored under this name; OSF calls it '../x\x1b[2J.txt'" in said


def test_a_file_withdrawn_and_missing_is_said_with_what_to_type(
    study: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    study.fetch()
    study.server.pages["files_page2"]["data"].clear()
    (study.out / "question_set.docx").unlink()
    capsys.readouterr()
    assert study.fetch() == 0
    assert (
        "question_set.docx: no longer on OSF, and missing or changed here: the fetch goes on "
        "without it; put a copy of it back and run `study fetch`, or name another file with "
        "`study fetch --osf-ratings PATH`"
    ) in capsys.readouterr().out.splitlines()


def test_an_update_does_not_say_that_the_older_is_kept(
    study: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    study.fetch()
    study.server.replace("README.txt", b"newer")
    capsys.readouterr()
    assert study.fetch("--update") == 0
    said = capsys.readouterr().out
    assert "README.txt: OSF has version 2, the lock version 1; taking the newer\n" in said
    assert "fetched README.txt (sha256 verified)" in said
    assert "kept" not in said


def test_what_was_not_verified_is_said(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    study.server.add("a.txt", b"x", hashes=None)
    study.server.add("b.txt", b"x", hashes=None, size=None)
    study.fetch()
    said = capsys.readouterr().out
    assert "fetched a.txt (only its size could be verified: OSF gives no hash)" in said
    assert "fetched b.txt (not verified: OSF gives neither size nor hash)" in said


def test_a_named_file_that_is_unknown_is_one_line_and_exit_2(
    study: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    assert study.fetch("--osf-ratings", "nope.csv") == 2
    line = capsys.readouterr().err
    assert line.startswith("study: --osf-ratings 'nope.csv': no such file was fetched; there are '")
    assert line.count("\n") == 1


def test_a_refused_file_is_named_and_the_rest_is_told_before_exit_2(
    study: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    study.server.replace("ratings_wide.csv", ratings())
    study.server.item("README.txt")["links"]["download"] = f"{study.server.url}/v2/nowhere"
    assert study.fetch() == 2
    said = capsys.readouterr()
    why = "file 'README.txt': OSF does not know it, though it lists it"
    assert f"not fetched: README.txt: {why}\n" in said.out
    assert "3 files fetched; " in said.out
    assert "next: study reproduce --source " in said.out
    assert said.err == (
        f"study: {why}; files in the lock: 3; only what was refused is tried again by the next "
        "`study fetch`\n"
    )


def test_without_a_network_it_is_one_line_and_exit_2(
    study: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    assert study.fetch(api="http://127.0.0.1:9") == 2
    assert capsys.readouterr().err == (
        "study: cannot reach 127.0.0.1:9: check the network connection and run the same command "
        "again; everything also runs on the stand-in: study reproduce --source standin\n"
    )


def test_the_token_comes_from_the_environment(study: Study) -> None:
    study.patch.setenv("OSF_TOKEN", "t0ken")
    study.patch.setenv("OSF_VIEW_ONLY", "k3y")
    assert study.fetch() == 0
    first_path, first_headers = study.server.requests[0]
    assert first_headers["Authorization"] == "Bearer t0ken"
    assert "view_only=k3y" in first_path


@pytest.mark.parametrize("odd", ["[red]x[/red].csv", "long " + "x" * 90 + ".csv"])
def test_a_terminal_gets_a_table_and_a_bar(
    server: Osf, clock: Fast, tmp_path: Path, odd: str
) -> None:
    server.add(odd, b"1,2\n")
    paper = io.StringIO()
    console = Console(file=paper, force_terminal=True, width=120, markup=False, highlight=False)
    with Screen(console) as screen:
        osf.fetch("zz9ab", access=osf.Access(server.api), out=tmp_path, clock=clock, watch=screen)
    said = paper.getvalue()
    assert "looks like" in said
    assert "0/39 bytes" in said
    assert odd.replace("/", "_")[:40] in said


def test_an_interrupt_ends_with_130(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    def stop(*_given: object, **_named: object) -> None:
        raise KeyboardInterrupt

    study.patch.setattr("helpers.osf.fetching.download", stop)
    assert study.fetch() == 130
    assert capsys.readouterr().err.strip().startswith("study: stopped; run the same command again")


def test_the_files_are_a_table_to_show(fetch: Fetch) -> None:
    frame = fetch().lock.table()
    assert list(frame.columns) == [
        *("file", "looks like", "bytes", "version", "on OSF", "fetched", "verified"),
        *("SHA-256", "MD5"),
    ]
    assert frame["bytes"].tolist() == [13, 39, 18, 13]
