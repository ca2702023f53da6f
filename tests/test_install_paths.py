"""The ways to install agree with each other: one uv, one lock file, one set of settings."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]


def pinned() -> str:
    found = re.search(r"^UV_VERSION := (\S+)$", (ROOT / "Makefile").read_text("utf-8"), re.M)
    assert found
    return found[1]


def test_every_way_uses_the_same_uv() -> None:
    binder = yaml.safe_load((ROOT / ".binder/environment.yml").read_text("utf-8"))
    container = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text("utf-8"))
    assert {"pip": [f"uv=={pinned()}"]} in binder["dependencies"]
    assert f"uv=={pinned()} &&" in container["postCreateCommand"]


@pytest.mark.skipif(sys.platform == "win32", reason="Binder runs on Linux")
def test_binder_installs_the_lock_file_and_silences_the_news(tmp_path: Path) -> None:
    """postBuild itself, with a Python and a uv that only write down what they were asked."""
    prefix = tmp_path / "prefix"
    for name, script in {
        "python": f"echo {prefix}",
        "uv": f'echo "$UV_PROJECT_ENVIRONMENT: $@" > {tmp_path}/asked',
    }.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        (tmp_path / name).chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    subprocess.run([ROOT / ".binder/postBuild"], cwd=ROOT, env={"PATH": path}, check=True)
    asked = (tmp_path / "asked").read_text("utf-8").strip()
    assert asked == f"{prefix}: sync --frozen --inexact --no-dev"
    settings = json.loads(
        (prefix / "etc/jupyter/labconfig/default_setting_overrides.json").read_text("utf-8")
    )
    assert settings["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"


def test_pages_publishes_what_a_reproduction_writes() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/pages.yml").read_text("utf-8"))
    steps = workflow["jobs"]["build"]["steps"]
    assert steps[2]["run"] == "uv run --frozen study reproduce --source standin"
    assert steps[3]["with"]["path"] == "build/report"
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["jobs"]["publish"]["permissions"] == {"pages": "write", "id-token": "write"}
