"""Rows with more cells than the header: refused, since what stands in them is shifted."""

import pytest

from helpers import scale, sources
from helpers.errors import StudyError
from helpers.layouts import Reading

HEAD = "id,Ann,Bob"
PLAIN = [f"{i},{'xyz'[i % 3]},{'xyz'[i * i % 3]}" for i in range(1, 31)]


def written(tmp_path, lines):
    path = tmp_path / "table.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def shape(path):
    return sources.explain([path]).ratings.codes.shape


def by_memory(path):
    return scale.reduce(path)[0].counts.sum()


@pytest.mark.parametrize("read", [shape, by_memory])
@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["4,x, hard,y"], "row 5 has more cells than the header"),
        (
            ["4,x, hard,x, hard", "5,x,x, hard"],
            "rows 5, 6 have more cells than the header",
        ),
    ],
)
def test_a_comma_in_a_label_is_not_read_as_two_cells(tmp_path, read, rows, said):
    lines = [HEAD, *PLAIN[:3], *rows, *PLAIN[len(rows) + 3 :]]
    with pytest.raises(StudyError, match=f"{said}.*put quotation marks around such a cell"):
        read(written(tmp_path, lines))


def test_nor_below_a_title_or_where_no_row_is_as_short_as_the_header(tmp_path):
    rows = [
        row.replace("x", "x, hard").replace("y", "y, soft").replace("z", "z, z") for row in PLAIN
    ]
    with pytest.raises(StudyError, match=r"rows 3, 4, 5.*the header in row 2 \(3\)"):
        shape(written(tmp_path, ["Ratings of 2024", HEAD, *rows]))


def test_without_a_header_most_rows_tell_how_many_cells_there_are(tmp_path):
    rows = [*PLAIN[:7], "8,x, hard,y", *PLAIN[8:]]
    with pytest.raises(StudyError, match="row 8 has more cells than most rows"):
        sources.explain([written(tmp_path, rows)], Reading(header="no"))


def test_blank_cells_at_the_end_and_rows_that_are_left_out_do_no_harm(tmp_path):
    total = "Total,10,12,8,and more"
    rows = [PLAIN[0] + ",, ", *PLAIN[1:4], PLAIN[4][:-2], *PLAIN[5:], "", total]
    assert shape(written(tmp_path, ["A title", HEAD, *rows])) == (30, 2)


def test_quotation_marks_keep_a_label_whole(tmp_path):
    rows = [row.replace("x", '"x, hard"') for row in PLAIN]
    assert shape(written(tmp_path, [HEAD, *rows])) == (30, 2)


def test_the_short_header_of_r_is_no_ragged_one(tmp_path):
    assert shape(written(tmp_path, ["Ann,Bob", *PLAIN])) == (30, 2)


def test_a_late_row_is_named_by_duckdb_too(tmp_path):
    rows = [f"{i},x,{'xy'[i % 2]}" for i in range(40_000)]
    rows[30_000] = "30000,x, hard,y"
    with pytest.raises(StudyError, match="line 30002 has 4 cells, where those before it have 3"):
        by_memory(written(tmp_path, [HEAD, *rows]))


def test_duckdb_says_that_rows_are_uneven_rather_than_find_one_column(tmp_path):
    with pytest.raises(StudyError, match="do not all have as many cells"):
        by_memory(written(tmp_path, ["Ann,Bob", *PLAIN]))
