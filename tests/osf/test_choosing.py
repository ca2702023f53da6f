"""Which file holds the ratings: by what can be read, never silently, locked before use."""

import csv
import io
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from helpers import facts, osf, paths, sources
from helpers.errors import StudyError
from helpers.osf.stored import save

from .conftest import Ear, Fetch
from .server import Osf, as_the_studys

STUDY = facts.load()
LABELS = STUDY.categories


def table(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def ratings(labels: tuple[str, ...] = LABELS, extracts: int = 40) -> bytes:
    """Three raters who mostly agree."""
    rows = [["extract", "AB", "CD", "EF"]]
    for i in range(extracts):
        first, other = labels[i % len(labels)], labels[(i + i // 7) % len(labels)]
        rows.append([f"e{i}", first, first, other if i % 5 == 0 else first])
    return table(rows)


def coded(extracts: int = 30) -> bytes:
    rows = [["id", "theme", "activity", "text"]]
    for i in range(extracts):
        theme = STUDY.themes[i % len(STUDY.themes)]
        activity = theme.activities[i % len(theme.activities)]
        rows.append([str(i), theme.name, activity.name, f"invented words of a service, {i}" * 3])
    return table(rows)


@pytest.fixture
def bare(server: Osf) -> Osf:
    """A node that holds a text file and nothing to be read."""
    server.pages["folder_files"]["data"].clear()
    server.pages["files_page2"]["data"].clear()
    return server


def test_a_table_with_the_studys_labels_is_the_ratings(
    bare: Osf, fetch: Fetch, tmp_path: Path
) -> None:
    bare.add("final_codes.csv", ratings())
    bare.add("participants.csv", table([["id", "age"], *([str(i), str(i)] for i in range(9))]))
    choice = fetch().lock.ratings
    assert choice is not None
    assert (choice.files, choice.chosen_by) == (("final_codes.csv",), "guess")
    assert set(choice.categories) == set(LABELS)
    assert choice.reading["layout"] == "wide"
    assert choice.reading["raters"] == ["AB", "CD", "EF"]
    assert osf.locked(tmp_path / "osf").ratings == choice


def test_every_table_that_was_tried_is_listed(bare: Osf, fetch: Fetch) -> None:
    bare.add("final_codes.csv", ratings())
    bare.add("kappa_results.csv", table([["pair", "kappa"], ["A-B", "0.8"], ["A-C", "0.7"]]))
    tried = {(one.file, one.tried_as): one.outcome for one in fetch().lock.tried}
    assert set(tried) == {
        ("final_codes.csv", "ratings"),
        ("kappa_results.csv", "ratings"),
        ("kappa_results.csv", "coded extracts"),
    }
    assert "40 extracts by 3 raters, one column a rater" in tried["final_codes.csv", "ratings"]
    assert "labels are the study's categories: score 4" in tried["final_codes.csv", "ratings"]
    assert tried["kappa_results.csv", "ratings"].startswith("kappa_results.csv: ")


HEADS = [
    ("Primary theme", "Secondary theme"),
    ("main_theme", "sub_theme"),
    ("Theme", "Subtheme"),
    ("PrimaryCode", "SecondaryCode"),
]


@pytest.mark.parametrize("heads", HEADS)
def test_a_coders_main_and_second_themes_are_no_ratings(
    bare: Osf, fetch: Fetch, heads: tuple[str, str]
) -> None:
    rows = [["id", *heads]]
    rows += [[f"e{i}", LABELS[i % 5], LABELS[(i + i // 7) % 5]] for i in range(40)]
    bare.add("ratings.csv", table(rows))
    lock = fetch().lock
    assert lock.ratings is None
    assert lock.undecided[0].startswith(
        "ratings: no file shows that it holds any; what needs them cannot be checked; ratings.csv: "
        "columns 2, 3 are headed as one coder's main and second codes, not as two raters; if each "
        "is a rater's, type --raters 'column 2,column 3' ("
    )


def test_a_primary_and_a_secondary_coder_are_two_raters(bare: Osf, fetch: Fetch) -> None:
    rows = [["id", "Primary coder", "Secondary coder"]]
    rows += [[f"e{i}", LABELS[i % 5], LABELS[(i + i // 7) % 5]] for i in range(40)]
    bare.add("ratings.csv", table(rows))
    assert fetch().lock.ratings.files == ("ratings.csv",)


@pytest.fixture
def project(bare: Osf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Osf:
    """A node to fetch from into a project of its own, which holds the published facts."""
    shutil.copytree(paths.data("published"), tmp_path / "data/published")
    as_the_studys(tmp_path)
    monkeypatch.setenv("STUDY_PROJECT", str(tmp_path))
    return bare


def test_a_guess_is_said_until_the_file_is_named(project: Osf) -> None:
    project.add("final_codes.csv", ratings())
    osf.fetch("zz9ab", access=osf.Access(project.api))
    assert sources.origin("osf").doubt == (
        "that final_codes.csv holds the ratings is a guess, which --osf-ratings settles"
    )
    osf.choose(["final_codes.csv"])
    assert sources.origin("osf").doubt == ""


def test_two_equally_likely_files_are_a_question(bare: Osf, fetch: Fetch) -> None:
    bare.add("ratings A.csv", ratings())
    bare.add("ratings_b.csv", ratings(extracts=41))
    lock = fetch().lock
    assert lock.ratings is None
    assert lock.undecided[0] == (
        "ratings: 2 files are equally likely; nothing is chosen; add "
        "--osf-ratings 'ratings A.csv' or --osf-ratings ratings_b.csv"
    )


def test_a_source_with_a_question_open_says_which(
    bare: Osf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(paths.data("published"), tmp_path / "data/published")
    as_the_studys(tmp_path)
    monkeypatch.setenv("STUDY_PROJECT", str(tmp_path))
    bare.add("ratings_a.csv", ratings())
    bare.add("ratings_b.csv", ratings(extracts=41))
    osf.fetch("zz9ab", access=osf.Access(bare.api))
    why = "no OSF file is taken for the ratings: 2 files are equally likely"
    assert sources.origin("osf").lacks == why
    message = (
        r"osf: no fetched file is taken for the ratings: 2 files are equally likely; name it with "
        r"`study fetch --osf-ratings PATH`, or use standin"
    )
    with pytest.raises(StudyError, match=f"^{message}$"):
        sources.load("osf")


def test_readable_alone_is_not_enough(bare: Osf, fetch: Fetch) -> None:
    bare.add("answers.csv", ratings(("agree", "disagree", "unsure")))
    lock = fetch().lock
    assert lock.ratings is None
    assert lock.undecided[0].endswith(
        "cannot be checked; if one does, add --osf-ratings answers.csv"
    )


def test_a_name_speaks_for_a_file(bare: Osf, fetch: Fetch) -> None:
    bare.add("ratings.csv", ratings(("one", "two", "three")))
    assert fetch().lock.ratings.files == ("ratings.csv",)


def test_a_readers_question_is_passed_on(bare: Osf, fetch: Fetch) -> None:
    bare.add("ratings.csv", table([["id", "R1"], ["1", "a"], ["2", "b"]]))
    lock = fetch().lock
    assert lock.ratings is None
    assert "cannot be checked; ratings.csv: " in lock.undecided[0]


def test_without_a_table_nothing_is_chosen_and_the_fetch_goes_on(bare: Osf, fetch: Fetch) -> None:
    lock = fetch().lock
    assert (lock.ratings, lock.coded_extracts) == (None, None)
    assert lock.undecided == (
        "ratings: no file shows that it holds any; what needs them cannot be checked",
        "coded extracts: no file holds any; what needs them cannot be checked",
    )


def test_a_named_file_is_taken_and_the_guess_stays_on_record(
    bare: Osf, fetch: Fetch, tmp_path: Path
) -> None:
    bare.add("final_codes.csv", ratings())
    bare.add("other.csv", ratings(("yes", "no", "maybe")))
    assert fetch().lock.ratings.files == ("final_codes.csv",)
    lock = osf.choose(["other.csv"], tmp_path / "osf")
    assert (lock.ratings.files, lock.ratings.chosen_by) == (("other.csv",), "--osf-ratings")
    assert lock == osf.locked(tmp_path / "osf")
    outcomes = [one.outcome for one in lock.tried if one.file == "final_codes.csv"]
    assert any(o.startswith("was chosen by guess at 2024-03-01T12:00:00+00:00") for o in outcomes)


def test_a_named_file_may_be_a_path_on_disk(bare: Osf, fetch: Fetch, tmp_path: Path) -> None:
    bare.add("final_codes.csv", ratings())
    fetch()
    lock = osf.choose([str(tmp_path / "osf/final_codes.csv")], tmp_path / "osf")
    assert (lock.ratings.files, lock.ratings.chosen_by) == (("final_codes.csv",), "--osf-ratings")


def test_a_choice_outlives_the_next_fetch(bare: Osf, fetch: Fetch) -> None:
    bare.add("final_codes.csv", ratings())
    bare.add("other.csv", ratings(("yes", "no", "maybe")))
    first = fetch(ratings=["other.csv"]).lock
    bare.add("ratings.csv", ratings())
    second = fetch().lock
    assert second.ratings == first.ratings
    assert second.ratings.files == ("other.csv",)


def test_naming_the_same_file_twice_changes_nothing(
    bare: Osf, fetch: Fetch, tmp_path: Path
) -> None:
    bare.add("final_codes.csv", ratings())
    first = fetch(ratings=["final_codes.csv"]).lock
    assert osf.choose(["final_codes.csv"], tmp_path / "osf") == first


def test_a_replaced_file_is_judged_anew(bare: Osf, fetch: Fetch) -> None:
    bare.add("final_codes.csv", ratings())
    fetch()
    bare.replace("final_codes.csv", ratings(extracts=50))
    lock = fetch(update=True).lock
    assert lock.ratings.sha256 == (lock.files[-1].sha256,)
    assert [one for one in lock.tried if one.outcome.endswith("until its file was replaced")]


@pytest.mark.parametrize("change", ["deleted", "edited"])
def test_a_file_withdrawn_and_lost_is_no_dead_end(
    bare: Osf, fetch: Fetch, tmp_path: Path, ear: Ear, change: str
) -> None:
    bare.add("final_codes.csv", ratings())
    bare.add("other.csv", ratings(("yes", "no", "maybe")))
    assert fetch().lock.ratings.files == ("final_codes.csv",)
    place = tmp_path / "osf/final_codes.csv"
    body = place.read_bytes()
    place.write_bytes(b"id,a,b\n")
    if change == "deleted":
        place.unlink()
    bare.pages["files_page2"]["data"] = [bare.item("other.csv")]
    lock = fetch().lock
    assert (ear.plan.lost, lock.ratings) == ({"final_codes.csv"}, None)
    assert lock.undecided[0] == (
        "ratings: no file shows that it holds any; what needs them cannot be checked; if one does, "
        "add --osf-ratings other.csv; without 1 withdrawn from OSF and lost here"
    )
    assert any(
        one.outcome.endswith("until its file was withdrawn from OSF and lost here")
        for one in lock.tried
    )
    what = "fetched before, now missing" if change == "deleted" else "changed since it was fetched"
    mend = "put a copy of it back, or run `study fetch` to go on without it"
    with pytest.raises(
        StudyError, match=f"^final_codes.csv: {what}, and withdrawn from OSF; {mend}$"
    ):
        osf.choose(["final_codes.csv"], tmp_path / "osf")
    assert osf.choose(["other.csv"], tmp_path / "osf").ratings.files == ("other.csv",)
    place.write_bytes(body)
    assert osf.choose(["final_codes.csv"], tmp_path / "osf").ratings.files == ("final_codes.csv",)
    assert fetch().lock.ratings.files == ("final_codes.csv",)
    assert ear.plan.lost == set()


@pytest.mark.parametrize("named", ["nowhere.csv", "../x", "lock.json"])
def test_a_file_that_was_not_fetched_is_refused(
    bare: Osf, fetch: Fetch, tmp_path: Path, named: str
) -> None:
    fetch()
    with pytest.raises(StudyError, match=r"no such file was fetched; there are 'README\.txt'$"):
        osf.choose([named], tmp_path / "osf")


def test_a_named_file_without_ratings_is_refused_and_nothing_changes(
    bare: Osf, fetch: Fetch, tmp_path: Path
) -> None:
    bare.add("final_codes.csv", ratings())
    before = fetch().lock
    with pytest.raises(
        StudyError, match=r"^--osf-ratings README.txt: no ratings can be read: READ"
    ):
        osf.choose(["README.txt"], tmp_path / "osf")
    assert osf.locked(tmp_path / "osf") == before


def test_a_yaml_names_the_file_and_how_to_read_it(bare: Osf, fetch: Fetch, tmp_path: Path) -> None:
    bare.add("final_codes.csv", ratings())
    fetch()
    (tmp_path / "how.yaml").write_text(
        "files: [osf/final_codes.csv]\nlayout: wide\nraters: [AB, CD]\n"
    )
    lock = osf.choose([str(tmp_path / "how.yaml")], tmp_path / "osf")
    assert (lock.ratings.files, lock.ratings.reading["raters"]) == (
        ("final_codes.csv",),
        ["AB", "CD"],
    )


NO_LIST = "not a YAML with a list of `files:`"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        *((text, NO_LIST) for text in ("", "files: []", "files: a", "layout: wide", "files: 3")),
        ("[", "not YAML: line 1, column 2: "),
        ("files: [a]\nfiles: [b]", "line 2, column 1: the key 'files' is given twice, first in "),
    ],
)
def test_a_yaml_that_lists_no_file_is_refused(
    bare: Osf, fetch: Fetch, tmp_path: Path, text: str, says: str
) -> None:
    fetch()
    (tmp_path / "how.yaml").write_text(text)
    with pytest.raises(StudyError, match=f"^--osf-ratings how.yaml: {re.escape(says)}"):
        osf.choose([str(tmp_path / "how.yaml")], tmp_path / "osf")


def test_a_yaml_that_is_not_there_is_said(fetch: Fetch, tmp_path: Path) -> None:
    fetch()
    with pytest.raises(StudyError, match=r"^--osf-ratings no.yaml: cannot be read \(No such file"):
        osf.choose([str(tmp_path / "no.yaml")], tmp_path / "osf")


def test_coded_extracts_give_themes_and_activities_without_text(
    bare: Osf, fetch: Fetch, tmp_path: Path
) -> None:
    bare.add("extracts.csv", coded())
    lock = fetch().lock
    assert lock.coded_extracts.files == ("extracts.csv",)
    assert lock.coded_extracts.reading == {"sheet": None, "theme": "theme", "activity": "activity"}
    frame = osf.coded_extracts(tmp_path / "osf")
    assert list(frame.columns) == ["theme", "activity"]
    assert set(frame["theme"]) == set(LABELS)
    assert set(frame["activity"]) <= {one.id for one in STUDY.activities}
    assert len(frame) == 30


def own_coded(head: str, themes: tuple[str, ...] = LABELS) -> bytes:
    """Coded extracts whose activities have the coders' own names."""
    rows = [["id", "theme", head, "text"]]
    for i in range(30):
        theme = themes[i % len(themes)]
        rows.append([str(i), theme, f"Own Name {i % 10}", f"invented words of a service, {i}" * 3])
    return table(rows)


@pytest.mark.parametrize("head", ["activity", "Activities", "Sub-theme", "subtheme", "Code"])
def test_the_files_own_names_of_activities_are_used_as_they_are(
    bare: Osf, fetch: Fetch, tmp_path: Path, head: str
) -> None:
    bare.add("extracts.csv", own_coded(head))
    choice = fetch().lock.coded_extracts
    assert choice.why.startswith("30 extracts, themes in column 2, activities in column 3")
    found = osf.coded_extracts(tmp_path / "osf")
    assert set(found["activity"]) == {f"Own Name {i}" for i in range(10)}


def test_two_columns_of_activities_are_told_and_none_is_taken(
    bare: Osf, fetch: Fetch, tmp_path: Path
) -> None:
    rows = [["id", "theme", "activity 1", "activity 2", "text"]]
    rows += [[str(i), LABELS[i % 5], f"a{i % 9}", f"b{i % 9}", f"words {i}" * 9] for i in range(30)]
    bare.add("extracts.csv", table(rows))
    why = fetch().lock.coded_extracts.why
    assert ", no activities taken, since columns 3, 4 may hold them" in why
    assert set(osf.coded_extracts(tmp_path / "osf")["activity"]) == {""}


def test_prose_is_never_an_activity(bare: Osf, fetch: Fetch, tmp_path: Path) -> None:
    rows = [["id", "theme", "activity"]]
    rows += [[str(i), LABELS[i % 5], f"invented words of a service, {i}" * 3] for i in range(30)]
    bare.add("extracts.csv", table(rows))
    assert fetch().lock.coded_extracts.reading["activity"] is None
    assert set(osf.coded_extracts(tmp_path / "osf")["activity"]) == {""}


def test_a_theme_that_is_not_the_studys_is_kept_counted_and_said(
    bare: Osf, fetch: Fetch, tmp_path: Path
) -> None:
    bare.add("extracts.csv", own_coded("activity", (*LABELS, "Own theme")))
    lock = fetch().lock
    says = (
        ", 1 of 6 themes not among the study's (5 extracts), kept as named: cannot be checked, its "
        "name looks like coded extracts: score 5"
    )
    assert lock.coded_extracts.why.endswith(says)
    assert says in lock.choices().to_csv()
    found = osf.coded_extracts(tmp_path / "osf")
    assert found["theme"].value_counts()["Own theme"] == 5
    assert set(found["theme"]) == {*LABELS, "Own theme"}


def test_mostly_other_themes_are_no_coded_extracts(bare: Osf, fetch: Fetch) -> None:
    bare.add("extracts.csv", own_coded("activity", (*LABELS[:2], "one", "two")))
    lock = fetch().lock
    assert lock.coded_extracts is None
    assert [one.outcome for one in lock.tried if one.tried_as == "coded extracts"] == [
        "0 columns hold the study's themes; exactly one is needed"
    ]


def test_coded_extracts_that_an_older_lock_read_otherwise_are_chosen_anew(
    bare: Osf, fetch: Fetch, tmp_path: Path
) -> None:
    bare.add("extracts.csv", own_coded("Sub-theme"))
    lock = fetch().lock
    assert lock.coded_extracts is not None
    older = replace(lock.coded_extracts, reading={**lock.coded_extracts.reading, "activity": None})
    save(replace(lock, coded_extracts=older))
    again = fetch().lock
    assert again.coded_extracts is not None
    assert again.coded_extracts.reading["activity"] == "Sub-theme"
    assert any("until its columns were found anew" in one.outcome for one in again.tried)
    assert fetch().lock.coded_extracts == again.coded_extracts


def test_without_coded_extracts_there_is_none(bare: Osf, fetch: Fetch, tmp_path: Path) -> None:
    fetch()
    assert osf.coded_extracts(tmp_path / "osf") is None


def test_the_source_osf_reads_what_was_locked(project: Osf) -> None:
    project.add("final_codes.csv", ratings())
    osf.fetch("zz9ab", access=osf.Access(project.api))
    table = sources.load("osf")
    served = f"final_codes.csv; served by {project.api}"
    assert (table.origin.kind, table.origin.where) == ("osf", served)
    assert table.codes.shape == (40, 3)
    assert table.raters == ("R1", "R2", "R3")


def test_another_project_is_not_the_studys(
    bare: Osf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(paths.data("published"), tmp_path / "data/published")
    monkeypatch.setenv("STUDY_PROJECT", str(tmp_path))
    bare.add("final_codes.csv", ratings())
    osf.fetch("zz9ab", access=osf.Access(bare.api))
    origin = sources.load("osf").origin
    assert (origin.name, origin.kind) == ("osf zz9ab", "own")
    assert origin.where.startswith("final_codes.csv; another OSF project than the study's; ")
    assert sources.coded("osf") is None


def test_changed_content_is_not_compared(bare: Osf, fetch: Fetch, tmp_path: Path) -> None:
    bare.add("final_codes.csv", ratings())
    lock = fetch().lock
    (tmp_path / "osf/final_codes.csv").write_bytes(ratings(extracts=20))
    with pytest.raises(StudyError, match="changed since it was fetched"):
        lock.path(lock.ratings.files[0])
