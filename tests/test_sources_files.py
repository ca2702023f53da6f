"""Where each rater has a file, its name, often the rater's, is shown nowhere."""

import io
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from helpers import cli, sources
from helpers.errors import StudyError
from helpers.layouts import Reading

ANN = "extract,code\n1,a\n2,b\n3,b\n"
BOB = "extract,code\n1,a\n2,b\n3,a\n"


def saved(folder: Path, ann: str = ANN, bob: str = BOB) -> list[Path]:
    paths = [folder / "Ann Stone.csv", folder / "Bob Hill.csv"]
    for path, text in zip(paths, (ann, bob), strict=True):
        path.write_text(text)
    return paths


def run(command: str, *args: object) -> str:
    result = CliRunner().invoke(cli.group, [command, *map(str, args)])
    assert result.exit_code == 0, result.output
    return result.output


REFUSED = {
    "extract,code\n1,a\n,b\n": "file 2: row 3 has no name in column 'extract'",
    "": "file 2: the file is empty",
    "extract,code\n1,a\n1,b\n": "2 files: rater 2 gave extract 1 several codes",
    "x,y\n1,a\n2,b\n": "the files have no header in common; head the codes alike in each, or type",
    "unit,code\n1,a\n2,b\n": "file 1: no column names the extracts; type --extract COLUMN",
}


@pytest.mark.parametrize("text", REFUSED)
def test_a_problem_is_told_by_the_file_s_place(tmp_path: Path, text: str) -> None:
    with pytest.raises(StudyError) as refusal:
        sources.load_files(saved(tmp_path, bob=text))
    assert REFUSED[text] in str(refusal.value)
    assert not any(name in str(refusal.value) for name in ("Ann", "Bob"))


def test_a_file_that_is_not_there_is_told_by_its_place(tmp_path: Path) -> None:
    ann, bob = saved(tmp_path)
    bob.unlink()
    with pytest.raises(StudyError, match=r"^file 2: there is no such file$"):
        sources.load_files([ann, bob])
    with pytest.raises(StudyError, match=r"^Bob Hill\.csv: there is no such file$"):
        sources.load_files([ann, bob], Reading(keep_names=True))


@pytest.mark.parametrize("form", ["--json", "--spss", "--draws=10"])
def test_no_result_shows_a_file_s_name(tmp_path: Path, form: str) -> None:
    found = run("agreement", *saved(tmp_path), form)
    assert ".333" in found
    assert not any(name in found for name in ("Ann", "Bob"))


def test_no_converted_table_shows_a_file_s_name(tmp_path: Path) -> None:
    out = tmp_path / "o.csv"
    said = run("convert", *saved(tmp_path), "--to", "csv", "--out", out)
    assert out.read_text().splitlines()[0] == '"extract","R1","R2"'
    assert not any(name in said for name in ("Ann", "Bob"))


def test_names_are_kept_when_asked(tmp_path: Path) -> None:
    ratings = sources.load_files(saved(tmp_path), Reading(keep_names=True))
    assert ratings.raters == ("Ann Stone.csv", "Bob Hill.csv")


def test_raters_are_not_named_beside_their_files(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"^--raters is for one file; where each rater has a file"):
        sources.load_files(saved(tmp_path), Reading(raters=("code",)))


def test_a_rater_s_workbook_of_two_sheets_is_asked_about(tmp_path: Path) -> None:
    paths = []
    for name, last in (("Ann", "b"), ("Bob", "a")):
        book, out = Workbook(), io.BytesIO()
        book.active.append(["words"])
        sheet = book.create_sheet("Codes given")
        for row in (["extract", "code"], [1, "a"], [2, "b"], [3, last]):
            sheet.append(row)
        book.save(out)
        paths.append(tmp_path / f"{name}.xlsx")
        paths[-1].write_bytes(out.getvalue())
    with pytest.raises(StudyError) as asked:
        sources.load_files(paths)
    ways = "type --sheet Sheet or --sheet 'Codes given'"
    assert str(asked.value) == f"file 1: 2 sheets hold cells; {ways}"
    ratings = sources.load_files(paths, Reading(sheet="Codes given"))
    assert ratings.codes.tolist() == [[0, 0], [1, 1], [1, 0]]


def test_one_file_is_not_two_raters(tmp_path: Path) -> None:
    ann, _ = saved(tmp_path)
    with pytest.raises(StudyError, match="file 2 is file 1 again: name each rater's own file"):
        sources.load_files([ann, tmp_path / "." / ann.name])


def test_a_copy_of_a_file_is_said_beside_the_result(tmp_path: Path) -> None:
    shown = run("agreement", *saved(tmp_path, bob=ANN))
    assert "Caution: kept as two raters, though the same byte for byte: file 1 and file 2" in shown


def test_what_tells_spans_of_a_document_apart_is_offered(tmp_path: Path) -> None:
    head = "doc,begin,label\n"
    two = saved(tmp_path, f"{head}d0,0,a\nd0,40,b\nd1,0,b\n", f"{head}d0,0,a\nd0,40,a\nd1,0,b\n")
    with pytest.raises(StudyError, match="if 'begin' tells these extracts apart") as asked:
        sources.load_files(two)
    assert "--extract doc,begin" in str(asked.value)
    assert sources.load_files(two, Reading(extract="doc,begin")).codes.shape == (3, 2)
