"""Tables of a few rows: read where the header says enough, asked about where it does not."""

from pathlib import Path

import pytest

from helpers import sources
from helpers.errors import StudyError
from helpers.layouts import Reading
from helpers.sources import Explanation


def explained(folder: Path, text: str) -> Explanation:
    path = folder / "t.csv"
    path.write_text(text.replace(" ", "\n"))
    return sources.explain([path])


# The text of a table (a space ends a row), its raters and its column of extract names.
READ = {
    "extract,R1,R2,R3 1,a,a,b 2,b,b,b 3,a,b,a": (("R1", "R2", "R3"), "extract"),
    "e,r1,r2 1,a,a 2,b,b 3,a,b": (("r1", "r2"), "e"),
    "e,r1,r2 x,a,a y,b,b": (("r1", "r2"), "e"),
    "n,r1,r2 1,1,1 2,2,2 3,1,2 4,3,3": (("r1", "r2"), "n"),
    ",r1,r2 1,1,1 2,2,2 3,1,2 4,3,3": (("r1", "r2"), "column 1"),
    "no,rater_1,rater_2 1,yes,no 2,no,no 3,no,no": (("rater_1", "rater_2"), "no"),
    "extract,R1,R2,mood 1,a,a,p 2,b,b,q 3,a,b,p": (("R1", "R2"), "extract"),
    "q1,q2,q3 1,1,2 2,2,2 3,3,1 4,4,4 5,5,1": (("q1", "q2", "q3"), None),
    "rater,rater x,y y,y y,x x,x": (("rater", "rater (2)"), None),
    "x,y,z 1,1,2 2,2,2 3,1,2 4,2,1 5,1,1 6,1,2": (("y", "z"), "x"),
}


@pytest.mark.parametrize("text", READ)
def test_a_header_that_speaks_is_enough(tmp_path: Path, text: str) -> None:
    found = explained(tmp_path, text)
    assert (found.layout, found.reading.raters, found.reading.extract) == (
        "one column a rater",
        *READ[text],
    )
    assert len(found.ratings.extracts) == text.count(" ")


BLOCKS = ("tone,tone tone,tone mood,tone mood,mood", "x,x x,y y,y y,x x,x", "1,1 2,2 1,2 1,1")


@pytest.mark.parametrize("text", BLOCKS)
def test_a_label_that_heads_two_columns_is_no_header(tmp_path: Path, text: str) -> None:
    found = explained(tmp_path, text)
    assert found.layout == "one column a rater, no header row"
    assert len(found.ratings.extracts) == text.count(" ") + 1


FIRST = "column 1 holds a rater is not plain; type --raters 'column 2,column 3' or, if so, --raters"
LAST = "column 4 holds a rater is not plain; type --raters 'column 2,column 3' or, if so, --raters"
ASKED = {
    "Ann,Bob,Eve 1,1,2 2,3,2 3,3,1 4,4,4 5,1,1": FIRST,
    "p,q,r 1,1,2 2,2,2 3,3,1": FIRST,
    "extract,R1,R2,tone 1,a,a,a 2,b,b,b 3,a,b,a": LAST,
    "extract,r1_tone,r2_tone,tone 1,a,a,a 2,b,b,b 3,a,b,a": LAST,
    "tone,mood mood,mood tone,mood mood,tone": "can be read in 2 ways",
    "tone,tone x,y y,y y,x x,x": "(one column a rater, no header row: ",
}


@pytest.mark.parametrize("text", ASKED)
def test_what_could_be_a_rater_or_not_is_asked(tmp_path: Path, text: str) -> None:
    with pytest.raises(StudyError) as asked:
        explained(tmp_path, text)
    assert ASKED[text] in str(asked.value)


ROWS = " a,b b,b a,a a,b b,b a,a"
TAKEN = "the first row was taken as the header; if it is an extract, type "


@pytest.mark.parametrize("first", ["x,y", "Ann,Ben"])
def test_a_first_row_that_may_be_an_extract_is_said_to_be_taken_as_header(
    tmp_path: Path, first: str
) -> None:
    found = explained(tmp_path, first + ROWS)
    (said,) = [one for one in found.ratings.origin.changes if one.startswith(TAKEN)]
    assert said == f"{TAKEN}--layout block --raters 'column 1,column 2'"
    typed = Reading(layout="block", raters=("column 1", "column 2"))
    told = sources.explain([tmp_path / "t.csv"], typed)
    assert len(told.ratings.extracts) == len(found.ratings.extracts) + 1


@pytest.mark.parametrize("text", ["Ann,Ben 1,2 2,2 1,1 1,2 2,2", "rater_1,rater_2" + ROWS])
def test_a_header_unlike_the_rows_below_is_not_doubted(tmp_path: Path, text: str) -> None:
    assert not any(TAKEN in one for one in explained(tmp_path, text).ratings.origin.changes)


@pytest.mark.parametrize("one", ["trust", "time"])
def test_many_codes_in_few_rows_are_ratings_where_raters_agree(tmp_path: Path, one: str) -> None:
    codes = ("barrier", "trust", "policy", "access", "barrier", "stigma", "trust", "policy") * 1
    codes += ("outcome", "access")
    rows = [f"{i},{code},{code.replace('trust', one)}" for i, code in enumerate(codes, 1)]
    ratings = explained(tmp_path, "\n".join(["id,Anna,Ben", *rows, ""])).ratings
    assert ratings.codes.shape == (10, 2)
    assert (ratings.codes[:, 0] == ratings.codes[:, 1]).sum() == (10 if one == "trust" else 8)


def test_where_no_row_was_taken_as_the_header_none_is_said_to_be(tmp_path: Path) -> None:
    rows = "".join(
        f"e{i},{a},{b}\n" for i, (a, b) in enumerate(zip("ABABBA", "ABAABA", strict=True))
    )
    (tmp_path / "t.csv").write_text(f"id,EB,KN\n{rows}")
    found = sources.explain([tmp_path / "t.csv"], Reading(header="no"))
    assert not any(TAKEN in note for note in found.ratings.origin.changes)
