"""Large files reduced in DuckDB: the same patterns as reading the file."""

import sys
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pytest

from helpers import scale, sources
from helpers.agreement import Patterns, coefficients
from helpers.errors import StudyError
from helpers.layouts import Reading
from helpers.layouts.rows.first_row import NOTE
from helpers.ratings import Origin, Ratings

GENERATOR = np.random.default_rng(6)
CODES = GENERATOR.integers(-1, 4, (300, 3))
LABELS = np.array(["Access", "NA", "Cost é", "01", ""], dtype=object)[CODES]
WIDE = pd.DataFrame(LABELS, columns=["Ann", "Bob", "Cy"])
WIDE.insert(0, "extract", [f"x{i}" for i in range(len(WIDE))])
LONG = WIDE.melt(id_vars="extract", var_name="rater", value_name="category").sample(
    frac=1, random_state=1
)


def expected():
    labels = WIDE.set_index("extract").replace("", None)
    return Patterns.of(Ratings.from_labels(labels, Origin("expected")))


def write(frame, path):
    if path.suffix == ".parquet":
        frame.replace("", None).to_parquet(path, index=False)
    else:
        frame.to_csv(path, index=False)
    return path


@pytest.mark.parametrize("frame", [WIDE, LONG], ids=["wide", "long"])
@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_every_form_gives_the_same_patterns(tmp_path, frame, suffix):
    found, origin = scale.reduce(write(frame, tmp_path / f"table{suffix}"))
    assert found.categories == expected().categories
    assert (found.codes == expected().codes).all()
    assert (found.counts == expected().counts).all()
    assert origin.name == f"table{suffix}"
    assert len(origin.sha256) == 64


def test_columns_and_labels_can_be_named(tmp_path):
    frame = LONG.rename(columns={"extract": "post", "rater": "who", "category": "what"})
    frame["noise"] = 1
    reading = Reading(
        layout="long",
        extract="post",
        raters=("who",),
        category_column="what",
        missing=("NA",),
        categories=("01", "Access", "Cost é", "Unused"),
    )
    found, _ = scale.reduce(write(frame, tmp_path / "t.csv"), reading)
    assert found.categories == reading.categories
    assert (
        found.counts @ found.ratings
        == ((WIDE.iloc[:, 1:] != "") & (WIDE.iloc[:, 1:] != "NA")).to_numpy().sum()
    )


def test_integers_are_labels_too_in_the_order_of_a_smaller_file(tmp_path):
    frame = pd.DataFrame({"R1": [1, 2, 10], "R2": [1, 2, 2]})
    path = write(frame, tmp_path / "t.parquet")
    reading = Reading(raters=("R1", "R2"))
    found, _ = scale.reduce(path, reading)
    assert found.categories == sources.load_files([path], reading).categories == ("1", "2", "10")


def test_a_crowd_is_counted_without_who_said_what(tmp_path):
    workers = [f"w{i}" for i in range(40)]
    three = [GENERATOR.choice(workers, 3, replace=False) for _ in range(200)]
    frame = pd.DataFrame(
        {
            "item": np.repeat(np.arange(200), 3),
            "worker": np.concatenate(three),
            "label": GENERATOR.choice(["a", "b", "c"], 600),
        }
    )
    found, _ = scale.reduce(write(frame, tmp_path / "crowd.parquet"))
    assert not found.raters_known
    assert found.codes.shape[1] == 3
    codes = frame["label"].map({"a": 0, "b": 1, "c": 2}).to_numpy().reshape(200, 3)
    kappas = [coefficients(p, draws=0)[0].coef for p in (found, Patterns.from_codes(codes, 3))]
    assert kappas[0] == pytest.approx(kappas[1], rel=1e-12)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: pd.concat([f, f.iloc[:1]]), "a rater rated one extract more than once"),
        (lambda f: f.replace({"extract": {"x1": ""}}), "without a name in 'extract'; bring"),
        (lambda f: f.replace({"extract": {"x1": "Total:"}}), "rows? of totals; bring the file"),
        (lambda f: f.replace({"extract": {"x1": "grand total"}}), "rows? of totals; bring the"),
        (lambda f: f.replace({"extract": {"x1": "extract"}}), "rows? with the header again; bring"),
        (lambda f: f.replace({"extract": {"x1": " "}}), "rows? without a name in 'extract'; b"),
        (lambda f: pd.concat([f, f.iloc[:1].assign(extract="x1 ")]), "1 row with spaces around a"),
        (lambda f: pd.concat([f, f.iloc[:1].assign(rater="Bob ")]), "spaces stand around names"),
        (lambda f: f.replace({"rater": {"Bob": ""}}), "a row has no rater"),
        (lambda f: f[f["rater"] == "Bob"], "found 1 rater"),
    ],
)
def test_long_tables_that_cannot_be_are_refused(tmp_path, change, message):
    frame = LONG[LONG["category"] != ""]
    with pytest.raises(StudyError, match=message):
        scale.reduce(write(change(frame), tmp_path / "t.csv"))


def test_what_is_missing_is_named(tmp_path):
    path = write(WIDE, tmp_path / "t.csv")
    with pytest.raises(StudyError, match="no column 'Zoe'; name one of its 4 columns"):
        scale.reduce(path, Reading(raters=("Ann", "Zoe")))
    with pytest.raises(StudyError, match="--raters names one column; agreement needs two"):
        scale.reduce(path, Reading(raters=("Ann",)))
    with pytest.raises(StudyError, match="'01' is not one of the declared categories"):
        scale.reduce(path, Reading(categories=("Access", "NA", "Cost é")))
    with pytest.raises(StudyError, match="memory 'lots': write a size"):
        scale.reduce(path, memory="lots")
    with pytest.raises(StudyError, match=r"gone\.csv: there is no such file"):
        scale.reduce(tmp_path / "gone.csv")
    with pytest.raises(StudyError, match=r"DuckDB reads \.parquet"):
        scale.reduce(write(WIDE, tmp_path / "t.txt"))


def test_a_file_that_is_no_table_is_one_line(tmp_path):
    path = tmp_path / "t.parquet"
    path.write_bytes(b"not parquet")
    with pytest.raises(StudyError, match=r"^DuckDB: ") as problem:
        scale.reduce(path)
    assert "\n" not in str(problem.value)


@pytest.mark.parametrize(
    ("encoding", "named"), [("cp1252", "not UTF-8, perhaps Windows-1252"), ("utf-16", "UTF-16")]
)
@pytest.mark.parametrize("rows", [3, 3000], ids=["first", "late"])
def test_a_text_in_another_encoding_is_named(tmp_path, encoding, named, rows):
    path = tmp_path / "t.csv"
    body = [f"{i},Access,Access" for i in range(rows)]
    path.write_text("\n".join(["id,Ann,Bob", *body, "z,Café,Access\n"]), encoding=encoding)
    with pytest.raises(StudyError, match=f"^t.csv: the text is {named}, and .* save it as UTF-8"):
        scale.reduce(path)
    assert sources.explain([path]).ratings.codes.shape == (rows + 1, 2)


@pytest.mark.parametrize("frame", [WIDE, LONG], ids=["wide", "long"])
def test_a_label_that_reads_as_missing_is_said_as_of_a_smaller_file(tmp_path, frame):
    path = write(frame, tmp_path / "t.csv")
    _, origin = scale.reduce(path)
    said = [change for change in origin.changes if "makes it missing" in change]
    times = (CODES == 1).sum()
    reads = "kept as a label, though it reads as not rated"
    assert said == [f"{reads}: 'NA' ({times}); --missing NA makes it missing"]
    assert set(said) <= set(sources.explain([path]).ratings.origin.changes)


def test_without_duckdb_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(StudyError, match="uv sync --extra scale"):
        scale.reduce(write(WIDE, tmp_path / "t.csv"))


def test_only_large_tables_are_large(tmp_path, monkeypatch):
    path = write(WIDE, tmp_path / "t.csv")
    assert not scale.is_large(path)
    monkeypatch.setattr(scale, "LARGE", 10)
    assert scale.is_large(path)
    assert not scale.is_large(tmp_path / "fleiss1971")


def test_a_name_that_no_file_can_have_is_not_large() -> None:
    assert not scale.is_large(Path("a" * 5000 + ".csv"))


@pytest.mark.parametrize(
    ("reading", "message"),
    [
        (Reading(layout="counts"), "--layout counts is not read through DuckDB, only wide, long"),
        (Reading(split=";"), "--split is not taken for a file read through DuckDB"),
        (Reading(several="drop"), "--several is not taken"),
        (Reading(service="extract"), "--service is not taken"),
        (Reading(keep_names=True), "--keep-names is not taken"),
        (Reading(sheet="one"), "--sheet is not taken"),
    ],
)
def test_a_choice_that_would_be_passed_over_is_refused(
    tmp_path: Path, reading: Reading, message: str
) -> None:
    with pytest.raises(StudyError, match=f"^t.csv: {message}"):
        scale.reduce(write(WIDE, tmp_path / "t.csv"), reading)


SPELLED = (("Pos", "pos"), ("pos", "pos"), ("neg", "neg"), ("neg", ""), ("pos", "neg"), ("", ""))


@pytest.mark.parametrize("categories", [(), ("Neg", "Pos"), ("Pos", "neg", "other")])
@pytest.mark.parametrize("long", [False, True])
def test_labels_that_are_alike_are_merged_or_said_as_in_a_smaller_file(
    tmp_path: Path, long: bool, categories: tuple[str, ...]
) -> None:
    frame = pd.DataFrame(SPELLED, columns=["Ann", "Bob"])
    frame.insert(0, "extract", [f"x{i}" for i in range(len(frame))])
    if long:
        frame = frame.melt("extract", var_name="rater", value_name="category")
    path = write(frame, tmp_path / "t.csv")
    reading = Reading(merge_labels=True, categories=categories)
    found, origin = scale.reduce(path, reading)
    ratings = sources.load_files([path], reading)
    assert found.categories == ratings.categories
    assert found.codes.tolist() == Patterns.of(ratings).codes.tolist()
    assert found.counts.tolist() == Patterns.of(ratings).counts.tolist()
    merged = {said for said in origin.changes if "merged into" in said}
    assert merged == {said for said in ratings.origin.changes if "merged into" in said} != set()


def test_what_is_kept_apart_or_missing_is_said_as_in_a_smaller_file(tmp_path: Path) -> None:
    frame = pd.DataFrame([*SPELLED, ("1", "01")], columns=["Ann", "Bob"])
    frame.insert(0, "extract", [f"x{i}" for i in range(len(frame))])
    path = write(frame, tmp_path / "t.csv")
    told = sources.load_files([path]).origin.changes
    kept = [one for one in told if "kept apart" in one or "missing" in one or "nobody" in one]
    assert len(kept) == 5
    assert [one for one in scale.reduce(path)[1].changes if one in kept] == kept


def test_columns_are_understood_as_in_a_smaller_file(tmp_path: Path) -> None:
    frame = WIDE.assign(comment=[f"note {i}" for i in range(len(WIDE))], year="2021")
    path = write(frame, tmp_path / "t.csv")
    found, origin = scale.reduce(path)
    ratings = sources.load_files([path])
    assert found.raters == ratings.raters
    assert (found.codes == Patterns.of(ratings).codes).all()
    assert (found.counts == Patterns.of(ratings).counts).all()
    assert (
        [c for c in origin.changes if "not taken" in c]
        == [c for c in ratings.origin.changes if "not taken" in c]
        != []
    )
    named, _ = scale.reduce(path, Reading(raters=("columns 2 to 3",)))
    assert named.raters == ("R1", "R2")


def test_a_long_table_with_more_columns_is_found_too(tmp_path: Path) -> None:
    frame = LONG.assign(comment="")
    found, origin = scale.reduce(write(frame, tmp_path / "t.csv"))
    assert origin.layout == "one row a rating"
    assert (found.codes == expected().codes).all()


def test_what_only_a_smaller_file_can_be_is_refused(tmp_path: Path) -> None:
    counts = pd.DataFrame({"id": ["a", "b", "c"], "yes": [2, 0, 1], "no": [1, 3, 2]})
    with pytest.raises(StudyError, match=r"looks like counts a category; .* --layout wide or"):
        scale.reduce(write(counts, tmp_path / "t.csv"))


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_an_extract_that_comes_again_is_refused_as_in_a_smaller_file(
    tmp_path: Path, suffix: str
) -> None:
    rows = [(f"e{i % 1500}", "abc"[i % 3], "abc"[i % 2]) for i in range(1501)]
    path = write(pd.DataFrame(rows, columns=["id", "AB", "CD"]), tmp_path / f"t.{suffix}")
    refused = r"^t\.\w+: extract 'e0' appears more than once"
    with pytest.raises(StudyError, match=refused):
        scale.reduce(path)
    with pytest.raises(StudyError, match=refused):
        sources.load_files([path])


def test_several_codes_in_a_cell_are_refused(tmp_path: Path) -> None:
    frame = WIDE.replace({"Ann": {"01": "Access; Cost é"}})
    with pytest.raises(StudyError, match="several codes"):
        scale.reduce(write(frame, tmp_path / "t.csv"))


def test_rows_that_are_no_extracts_are_refused_and_not_counted(tmp_path: Path) -> None:
    path = write(WIDE, tmp_path / "t.csv")
    with path.open("a") as file:
        file.write("Total,12,13,14\n")
    with pytest.raises(StudyError, match="among the first rows 1 are no extracts; bring the file"):
        scale.reduce(path)


@pytest.mark.parametrize(
    ("last", "message"),
    [
        ("Total,12,13,14", "1 row of totals; bring the file into shape first"),
        ("unit,Ann,Bob,Cy", "1 row with the header again"),
        (",Access,Access,Access", "1 row without a name in 'unit'"),
    ],
)
def test_rows_that_are_no_extracts_are_refused_wherever_they_stand(
    tmp_path: Path, last: str, message: str
) -> None:
    ways = ("Access,Cost,Cost", "Cost,Cost,Access", "Cost,Access,Cost", "Cost,Cost,Cost")
    rows = [f"u{i},{ways[i % 4]}" for i in range(1500)]
    (tmp_path / "t.csv").write_text("\n".join(["unit,Ann,Bob,Cy", *rows, last]) + "\n")
    with pytest.raises(StudyError, match=message):
        scale.reduce(tmp_path / "t.csv")


NO_HEADER = {
    "long": [f"{i},{who},{'abc'[i % n]}" for i in range(1, 13) for who, n in (("A", 3), ("B", 2))],
    "wide": [f"{i},{'abc'[i % 3]},{'abc'[i % 2]}" for i in range(1, 13)],
}


@pytest.mark.parametrize("layout", NO_HEADER)
@pytest.mark.parametrize("header", [None, "no"])
def test_a_file_without_a_header_row_is_read_as_by_the_other_road(
    tmp_path: Path, layout: str, header: Literal["no"] | None
) -> None:
    path = tmp_path / "t.csv"
    path.write_text("\n".join(NO_HEADER[layout]) + "\n")
    reading = Reading(header=header)
    patterns, origin = scale.reduce(path, reading)
    other = sources.explain([path], reading).ratings
    assert patterns.counts.sum() == len(other.extracts) == 12
    assert origin.layout == other.origin.layout
    assert (NOTE in origin.changes) == (NOTE in other.origin.changes) == (header is None)
    assert coefficients(patterns) == coefficients(Patterns.of(other))


@pytest.mark.parametrize("head", ["extract,rater,code", "segment,who,tag"])
def test_what_raters_agreed_on_is_asked_about_in_a_column_of_raters(
    tmp_path: Path, head: str
) -> None:
    names = ("Anna", "Ben", "agreed")
    codes = ("AAB", "ABA", "CCC", "BBB", "CAC", "AAA", "BBC", "CCC", "ABB", "CCC", "BAB")
    rows = [f"{i},{n},{c}" for i, row in enumerate(codes) for n, c in zip(names, row, strict=True)]
    (tmp_path / "t.csv").write_text("\n".join([head, *rows]) + "\n")
    rater = head.split(",")[1]
    said = f"R3 of '{rater}', in the order of their names: named as what raters agreed on; leave"
    with pytest.raises(StudyError, match=f"{said} .* type --raters {rater} to keep"):
        scale.reduce(tmp_path / "t.csv")
    found, _ = scale.reduce(tmp_path / "t.csv", Reading(raters=(rater,)))
    assert found.codes.shape[1] == len(names)


def test_a_first_row_that_may_be_an_extract_is_asked_about_as_in_a_smaller_file(
    tmp_path: Path,
) -> None:
    path = tmp_path / "t.csv"
    path.write_text("1;2;3\n" + "1;1;1\n0;0;0\n2;2;1\n1;2;1\n" * 5)
    with pytest.raises(StudyError) as small:
        sources.load_files([path])
    with pytest.raises(StudyError) as large:
        scale.reduce(path)
    assert str(large.value) == str(small.value)
    assert "--layout block --raters 'columns 1 to 3'" in str(large.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "the file is empty; a table"), (b"\x89PNG\r\n\x1a\n", "this is an image, not a table")],
)
def test_what_is_no_table_is_refused_as_elsewhere(
    tmp_path: Path, content: bytes, says: str
) -> None:
    (tmp_path / "t.csv").write_bytes(content)
    with pytest.raises(StudyError, match=f"^t.csv: {says}"):
        scale.reduce(tmp_path / "t.csv")


def quoted(rows: list[str]) -> str:
    cells = ([cell if cell == "NA" else f'"{cell}"' for cell in row.split(",")] for row in rows)
    return "".join(",".join(row) + "\n" for row in cells)


def test_an_na_without_quotes_is_missing_as_in_a_smaller_file(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    rows = ["id,Ann,Ben", *(f"e{i},{'abc'[i % 3]},{'abc'[i % 2]}" for i in range(20)), "e20,NA,a"]
    path.write_text(quoted(rows))
    large, origin = scale.reduce(path)
    assert large.categories == sources.load_files([path]).categories == ("a", "b", "c")
    assert "NA without quotes is taken for missing" in origin.changes
    path.write_text(quoted(rows) + '"e21","NA","a"\n')
    with pytest.raises(StudyError, match="NA stands with and without quotes"):
        scale.reduce(path)
    assert scale.reduce(path, Reading(missing=("NA",)))[0].categories == ("a", "b", "c")
    path.write_text("\n".join(rows) + "\n")  # without any quotes it is a label
    assert "NA" in scale.reduce(path)[0].categories


def test_lines_above_the_header_are_never_skipped_in_silence(tmp_path: Path) -> None:
    rows = ["# exported 2024", "# by Anna", "id,Anna,Ben,Cy", *(f"{i},a,b,a" for i in range(12))]
    (tmp_path / "t.csv").write_text("\n".join(rows) + "\n")
    with pytest.raises(StudyError):
        scale.reduce(tmp_path / "t.csv")
