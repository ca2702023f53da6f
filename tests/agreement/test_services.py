"""The bootstrap over services, and how a table tells them."""

import warnings
from pathlib import Path

import numpy as np
import pytest

from helpers import agreement, sources
from helpers.agreement import Interval, Undefined
from helpers.errors import StudyError
from helpers.layouts import Reading
from helpers.ratings import Origin, Ratings

WIDE = ["id,R1,R2,Service", "1,a,a,Town", "2,b,b,Town", "3,a,b,City", "4,b,b,City"]
LONG = ["extract,rater,category,site"] + [
    f"{i},{rater},{'ab'[(i + j) % 2]},{'XY'[i % 2]}"
    for i in range(6)
    for j, rater in enumerate("pq")
]


def read(lines: list[str], folder: Path, reading: Reading | None = None) -> Ratings:
    path = folder / "t.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return sources.load_files([path], reading)


def clustered(services: int, each: int, seed: int = 1) -> Ratings:
    """Services whose extracts agree always or by chance alone: much alike within each."""
    chance = np.random.default_rng(seed)
    first = chance.integers(0, 2, (services, each))
    alike = chance.random(services) < 0.5
    other = np.where(alike[:, None], first, chance.integers(0, 2, (services, each)))
    codes = np.stack([first.ravel(), other.ravel()], 1).astype(np.int16)
    names = tuple(f"S{i + 1}" for i in range(services) for _ in range(each))
    extracts = tuple(map(str, range(len(codes))))
    return Ratings(codes, extracts, ("R1", "R2"), ("a", "b"), Origin("t"), clusters=names)


def test_extracts_alike_within_services_widen_the_interval() -> None:
    ratings = clustered(30, 20)
    found = agreement.by_service(ratings, draws=4000)
    (fleiss, *_) = agreement.coefficients(ratings, draws=4000)
    assert found is not None
    assert isinstance(found.interval, Interval)
    assert isinstance(fleiss.percentile, Interval)
    assert found.interval.low < fleiss.coef < found.interval.high
    wide, narrow = (one.high - one.low for one in (found.interval, fleiss.percentile))
    assert wide > 1.5 * narrow
    assert found.warning is None


def test_a_service_an_extract_is_the_bootstrap_over_extracts() -> None:
    ratings = clustered(200, 1)
    (fleiss, *_) = agreement.coefficients(ratings, draws=20_000)
    found = agreement.by_service(ratings, draws=20_000)
    assert isinstance(found.interval, Interval)
    assert isinstance(fleiss.percentile, Interval)
    assert found.interval.low == pytest.approx(fleiss.percentile.low, abs=0.01)
    assert found.interval.high == pytest.approx(fleiss.percentile.high, abs=0.01)


def test_few_services_are_warned_of_and_one_is_undefined() -> None:
    few, one = agreement.by_service(clustered(19, 5)), agreement.by_service(clustered(1, 5))
    assert "19 services are fewer than 20" in few.warning
    assert str(few).endswith(few.warning)
    assert one.interval == Undefined("every resample gives the same value")


def test_the_document_has_it_only_where_services_are_told() -> None:
    ratings = clustered(5, 20)
    found = agreement.document(ratings, draws=500)
    assert len(found["available"]["fleiss_gwet"]["ci95_services"]) == 2
    assert found["input"]["services"] == 5
    assert any(note.startswith("5 services are fewer") for note in found["notes"])
    plain = agreement.document(agreement.Patterns.of(ratings), draws=500)
    assert "ci95_services" not in plain["available"]["fleiss_gwet"]


def test_a_column_headed_as_service_tells_it_without_its_names(tmp_path: Path) -> None:
    ratings = read(WIDE, tmp_path)
    assert ratings.clusters == ("S1", "S1", "S2", "S2")
    assert "column 4 tells the service of each extract (2 services)" in ratings.origin.changes
    assert not any("Town" in change for change in ratings.origin.changes)


def test_a_long_table_tells_it_too_and_must_not_contradict_itself(tmp_path: Path) -> None:
    assert read(LONG, tmp_path).clusters == ("S1", "S2") * 3
    with pytest.raises(StudyError, match="row 3 tells another service than another row"):
        read([LONG[0], LONG[1], LONG[2].replace(",X", ",Y"), *LONG[3:]], tmp_path)


def test_only_a_header_that_says_so_tells_universities(tmp_path: Path) -> None:
    assert read(WIDE, tmp_path).clusters_are == "services"
    lines = [WIDE[0].replace("Service", "University"), *WIDE[1:]]
    assert read(lines, tmp_path).clusters_are == "universities"
    lines = [LONG[0].replace("site", "university"), *LONG[1:]]
    assert read(lines, tmp_path).clusters_are == "universities"


def test_one_service_for_all_is_not_used(tmp_path: Path) -> None:
    ratings = read([line.replace("City", "Town") for line in WIDE], tmp_path)
    assert ratings.clusters is None
    said = "column 4 tells one service for all extracts: not used"
    assert said in ratings.origin.changes


def test_another_header_is_taken_when_named(tmp_path: Path) -> None:
    lines = [WIDE[0].replace("Service", "where"), *WIDE[1:]]
    assert read(lines, tmp_path, Reading(raters=("R1", "R2"))).clusters is None
    assert read(lines, tmp_path, Reading(service="where")).clusters == ("S1", "S1", "S2", "S2")


def test_a_service_that_is_not_told_of_every_extract_is_not_used(tmp_path: Path) -> None:
    lines = [*WIDE[:-1], "4,b,b,"]
    ratings = read(lines, tmp_path)
    assert ratings.clusters is None
    assert "column 4 tells services, but not of 1 extract: not used" in ratings.origin.changes
    with pytest.raises(StudyError, match="it must name the service of every extract"):
        read(lines, tmp_path, Reading(service="Service"))


@pytest.mark.parametrize("codes", [[[0, 1]], [[0, 1], [-1, -1]], [[0, 0]], [[0, 1], [0, -1]]])
def test_a_single_rated_extract_warns_of_nothing(codes: list[list[int]]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        agreement.document(agreement.Patterns.from_codes(np.array(codes), 2), draws=50)
