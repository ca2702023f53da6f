"""The data folder: nothing of others copied or named, every example as its source has it."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from helpers import facts
from helpers.claims.rounding import route
from helpers.paths import data

GOLDEN = Path(__file__).parent / "data" / "agreement"
REFERENCE = {
    "fleiss1971": "fleiss1971_diagnoses",
    "krippendorff2011": "cac_raw4raters",
    "encyclopaedia": "worked_example_10x14x5",
    "landis1977": "landis_koch_uterine_118x7",
}
WHERE = {  # a result's name, and where the reference values hold it
    "fleiss_kappa": ("listwise", "fleiss", "kappa"),
    "percent_agreement": ("listwise", "fleiss", "pa"),
    "krippendorff_alpha": ("available", "krippendorff_nominal", "coef"),
    "gwet_ac1": ("available", "gwet_ac1", "coef"),
    "fleiss_kappa_available": ("available", "fleiss_gwet", "coef"),
    "conger_kappa": ("available", "conger", "coef"),
    "brennan_prediger": ("available", "brennan_prediger", "coef"),
}
PUBLISHED = sorted(data("published").iterdir())


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def reference(name: str) -> Any:
    return json.loads((GOLDEN / f"{REFERENCE[name]}.json").read_text("utf-8"))


def expected(name: str, result: str) -> float:
    counts = {"n_extracts": "n_subjects", "n_raters": "n_raters"}
    golden = reference(name)
    if result == "n_categories":
        return len(golden["categories"])
    if result in counts:
        return float(golden[counts[result]])
    value = golden["expected"]
    for key in WHERE[result]:
        value = value[key]
    return float(value)


def test_each_example_has_a_table_and_a_description() -> None:
    stems = {
        suffix: {p.stem for p in data("examples").glob(f"*{suffix}")}
        for suffix in (".csv", ".yaml")
    }
    assert stems[".csv"] == stems[".yaml"] == set(REFERENCE)


@pytest.mark.parametrize("name", REFERENCE)
def test_an_example_s_ratings_are_the_reference_s(name: str) -> None:
    ours = rows(data("examples", f"{name}.csv"))
    assert ours == rows(GOLDEN / f"{REFERENCE[name]}.csv")
    used = {label for row in ours[1:] for label in row[1:] if label}
    assert used == set(facts.example(name).categories)


@pytest.mark.parametrize("name", REFERENCE)
def test_an_example_s_published_numbers_are_the_ones_to_be_found(name: str) -> None:
    for claim in facts.example(name).published:
        assert isinstance(claim.value, int | float)
        assert claim.check.method == "recompute"
        assert route(expected(name, claim.check.result), claim.value, claim.decimals), claim.id


@pytest.mark.parametrize("name", REFERENCE)
def test_an_example_names_its_source(name: str) -> None:
    example = facts.example(name)
    assert all((example.title, example.citation, example.where, example.licence))
    assert example.doi == "" or re.fullmatch(r"10\.\d{4,}/\S+", example.doi)


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.name)
def test_the_published_facts_refer_to_the_article_alone(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"\bL\d+\b", text), "a line number of some copy"
    assert not re.search(r"\b(EB|KN|CB)\b", text), "a rater's initials"
    assert not re.search(r"University of|\b[A-Z]\w+ University\b", text), "a university's name"


def test_the_readme_names_every_folder_file_and_column() -> None:
    text = data("README.md").read_text("utf-8")
    files = [*PUBLISHED, *data("examples").glob("*.csv"), *data("standin").iterdir()]
    tables = [path for path in files if path.suffix == ".csv" and path.parent.name != "examples"]
    columns = {column for path in tables for column in rows(path)[0]}
    missing = [name for name in [p.name for p in files] if f"`{name}`" not in text]
    assert missing == []
    assert [column for column in sorted(columns) if f"`{column}`" not in text] == []
    assert all(f"`{folder}/`" in text for folder in ("published", "examples", "standin", "osf"))
