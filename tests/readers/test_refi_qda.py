"""REFI-QDA projects and codebooks, whoever wrote them."""

import io
import re
import zipfile
from pathlib import Path

import pytest

from helpers import readers
from helpers.errors import StudyError
from helpers.readers import refi_codes

DATA = Path(__file__).parents[1] / "data" / "layouts"
USERS = '<Users><User guid="{U1}" name="Ann"/><User guid="u2" name="Ann"/></Users>'
CODES = (
    '<CodeBook><Codes><Code guid="c1" name="a"><Code guid="c3" name="x"/></Code>'
    '<Code guid="c2" name="b"><Code guid="c4" name="x"/></Code></Codes></CodeBook>'
)


def passage(start: int, user: str, code: str, name: str = "", kind: str = "PlainText") -> str:
    where = f'startPosition="{start}" endPosition="{start + 4}"'
    coding = f'<Coding guid="g" creatingUser="{user}"><CodeRef targetGUID="{code}"/></Coding>'
    return f'<{kind}Selection guid="s" name="{name}" {where}>{coding}</{kind}Selection>'


def project(*passages: str, text: str = "", users: str = USERS, more: str = "") -> bytes:
    inside = f"<PlainTextContent>{text}</PlainTextContent>" + "".join(passages)
    source = f'<Sources><TextSource guid="t">{inside}</TextSource></Sources>'
    return f"<Project>{users}{CODES}{source}{more}</Project>".encode()


def rows(content: bytes) -> list[list[str]]:
    (table,) = readers.read(content, "p.qde")
    found: list[list[str]] = table.cells.to_numpy().tolist()
    return found


def test_raters_are_the_creating_users_and_names_that_repeat_are_told_apart() -> None:
    found = rows(project(passage(0, "u1", "c1"), passage(0, "U2", "{C2}")))
    assert found == [["1", "Ann (u1)", "a"], ["1", "Ann (u2)", "b"]]


def test_a_passage_is_the_same_extract_when_it_begins_and_ends_at_the_same_place() -> None:
    found = rows(project(passage(9, "u1", "c1"), passage(0, "u1", "c1"), passage(9, "u2", "c2")))
    assert [row[0] for row in found] == ["1", "2", "2"]


def test_passages_keep_names_of_their_own_unless_they_are_their_text() -> None:
    named = [passage(0, "u1", "c1", "P1"), passage(5, "u1", "c2", "P2")]
    assert [row[0] for row in rows(project(*named, text="some text here"))] == ["P1", "P2"]
    texts = [passage(0, "u1", "c1", "some"), passage(5, "u1", "c2", "P2")]
    assert [row[0] for row in rows(project(*texts, text="some text here"))] == ["1", "2"]


def test_names_that_are_words_of_the_text_are_shown_nowhere() -> None:
    # Some programs count a character as emoji are as two.
    text = "🙂🙂 I feel heard here"
    moved = [passage(5, "u1", "c1", "I feel"), passage(0, "u1", "c2", "P2")]
    assert [row[0] for row in rows(project(*moved, text=text))] == ["1", "2"]
    unknown = [passage(0, "u1", "c1", "I feel 2"), passage(5, "u1", "c2", "Quote 3")]
    assert [row[0] for row in rows(project(*unknown))] == ["1", "2"]
    assert [row[0] for row in rows(project(*unknown[1:]))] == ["Quote 3"]


def test_a_project_has_no_sheet() -> None:
    content = (DATA / "14_project_three_users.qdpx").read_bytes()
    with pytest.raises(StudyError, match=r"p\.qdpx: --sheet is for workbooks; leave it out"):
        readers.read(content, "p.qdpx", "codes")


def test_codes_of_one_name_are_told_apart_by_those_above_them() -> None:
    found = rows(project(passage(0, "u1", "c3"), passage(5, "u1", "c4")))
    assert [row[2] for row in found] == ["a / x", "b / x"]


def test_every_kind_of_selection_counts() -> None:
    kinds = ["PDF", "Picture", "Audio", "Video", "Transcript"]
    content = project(*(passage(i, "u1", "c1", kind=kind) for i, kind in enumerate(kinds)))
    assert len(rows(content)) == len(kinds)


def test_a_set_named_categories_lists_them_all_in_order() -> None:
    members = '<MemberCode targetGUID="c2"/><MemberCode targetGUID="c1"/>'
    more = f'<Sets><Set guid="s" name="Categories">{members}</Set></Sets>'
    (table,) = readers.read(project(passage(0, "u1", "c1"), more=more), "p.qde")
    assert table.declared["category"] == ("b", "a")


@pytest.mark.parametrize("space", ["urn:QDA-XML:project:1.0", "urn:other:2.0", ""])
def test_namespaces_do_not_matter(space: str) -> None:
    opened = zipfile.ZipFile(DATA / "14_project_three_users.qdpx")
    xml = re.sub(rb'xmlns="[^"]*"', f'xmlns="{space}"'.encode(), opened.read("project.qde"))
    (table,) = readers.read(xml, "p.qde")
    assert len(table.cells) == 60


def test_the_codes_of_a_codebook_keep_their_order_and_depth() -> None:
    codes = refi_codes.codebook((DATA / "14_codebook.qdc").read_bytes(), "c.qdc")
    assert [code.name for code in codes if code.depth == 0] == [
        "building blocks",
        "barriers",
        "outcomes",
        "service factors",
        "future goals",
    ]
    assert sum(code.depth == 1 for code in codes) == 5
    assert codes[0].description == "invented"


def test_codes_may_nest_deeper_than_python_would() -> None:
    depth = 5000
    deep = '<Code guid="c" name="n">' * depth + "</Code>" * depth
    codes = refi_codes.codebook(f"<CodeBook><Codes>{deep}</Codes></CodeBook>".encode(), "c.qdc")
    assert codes[-1].depth == depth - 1


def test_nothing_coded_and_nobody_named_are_refused() -> None:
    with pytest.raises(StudyError, match="the project holds no coded passage"):
        rows(project())
    with pytest.raises(StudyError, match="some codings name no creatingUser"):
        rows(project(passage(0, "", "c1")))


def test_a_project_needs_one_file_of_its_kind() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.qde", b"<Project/>")
        archive.writestr("b.qde", b"<Project/>")
    with pytest.raises(StudyError, match=r"holds 2 files that end in \.qde; a project has one"):
        readers.read(out.getvalue(), "p.qdpx")


def test_what_nobody_else_marked_is_counted() -> None:
    codings = [passage(9, "u1", "c1"), passage(0, "u1", "c1"), passage(9, "u2", "c2")]
    whole = '<Coding guid="w" creatingUser="u1"><CodeRef targetGUID="c1"/></Coding>'
    (table,) = readers.read(project(*codings, whole), "p.qde")
    assert table.notes[1:] == (
        "codings of whole sources left out, as they mark no passage: 1",
        "passages that one person alone marked from there to there: 1 of 2",
    )


def test_a_project_of_one_user_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("project.qde", project(passage(0, "u1", "c1"), passage(5, "u1", "c2")))
    with pytest.raises(StudyError, match=r"p\.qdpx: one user made every coding, and agreement"):
        readers.read(out.getvalue(), "p.qdpx")


def test_a_pdf_marked_on_its_pages_and_in_its_text_counts_once() -> None:
    users = (("u1", "c1"), ("u2", "c2"))
    pages = "".join(passage(0, user, code, kind="PDF") for user, code in users)
    text = "".join(passage(7, user, code) for user, code in users)
    both = f"<PDFSource>{pages}<Representation>{text}</Representation></PDFSource>"
    alone = f"<PDFSource><Representation>{text}</Representation></PDFSource>"
    for source in (both, alone):
        content = f"<Project>{USERS}{CODES}<Sources>{source}</Sources></Project>".encode()
        assert [row[0] for row in rows(content)] == ["1", "1"]


def test_a_note_is_no_missing_rating_of_who_wrote_it() -> None:
    where = 'startPosition="0" endPosition="4"'
    note = f'<PlainTextSelection creatingUser="u3" {where}><NoteRef/></PlainTextSelection>'
    found = rows(project(passage(0, "u1", "c1"), passage(0, "u2", "c2"), note))
    assert [row[1] for row in found] == ["Ann (u1)", "Ann (u2)"]


@pytest.mark.parametrize("name", ["1:1 some text", "some text…", "some text"])
def test_a_name_that_is_the_passage_is_not_shown(name: str) -> None:
    found = rows(
        project(passage(0, "u1", "c1", name), passage(0, "u2", "c2", name), text="some text here")
    )
    assert {row[0] for row in found} == {"1"}


def test_a_sentence_is_no_name_where_the_text_is_not_there() -> None:
    content = project(
        passage(0, "u1", "c1", "we never met at all"), passage(0, "u2", "c2", "we never met at all")
    )
    bare = re.sub(rb"<PlainTextContent></PlainTextContent>", b"", content)
    assert {row[0] for row in rows(bare)} == {"1"}
