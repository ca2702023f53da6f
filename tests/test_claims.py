"""Verdicts: which are given for which ratings, and when two numbers agree."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import claims, facts
from helpers.claims.rounding import half_up, route
from helpers.errors import StudyError
from helpers.facts import Claim, Comparison
from helpers.ratings import Origin
from helpers.results import Record, Value

OSF = Origin("ratings.csv", "osf", sha256="11" * 32)
STANDIN = Origin("standin", "standin", sha256="22" * 32)
OWN = Origin("mine.csv", "own", sha256="33" * 32)
FLEISS = Origin("fleiss1971", "example", sha256="44" * 32)
GOOD: dict[str, Value] = {
    "fleiss_kappa": Value(0.8412),
    "fleiss_kappa_ci95": Value([0.8101, 0.8723]),
    "fleiss_kappa_p": Value(0.0),
    "n_raters": Value(3),
    "n_categories": Value(5),
    "n_extracts": Value(356),
}
RECOMPUTABLE = ["C021", "C022", "C023", "C019", "C026"]


@pytest.fixture(scope="module")
def study() -> facts.Study:
    return facts.load()


def recorded(
    origin: Origin, notebook: str = "02_reliability", **values: Value
) -> dict[str, Record]:
    given = GOOD | values
    return {notebook: Record(notebook, origin.name, origin.kind, origin.sha256, given)}


def row(frame: pd.DataFrame, name: str) -> dict[str, Any]:
    return dict(frame.set_index("id").loc[name])


def verdict(study: facts.Study, origin: Origin | None, name: str, **values: Value) -> str:
    results = recorded(origin, **values) if origin else {}
    return str(row(claims.check(study, origin, results), name)["verdict"])


def one(study: facts.Study, **changes: Any) -> facts.Study:
    """The study with one claim only, changed."""
    return replace(study, claims=(replace(study.claim("kappa"), **changes),))


@pytest.mark.parametrize("name", RECOMPUTABLE)
@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (OSF, "reproduced"),
        (STANDIN, "by construction"),
        (FLEISS, "not applicable"),
        (OWN, "not applicable"),
        (None, "not run"),
    ],
)
def test_the_study_s_claims_are_compared_only_with_its_own_ratings(
    study: facts.Study, origin: Origin | None, expected: str, name: str
) -> None:
    assert verdict(study, origin, name) == expected


@pytest.mark.parametrize("origin", [OWN, FLEISS])
def test_other_ratings_never_make_the_study_differ(study: facts.Study, origin: Origin) -> None:
    frame = claims.check(study, origin, recorded(origin, fleiss_kappa=Value(0.1)))
    assert row(frame, "C021")["verdict"] == "not applicable"
    assert row(frame, "C021")["recomputed"] == ""


def test_the_standin_never_reproduces_anything(study: facts.Study) -> None:
    frame = claims.check(study, STANDIN, recorded(STANDIN) | recorded(STANDIN, "01_data"))
    assert "reproduced" not in claims.counts(frame)
    assert "differs" not in claims.counts(frame)


def test_claims_without_ratings_do_not_depend_on_the_source(study: facts.Study) -> None:
    fixed = {"transcribed", "consistent", "inconsistent"}
    tables = [claims.check(study, origin, {}) for origin in (None, OSF, STANDIN, OWN)]
    kept = [frame[frame["verdict"].isin(fixed)].reset_index(drop=True) for frame in tables]
    assert len(kept[0]) > 40
    assert all(frame.equals(kept[0]) for frame in kept)


def test_the_two_readings_of_three_to_four_participants(study: facts.Study) -> None:
    frame = claims.check(study, None, {})
    by_university, by_group = row(frame, "C060"), row(frame, "C061")
    assert (by_university["verdict"], by_university["recomputed"]) == ("consistent", "24 to 32")
    assert (by_group["verdict"], by_group["recomputed"]) == ("inconsistent", "33 to 44")
    assert by_group["why"] == "the product of C008 and C009: 33 to 44, which conflicts"


def test_printed_numbers_that_follow_from_others(study: facts.Study) -> None:
    frame = claims.check(study, None, {}).set_index("id")
    derived = frame[frame["verdict"] == "consistent"]["recomputed"].to_dict()
    assert derived == {
        "C055": "5",
        "C056": "0.84",
        "C057": "0.84",
        "C039": "5",
        "C040": "2",
        "C042": "31",
        "C043": "17",
        "C044": "6, 7, 5, 5, 8",
        "C045": "21 to 82",
        "C059": "31",
        "C060": "24 to 32",
        "C006": "8",
        "C002": "5",
        "C014": "9",
    }


def test_published_values_keep_the_digits_they_were_printed_with(study: facts.Study) -> None:
    shown = claims.check(study, None, {}).set_index("id")["published"]
    assert shown[["C021", "C022", "C023", "C057", "C028", "C034", "C011"]].to_list() == [
        "0.84",
        "0.81 to 0.87",
        "< 0.0005",
        "0.81 to 1.00",
        "not reported",
        "032406",
        "no",
    ]


@pytest.mark.parametrize(
    ("kappa", "verdict", "why"),
    [
        (0.84, "reproduced", "0.84 rounds directly to 0.84"),
        (0.835, "reproduced", "0.835 rounds directly to 0.84"),
        (0.8346, "reproduced", "0.8346 rounds to 0.84 through the 0.835 that SPSS prints"),
        (0.8344, "differs", "differs by -0.0056"),
        (0.8449, "reproduced", "0.8449 rounds directly to 0.84"),
        (0.845, "differs", "differs by +0.005"),
        (0.8449999999999999, "differs", "differs by +0.005"),
        (-0.84, "differs", "differs by -1.68"),
    ],
)
def test_when_a_recomputed_kappa_is_the_printed_one(
    study: facts.Study, kappa: float, verdict: str, why: str
) -> None:
    frame = claims.check(study, OSF, recorded(OSF, fleiss_kappa=Value(kappa)))
    assert (row(frame, "C021")["verdict"], row(frame, "C021")["why"]) == (verdict, why)


def test_an_interval_needs_both_limits(study: facts.Study) -> None:
    frame = claims.check(study, OSF, recorded(OSF, fleiss_kappa_ci95=Value([0.81, 0.88])))
    assert row(frame, "C022")["verdict"] == "differs"
    assert row(frame, "C022")["why"] == "the limits differ by +0 and +0.01"


@pytest.mark.parametrize(
    ("p", "expected"), [(0.0, "reproduced"), (0.000499, "reproduced"), (0.0005, "differs")]
)
def test_a_bound_is_tested_as_a_bound(study: facts.Study, p: float, expected: str) -> None:
    assert verdict(study, OSF, "C023", fleiss_kappa_p=Value(p)) == expected


def test_a_p_value_too_small_for_a_float_is_not_printed_as_zero(study: facts.Study) -> None:
    frame = claims.check(study, OSF, recorded(OSF))
    assert row(frame, "C023")["recomputed"] == "< 1e-300"


def test_a_count_is_the_same_or_not(study: facts.Study) -> None:
    frame = claims.check(study, OSF, recorded(OSF, n_raters=Value(4)))
    assert (row(frame, "C019")["verdict"], row(frame, "C019")["why"]) == (
        "differs",
        "differs by +1",
    )


def test_a_number_the_article_does_not_give_cannot_be_checked(study: facts.Study) -> None:
    extracts = row(claims.check(study, OSF, recorded(OSF)), "C028")
    assert (extracts["verdict"], extracts["recomputed"]) == ("cannot be checked", "356")


def test_a_number_of_the_stand_in_is_not_set_beside_one_that_was_never_given(
    study: facts.Study,
) -> None:
    extracts = row(claims.check(study, STANDIN, recorded(STANDIN)), "C028")
    assert (extracts["verdict"], extracts["recomputed"]) == ("cannot be checked", "")
    assert extracts["why"].endswith("no number; the stand-in's 356 was chosen for it")


def test_an_undefined_result_cannot_be_checked_and_says_why(study: facts.Study) -> None:
    why = "every rating is in one category"
    frame = claims.check(study, OSF, recorded(OSF, fleiss_kappa=Value(None, note=why)))
    assert (row(frame, "C021")["verdict"], row(frame, "C021")["why"]) == ("cannot be checked", why)


def test_what_the_data_do_not_hold_cannot_be_checked(study: facts.Study) -> None:
    frame = claims.check(study, OSF, recorded(OSF, "01_data"))
    assert row(frame, "C001")["verdict"] == "cannot be checked"
    assert row(frame, "C001")["why"].startswith("the data would have to hold a column")
    known = claims.check(study, OSF, recorded(OSF, "01_data", n_universities=Value(8)))
    assert row(known, "C001")["verdict"] == "reproduced"


def test_a_result_that_is_no_number_cannot_be_checked(study: facts.Study) -> None:
    assert verdict(study, OSF, "C021", fleiss_kappa=Value("high")) == "cannot be checked"
    assert verdict(study, OSF, "C022", fleiss_kappa_ci95=Value([0.81])) == "cannot be checked"
    assert verdict(study, OSF, "C021", fleiss_kappa=Value(True)) == "cannot be checked"


def test_results_of_other_ratings_count_as_not_run(study: facts.Study) -> None:
    frame = claims.check(study, OSF, recorded(STANDIN))
    assert row(frame, "C021")["verdict"] == "not run"
    assert row(frame, "C021")["why"] == "02_reliability was last run with other ratings"
    assert row(claims.check(study, OSF, {}), "C021")["why"] == "02_reliability has recorded nothing"


def test_an_example_s_own_numbers_come_first_and_are_compared(study: facts.Study) -> None:
    values = {"fleiss_kappa": Value(0.43024), "n_extracts": Value(30), "n_raters": Value(6)}
    frame = claims.check(study, FLEISS, recorded(FLEISS, **values))
    assert frame["id"].to_list()[:4] == [f"fleiss1971-{i}" for i in range(1, 5)]
    assert frame["verdict"].to_list()[:4] == ["reproduced"] * 4
    assert (frame["published"][0], frame["recomputed"][0]) == ("0.430", "0.43024")
    wrong = claims.check(study, FLEISS, recorded(FLEISS, fleiss_kappa=Value(0.44)))
    assert wrong["verdict"][0] == "differs"


def test_counts_and_csv(study: facts.Study, tmp_path: Path) -> None:
    frame = claims.check(study, OSF, recorded(OSF))
    found = claims.counts(frame)
    assert sum(found.values()) == len(frame) == len(study.claims)
    assert list(found) == [verdict for verdict in claims.VERDICTS if verdict in found]
    path = claims.save(frame, tmp_path / "deep" / "claims.csv")
    again = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert again.equals(frame)
    before = path.read_bytes()
    assert claims.save(frame, path).read_bytes() == before


def test_the_table_goes_to_the_output_folder(
    study: facts.Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDY_OUT", str(tmp_path))
    assert claims.save(claims.check(study, None, {})) == tmp_path / "claims.csv"


@pytest.mark.parametrize(
    ("check", "message"),
    [
        (
            Comparison("consistent", rule="average"),
            "C021: no rule 'average'; there are sum, length",
        ),
        (Comparison("consistent", rule="length"), r"C021: 'length' cannot be applied to \[\]"),
        (
            Comparison("recompute", rule="near", result="fleiss_kappa", notebook="02_reliability"),
            "C021: no comparison 'near'; there are rounded, interval, bound, count",
        ),
    ],
)
def test_a_check_that_does_not_exist_is_named(
    study: facts.Study, check: Comparison, message: str
) -> None:
    with pytest.raises(StudyError, match=message):
        claims.check(one(study, check=check), OSF, recorded(OSF))


@pytest.mark.parametrize(
    ("value", "verdict"), [((0.80, 0.83), "inconsistent"), ((0.80, 0.85), "consistent")]
)
def test_a_range_conflicts_with_a_number_outside_it(
    study: facts.Study, value: tuple[float, float], verdict: str
) -> None:
    band = Claim("B", "t", "band", "a band", value, "derived", "Results", Comparison("transcribed"))
    inside = replace(band, check=Comparison("consistent", rule="contains", of=("C021",)))
    two = replace(study, claims=(study.claim("kappa"), inside))
    assert claims.check(two, None, {})["verdict"][1] == verdict


@given(st.decimals(-10, 10, places=6), st.integers(0, 5))
def test_rounding_is_half_away_from_zero_on_the_digits_shown(number: Decimal, places: int) -> None:
    expected = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    assert half_up(float(number), places) == expected


@given(st.integers(-1000, 1000), st.floats(-0.0049, 0.0049))
def test_whatever_rounds_to_the_printed_number_reproduces_it(hundredths: int, off: float) -> None:
    printed = hundredths / 100
    assert route(printed + off, printed, 2) is not None


@given(st.integers(-1000, 1000), st.floats(0.0051, 5), st.sampled_from([-1, 1]))
def test_nothing_further_than_two_roundings_can_move_it_does(
    hundredths: int, off: float, sign: int
) -> None:
    printed = hundredths / 100
    assert route(printed + sign * (off + 0.0005), printed, 2) is None
