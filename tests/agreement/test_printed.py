"""What printed numbers allow, checked by brute force over unrounded values."""

import itertools
import math

import numpy as np
import pytest

from helpers.agreement import Patterns, Undefined, printed, spss
from helpers.agreement.answers import printed_text
from helpers.errors import StudyError

TRIPLE = ("0.84", ("0.81", "0.87"))


@pytest.mark.parametrize(
    ("categories", "equal", "any_use"),
    [(2, (1046, 2048), (1046, 2048)), (5, (262, 512), (262, 2048)), (10, (117, 227), (117, 2048))],
)
def test_the_null_standard_error_bounds_the_number_of_extracts(categories, equal, any_use):
    found = printed(*TRIPLE, 3, categories=categories)
    assert (found.equal, found.any_use) == (equal, any_use)


TRIPLES = np.array(list(itertools.product(range(5), repeat=3)))
DISTINCT = np.array([len(set(triple)) for triple in TRIPLES.tolist()])
# Five categories equally used: two raters who agree with frequency a have kappa (a - 1/5)/(4/5).
SAMPLING = {"one dissents": (339, 663), "know or guess": (465, 909), "independent": (355, 693)}


def _one_dissents(kappa):
    unanimous = (kappa * 0.8 + 0.2 - 1 / 3) / (2 / 3)
    return np.select([DISTINCT == 1, DISTINCT == 2], [unanimous / 5, (1 - unanimous) / 60], 0)


def _all_part(kappa):
    unanimous = kappa * 0.8 + 0.2
    return np.select([DISTINCT == 1, DISTINCT == 3], [unanimous / 5, (1 - unanimous) / 60], 0)


def _know_or_guess(kappa):
    return kappa * (DISTINCT == 1) / 5 + (1 - kappa) / 125


def _independent(kappa):
    kept = np.sqrt(kappa)
    said = [(truth == TRIPLES) * kept + (1 - kept) / 5 for truth in range(5)]
    return np.mean([chance.prod(axis=1) for chance in said], axis=0)


def _variance(chances):
    """Of an extract's part in kappa, over all 125 ways in which three raters can answer.

    Agreement by chance is 1/5 for every extract, so only agreement observed varies.
    """
    assert chances.sum() == pytest.approx(1)
    part = np.select([DISTINCT == 1, DISTINCT == 2], [1, 1 / 3], 0) / 0.8
    return chances @ part**2 - (chances @ part) ** 2


def _range(least, most):
    """N with N - 1 = z^2 variance/h^2, for kappas and limits strictly inside what prints alike."""
    ends = []
    for kappa in np.linspace(0.835, 0.845, 2001):
        narrowest = max(kappa - 0.815, 0.865 - kappa)
        widest = min(kappa - 0.805, 0.875 - kappa)
        ends.append([_variance(least(kappa)) / widest**2, _variance(most(kappa)) / narrowest**2])
    z2 = 1.959963984540054**2
    low, high = z2 * np.min(ends, axis=0)[0] + 1, z2 * np.max(ends, axis=0)[1] + 1
    return math.floor(low) + 1, math.ceil(high) - 1


def test_the_sampling_ranges_are_those_of_enumerated_variances():
    # The rule: the region of kappas and half-widths that print alike is open, its ends do not
    # count, and SE^2 = variance/(N - 1). Every category is equally used.
    found = printed(*TRIPLE, 3, categories=5).sampling
    assert found == SAMPLING | {"any": (339, 1072)}
    ways = {"one dissents": _one_dissents, "know or guess": _know_or_guess}
    for name, way in (ways | {"independent": _independent}).items():
        assert _range(way, way) == found[name]
    assert _range(_one_dissents, _all_part) == found["any"]


def test_every_number_in_the_range_is_reached_and_no_other():
    """SPSS's half-width for equal use: every N for which some kappa prints the triple."""
    kappas = np.linspace(0.835, 0.845, 2001)[1:-1]
    half = {n: 1.959963984540054 * np.sqrt(2 * 0.25 / (6 * n)) for n in range(200, 600)}
    reached = [
        n
        for n, h in half.items()
        if (
            (kappas - h > 0.805)
            & (kappas - h < 0.815)
            & (kappas + h > 0.865)
            & (kappas + h < 0.875)
        ).any()
    ]
    assert (reached[0], reached[-1]) == printed(*TRIPLE, 3, categories=5).equal


def test_what_spss_prints_for_a_table_allows_that_table():
    generator = np.random.default_rng(1)
    for extracts, q in itertools.product((40, 200), (2, 4)):
        codes = generator.integers(0, q, (extracts, 1)).repeat(3, axis=1)
        codes[: extracts // 5, 0] = generator.integers(0, q, extracts // 5)
        overall = spss(Patterns.from_codes(codes, q)).overall
        ci = (f"{overall.interval.low:.3f}", f"{overall.interval.high:.3f}")
        found = printed(f"{overall.kappa:.3f}", ci, 3, categories=q, extracts=extracts)
        assert found.verdict.startswith("possible")


def test_trailing_zeros_count_as_precision():
    coarse = printed("0.8", ("0.7", "0.9"), 3, categories=5).equal
    fine = printed("0.80", ("0.70", "0.90"), 3, categories=5).equal
    assert coarse[0] < fine[0] < fine[1] < coarse[1]


@pytest.mark.parametrize(
    ("extracts", "verdict"),
    [
        (356, "possible"),
        (600, "possible only with unequal categories"),
        (5000, "impossible"),
        (100, "impossible"),
    ],
)
def test_the_verdict_on_a_number_of_extracts(extracts, verdict):
    assert printed(*TRIPLE, 3, categories=5, extracts=extracts).verdict == verdict


def test_a_number_only_the_sampling_standard_error_allows():
    found = printed(*TRIPLE, 3, categories=2, extracts=1000)
    assert found.verdict == "impossible under SPSS's formula"


def test_a_per_category_standard_error_narrows_the_number():
    found = printed(*TRIPLE, 3, categories=5, extracts=300, se_category=".031")
    assert found.category_se == (336, 358)
    assert found.verdict == "impossible"
    why = "only the per-category standard error excludes it: it allows 336 to 358"
    assert found.why == found.document()["why"] == why
    assert printed_text(found).endswith(f"300 extracts: impossible ({why})")
    allowed = printed(*TRIPLE, 3, categories=5, extracts=356, se_category=".031")
    assert (allowed.verdict, allowed.why) == ("possible", None)


def test_a_triple_that_no_number_gives_is_an_answer():
    found = printed("0.84", ("0.61", "0.87"), 3, categories=5, extracts=300)
    why = "no interval of equal arms around kappa rounds to the printed one"
    assert found.equal == found.any_use == found.sampling["any"] == Undefined(why)
    assert found.verdict == "impossible"


def test_an_interval_of_no_width_has_no_largest_number():
    found = printed("0.84", ("0.84", "0.84"), 3, categories=5)
    assert found.equal[1] is None
    assert "or more" in printed_text(found)


def test_unknown_categories_leave_the_equal_range_undefined():
    found = printed(*TRIPLE, 3, extracts=356)
    assert found.equal == Undefined("the number of categories was not given")
    assert found.any_use == (2, 2048)
    assert (found.verdict, found.why) == ("possible", None)
    assert printed_text(found).count("not known: give --categories") == 5


def test_no_verdict_is_plainly_impossible_before_the_sampling_error_is_known():
    found = printed(*TRIPLE, 3, extracts=5000)
    assert found.verdict == "impossible under SPSS's formula"
    assert found.why == "the sampling error is not known: give --categories"


@pytest.mark.parametrize(
    ("kappa", "ci", "numbers", "message"),
    [
        ("-0.51", ("-0.6", "-0.4"), {}, "kappa -0.51 is below -0.5, the least 3 raters can give"),
        ("84", ("81", "87"), {}, "kappa 84 lies outside -1 to 1"),
        ("0.84", ("0.85", "0.87"), {}, "kappa 0.84 lies outside its interval, 0.85 to 0.87"),
        ("0.84", ("0.87", "0.81"), {}, "lies outside its interval"),
        ("about .8", ("0.7", "0.9"), {}, "kappa 'about .8' is not a number"),
        ("0.84", ("nan", "0.9"), {}, "lower limit 'nan' is not a number"),
        ("0.84", ("0.81", "0.87"), {"raters": 1}, "1 raters: give 2 to 100"),
        ("0.84", ("0.81", "0.87"), {"categories": 1}, "1 categories: give 2 to 200"),
        ("0.84", ("0.81", "0.87"), {"raters": 10**6}, "1000000 raters: give 2 to 100"),
        ("0.84", ("0.81", "0.87"), {"categories": 10**5}, "100000 categories: give 2 to 200"),
        ("0.84", ("0.81", "0.87"), {"extracts": 0}, "0 extracts"),
        ("0.84", ("0.81", "0.87"), {"se_category": "-.1"}, "must be above 0"),
    ],
)
def test_numbers_that_cannot_be_are_refused(kappa, ci, numbers, message):
    with pytest.raises(StudyError, match=message):
        printed(kappa, ci, **({"raters": 3} | numbers))
