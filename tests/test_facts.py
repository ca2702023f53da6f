"""The published facts: what was transcribed, and how a broken file is refused."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from helpers import facts
from helpers.claims.consistency import RULES
from helpers.claims.recomputation import COMPARED
from helpers.errors import StudyError
from helpers.paths import data

PRINTED_IDS = {
    1: [72, 23, 24, 82, 36, 82],
    2: [61, 29, 73, 58, 59, 39, 29],
    3: [43, 29, 39, 66, 43],
    4: [64, 43, 66, 36, 70],
    5: [24, 70, 21, 59, 78, 70, 66, 58],
}
CALLED_CROSS_CUTTING = {
    "1c": {"X2"},
    "1d": {"X2"},
    "2a": {"X3"},
    "2c": {"X2", "X3"},
    "3a": {"X5", "X9"},
    "4a": {"X5", "X7"},
    "4c": {"X6"},
    "5a": {"X8"},
    "5b": {"X3"},
}


@pytest.fixture(scope="module")
def study() -> facts.Study:
    return facts.load()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(data("published"), tmp_path / "published"))


def entries(thing: Any) -> Iterator[Any]:
    """Every dataclass inside, itself included."""
    if is_dataclass(thing):
        yield thing
        for field in fields(thing):
            yield from entries(getattr(thing, field.name))
    elif isinstance(thing, tuple):
        for part in thing:
            yield from entries(part)


def test_the_published_counts(study: facts.Study) -> None:
    assert study.doi == "10.1136/bmjopen-2023-077040"
    assert study.window == ("2019-12", "2020-08")
    assert len(study.themes) == 5
    assert [len(theme.activities) for theme in study.themes] == [4, 4, 4, 3, 4]
    assert [phase.id for phase in study.phases if phase.dated] == ["P1", "P2", "P3", "P4", "P5"]
    assert [check.id for check in study.checks] == [f"V{i}" for i in range(1, 10)]
    assert len(study.core_components) == 2


def test_the_categories_are_the_themes_in_order(study: facts.Study) -> None:
    named = study.claim("categories").value
    assert study.categories == (
        "building blocks",
        "barriers",
        "outcomes",
        "service factors",
        "future goals",
    )
    assert isinstance(named, tuple)
    assert set(study.categories) == set(named)


def test_the_printed_numbers_of_the_extracts(study: facts.Study) -> None:
    printed = {
        theme.number: [e.id for e in study.extracts if e.theme == theme.number]
        for theme in study.themes
    }
    assert printed == PRINTED_IDS
    assert [extract.order for extract in study.extracts] == list(range(1, 32))


def test_the_extracts_and_the_activities_name_each_other(study: facts.Study) -> None:
    for activity in study.activities:
        mine = tuple(e.order for e in study.extracts if e.activity == activity.id)
        assert mine == activity.extracts
    for extract in study.extracts:
        activity = next(a for a in study.activities if a.id == extract.activity)
        assert set(extract.factors) <= set(activity.stated)
        assert extract.activity.startswith(str(extract.theme))


def test_which_paragraphs_call_a_factor_cross_cutting(study: facts.Study) -> None:
    stated = {a.id: set(a.stated) for a in study.activities if a.stated}
    assert stated == CALLED_CROSS_CUTTING
    assert not any(set(a.stated) & set(a.reading) for a in study.activities)


def test_the_criteria_that_the_article_states(study: facts.Study) -> None:
    stated = {c.id: c.criterion for c in study.checks if c.criterion_kind == "stated"}
    both = "credibility and trustworthiness"
    assert stated == {"V2": both, "V3": both, "V7": "confirmability"}


def test_every_fact_has_a_place_and_a_kind(study: facts.Study) -> None:
    placed = [thing for thing in entries(study) if hasattr(thing, "place")]
    assert len(placed) > 140
    for thing in placed:
        assert re.match(
            r"(Results|Methods|Discussion|Abstract|Title page|Strengths and limitations"
            r"|Data availability statement|Ethics approval)",
            thing.place,
        ), thing
        kind = thing.criterion_kind if isinstance(thing, facts.Check) else thing.kind
        assert kind in {"stated", "derived", "external", "our reading"}


def test_both_readings_of_three_to_four_participants_are_our_reading(study: facts.Study) -> None:
    both = [study.claim("staff_by_university"), study.claim("staff_by_group")]
    assert [claim.kind for claim in both] == ["our reading", "our reading"]


def test_every_claim_is_tested_by_something_that_exists(study: facts.Study) -> None:
    names = {"consistent": set(RULES), "recompute": set(COMPARED), "transcribed": {""}}
    for claim in study.claims:
        assert claim.check.rule in names[claim.check.method], claim.id


def test_every_figure_has_a_caption(study: facts.Study) -> None:
    assert {"figure1_data_collection", "figure2_theme_hierarchy"} <= set(study.captions)
    assert all(caption.endswith(".") for caption in study.captions.values())


def test_a_claim_that_does_not_exist(study: facts.Study) -> None:
    with pytest.raises(StudyError, match=r"^claims.yaml: there is no claim named 'beta'$"):
        study.claim("beta")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "gaps.yaml",
            "  severity: high",
            "  severe: high",
            r"gaps.yaml: G01: unknown entry 'severe'",
        ),
        ("gaps.yaml", "kind: derived", "kind: guess", r"gaps.yaml: G01: kind 'guess' is none of"),
        ("gaps.yaml", "- id: G01", "- is", r"gaps.yaml: not readable as YAML: .*line 5"),
        ("factors.yaml", "  name: Committed people and protected time\n", "", "'name' is missing"),
        ("factors.yaml", "id: X2", "id: X1", r"factors.yaml: the id 'X1' appears more than once"),
        ("themes.yaml", "stated: [X2]", "stated: [X99]", r"themes.yaml: 1c names 'X99', which"),
        ("themes.yaml", "extracts: [1]", "extracts: [99]", r"themes.yaml: 1a names 99, which"),
        ("data_collection.yaml", "phases: [P5]", "phases: [P9]", r"V1 names 'P9', which does not"),
        ("extracts.csv", "1,1,72,1a", "1,1,72,9z", r"extracts.csv: 1 names '9z', which does not"),
        ("extracts.csv", "1,1,72,1a", "1,1,seventy,1a", r"extracts.csv: the row '1' needs whole"),
        ("claims.yaml", "of: [C004, C005]", "of: [C004, C0]", r"claims.yaml: C006 names 'C0'"),
        ("claims.yaml", "check: transcribed", "check: maybe", r"check 'maybe' is none of transcr"),
        ("study.yaml", "  kind: stated\n", "", r"study.yaml: 'osf_node' needs exactly the entries"),
        ("study.yaml", "year: 2023", "years: 2023", r"'article' needs exactly the entries title"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(
    folder: Path, file: str, old: str, new: str, message: str
) -> None:
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(StudyError, match=message):
        facts.load(folder)


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("gaps.yaml", "a: 1", "gaps.yaml: expected a list of entries"),
        ("study.yaml", "- a", "study.yaml: expected named entries"),
        ("data_collection.yaml", "phases: [P1]", "data_collection.yaml: 'P1' is not an entry"),
    ],
)
def test_a_file_of_another_shape_is_refused(
    folder: Path, file: str, content: str, message: str
) -> None:
    (folder / file).write_text(content, "utf-8")
    with pytest.raises(StudyError, match=message):
        facts.load(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "themes.yaml").unlink()
    with pytest.raises(StudyError, match=r"^themes.yaml: cannot be read in published/$"):
        facts.load(folder)


def test_an_example_carries_its_published_numbers() -> None:
    example = facts.example("fleiss1971")
    kappa = example.published[0]
    assert (kappa.id, kappa.value, kappa.decimals) == ("fleiss1971-1", 0.43, 3)
    assert example.doi == "10.1037/h0031619"
    assert len(example.categories) == 5


def test_an_example_that_does_not_exist() -> None:
    with pytest.raises(StudyError, match=r"^no-such.yaml: cannot be read in examples/$"):
        facts.example("no-such")
