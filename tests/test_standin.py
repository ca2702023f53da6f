"""The stand-in: the same bytes again, the printed numbers by construction, and no pretence."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

from helpers import facts, standin
from helpers.agreement import Interval, Patterns, spss
from helpers.errors import StudyError
from helpers.paths import data
from helpers.standin import Printed, Recipe

RECIPE = Recipe(("a", "b", "c"), raters=4, extracts=50, keep=0.7, seed=3)
RECIPES = st.builds(
    Recipe,
    st.lists(st.text("abc", min_size=1), min_size=1, max_size=6, unique=True).map(tuple),
    st.integers(2, 6),
    st.integers(1, 40),
    st.floats(0, 1),
    st.integers(0, 2**32),
)


@pytest.fixture(scope="module")
def recipe() -> Recipe:
    return standin.recipe_for(facts.load())[0]


@pytest.fixture(scope="module")
def committed() -> pd.DataFrame:
    return pd.read_csv(data("standin", "ratings.csv"), dtype=str, keep_default_na=False)


def test_the_committed_files_come_back_byte_for_byte(tmp_path: Path) -> None:
    standin.write(tmp_path, facts.load())
    for name in ("ratings.csv", "datapackage.json"):
        assert (tmp_path / name).read_bytes() == data("standin", name).read_bytes()


def test_its_size_and_columns(committed: pd.DataFrame) -> None:
    assert list(committed.columns) == ["extract", "R1", "R2", "R3", "provenance"]
    assert len(committed) == 356
    assert committed["extract"].is_unique
    labels = set(committed[["R1", "R2", "R3"]].to_numpy().ravel())
    assert labels == set(facts.load().categories)


def test_every_row_says_synthetic(committed: pd.DataFrame) -> None:
    assert set(committed["provenance"]) == {"synthetic"}


def test_kappa_and_spss_s_interval_print_as_the_article_s(recipe: Recipe) -> None:
    test = spss(Patterns.from_codes(standin.generate(recipe), recipe.categories)).overall
    assert isinstance(test.interval, Interval)
    assert f"{test.kappa:.2f} ({test.interval:.2f})" == "0.84 (0.81 to 0.87)"


def test_a_second_implementation_finds_the_same_kappa(recipe: Recipe) -> None:
    codes = standin.generate(recipe)
    ours = spss(Patterns.from_codes(codes, recipe.categories)).overall.kappa
    assert fleiss_kappa(aggregate_raters(codes)[0]) == pytest.approx(ours, rel=1e-12)


def test_the_categories_are_about_equally_used(recipe: Recipe) -> None:
    shares = np.bincount(standin.generate(recipe).ravel()) / (recipe.extracts * recipe.raters)
    assert len(shares) == 5
    assert shares.min() > 0.15
    assert shares.max() < 0.25


def test_the_description_says_synthetic_how_and_why(recipe: Recipe) -> None:
    package = json.loads(data("standin", "datapackage.json").read_text("utf-8"))
    content = data("standin", "ratings.csv").read_bytes()
    assert package["synthetic"] is True
    assert package["description"].startswith("Synthetic")
    assert "by construction" in package["why"]
    assert package["generator"]["seed"] == recipe.seed
    assert package["generator"]["extracts"] == recipe.extracts == 356
    resource = package["resources"][0]
    assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert resource["bytes"] == len(content)
    columns = [field["name"] for field in resource["schema"]["fields"]]
    assert ",".join(columns) == content.decode().splitlines()[0]


def test_the_seed_is_the_first_that_serves(recipe: Recipe) -> None:
    printed = Printed(0.84, 0.81, 0.87, 2)
    earlier = [replace(recipe, seed=seed) for seed in range(1, recipe.seed)]
    assert standin.prints_as(recipe, printed)
    assert not any(standin.prints_as(other, printed) for other in earlier)


@given(RECIPES)
def test_a_recipe_gives_one_table_within_its_categories(recipe: Recipe) -> None:
    codes = standin.generate(recipe)
    assert codes.shape == (recipe.extracts, recipe.raters)
    assert codes.min() >= 0
    assert codes.max() < len(recipe.categories)
    assert np.array_equal(codes, standin.generate(recipe))


def test_raters_who_always_keep_the_true_category_agree() -> None:
    codes = standin.generate(replace(RECIPE, keep=1.0))
    assert (codes == codes[:, :1]).all()


def test_kappa_is_keep_squared_on_average() -> None:
    kappas = [
        float(
            spss(
                Patterns.from_codes(standin.generate(replace(RECIPE, extracts=2000, seed=s)), 3)
            ).overall.kappa
        )
        for s in range(20)
    ]
    assert np.mean(kappas) == pytest.approx(RECIPE.keep**2, abs=0.01)


@pytest.mark.parametrize(
    ("printed", "raters", "categories", "expected"),
    [
        (Printed(0.84, 0.81, 0.87, 2), 3, 5, 356),
        (Printed(0.84, 0.81, 0.87, 2), 3, 2, 1423),
        (Printed(0.5, 0.4, 0.6, 1), 2, 2, 385),
    ],
)
def test_the_number_of_extracts_follows_from_the_width(
    printed: Printed, raters: int, categories: int, expected: int
) -> None:
    assert standin.extracts_for(printed, raters, categories) == expected


def test_numbers_that_disagree_are_refused() -> None:
    with pytest.raises(
        StudyError, match=r"^stand-in: no table of 18 extracts prints as 0.84 \(0.6"
    ):
        standin.calibrate(Printed(0.84, 0.60, 0.87, 2), 3, list("abcde"))


def test_claims_without_numbers_are_refused() -> None:
    study = facts.load()
    words = replace(study.claim("kappa"), value="high")
    broken = replace(study, claims=(words, study.claim("kappa_ci95"), study.claim("n_raters")))
    with pytest.raises(StudyError, match=r"^claims.yaml: kappa, kappa_ci95 and n_raters need num"):
        standin.recipe_for(broken)
