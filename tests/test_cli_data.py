"""`study sources`, `study convert`, and the options about reading."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from helpers import sources
from helpers.cli.choices import LAYOUTS, reading_options
from helpers.cli.data import convert
from helpers.cli.data import sources as sources_command
from helpers.errors import StudyError
from helpers.layouts import TITLES, Reading

FILES = Path(__file__).parent / "data" / "layouts"
WIDE = FILES / "01_wide_initials_bom_crlf.csv"


def run(command: click.Command, *args: str) -> str:
    result = CliRunner().invoke(command, args, catch_exceptions=False, standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result.output


def test_sources_as_json_is_one_document() -> None:
    found = json.loads(run(sources_command, "--json"))
    assert set(found[0]) == {"name", "kind", "extracts", "raters", "where"}
    assert [one["name"] for one in found] == [one.name for one in sources.available()]


def test_sources_piped_are_lines_with_tabs() -> None:
    first = run(sources_command).splitlines()[0].split("\t")
    assert first[:2] == ["standin", "standin"]
    assert len(first) == 5


@pytest.mark.parametrize("form", ["csv", "parquet", "qdpx"])
def test_a_file_is_converted_and_what_was_changed_is_told(tmp_path: Path, form: str) -> None:
    out = tmp_path / f"out.{form}"
    told = run(convert, str(WIDE), "--to", form, "--out", str(out))
    assert "raters renamed R1 to R3 in the file's order; --keep-names shows their names" in told
    assert (sources.load(str(out)).codes == sources.load(str(WIDE)).codes).all()


def test_several_files_are_converted_under_a_name_that_is_no_rater_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("alice", "bob"):
        Path(f"{name}.csv").write_text("extract,code\n1,a\n2,b\n3,a\n")
    told = run(convert, "alice.csv", "bob.csv", "--to", "csv")
    assert told.splitlines()[0] == "ratings.csv"
    written = Path("ratings.csv").read_text()
    assert "alice" not in written
    assert "bob" not in written


def test_the_codebook_needs_no_file(tmp_path: Path) -> None:
    run(convert, "--to", "qdc", "--out", str(tmp_path / "t.qdc"))
    assert (tmp_path / "t.qdc").read_bytes().startswith(b"<?xml")


WRONG = {
    ("--to", "csv"): "name the file to convert",
    ("x.csv", "--to", "qdc"): "--to qdc writes the codebook of the study's themes; leave out FILE",
    ("gone.csv", "--to", "csv"): "gone.csv: there is no such file",
    (str(WIDE), "--to", "csv", "--out", str(WIDE)): "is there already; name another file",
    (str(WIDE), "--to", "csv", "--out", "/no/such/folder/x.csv"): "x.csv: cannot be written",
    (str(WIDE), "--to", "csv", "--layout", "counts"): "cannot be read as counts a category",
}


@pytest.mark.parametrize("args", WRONG, ids=lambda args: " ".join(map(str, args))[-30:])
def test_what_cannot_be_converted_is_named(args: tuple[str, ...]) -> None:
    with pytest.raises(StudyError) as refusal:
        run(convert, *args)
    assert WRONG[args] in str(refusal.value)


FULL = """
import resource, sys
from helpers.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
sys.argv = ["study", *sys.argv[1:]]
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a file's size is limited elsewhere only")
@pytest.mark.parametrize("form", ["csv", "parquet", "qdpx", "qdc", "yaml"])
def test_nothing_is_left_of_a_file_that_cannot_be_written_whole(tmp_path: Path, form: str) -> None:
    out = str(tmp_path / f"out.{form}")
    arguments = ["convert", *[str(WIDE)][: form != "qdc"], "--to", form, "--out", out]
    if form == "yaml":
        arguments = ["agreement", str(WIDE), "--save-reading", out]
    done = subprocess.run(
        [sys.executable, "-c", FULL, *arguments], check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"study: out.{form}: cannot be written (File too large)\n"
    assert not list(tmp_path.iterdir())


def test_every_choice_arrives_in_the_reading(tmp_path: Path) -> None:
    seen: list[Reading] = []

    @click.command()
    @click.argument("files", nargs=-1)
    @reading_options
    def command(files: tuple[str, ...], reading: Reading) -> None:
        seen.append(reading)

    text = (
        "t --layout long --raters who --extract unit --category-column code --service C --sheet S "
        "--missing 9 --missing o --merge-labels --split ; --several first --keep-names --header no"
    )
    run(command, *text.split())
    columns = Reading("long", ("who",), "unit", "code", "C", "S", header="no")
    assert seen == [
        replace(
            columns,
            missing=("9", "o"),
            merge_labels=True,
            split=";",
            several="first",
            keep_names=True,
        )
    ]
    run(command, "t", "--raters", "A,B", "--split", "")
    run(command, "t", "--raters", "A", "--raters", "B")
    assert seen[1] == Reading(raters=("A", "B"), split="")
    assert seen[2] == Reading(raters=("A", "B"))


def test_the_layouts_to_type_are_those_there_are() -> None:
    assert set(LAYOUTS) == set(TITLES)


def test_a_reading_is_saved_before_it_is_used(tmp_path: Path) -> None:
    saved, out = tmp_path / "r.yaml", tmp_path / "o.csv"
    run(convert, str(WIDE), "--to", "csv", "--out", str(out), "--save-reading", str(saved))
    again = sources.load(str(saved))
    assert again.origin.layout == "one column a rater"
    assert (again.codes == sources.load(str(out)).codes).all()


@pytest.mark.parametrize("form", ["csv", "qdc"])
def test_a_reading_to_save_needs_a_file(tmp_path: Path, form: str) -> None:
    saved, out = tmp_path / "how.yaml", tmp_path / f"out.{form}"
    command = ("--to", form, "--out", str(out), "--save-reading", str(saved))
    if form == "csv":
        with pytest.raises(StudyError, match="name the file to convert"):
            CliRunner().invoke(convert, command, catch_exceptions=False)
    else:
        run(convert, *command)
    assert not saved.exists()


def test_a_reading_is_not_kept_of_a_command_that_failed(tmp_path: Path) -> None:
    saved, out = tmp_path / "how.yaml", tmp_path / "there.csv"
    out.write_text("mine")
    command = (str(WIDE), "--to", "csv", "--out", str(out), "--save-reading", str(saved))
    with pytest.raises(StudyError, match=r"there\.csv: is there already"):
        CliRunner().invoke(convert, command, catch_exceptions=False)
    assert not saved.exists()
    assert out.read_text() == "mine"


def test_categories_can_be_declared_where_a_question_says_so(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    rows = [f"{i},{i % 3 + 1},{i % 3 + 1}.0,{i % 3 + 1}" for i in range(12)]
    path.write_text("\n".join(["id,Ann,Ben,Eve", *rows]) + "\n")
    declared = [
        part for name in ("1", "2", "3", "1.0", "2.0", "3.0") for part in ("--category", name)
    ]
    run(convert, str(path), "--to", "csv", "--out", str(tmp_path / "out.csv"), *declared)
    assert '"1","2","2.0","2"' in (tmp_path / "out.csv").read_text()
