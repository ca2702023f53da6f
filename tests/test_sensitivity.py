"""Specifications: the choices a table leaves open, what each does, and what all say together."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import agreement, results, sensitivity, sources
from helpers.agreement import Patterns
from helpers.agreement.values import Undefined
from helpers.errors import StudyError
from helpers.figures import specification_curve
from helpers.ratings import Origin, Ratings
from helpers.sensitivity.altered import altered, chances, drawn, merged
from helpers.sensitivity.effects import FIGURE

LABELS = ("a", "b", "c")


def ratings(codes: np.ndarray, known: bool = True) -> Ratings:
    rows, raters = codes.shape
    return Ratings(
        codes.astype(np.int16),
        tuple(f"E{i}" for i in range(rows)),
        tuple(f"R{j + 1}" for j in range(raters)),
        LABELS,
        Origin("made up", sha256="0" * 64),
        raters_known=known,
    )


@pytest.fixture(scope="module")
def some() -> Ratings:
    """120 extracts, three raters, some ratings missing, one category common."""
    generator = np.random.default_rng(5)
    truth = generator.choice(3, (120, 1), p=[0.6, 0.3, 0.1])
    codes = np.where(generator.random((120, 3)) < 0.8, truth, generator.integers(0, 3, (120, 3)))
    return ratings(np.where(generator.random((120, 3)) < 0.05, -1, codes))


@pytest.fixture(scope="module")
def table(some: Ratings) -> pd.DataFrame:
    return sensitivity.specifications(some, depth=7)


def only(table: pd.DataFrame, **levels: str) -> pd.Series:
    usual = table.loc[table["departs"] == 0, list(sensitivity.CHOICES)].iloc[0].to_dict()
    asked = usual | {name.replace("_", " "): level for name, level in levels.items()}
    found = table.loc[(table[list(asked)] == pd.Series(asked)).all(axis=1)]
    assert len(found) == 1
    return found.iloc[0]


def test_the_first_row_is_the_usual_and_there_is_one(table: pd.DataFrame) -> None:
    assert table["departs"].iloc[0] == 0
    assert (table["departs"] == 0).sum() == 1
    assert not table.duplicated(list(sensitivity.CHOICES)).any()


def test_the_whole_grid_holds_every_combination_once(table: pd.DataFrame) -> None:
    tables = 4 * 4 * 3 * 4  # raters, categories, prevalence, extracts: all, half, 100, 30
    fisher, spss = tables * 2 * 5, tables
    assert table["interval"].value_counts().to_dict() == {"Fisher": fisher, "SPSS": spss}


def test_coefficients_and_intervals_are_those_of_the_agreement_room(
    some: Ratings, table: pd.DataFrame
) -> None:
    for found in agreement.coefficients(some, draws=0):
        row = only(table, coefficient=found.name)
        assert (row["value"], row["low"], row["high"]) == (
            found.coef,
            found.fisher.low,
            found.fisher.high,
        )
    listwise = agreement.coefficients(Patterns.of(some).listwise(), draws=0)[0]
    assert only(table, missing_ratings="listwise")["value"] == listwise.coef


def test_the_published_method_is_spss_on_the_ratings_as_they_are(
    some: Ratings, table: pd.DataFrame
) -> None:
    row = table[table["published"]]
    printed = agreement.spss(some)
    assert len(row) == 1
    assert row["value"].item() == printed.overall.kappa
    assert row[["low", "high"]].to_numpy().tolist() == [
        [printed.overall.interval.low, printed.overall.interval.high]
    ]
    assert row["n"].item() == printed.extracts
    assert row["departs"].item() == 1


def test_leaving_a_rater_out_and_merging_are_those_of_ratings(
    some: Ratings, table: pd.DataFrame
) -> None:
    without = agreement.coefficients(some.without_rater("R2"), draws=0)[0].coef
    assert only(table, raters="without R2")["value"] == pytest.approx(without, rel=1e-12)
    one = agreement.coefficients(some.merged({"b": "a"}), draws=0)[0].coef
    assert only(table, categories="a + b")["value"] == pytest.approx(one, rel=1e-12)


@pytest.mark.parametrize("depth", [0, 1, 2, 3])
def test_depth_keeps_the_rows_of_the_whole_grid_that_depart_no_further(
    some: Ratings, table: pd.DataFrame, depth: int
) -> None:
    found = sensitivity.specifications(some, depth)
    expected = table[table["departs"] <= depth].reset_index(drop=True)
    pd.testing.assert_frame_equal(found, expected)


def test_departures_are_counted_and_listwise_belongs_to_spss(table: pd.DataFrame) -> None:
    usual = table.iloc[0][list(sensitivity.CHOICES)]
    other = (table[list(sensitivity.CHOICES)] != usual).sum(axis=1)
    assert (table["departs"] == other - (table["interval"] == "SPSS")).all()


def test_the_same_seed_gives_the_same_table_and_another_another_draw(some: Ratings) -> None:
    first, again, other = (sensitivity.specifications(some, 1, seed=s) for s in (1, 1, 2))
    pd.testing.assert_frame_equal(first, again)
    drawn_anew = (first["prevalence"] != "as found") | (first["extracts"] != "all")
    assert (first["value"] != other["value"])[drawn_anew].any()
    assert (first["value"] == other["value"])[~drawn_anew].all()


def test_what_a_table_leaves_no_choice_in_is_absent_with_the_reason() -> None:
    counts = sources.load("fleiss1971")
    options = sensitivity.Options.of(counts)
    assert list(options.raters) == ["all"]
    assert len(options.missing) == 1
    assert [why.split()[0] for why in options.absent] == ["Nothing", "Only"]
    found = sensitivity.specifications(counts, depth=7)
    assert "Conger's kappa" not in set(found["coefficient"])
    assert found["published"].sum() == 1


def test_two_raters_and_two_categories_leave_less() -> None:
    two = Patterns.from_codes(np.array([[0, 0], [1, 1], [0, 1], [1, 1]] * 20), ["yes", "no"])
    options = sensitivity.Options.of(two)
    assert (list(options.raters), list(options.categories)) == (["all"], ["as coded"])
    assert len(options.absent) == 3
    assert set(sensitivity.specifications(two, 7)["raters"]) == {"all"}


@pytest.mark.parametrize(
    ("extracts", "names"),
    [
        (356, ["all", "half", "100", "30"]),
        (200, ["all", "half", "30"]),
        (60, ["all", "half"]),
        (100, ["all", "half", "30"]),
        (3, ["all"]),
    ],
)
def test_numbers_of_extracts_are_smaller_and_have_one_name(extracts: int, names: list[str]) -> None:
    codes = np.tile([[0, 0, 1]], (extracts, 1))
    assert list(sensitivity.Options.of(ratings(codes)).extracts) == names


def test_merges_are_limited_to_the_pairs_most_often_confused() -> None:
    labels = [str(k) for k in range(12)]
    codes = np.array([[k, k] for k in range(12)] * 5 + [[3, 7]] * 4)
    found = list(sensitivity.Options.of(Patterns.from_codes(codes, labels)).categories)
    assert len(found) == 11
    assert found[:2] == ["as coded", "3 + 7"]


@settings(max_examples=40, deadline=None)
@given(
    shares=st.lists(st.integers(1, 60), min_size=2, max_size=5),
    dominated=st.booleans(),
    seed=st.integers(0, 9),
)
def test_prevalence_is_evened_or_one_category_gets_four_in_five(
    shares: list[int], dominated: bool, seed: int
) -> None:
    codes = np.repeat(np.arange(len(shares)), shares)[:, None].repeat(3, axis=1)
    patterns = Patterns.from_codes(codes, len(shares))
    likely = chances(patterns, dominated)
    assert likely.sum() == pytest.approx(1)
    if dominated:
        assert likely[np.argmax(shares)] == pytest.approx(0.8)
    else:
        assert likely == pytest.approx(np.full(len(shares), 1 / len(shares)))
    level = "one dominant" if dominated else "evened"
    assert drawn(patterns, level, 50, np.random.default_rng(seed)).extracts == 50


@settings(max_examples=40, deadline=None)
@given(n=st.integers(2, 120), seed=st.integers(0, 99))
def test_fewer_extracts_are_extracts_of_the_table(n: int, seed: int) -> None:
    codes = np.random.default_rng(seed).integers(0, 3, (120, 3))
    patterns = Patterns.from_codes(codes, 3)
    sample = drawn(patterns, "as found", n, np.random.default_rng(seed))
    before = dict(zip(map(tuple, patterns.codes), patterns.counts, strict=True))
    after = dict(zip(map(tuple, sample.codes), sample.counts, strict=True))
    assert sum(after.values()) == n
    assert all(count <= before[row] for row, count in after.items())


def test_merging_keeps_missing_ratings_and_the_other_labels() -> None:
    codes = np.array([[0, 1, -1], [2, 2, 1], [0, 0, 2]])
    one = merged(Patterns.from_codes(codes, LABELS), (0, 2))
    assert one.categories == ("a", "b")
    assert sorted(map(tuple, one.codes.tolist())) == [(0, 0, 0), (0, 0, 1), (0, 1, -1)]


def test_every_other_choice_is_applied_to_the_same_draw(some: Ratings) -> None:
    by_draw: dict[tuple[str, ...], set[tuple[int, ...]]] = {}
    for one in altered(Patterns.of(some), 7, seed=3):
        if one.levels[1:3] == ("all", "as coded"):
            by_draw.setdefault(one.levels[3:], set()).add(tuple(one.ratings.counts.tolist()))
    assert len(by_draw) == 12
    assert all(len(draws) == 1 for draws in by_draw.values())


def test_what_is_undefined_is_counted_and_never_a_number() -> None:
    one = ratings(np.zeros((40, 3), dtype=int))
    found = sensitivity.specifications(one, depth=1)
    kappa = found[found["coefficient"] == "Fleiss' kappa"]
    assert kappa["value"].isna().all()
    assert kappa["why"].str.contains("chance is certain").all()
    summary = sensitivity.summary(found, 0.7)
    assert summary.undefined == int(found["value"].isna().sum()) > 0
    assert "of them undefined" in str(summary)


def test_too_few_extracts_are_undefined_and_said_so() -> None:
    lonely = ratings(np.array([[0, 0, 0], [1, 1, -1], [0, -1, 1], [1, -1, 0]]))
    found = sensitivity.specifications(lonely, depth=1)
    dropped = found[(found["missing ratings"] == "listwise") & (found["interval"] == "Fisher")]
    assert dropped["why"].tolist() == ["fewer than two extracts are left"]


def test_the_summary_counts_by_hand() -> None:
    made = pd.DataFrame(
        {"value": [0.5, 0.7, 0.9, np.nan], "low": [0.3, 0.6, 0.8, np.nan], "why": [""] * 4}
    )
    found = sensitivity.summary(made, 0.7)
    assert (found.specifications, found.undefined) == (4, 1)
    assert (found.lowest, found.median, found.highest) == (0.5, 0.7, 0.9)
    assert (found.reach, found.sure) == (pytest.approx(2 / 3), pytest.approx(1 / 3))
    assert str(found) == (
        "4 specifications, 1 of them undefined: values from 0.50 to 0.90, half of them above "
        "0.70. 67% reach 0.7; 33% of the intervals lie above it whole."
    )


def test_effects_hold_each_specification_beside_its_usual_twin(table: pd.DataFrame) -> None:
    found = sensitivity.effects(table).set_index("choice")
    assert list(found["typical"]) == sorted(found["typical"], reverse=True)
    assert found.loc["interval", "typical"] == 0, "both are listwise: only the limits move"
    assert found["alternatives"].to_dict() == {
        "coefficient": 4,
        "interval": 1,
        "missing ratings": 1,
        "raters": 3,
        "categories": 3,
        "prevalence": 2,
        "extracts": 3,
    }


def test_the_effect_of_one_choice_by_hand(table: pd.DataFrame) -> None:
    usual = only(table)["value"]
    moved = [only(table, raters=f"without R{j}")["value"] - usual for j in (1, 2, 3)]
    single = table[table["departs"] == 0]
    single = pd.concat([single, table[(table["departs"] == 1) & (table["raters"] != "all")]])
    found = sensitivity.effects(single).set_index("choice").loc["raters"]
    assert found["typical"] == pytest.approx(np.median(np.abs(moved)), abs=1e-12)
    assert found["largest"] == pytest.approx(max(moved, key=abs), abs=1e-12)
    assert found["made by"] == f"without R{int(np.argmax(np.abs(moved))) + 1}"


def test_where_nothing_is_missing_an_interval_moves_limits_and_no_value() -> None:
    found = sensitivity.effects(sensitivity.specifications(sources.load("fleiss1971"), 2))
    interval = found.set_index("choice").loc["interval"]
    assert (interval["typical"], interval["largest"], interval["made by"]) == (0, 0, "")
    assert interval["lower limit"] > 0.01


def saved(run: Path, some: Ratings, seed: int, monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    """A run as a batch leaves it: the plotted table and the recorded results."""
    monkeypatch.setenv("STUDY_OUT", str(run))
    frame = specification_curve.table(sensitivity.specifications(some, 1, seed=seed))
    (run / "figures").mkdir(parents=True)
    frame.assign(stamp="SYNTHETIC").to_csv(run / "figures" / FIGURE, index=False)
    results.write("sensitivity", some.origin, {"n": results.Value(len(frame))})
    return frame


def test_a_batch_is_gathered_as_it_was_computed(
    some: Ratings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert f"{specification_curve.NAME}.csv" == FIGURE
    made = [saved(tmp_path / "runs" / f"r{s}", some, s, monkeypatch) for s in (1, 2)]
    other = replace(some, origin=Origin("another", sha256="1" * 64))
    saved(tmp_path / "runs" / "r3", other, 3, monkeypatch)
    found = specification_curve.table(sensitivity.gathered(tmp_path, some.origin))
    pd.testing.assert_frame_equal(found, pd.concat(made, ignore_index=True))
    assert sensitivity.effects(found)["typical"].notna().sum() == 7


def test_a_batch_of_other_ratings_is_refused(some: Ratings, tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"holds no run with specifications of made up"):
        sensitivity.gathered(tmp_path / "nothing", some.origin)


def test_bad_input_is_refused_in_words(some: Ratings) -> None:
    with pytest.raises(StudyError, match=r"depth is -1; it counts choices"):
        sensitivity.specifications(some, depth=-1)
    with pytest.raises(StudyError, match="every cell is blank"):
        sensitivity.specifications(ratings(np.full((3, 3), -1)))


def test_nothing_but_undefined_values_is_said_and_not_counted(some: Ratings) -> None:
    same = pd.DataFrame({"R1": ["a"] * 6, "R2": ["a"] * 6})
    alike = sensitivity.specifications(Ratings.from_labels(same, Origin("alike")))
    found = sensitivity.summary(alike, 0.7)
    assert isinstance(found.lowest, Undefined)
    assert "none with a value: every rating is in one category" in str(found)
    assert "No choice can be held" in sensitivity.strongest(sensitivity.effects(alike))
    single = sensitivity.specifications(some, depth=0)
    assert str(sensitivity.summary(single, 0.7)).startswith("1 specification: ")
    assert "nan" not in sensitivity.strongest(sensitivity.effects(single))
