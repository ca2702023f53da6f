"""Write environment.yml from the dependencies in pyproject.toml, for conda and Binder."""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "environment.yml"
HEAD = """\
# Written by scripts/environment.py from pyproject.toml: change it there, then `make environment`.
name: study
channels: [conda-forge]
dependencies:
"""


def environment(pyproject: str) -> str:
    """The text of environment.yml for the text of a pyproject.toml."""
    project = tomllib.loads(pyproject)["project"]
    lines = [f"python {project['requires-python']}", *map(conda, project["dependencies"]), "pip"]
    listed = "".join(f"  - {line}\n" for line in lines)
    return f"{HEAD}{listed}  - pip:\n      - -e .\n"


def conda(requirement: str) -> str:
    """A requirement as conda writes it: name, space, version; the names are the same there."""
    match = re.fullmatch(r"([A-Za-z0-9._-]+)(>=[0-9.]+)", requirement)
    if not match:
        sys.exit(f"pyproject.toml: {requirement!r} is not of the form name>=version")
    return f"{match[1].lower()} {match[2]}"


if __name__ == "__main__":
    TARGET.write_text(environment((ROOT / "pyproject.toml").read_text("utf-8")), "utf-8")
