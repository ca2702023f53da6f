"""Every value of the golden sets, at the precision they state."""

import importlib.util
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from helpers.agreement import Patterns, document
from helpers.ratings import Origin, Ratings

GOLDEN = Path(__file__).parents[1] / "data" / "agreement"
NAMES = sorted(path.stem for path in GOLDEN.glob("*.json"))


def golden_ratings(name: str) -> Ratings | Patterns:
    expected = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    if not (GOLDEN / f"{name}.csv").exists():
        return Patterns.from_codes(big_codes(name), expected["categories"])
    table = pd.read_csv(GOLDEN / f"{name}.csv", dtype=str, keep_default_na=False, index_col=0)
    labels = table.where(table != "", None)
    return Ratings.from_labels(labels, Origin(name), expected["categories"])


def big_codes(name: str) -> np.ndarray:
    spec = importlib.util.spec_from_file_location("generate_big", GOLDEN / "generate_big.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.generate(**module.SPEC[name])


def leaves(expected: Any, path: tuple = ()) -> Any:
    if isinstance(expected, dict):
        for key, value in expected.items():
            yield from leaves(value, (*path, key))
    elif isinstance(expected, list):
        for i, value in enumerate(expected):
            yield from leaves(value, (*path, i))
    else:
        yield path, expected


def at(tree: Any, path: tuple) -> Any:
    """The value at a path; everything below an undefined list or interval is undefined."""
    for step in path:
        if tree is None:
            return None
        tree = tree[step]
    return tree


def tolerance(path: tuple, value: float) -> dict[str, float]:
    if "ci95_t" in str(path):
        return {"rel": 1e-8, "abs": 1e-9}
    return {"rel": 1e-10, "abs": 1e-13 if value == 0 else 0}


@pytest.fixture(scope="module", params=NAMES)
def case(request):
    expected = json.loads((GOLDEN / f"{request.param}.json").read_text(encoding="utf-8"))
    return expected["expected"], document(golden_ratings(request.param), draws=200)


def test_there_are_fourteen_sets():
    assert len(NAMES) == 14


@pytest.mark.parametrize("half", ["listwise", "available"])
def test_every_value_of_the_set(case, half):
    expected, found = case
    checked = 0
    for path, value in leaves(expected[half], (half,)):
        if isinstance(value, float):
            assert at(found, path) == pytest.approx(value, **tolerance(path, value)), path
        else:
            assert at(found, path) == value, path
        checked += 1
    assert checked > 10


def test_every_null_has_its_reason(case):
    _, found = case
    for path, value in leaves({half: found[half] for half in ("listwise", "available")}):
        if value is None:
            assert found["undefined"][".".join(map(str, path))], path


def test_the_document_is_json(case):
    _, found = case
    assert json.loads(json.dumps(found, allow_nan=False)) == found
