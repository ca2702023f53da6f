"""One file a rater: asked for, never guessed, locked, and no name of one shown."""

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from helpers import facts, osf, sources
from helpers.errors import StudyError
from helpers.layouts import Reading
from helpers.osf import contents

from .conftest import Fetch
from .server import Osf
from .test_choosing import LABELS, bare, coded, ratings, table

__all__ = ["bare"]  # a fixture
RATERS = ("Ada Vogel.csv", "Bo Lindqvist.csv", "Cai Moreau.csv")
TYPED = "--osf-ratings 'Ada Vogel.csv' --osf-ratings 'Bo Lindqvist.csv'"


def highlights(rater: int, extracts: int = 40, labels: tuple[str, ...] = LABELS) -> bytes:
    """What one person coded, as Taguette exports it: mostly what the others did."""
    rows = [["id", "document", "tag", "content"]]
    for i in range(extracts):
        own = i % 5 == 0 and rater == 2
        label = labels[(i + own) % len(labels)]
        rows.append([str(i + 1), f"interview {i % 3}", label, f"invented words, {i}" * 4])
    return table(rows)


@pytest.fixture
def one_each(bare: Osf) -> Osf:
    """A node that holds one file a rater, each named as the rater, and nothing else to read."""
    for number, name in enumerate(RATERS):
        bare.add(name, highlights(number))
    return bare


def test_files_that_look_like_one_raters_each_are_a_question(one_each: Osf, fetch: Fetch) -> None:
    lock = fetch().lock
    assert lock.ratings is None
    assert lock.undecided[0] == (
        "ratings: 3 files look like one rater's each; nothing is chosen; if they are, add "
        f"{TYPED} --osf-ratings 'Cai Moreau.csv'"
    )
    assert lock.why_none("ratings") == "3 files look like one rater's each"


def test_named_together_they_are_the_ratings(one_each: Osf, fetch: Fetch, tmp_path: Path) -> None:
    fetch()
    lock = osf.choose(RATERS[:2], tmp_path / "osf")
    assert lock == osf.locked(tmp_path / "osf")
    hashes = {one.path: one.sha256 for one in lock.files}
    stored = json.loads((tmp_path / "osf/lock.json").read_text("utf-8"))["ratings"]
    assert stored["file"] == list(RATERS[:2])
    assert stored["sha256"] == [hashes[name] for name in RATERS[:2]]
    assert stored["reading"] == {"layout": "files", "extract": "id", "category_column": "tag"}
    assert set(stored["categories"]) == set(LABELS)
    assert lock.undecided == (
        "coded extracts: no file holds any; what needs them cannot be checked",
    )


def test_one_file_is_locked_as_ever(bare: Osf, fetch: Fetch, tmp_path: Path) -> None:
    bare.add("final_codes.csv", ratings())
    lock = fetch().lock
    stored = json.loads((tmp_path / "osf/lock.json").read_text("utf-8"))["ratings"]
    assert list(stored) == [
        *("file", "sha256", "reading", "categories", "why", "chosen_by", "chosen_at")
    ]
    assert (stored["file"], stored["sha256"]) == ("final_codes.csv", lock.ratings.sha256[0])


@pytest.mark.parametrize("hashes", [[], ["a"], "a", None])
def test_a_lock_without_a_hash_for_each_file_is_broken(
    one_each: Osf, fetch: Fetch, tmp_path: Path, hashes: object
) -> None:
    fetch(ratings=RATERS)
    place = tmp_path / "osf/lock.json"
    content = json.loads(place.read_text("utf-8"))
    content["ratings"]["sha256"] = hashes
    place.write_text(json.dumps(content), "utf-8")
    with pytest.raises(StudyError, match="not a lock that `study fetch` wrote"):
        osf.locked(tmp_path / "osf")


def test_the_order_named_is_the_order_of_the_raters(
    one_each: Osf, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = fetch(ratings=[RATERS[2], RATERS[0]]).lock
    monkeypatch.setattr("helpers.osf.locked", lambda folder=None: lock)
    found = sources.load("osf")
    assert found.raters == ("R1", "R2")
    assert found.origin.where.startswith("2 files; ")
    first = [found.categories[code] for code in found.codes[0]]
    assert first == [LABELS[1], LABELS[0]]
    assert not [name for name in RATERS if name.partition(".")[0] in repr(found.origin)]


def test_no_name_of_such_a_file_is_shown(one_each: Osf, fetch: Fetch, tmp_path: Path) -> None:
    undecided = fetch().lock
    chosen = osf.choose(RATERS, tmp_path / "osf")
    one_each.add("final_codes.csv", ratings())
    fetch()
    dropped = osf.choose(["final_codes.csv"], tmp_path / "osf")
    for lock in (undecided, chosen, dropped):
        shown = lock.table().to_csv() + lock.choices().to_csv() + lock.why_none("ratings")
        assert not [name for name in RATERS if name.partition(".")[0] in shown]
        assert lock.table()["file"].tolist().count("one rater's ratings") == 3
    assert "3 files,ratings,chosen by --osf-ratings" in chosen.choices().to_csv()
    assert "final_codes.csv,ratings,chosen by --osf-ratings" in dropped.choices().to_csv()


def test_beside_a_whole_table_they_are_not_asked_for(one_each: Osf, fetch: Fetch) -> None:
    one_each.add("final_codes.csv", ratings())
    lock = fetch().lock
    assert lock.ratings.files == ("final_codes.csv",)
    assert lock.one_raters() == set(RATERS)


def test_one_raters_files_are_no_coded_extracts(one_each: Osf, fetch: Fetch) -> None:
    one_each.add("extracts.csv", coded())
    assert fetch().lock.coded_extracts.files == ("extracts.csv",)


def test_parts_of_one_table_are_not_one_raters_each(bare: Osf, fetch: Fetch) -> None:
    for part in range(3):
        rows = [[f"{part}-{i}", LABELS[i % 5]] for i in range(20)]
        bare.add(f"service {part}.csv", table([["id", "theme"], *rows]))
    lock = fetch().lock
    assert "look like one rater's" not in lock.undecided[0]
    assert lock.one_raters() == set()


def test_other_tables_of_the_same_headers_are_not_one_raters(bare: Osf, fetch: Fetch) -> None:
    for name in ("first.csv", "second.csv"):
        bare.add(name, table([["id", "age"], *([str(i), str(20 + i)] for i in range(9))]))
    assert "one rater" not in fetch().lock.undecided[0]


def test_a_question_of_the_readers_is_passed_on_with_what_to_type(
    bare: Osf, fetch: Fetch, tmp_path: Path
) -> None:
    twice = highlights(0) + table([["1", "interview 0", LABELS[1], "invented words, 0" * 4]])
    bare.add("Ada.csv", twice)
    bare.add("Bo.csv", highlights(1))
    lock = fetch().lock
    assert lock.undecided[0].startswith(
        "ratings: 2 files look like one rater's each; nothing is chosen; 2 files: rater 1 gave "
        "extract 1 several codes (1 such in all); --several drop"
    )
    assert lock.undecided[0].endswith("reads it: --osf-ratings how.yaml)")
    assert lock.one_raters() == {"Ada.csv", "Bo.csv"}
    sources.save_reading(
        tmp_path / "how.yaml",
        [tmp_path / "osf" / name for name in ("Ada.csv", "Bo.csv")],
        osf_reading(),
    )
    lock = osf.choose([str(tmp_path / "how.yaml")], tmp_path / "osf")
    assert lock.ratings.files == ("Ada.csv", "Bo.csv")
    assert lock.ratings.reading["several"] == "first"


def osf_reading() -> object:
    from helpers.layouts import Reading

    return Reading(several="first")


def test_the_same_file_twice_is_refused(one_each: Osf, fetch: Fetch, tmp_path: Path) -> None:
    fetch()
    same = ["Ada Vogel.csv", str(tmp_path / "osf/Ada Vogel.csv")]
    with pytest.raises(StudyError, match="the same file twice; several files hold a rater each"):
        osf.choose(same, tmp_path / "osf")


def test_a_yaml_is_named_alone(one_each: Osf, fetch: Fetch, tmp_path: Path) -> None:
    fetch()
    with pytest.raises(StudyError, match=r"how\.yaml: a YAML lists every file; name it alone"):
        osf.choose(["how.yaml", "Ada Vogel.csv"], tmp_path / "osf")


def test_files_that_are_no_raters_each_are_refused_and_nothing_changes(
    one_each: Osf, fetch: Fetch, tmp_path: Path
) -> None:
    before = fetch().lock
    with pytest.raises(StudyError, match=r"^--osf-ratings 'Ada Vogel.csv' --osf-ratings README.tx"):
        osf.choose(["Ada Vogel.csv", "README.txt"], tmp_path / "osf")
    assert osf.locked(tmp_path / "osf") == before


def test_where_one_file_of_several_is_replaced_all_are_judged_anew(
    one_each: Osf, fetch: Fetch
) -> None:
    fetch(ratings=RATERS)
    one_each.replace("Bo Lindqvist.csv", highlights(1, extracts=41))
    lock = fetch(update=True).lock
    assert lock.ratings is None
    assert "look like one rater's each" in lock.undecided[0]


def test_no_sheet_of_a_raters_workbook_is_taken_on_a_guess(tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.xlsx" for name in ("one", "two")]
    for path in paths:
        book = Workbook()
        for sheet in (book.worksheets[0], book.create_sheet("other")):
            for row in (("id", "theme"), (1, LABELS[0]), (2, LABELS[1])):
                sheet.append(row)
        book.save(path)
    found = contents.ratings(paths, facts.load(), Reading(layout="files"))
    assert found.reading is None
    assert found.outcome == "one.xlsx: 2 sheets hold cells; type --sheet Sheet or --sheet other"
    named = contents.ratings(paths, facts.load(), Reading(layout="files", sheet="other"))
    assert named.reading is not None
