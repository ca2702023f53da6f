"""environment.yml says what pyproject.toml says, and the lock holds hashes for all of it."""

import importlib.util
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("environment", ROOT / "scripts/environment.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_environment_yml_is_current() -> None:
    pyproject = (ROOT / "pyproject.toml").read_text("utf-8")
    written = (ROOT / "environment.yml").read_text("utf-8")
    assert written == script().environment(pyproject), "run `make environment`"


def test_a_new_dependency_would_show() -> None:
    pyproject = (ROOT / "pyproject.toml").read_text("utf-8")
    changed = pyproject.replace("dependencies = [", 'dependencies = [\n    "newcomer>=1",', 1)
    assert "  - newcomer >=1\n" in script().environment(changed)


def test_a_requirement_that_conda_could_not_read_is_refused() -> None:
    with pytest.raises(SystemExit, match="'x @ git' is not of the form"):
        script().conda("x @ git")


def test_the_lock_has_a_hash_for_every_file() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    files = [
        file
        for package in lock["package"]
        for file in [*package.get("wheels", []), *filter(None, [package.get("sdist")])]
    ]
    assert len(files) > 100
    assert all(file["hash"].startswith("sha256:") for file in files)


@pytest.mark.parametrize(
    "name", ["jupyterlab", "pandas", "matplotlib", "seaborn", "statsmodels", "papermill"]
)
def test_the_libraries_the_project_is_built_on_are_there(name: str) -> None:
    assert f"  - {name} " in (ROOT / "environment.yml").read_text("utf-8")
