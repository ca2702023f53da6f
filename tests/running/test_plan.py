import datetime
import json
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.errors import StudyError
from helpers.running import plan

from .conftest import notebook

PARAMETERS = "source: str = 'auto'\nseed: int = 1\nlabel: str = ''"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mine.ipynb").write_text(notebook("1", parameters=PARAMETERS), "utf-8")
    (tmp_path / "{seed}.ipynb").write_text(notebook("1", parameters=PARAMETERS), "utf-8")
    (tmp_path / "ratings").mkdir()
    (tmp_path / "ratings/my.csv").write_text("id,R1,R2\n1,a,b\n2,a,a\n3,b,b\n", "utf-8")
    return tmp_path


def read(folder: Path, text: str) -> list[plan.Job]:
    path = folder / "plan.yaml"
    path.write_text(text, "utf-8")
    return plan.read(path)


def test_every_combination_and_the_single_runs(folder: Path) -> None:
    jobs = read(
        folder,
        "notebook: mine.ipynb\n"
        "grid: {source: [standin, fleiss1971], seed: [1, 2, 3]}\n"
        "runs: [{source: ratings/my.csv, seed: 7}, {seed: 7}]\n",
    )
    assert [(j.shown.get("source"), j.shown.get("seed")) for j in jobs] == [
        ("standin", 1), ("standin", 2), ("standin", 3),
        ("fleiss1971", 1), ("fleiss1971", 2), ("fleiss1971", 3),
        ("ratings/my.csv", 7), (None, 7),
    ]  # fmt: skip
    assert len({j.run for j in jobs}) == 8
    assert all(j.run.startswith("mine-") and j.home == f"runs/{j.run}" for j in jobs)


def test_values_that_are_one_once_read_are_one_run(folder: Path) -> None:
    jobs = read(folder, "notebook: mine.ipynb\ngrid: {seed: [1, 1.0, 2]}")
    assert [job.parameters["seed"] for job in jobs] == [1, 2]


def test_a_file_that_the_notebook_itself_names_is_watched_too(folder: Path) -> None:
    mine = folder / "ratings/my.csv"
    own = PARAMETERS.replace("'auto'", repr(str(mine)))
    (folder / "mine.ipynb").write_text(notebook("1", parameters=own), "utf-8")
    (before,) = read(folder, "notebook: mine.ipynb")
    assert before.shown == {"source": "my.csv"}
    mine.write_text("id,R1,R2\n1,a,b\n2,b,b\n3,b,b\n", "utf-8")
    (after,) = read(folder, "notebook: mine.ipynb")
    assert after.run == before.run
    assert after.identity["data"] != before.identity["data"]
    mine.write_text("", "utf-8")
    with pytest.raises(StudyError, match=r"plan\.yaml: .*my\.csv"):
        read(folder, "notebook: mine.ipynb")


def test_a_file_is_absolute_for_the_kernel_and_only_there(folder: Path) -> None:
    (job,) = read(folder, "notebook: mine.ipynb\nruns: [{source: ratings/my.csv}]")
    assert job.parameters == {"source": str(folder / "ratings/my.csv")}
    assert job.shown == {"source": "ratings/my.csv"}
    assert job.paths == {str(folder / "ratings/my.csv"): "ratings/my.csv"}


def test_the_identity_follows_what_the_result_depends_on(folder: Path) -> None:
    text = "notebook: mine.ipynb\nruns: [{source: ratings/my.csv}]"
    (before,) = read(folder, text)
    (same,) = read(folder, text)
    assert same.identity == before.identity
    (folder / "ratings/my.csv").write_text("id,R1,R2\n1,a,b\n2,b,b\n3,b,b\n", "utf-8")
    (other,) = read(folder, text)
    assert {k for k in other.identity if other.identity[k] != before.identity[k]} == {"data"}
    assert other.run == before.run
    (folder / "mine.ipynb").write_text(notebook("2", parameters=PARAMETERS), "utf-8")
    (edited,) = read(folder, text)
    assert {k for k in other.identity if other.identity[k] != edited.identity[k]} == {"code"}


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ('"parameters"', '"other"', False),
        ('"tags": [\n     "parameters"', '"tags": ["skip-execution", \n     "parameters"', False),
        ('"tags": [\n     "parameters"', '"tags": ["raises-exception", \n     "parameters"', False),
        ('"tags": [\n     "parameters"', '"tags": ["hide-input", \n     "parameters"', True),
        ('"name": "python3"', '"name": "python"', False),
        ('"language": "python"', '"language": "R"', False),
        ('"display_name": "Python 3"', '"display_name": "mine"', True),
        ("# Title", "# Other", True),
    ],
)
def test_the_identity_follows_the_tags_and_the_kernel(
    folder: Path, before: str, after: str, same: bool
) -> None:
    text = (folder / "mine.ipynb").read_text("utf-8")
    assert before in text
    (old,) = read(folder, "notebook: mine.ipynb")
    (folder / "mine.ipynb").write_text(text.replace(before, after), "utf-8")
    (new,) = read(folder, "notebook: mine.ipynb")
    assert (new.identity["code"] == old.identity["code"]) is same


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ({}, "mine.ipynb: its kernelspec names no kernel; open it in Jupyter, choose one, save it"),
        (
            {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
            "mine.ipynb: its kernelspec names no language; open it in Jupyter and save it",
        ),
        (
            {"kernelspec": {"name": "nope", "display_name": "N", "language": "n"}},
            "mine.ipynb: its kernel 'nope' is not installed; choose another in Jupyter",
        ),
    ],
)
def test_a_notebook_that_could_not_start_is_refused(
    folder: Path, metadata: dict[str, object], message: str
) -> None:
    content = json.loads((folder / "mine.ipynb").read_text("utf-8"))
    (folder / "mine.ipynb").write_text(json.dumps(content | {"metadata": metadata}), "utf-8")
    with pytest.raises(StudyError) as caught:
        read(folder, "notebook: mine.ipynb")
    assert str(caught.value) == f"plan.yaml: notebook: {message}"


def test_a_notebooks_name_that_leaves_no_room_is_refused(folder: Path) -> None:
    (folder / "mine.ipynb").rename(folder / f"{'é' * 110}.ipynb")
    says = r"^plan.yaml: notebook: é{20}…: a name of more than 200 bytes; shorten it"
    with pytest.raises(StudyError, match=says):
        read(folder, f"notebook: {'é' * 110}.ipynb")


def test_a_notebook_with_half_a_character_is_refused(folder: Path) -> None:
    text = (folder / "mine.ipynb").read_text("utf-8")
    (folder / "mine.ipynb").write_text(text.replace("# Title", r"\udcff"), "utf-8")
    says = "^plan.yaml: notebook: mine.ipynb: it holds half a character, which UTF-8"
    with pytest.raises(StudyError, match=says):
        read(folder, "notebook: mine.ipynb")


def test_a_name_means_the_collection_and_several_may_be_named(folder: Path) -> None:
    jobs = read(folder, "notebook: [02_reliability, mine.ipynb]\ngrid: {seed: [1]}")
    assert [job.notebook for job in jobs] == ["02_reliability", "mine"]


def test_without_parameters_a_notebook_runs_once_as_it_is(folder: Path) -> None:
    (job,) = read(folder, "notebook: mine.ipynb")
    assert job.parameters == {}


def test_what_is_empty_adds_nothing(folder: Path) -> None:
    for empty in ("grid: {}", "grid:"):
        jobs = read(folder, f"notebook: mine.ipynb\n{empty}\nruns: [{{seed: 3}}]")
        assert [job.parameters for job in jobs] == [{"seed": 3}]
    for empty in ("runs: []", "runs:"):
        jobs = read(folder, f"notebook: mine.ipynb\n{empty}\ngrid: {{seed: [3, 4]}}")
        assert [job.parameters for job in jobs] == [{"seed": 3}, {"seed": 4}]
    (asked_as_it_is,) = read(folder, "notebook: mine.ipynb\nruns: [{}]")
    assert asked_as_it_is.parameters == {}


def test_the_same_run_asked_for_twice_is_one(folder: Path) -> None:
    assert len(read(folder, "notebook: mine.ipynb\ngrid: {seed: [1, 1]}\nruns: [{seed: 1}]")) == 1


def test_a_notebook_by_two_paths_is_one(folder: Path) -> None:
    (by_name,) = read(folder, "notebook: mine.ipynb")
    (by_path,) = read(folder, "notebook: ./mine.ipynb")
    (by_both,) = read(folder, "notebook: [mine.ipynb, ./mine.ipynb, ratings/../mine.ipynb]")
    assert by_name.run == by_path.run == by_both.run


def test_runs_are_told_apart_by_where_their_files_lie(tmp_path: Path) -> None:
    jobs = {}
    for name, value in (("one", "a"), ("two", "b")):
        there = tmp_path / name
        there.mkdir()
        (there / "mine.ipynb").write_text(notebook("1", parameters=PARAMETERS), "utf-8")
        (there / "my.csv").write_text(f"id,R1,R2\n1,a,{value}\n2,a,a\n3,b,b\n", "utf-8")
        text = "notebook: [mine.ipynb, 02_reliability]\nruns: [{source: my.csv}, {seed: 2}]"
        jobs[name] = read(there, text)
    ones, twos = ([job.run for job in jobs[name]] for name in ("one", "two"))
    assert [one == two for one, two in zip(ones, twos, strict=True)] == [False, False, False, True]
    assert all(re.fullmatch(r"(mine|02_reliability)-[0-9a-f]{16}", run) for run in ones + twos)


def test_one_file_by_two_paths_is_one(folder: Path) -> None:
    (folder / "link").symlink_to(folder / "ratings")
    paths = ["ratings/my.csv", "./ratings/my.csv", "link/my.csv", str(folder / "ratings/my.csv")]
    (together,) = read(folder, f"notebook: mine.ipynb\ngrid: {{source: {paths}}}")
    alone = [read(folder, f"notebook: mine.ipynb\nruns: [{{source: {path}}}]") for path in paths]
    assert {job.run for (job,) in alone} == {together.run}
    assert alone[0][0].identity == alone[1][0].identity


def test_a_plan_through_a_link_asks_for_the_same_runs(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder, target_is_directory=True)
    text = "notebook: mine.ipynb\nruns: [{source: ratings/my.csv}]"
    (direct,), (linked,) = read(folder, text), read(tmp_path / "link", text)
    assert (direct.run, direct.identity) == (linked.run, linked.identity)


def test_a_project_that_moved_as_a_whole_asks_for_the_same_runs(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for name in ("before", "after"):
        shutil.copytree(folder / "ratings", tmp_path / name / "mine/ratings")
        shutil.copy(folder / "mine.ipynb", tmp_path / name / "mine")
        monkeypatch.setenv("STUDY_PROJECT", str(tmp_path / name))
        text = "notebook: mine.ipynb\nruns: [{source: ratings/my.csv}]"
        found += read(tmp_path / name / "mine", text)
    assert found[0].run == found[1].run


def test_braces_in_a_name_are_only_braces(folder: Path) -> None:
    (job,) = read(folder, "notebook: '{seed}.ipynb'\nruns: [{seed: 3}]")
    assert job.notebook == "{seed}"


def test_a_date_is_given_as_text(folder: Path) -> None:
    (job,) = read(folder, "notebook: mine.ipynb\nruns: [{label: 2020-01-02}]")
    assert job.parameters == {"label": datetime.date(2020, 1, 2).isoformat()}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a plan is a mapping with the key 'notebook'"),
        ("[1, 2]", "a plan is a mapping"),
        ("notebook: [", "plan.yaml: not YAML"),
        ("notebook: mine.ipynb\ngird: {}", "unknown key 'gird'; did you mean 'grid'?"),
        ("notebooks: mine.ipynb", "unknown key 'notebooks'; did you mean 'notebook'?"),
        ("notebook: []", "notebook must be a name, a path, or a list"),
        ("notebook: 02_reliabilty", "did you mean '02_reliability'?"),
        ("notebook: mine", "did you mean 'mine.ipynb'?"),
        ("notebook: gone.ipynb", "no notebook 'gone.ipynb'"),
        ("notebook: https://x.org/a.ipynb", "only files of this machine are run"),
        ("notebook: s3://bucket/a.ipynb", "only files of this machine are run"),
        ("notebook: plan.yaml", "no notebook 'plan.yaml'"),
        ("notebook: mine.ipynb\ngrid: [3]", "grid must map each parameter to a list"),
        ("notebook: mine.ipynb\ngrid: {seed: 3}", "grid: seed has 3, which is no list"),
        ("notebook: mine.ipynb\nruns: {seed: 3}", "runs must be a list of mappings"),
        (
            "notebook: mine.ipynb\nruns: [{seed: 1}, {sead: 3}]",
            "plan.yaml: runs, entry 2: mine.ipynb: no parameter 'sead'; did you mean 'seed'?",
        ),
        (
            "notebook: mine.ipynb\ngrid: {seed: [1, x]}",
            "plan.yaml: grid: mine.ipynb: parameter 'seed' must be a whole number, not 'x'",
        ),
        ("notebook: mine.ipynb\nruns: [{source: nosuch}]", "no source named 'nosuch'"),
        ("notebook: mine.ipynb\nruns: []", "plan.yaml: runs holds nothing, so it asks for no run"),
        ("notebook: mine.ipynb\ngrid: {}", "plan.yaml: grid holds nothing, so it asks for no run"),
        ("notebook: mine.ipynb\ngrid:", "plan.yaml: grid holds nothing, so it asks for no run"),
        ("notebook: mine.ipynb\ngrid: {}\nruns: []", "grid and runs hold nothing, so it asks for"),
        ("notebook: mine.ipynb\ngrid: {seed: []}", "grid: seed has an empty list; it takes a list"),
        (
            "notebook: mine.ipynb\ngrid:\n  seed: [1]\n  seed: [2]",
            "plan.yaml: line 4, column 3: the key 'seed' is given twice, first in line 3; keep one",
        ),
        (
            "notebook: mine.ipynb\ngrid: {seed: [1]}\ngrid: {seed: [2]}",
            "plan.yaml: line 3, column 1: the key 'grid' is given twice, first in line 2; keep one",
        ),
        ("notebook: mine.ipynb\nruns: [{source: 'https://x.org/a.csv'}]", "https://x.org/a.csv: "),
        (
            "notebook: mine.ipynb\nruns: [{source: no.csv}]",
            "plan.yaml: runs, entry 1: no.csv: there is no such file",
        ),
        ("notebook: mine.ipynb\nruns: [{'seed = 1; import os': 1}]", "cannot be the name"),
    ],
)
def test_a_plan_that_is_not_one_says_what_to_mend(folder: Path, text: str, message: str) -> None:
    with pytest.raises(StudyError) as caught:
        read(folder, text)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_plan_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"gone.yaml: cannot be read: No such file"):
        plan.read(tmp_path / "gone.yaml")


@given(st.binary(max_size=200))
def test_no_bytes_are_a_plan_by_accident(tmp_path_factory: pytest.TempPathFactory, data: bytes):  # type: ignore[no-untyped-def]
    path = tmp_path_factory.mktemp("plan") / "plan.yaml"
    path.write_bytes(b"- " + data)
    with pytest.raises(StudyError):
        plan.read(path)
