"""Delimited text in the encodings and dialects that people send."""

import pytest

from helpers.errors import StudyError
from helpers.readers import csv


def cells(content: bytes) -> list[list[str]]:
    rows: list[list[str]] = csv.read(content, "t.csv").cells.to_numpy().tolist()
    return rows


TABLE = [["id", "A", "B"], ["1", "x", "y"], ["2", "y", ""]]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiters_line_ends_and_encodings(mark: str, end: str, encoding: str) -> None:
    text = end.join(mark.join(row) for row in TABLE) + end
    assert cells(text.encode(encoding)) == TABLE


def test_windows_1252_is_read_and_said() -> None:
    table = csv.read("id;A;B\n1;café;coût\n".encode("cp1252"), "t.csv")
    assert table.cells.iloc[1].tolist() == ["1", "café", "coût"]
    assert table.notes == ("text decoded from Windows-1252 (not UTF-8)",)


def test_a_decimal_comma_does_not_make_the_comma_the_delimiter() -> None:
    assert cells(b"id;A;B\n1;x;y\nTotal;1;0,84\n")[2] == ["Total", "1", "0,84"]


def test_delimiters_and_line_ends_inside_quotes_are_text() -> None:
    assert cells(b'id,A\n1,"x, ""y""\nz"\n')[1] == ["1", 'x, "y"\nz']


def test_rows_are_numbered_as_in_the_file() -> None:
    assert csv.read(b"id,A\n1,x\n", "t.csv").cells.index.tolist() == [1, 2]


def test_an_na_without_quotes_is_missing_where_every_label_has_quotes() -> None:
    table = csv.read(b'"id","A","m"\n"1","x",1\n"2",NA,0\n"3","NA",1\n', "t.csv")
    assert table.missing is not None
    assert table.missing.tolist()[2] == [False, True, False]
    assert int(table.missing.sum()) == 1
    assert table.reason == "NA without quotes"


@pytest.mark.parametrize(
    "content", [b"id,A\n1,x\n2,NA\n", b'id,A\n1,"x, y"\n2,NA\n3,z\n', b'"id","A"\n"1","NA"\n']
)
def test_otherwise_na_is_a_label(content: bytes) -> None:
    table = csv.read(content, "t.csv")
    assert table.missing is None or not table.missing.any()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'id,A\n1,"x\n2,y\n', "t.csv: line 3: unexpected end of data; check the quotation marks"),
        (b"id,A\n1,\x81\n", "t.csv: byte 8 is neither UTF-8 nor cp1252; save it as UTF-8"),
    ],
)
def test_what_cannot_be_read_is_named(content: bytes, message: str) -> None:
    with pytest.raises(StudyError) as refusal:
        csv.read(content, "t.csv")
    assert str(refusal.value) == message


def test_a_cell_that_is_a_long_text_is_told_as_one() -> None:
    with pytest.raises(StudyError, match=r"line 2: a cell of more than 131,072 characters; check"):
        csv.read(b"id,R1,R2,text\n1,a,b," + b"x" * 140_000, "t.csv")


PROSE = """# Agreement

We coded all interviews, twice, and report kappa (Cohen's), which was good: see below.
It agrees, as a rule; percent agreement is higher.

* Coder A read every interview, and so did coder B
* Where they parted, a third one decided
* Percent agreement is not given

The table can be had from us
"""


def test_a_text_is_said_to_be_no_table() -> None:
    for text in (PROSE, PROSE.replace(",", ";")):
        with pytest.raises(StudyError, match=r"^README\.md: this is a text, not a table of rat"):
            csv.read(text.encode(), "README.md")


def test_a_table_among_much_text_is_a_table() -> None:
    table = "id,R1,R2\n" + "".join(f"{i},{a}\n" for i, a in enumerate(("a,a", "b,b", "a,b"), 1))
    found = csv.read((PROSE + table + "\n" + PROSE).encode(), "t.csv")
    assert ["3", "a", "b"] in found.cells.iloc[:, :3].to_numpy().tolist()


def test_rows_of_many_sizes_are_no_text() -> None:
    found = csv.read(b"id,R1,R2,R3\n1,a\n2,a,b\n3,a,b,c\n4\n5,b,,c\n", "t.csv")
    assert found.cells.shape == (6, 4)


def test_the_header_of_rows_that_r_names_is_put_in_its_place() -> None:
    body = "".join(f'"{i}"\t"{a}"\t"{b}"\n' for i, (a, b) in enumerate(("aa", "ab", "bb"), 1))
    found = csv.read(f'"Ann"\t"Ben"\n{body}'.encode(), "t.tsv")
    assert found.cells.iloc[0].tolist() == ["", "Ann", "Ben"]
    assert found.notes == (
        "the header is one cell short, as R writes it: the first column has none",
    )


@pytest.mark.parametrize(
    "text", ["id,a,b\n1,x,y,\n2,y,y,\n", "id,a\n1,x,y\n1,y,y\n", "id,a\n1,x,y\n2,y\n", "a\n1,x\n"]
)
def test_other_headers_stay_where_they_are(text: str) -> None:
    assert csv.read(text.encode(), "t.csv").notes == ()


@pytest.mark.parametrize(
    "text",
    [
        "Ann Ben\n1 x y\n2 y y\n",
        '"Ann" "Ben"\n"1" "x" "y"\n"2" "y" "a b"\n',
        "id Ann Ben\n1 x y\n2 y y\n",
        "id  Ann  Ben\n1   x    y\n22  y    y\n",
    ],
)
def test_spaces_between_cells_are_said(text: str) -> None:
    with pytest.raises(StudyError, match=r"^t\.csv: one column of 3 words in every row: spaces"):
        csv.read(text.encode(), "t.csv")
