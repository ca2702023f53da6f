"""Tables that could be read wrong without a word: read right, or asked about."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pytest

from helpers import sources
from helpers.errors import StudyError
from helpers.layouts import Reading

from .written import explained, explained_together

LETTERS = "abacbacbbcabacabbcca"
CODES = "1213211332121331"


def table(*rows: Sequence[object]) -> str:
    return "".join(",".join(map(str, row)) + "\n" for row in rows)


COUNTS = ((1, 2, 1, 0), (2, 0, 3, 0), (3, 1, 1, 1), (4, 3, 0, 0), (5, 0, 0, 3), (6, 1, 2, 0))
SHORT = (*COUNTS[:2], (3, 1, 1, 0), *COUNTS[3:])


def counts(write: Callable[[int], object], rows: Sequence[tuple[int, ...]] = COUNTS) -> str:
    return table(("id", "P", "Q", "R"), *((row[0], *map(write, row[1:])) for row in rows))


@pytest.mark.parametrize("write", [lambda n: n or "", lambda n: f"{n}.0", lambda n: n])
def test_counts_may_be_blank_or_written_with_a_point(
    tmp_path: Path, write: Callable[[int], object]
) -> None:
    found = explained_together(tmp_path, counts(write))
    assert found.layout == "counts a category"
    assert found.ratings.codes.tolist()[:3] == [[0, 0, 1], [1, 1, 1], [0, 1, 2]]
    said = "8 blank cells read as 0: a count of none" in found.ratings.origin.changes
    assert said == (write(0) == "")


def test_counts_where_a_row_is_short_are_asked_about(tmp_path: Path) -> None:
    with pytest.raises(StudyError) as asked:
        explained_together(tmp_path, counts(int, SHORT))
    assert "`--layout counts --extract id` (counts a category: " in str(asked.value)
    assert "nearly every row adds up to 3, and none to more" in str(asked.value)
    told = explained_together(tmp_path, counts(int, SHORT), reading=Reading(layout="counts"))
    assert (told.ratings.codes[2] >= 0).sum() == 2


def tally(chance: random.Random) -> list[list[object]]:
    """Counts of raters who mostly agree, of whom some rated fewer extracts than others."""
    heads = ("Trust", "Time", "Money", "Voice", "Place")[: chance.randint(2, 5)]
    most, rows = chance.randint(3, 8), []
    for _ in range(chance.randint(12, 40)):
        main = chance.choice(heads)
        given = [chance.choice((main, main, *heads)) for _ in range(chance.randint(1, most))]
        rows.append([given.count(head) for head in heads])
    return [list(heads), *rows]


def taken_for(folder: Path, text: str) -> str:
    """The layout in words, or the question."""
    try:
        return explained_together(folder, text).layout
    except StudyError as asked:
        return str(asked)


@pytest.mark.parametrize("name", [None, "", "id", "Fall"])
def test_counts_of_some_of_the_raters_are_never_taken_for_codes(
    tmp_path: Path, name: str | None
) -> None:
    for seed in range(40):
        head, *rows = tally(random.Random(seed))
        numbered = [(name, *head), *((i, *row) for i, row in enumerate(rows, 1))]
        text = table(*((head, *rows) if name is None else numbered))
        assert "`--layout counts" in taken_for(tmp_path, text)
        told = explained_together(tmp_path, text, reading=Reading(layout="counts"))
        assert told.ratings.categories == tuple(head)
        named = tuple(map(str, head))
        told = explained_together(tmp_path, text, reading=Reading(raters=named, split=""))
        assert told.reading.raters == named


RATED = ("0,0,1", "0,0,0", "1,1,1", "2,2,2", "2,1,2", "0,0,0", "1,1,0", "0,2,0", "2,2,2", "1,1,1")


@pytest.mark.parametrize("heads", ["Ann,Ben,Eve", "EB,KN,CB", "rater 1,rater 2,rater 3"])
def test_codes_that_agree_are_no_counts(tmp_path: Path, heads: str) -> None:
    rows = [f"{i},{row}" for i, row in enumerate(RATED, 1)]
    found = explained_together(tmp_path, "\n".join([f"id,{heads}", *rows]) + "\n")
    assert (found.layout, len(found.reading.raters)) == ("one column a rater", 3)


def crossed(heads: Sequence[str], left_out: int = 0) -> str:
    pairs = [(extract, rater) for extract in range(1, 9) for rater in (1, 2)][left_out:]
    return table(heads, *((*pair, code) for pair, code in zip(pairs, CODES, strict=False)))


@pytest.mark.parametrize(
    "heads",
    [
        ("Fall", "Kodierer", "Kode"),
        ("extrait", "codeur", "thème"),
        ("VAR00001", "VAR00002", "VAR00003"),
        ("Paragraph", "Person", "Theme"),
        ("Response", "Initials", "Score"),
    ],
)
def test_every_extract_met_by_every_rater_is_one_row_a_rating(
    tmp_path: Path, heads: tuple[str, ...]
) -> None:
    found = explained_together(tmp_path, crossed(heads))
    assert found.layout == "one row a rating"
    assert (found.reading.extract, found.reading.raters) == (heads[0], (heads[1],))
    assert found.ratings.codes.shape == (8, 2)


def test_nearly_every_meeting_is_asked_about_by_numbers_of_columns(tmp_path: Path) -> None:
    with pytest.raises(StudyError) as asked:
        explained_together(tmp_path, crossed(("Ann", "Ben", "Eve"), left_out=1))
    ways = "`--layout long --raters 'column 2' --extract 'column 1' --category-column 'column 3'`"
    assert ways in str(asked.value)
    assert "nearly every extract and rater meet once" in str(asked.value)
    assert "Ben" not in str(asked.value)


def in_documents(heads: Sequence[str], long: bool) -> str:
    names = [(document, segment) for document in ("D1", "D2") for segment in (1, 2, 3, 4)]
    code = iter(LETTERS)
    if long:
        return table(heads, *((*n, r, next(code)) for n in names for r in ("Ann", "Ben")))
    return table(heads, *((*n, next(code), next(code)) for n in names))


@pytest.mark.parametrize("long", [True, False])
def test_segments_numbered_anew_in_each_document_are_told_apart(tmp_path: Path, long: bool) -> None:
    heads = ("document", "segment", *(("coder", "code") if long else ("Ann", "Ben")))
    found = explained_together(tmp_path, in_documents(heads, long))
    assert found.reading.extract == "document,segment"
    assert found.ratings.extracts[3:5] == ("D1 / 4", "D2 / 1")
    assert found.ratings.codes.shape == (8, 2)
    again = explained_together(tmp_path, in_documents(heads, long), reading=found.reading)
    assert again.ratings.labels().equals(found.ratings.labels())
    assert again.ratings.extracts == found.ratings.extracts


PASSAGES = ("we meet", "they phone", "nobody came", "it was good", "no way", "all fine")


def one_rater(head: str, order: Sequence[int], passages: Sequence[str] = PASSAGES) -> str:
    return table(
        ("no", head, "code"), *((i, passages[j], LETTERS[j]) for i, j in enumerate(order, 1))
    )


@pytest.mark.parametrize("head", ["text", "Excerpt", "content"])
def test_files_in_another_order_are_matched_by_passage(tmp_path: Path, head: str) -> None:
    files = one_rater(head, (0, 1, 2, 3, 4, 5)), one_rater(head, (2, 0, 1, 5, 4, 3))
    found = explained_together(tmp_path, *files)
    assert found.reading.extract == head
    assert (found.ratings.codes[:, 0] == found.ratings.codes[:, 1]).all()


def test_files_whose_numbers_and_passages_contradict_are_asked_about(tmp_path: Path) -> None:
    changed = (*PASSAGES[:5], "all well")
    files = one_rater("text", (0, 1, 2, 3, 4, 5)), one_rater("text", (2, 0, 1, 5, 4, 3), changed)
    with pytest.raises(StudyError, match=r"file 1: 'no' names other passages in another file, .*"):
        explained_together(tmp_path, *files)
    told = explained_together(tmp_path, *files, reading=Reading(extract="text"))
    assert len(told.ratings.extracts) == 7


def labelled(*heads: Sequence[str]) -> str:
    return table(*heads, *((i, LETTERS[i], LETTERS[-i]) for i in range(1, 9)))


@pytest.mark.parametrize(
    "heads",
    [
        (("id", "Coder 1", "Coder 2"), ("ID", "Ann", "Ben")),
        (("", "Coder A", "Coder B"), ("Segment", "Theme", "Theme")),
    ],
)
def test_a_second_header_is_no_extract(tmp_path: Path, heads: tuple[Sequence[str], ...]) -> None:
    found = explained_together(tmp_path, labelled(*heads))
    assert found.ratings.categories == ("a", "b", "c")
    assert len(found.ratings.extracts) == 8
    assert "a second header row left out" in found.ratings.origin.changes


def test_the_header_rows_of_a_survey_are_no_extracts(tmp_path: Path) -> None:
    ids = ['"{""ImportId"":""' + name + '""}"' for name in ("_recordId", "QID1", "QID2")]
    heads = ("ResponseId", "Q1", "Q2"), ("Response ID", "The theme?", "The theme?"), ids
    found = explained_together(tmp_path, labelled(*heads), reading=Reading(raters=("Q1", "Q2")))
    assert found.ratings.categories == ("a", "b", "c")
    assert "2 more header rows of the survey left out" in found.ratings.origin.changes


TOP, BELOW = ("", "Coder A", "", "Coder B", ""), ("id", "Trust", "Time", "Trust", "Time")


@pytest.mark.parametrize(("yes", "no"), [("x", ""), (1, 0)])
def test_raters_in_merged_cells_above_categories(tmp_path: Path, yes: object, no: object) -> None:
    given = [(0, 0), (1, 1), (0, 1), (1, 1), (0, 0), (1, 0)]
    rows = [
        (i, *(yes if chosen == c else no for chosen in pair for c in (0, 1)))
        for i, pair in enumerate(given, 1)
    ]
    found = explained_together(
        tmp_path, table(TOP, BELOW, *rows), reading=Reading(raters=("part 1",))
    )
    assert found.layout == "one 0/1 column a rater and category"
    assert found.ratings.categories == ("Trust", "Time")
    assert [tuple(row) for row in found.ratings.codes.tolist()] == given


TURNED = {
    "1": table(("rater", "E1", "E2", "E3"), *((n, *"aba") for n in ("Ann", "Ben"))),
    "2": table(
        ("Timestamp", "Your name", "E1", "E2"),
        *((f"2026-01-0{i}", n, *"ab") for i, n in enumerate(("Ann", "Ben"), 1)),
    ),
}


@pytest.mark.parametrize("where", TURNED)
def test_a_row_a_rater_is_to_be_turned_round(tmp_path: Path, where: str) -> None:
    with pytest.raises(StudyError, match=f"each row is a rater's, as column {where} tells; turn"):
        explained_together(tmp_path, TURNED[where])


@pytest.mark.parametrize("rows", ["voice,voice\n", ",voice\nvoice,\n"])
def test_a_header_that_tells_nothing_may_be_a_row_like_a_few(tmp_path: Path, rows: str) -> None:
    with pytest.raises(StudyError, match="the header may be a row like those below it"):
        explained_together(tmp_path, "tone,mood\n" + rows)


BELOW_IT = ("Gesamt,7,7", "Cohen's κ,0.7,", '"a = barriers, b = outcomes, of May",,')


def test_totals_and_a_legend_below_the_table_are_no_extracts(tmp_path: Path) -> None:
    found = explained_together(
        tmp_path, labelled(("id", "R1", "R2")) + "\n" + "\n".join(BELOW_IT) + "\n"
    )
    assert found.ratings.extracts == tuple("12345678")
    said = "3 rows at the end left out: Cohen's κ, Gesamt, a note"
    assert said in found.ratings.origin.changes


@pytest.mark.parametrize(
    ("mark", "typed"), [(".", "."), ("?", "'?'"), ("-99", "-99"), ("<NA>", "'<NA>'"), ("n.a.",) * 2]
)
def test_a_label_that_reads_as_missing_is_kept_and_said(
    tmp_path: Path, mark: str, typed: str
) -> None:
    found = explained_together(tmp_path, labelled(("id", "R1", "R2")) + f"9,{mark},a\n")
    assert mark in found.ratings.categories
    said = f"though it reads as not rated: {mark!r} (1); --missing {typed} makes it missing"
    assert f"kept as a label, {said}" in found.ratings.origin.cautions


def test_numbers_of_rows_headed_like_the_raters_are_asked_about(tmp_path: Path) -> None:
    text = table(("V1", "V2", "V3"), (1, 2, 2), (2, 1, 1), (3, 3, 2), (4, 2, 2), (5, 1, 2))
    with pytest.raises(StudyError, match="whether column 1 holds a rater is not plain"):
        explained_together(tmp_path, text)


def test_passages_name_extracts_where_nothing_else_does(tmp_path: Path) -> None:
    rows = [(p, r, LETTERS[i]) for i, p in enumerate(PASSAGES) for r in ("Ann", "Ben")]
    found = explained_together(tmp_path, table(("text", "coder", "code"), *rows))
    assert (found.reading.extract, found.reading.raters) == ("text", ("coder",))
    assert (found.ratings.codes[:, 0] == found.ratings.codes[:, 1]).all()


def test_the_segments_of_a_program_are_read_by_who_made_them(tmp_path: Path) -> None:
    heads = (
        "Color",
        "Document group",
        "Document name",
        "Code",
        "Begin",
        "End",
        "Weight",
        "Segment",
    )
    rows = [
        ("o", "G", f"D{i // 3}", LETTERS[i + k], i, i + 1, 0, p, who, "2026-01-01")
        for i, p in enumerate(PASSAGES)
        for k, who in enumerate(("Ann", "Ben"))
    ]
    found = explained_together(tmp_path, table((*heads, "Modified by", "Modified"), *rows))
    assert (found.reading.extract, found.reading.raters) == ("Segment", ("Modified by",))
    assert found.reading.category_column == "Code"


def test_one_persons_highlights_are_not_read_as_several_raters(tmp_path: Path) -> None:
    rows = [(i, "interview", LETTERS[i], f"said {i} " * 9) for i in range(12)]
    rows.append((1, "interview", "c", "said 1 " * 9))
    with pytest.raises(StudyError, match="agreement needs two raters or more"):
        explained_together(tmp_path, table(("id", "document", "tag", "content"), *rows))


def test_spaces_between_cells_are_named(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="one column of 3 words in every row: spaces seem to"):
        explained_together(tmp_path, labelled(("id", "Ann", "Ben")).replace(",", " "))


@pytest.mark.parametrize("codebook", [False, True])
def test_a_sheet_a_rater_is_to_be_saved_as_files(tmp_path: Path, codebook: bool) -> None:
    path = tmp_path / "t.xlsx"
    with pd.ExcelWriter(path) as book:
        for rater in ("Ann", "Ben"):
            sheet = pd.DataFrame({"id": range(9), "code": list(LETTERS[:9])})
            sheet.to_excel(book, sheet_name=rater, index=False)
        if codebook:
            codes = pd.DataFrame({"code": ["a", "b", "c"], "meaning": ["Access", "Bar", "Cost"]})
            codes.to_excel(book, sheet_name="Codebook", index=False)
    its = "2 of its 3" if codebook else "its 2"
    with pytest.raises(StudyError, match=rf"t\.xlsx: {its} sheets are headed alike, as if each"):
        sources.explain([path])


def test_a_reading_is_stored_only_where_it_is_a_source(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(labelled(("id", "R1", "R2")))
    with pytest.raises(StudyError, match=r"--save-reading how\.txt: its name must end in \.yaml"):
        sources.save_reading(tmp_path / "how.txt", [tmp_path / "t.csv"], Reading())
    assert not (tmp_path / "how.txt").exists()


def test_raters_spelled_alike_are_kept_apart_and_said(tmp_path: Path) -> None:
    who = ("Ann", "Ben", "ANN", "ben ")
    rows = [(i, who[(i % 2) * 2 + j], LETTERS[i + j]) for i in range(1, 9) for j in (0, 1)]
    found = explained_together(tmp_path, table(("id", "coder", "code"), *rows))
    said = [one for one in found.ratings.origin.changes if "spelled alike" in one]
    assert [one.partition(" are ")[0] for one in said] == ["R1 and R3, R2 and R4"]


def test_a_rater_who_rated_nothing_is_said(tmp_path: Path) -> None:
    rows = [(i, LETTERS[i], LETTERS[i], "") for i in range(1, 9)]
    found = explained_together(tmp_path, table(("id", "Ann", "Ben", "Eve"), *rows))
    assert "blank, and left out: column 4" in found.ratings.origin.changes


@pytest.mark.parametrize("head", ["Author", "Autor"])
def test_the_author_of_a_coded_segment_is_the_rater(tmp_path: Path, head: str) -> None:
    heads = ("Color", "Document group", "Document name", "Code", "Beginning", "End")
    more = ("Weight score", "Segment", head, "Creation date", "Area", "Coverage %")
    rows = [
        ("o", "Talks", "T1", code, i, i + 1, 0, f"segment {i}", who, "2024-01-02", 50, 0.5)
        for i, codes in enumerate(("aab", "bbb", "abb", "bba", "aaa", "baa"), 1)
        for who, code in zip(("ann", "ben", "cleo"), codes, strict=True)
    ]
    text = "\n".join("\t".join(map(str, row)) for row in ((*heads, *more), *rows)) + "\n"
    found = explained(tmp_path, text)
    assert found.layout == "one row a rating"
    labels = ["".join(row) for row in found.ratings.labels().to_numpy()]
    assert labels == ["aab", "bbb", "abb", "bba", "aaa", "baa"]
    again = explained(tmp_path, text, found.reading)
    assert again.ratings.labels().equals(found.ratings.labels())
