"""From OSF to the verdicts: fetch, reproduce, and nothing stored that should stay local."""

import csv
import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import nbformat
import pytest

from helpers import facts, osf, paths, sources

from .server import Osf, as_the_studys, serving

ROOT = Path(__file__).resolve().parents[2]
STUDY = facts.load()
SECRET = "An invented passage that must stay on the machine of whoever fetched it."
NAMES = ("Ada Vogel", "Bo Lindqvist", "Cai Moreau")
Study = Callable[..., CompletedProcess[str]]


def project(place: Path) -> Path:
    """A project of its own, so that the checkout's `data/osf` is never touched."""
    for folder in ("data/published", "data/standin", "data/examples", "notebooks"):
        shutil.copytree(ROOT / folder, place / folder)
    as_the_studys(place)
    return place


def ratings(extracts: int = 60) -> bytes:
    """Three named raters who mostly agree, from four services."""
    chance = random.Random(1)
    rows = [["extract", "text", *NAMES, "University"]]
    for i in range(extracts):
        true = chance.choice(STUDY.categories)
        said = [true if chance.random() < 0.8 else chance.choice(STUDY.categories) for _ in NAMES]
        rows.append([f"e{i}", f"{SECRET} {i}", *said, f"Town of {'ABCD'[i % 4]}"])
    return table(rows)


def coded() -> bytes:
    rows = [["id", "theme", "activity", "text"]]
    for i, theme in enumerate(STUDY.themes):
        rows += [
            [f"{i}{j}", theme.name, one.name, SECRET] for j, one in enumerate(theme.activities)
        ]
    return table(rows)


def table(rows: list[list[str]]) -> bytes:
    return "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows).encode()


def claims(out: Path) -> dict[str, dict[str, str]]:
    with (out / "claims.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def fetched(study: Study, server: Osf, place: Path) -> CompletedProcess[str]:
    done = study("fetch", "--node", "zz9ab", "--api", server.api, cwd=place)
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def of_osf(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project whose OSF holds ratings and coded extracts, reproduced into `out`."""
    place = project(tmp_path_factory.mktemp("project"))
    with serving() as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("STUDY_PROJECT", str(place))
        server.pages["folder_files"]["data"].clear()
        server.add("final_ratings.csv", ratings())
        server.add("coded_extracts.csv", coded())
        fetched(study, server, place)
        for only in ("01", "02", "03", "07"):
            done = study("reproduce", "--source", "osf", "--only", only, "--out", "out", cwd=place)
            assert "Traceback" not in done.stderr
        (place / "said.txt").write_text(done.stdout + done.stderr, "utf-8")
        assert done.returncode == 1, "the claims differ"
        yield place


def test_the_papers_claims_are_compared_and_differ_by_so_much(of_osf: Path) -> None:
    kappa = claims(of_osf / "out")["C021"]
    assert kappa["verdict"] == "differs"
    assert kappa["why"].startswith("differs by -0.")
    assert claims(of_osf / "out")["C001"]["recomputed"] == "4"


def test_beside_every_verdict_it_is_said_that_the_file_is_a_guess(of_osf: Path) -> None:
    doubt = "that final_ratings.csv holds the ratings is a guess, which --osf-ratings settles"
    compared = [row for row in claims(of_osf / "out").values() if row["verdict"] == "differs"]
    assert compared
    assert all(row["why"].endswith(f"; {doubt}") for row in compared)
    assert f"\n{doubt}\n" in (of_osf / "said.txt").read_text("utf-8")
    assert f"; {doubt}</span>" in (of_osf / "out/report/index.html").read_text("utf-8")


def test_the_lock_and_what_was_weighed_are_shown(of_osf: Path) -> None:
    text = (of_osf / "out/notebooks/01_data.ipynb").read_text("utf-8")
    for words in ("final_ratings.csv", "coded_extracts.csv", "chosen by guess", "one column a rat"):
        assert words in text


def test_the_hierarchy_is_drawn_from_the_coded_extracts(of_osf: Path) -> None:
    with (of_osf / "out/figures/figure2_theme_hierarchy.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["counted"] for row in rows} == {"coded extracts"}
    drawn = {row["activity"]: int(row["extracts"]) for row in rows}
    assert drawn == {activity.name: 1 for activity in STUDY.activities}


def test_nothing_of_the_files_content_and_no_path_is_stored(of_osf: Path) -> None:
    made = [path for path in (of_osf / "out").rglob("*") if path.is_file()]
    assert made
    for path in [*made, of_osf / "said.txt"]:
        content = path.read_bytes()
        for secret in (SECRET, *NAMES, "Town of", str(of_osf)):
            assert secret.encode() not in content, (path, secret)


def test_executed_notebooks_hold_no_warning(of_osf: Path) -> None:
    for path in of_osf.glob("out/notebooks/*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            kinds = [(one.output_type, one.get("name")) for one in cell.get("outputs", [])]
            assert ("stream", "stderr") not in kinds, path
            assert not any(kind == "error" for kind, _ in kinds), path


def test_without_ratings_the_run_goes_on_and_says_why(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = project(tmp_path / "project")
    monkeypatch.setenv("STUDY_PROJECT", str(place))
    why = "no OSF file is taken for the ratings: no file shows that it holds any"
    with serving() as server:
        server.pages["folder_files"]["data"].clear()
        fetched(study, server, place)
    assert sources.origin("osf").lacks == why
    for only in ("01", "02", "07"):
        done = study("reproduce", "--source", "osf", "--only", only, "--out", "out", cwd=place)
        assert done.returncode == 0, done.stderr + done.stdout
        if only == "02":
            assert f"02_reliability       not applicable: {why}" in done.stdout
    shown = (place / "out/notebooks/01_data.ipynb").read_text("utf-8")
    for words in ("question_set.docx", "as fetched", f"There is no table of ratings: {why}."):
        assert words in shown
    assert "## Load the table" not in shown
    assert not (place / "out/results/01_data.json").exists()
    found = claims(place / "out")["C021"]
    assert (found["verdict"], found["why"]) == ("cannot be checked", why)
    assert not {row["verdict"] for row in claims(place / "out").values()} & {"differs", "not run"}
    assert sources.load("auto").origin.kind == "standin"


def test_three_raters_headed_by_initials_arrive_as_three(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = project(tmp_path / "project")
    monkeypatch.setenv("STUDY_PROJECT", str(place))
    with serving() as server:
        fetched(study, server, place)
    assert json.loads(paths.data("osf", "lock.json").read_text("utf-8"))["ratings"]["file"]
    found = sources.load("osf")
    assert (found.raters, found.codes.tolist()) == (("R1", "R2", "R3"), [[0, 0, 0], [1, 1, 2]])
    shown = osf.locked().choices().to_csv()
    assert not [name for name in ("EB", "KN", "CB") if name in shown]
