"""Attempts of `benchmarks/fuzz_readers.py`, replayed: those that once found something, and some."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "fuzz_readers.py"
FOUND = (286, 6419, 7098, 7670, 7683, 8332, 12713, 75026)


@pytest.fixture(scope="module")
def fuzz() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz_readers", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.filterwarnings("ignore")
def test_nothing_but_a_refusal_in_one_line_comes_out(fuzz: ModuleType) -> None:
    files = fuzz.seeds()
    outcomes = [fuzz.one(seed, files) for seed in (*FOUND, *range(1, 300))]
    assert set(outcomes) == {"read", "refused"}
