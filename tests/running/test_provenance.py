import json
import platform
import sys
import tempfile
from pathlib import Path

import pytest

from helpers.paths import project
from helpers.running.job import Job, perform
from helpers.running.provenance import Stripper
from helpers.running.stock import StockKernel

from .conftest import notebook


@pytest.fixture
def stripper() -> Stripper:
    return Stripper.of({"/srv/data/my.csv": "my.csv", "/srv/out/.work/ab12": "."})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("read /srv/data/my.csv.", "read my.csv."),
        ("('/srv/out/.work/ab12/results')", "('./results')"),
        (f"{project()}/src/helpers/ratings.py:3", "helpers/ratings.py:3"),
        (f'File "{project()}/data/x"', 'File "./data/x"'),
        (f"{sys.prefix}/lib/python3/x", "<python>/lib/python3/x"),
        (f"{tempfile.gettempdir()}/ipykernel_12/345.py:1: Warning", "<cell>:1: Warning"),
        (f"{Path.home()}/notes", "~/notes"),
        ("C:" + r"\Users" + r"\ann\x.csv", r"~\x.csv"),
        ("/home" + "/ann/x.csv and /Users" + "/bob", "~/x.csv and ~"),
        ("a/b and 1/2 and https://x.org/home", "a/b and 1/2 and https://x.org/home"),
    ],
)  # fmt: skip
def test_paths_are_replaced_and_nothing_else(stripper: Stripper, before: str, after: str) -> None:
    assert stripper.text(before) == after


def test_the_machines_name_is_replaced(stripper: Stripper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "node", lambda: "lab-pc-17")
    assert stripper.text("on lab-pc-17, not lab-pc-170") == "on <host>, not lab-pc-170"


def test_a_machine_that_is_called_a_word_rewrites_no_result(
    stripper: Stripper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "node", lambda: "data")
    assert stripper.text("all data, in data/x or 'data'") == "all data, in data/x or 'data'"
    assert stripper.text("http://data:8888, ann@data") == "http://<host>:8888, ann@<host>"


def test_pictures_are_left_as_they_are(stripper: Stripper) -> None:
    value = {"image/png": "/srv/data/my.csv", "text/plain": ["/srv/data/my.csv"]}
    assert stripper.value(value) == {"image/png": "/srv/data/my.csv", "text/plain": ["my.csv"]}


def test_a_picture_within_text_is_left_as_it_is(stripper: Stripper) -> None:
    text = "iVBO/Rw0K+" * 300_000 + "ipykernel_"  # searched from every letter, it would take hours
    assert stripper.text(text) == text


def test_a_stored_notebook_names_no_place(tmp_path: Path) -> None:
    text = notebook(
        "import os, warnings; print(os.getcwd()); warnings.warn('careful')",
        "os.makedirs('results'); open('results/it.json', 'w').write('{\"at\": \"%s\"}' % source)",
        "raise FileNotFoundError(source)",
        parameters="source = 'auto'",
    )
    secret = tmp_path / "private" / "my.csv"
    job = Job("it", "it", text, {"source": str(secret)}, {"source": "my.csv"}, "runs/it", {})
    folder = tmp_path / "attempt"
    folder.mkdir()
    done = perform(job, folder, StockKernel(folder, 60))
    stored = (folder / "notebooks/it.ipynb").read_text("utf-8")
    assert done.outcome == "cell_error"
    for hidden in (str(tmp_path), str(project()), sys.prefix, "ipykernel_"):
        assert hidden not in stored
        assert hidden not in str(done.failure)
        assert hidden not in (done.failure.traceback if done.failure else "")
    assert str(done.failure) == "cell [5]: FileNotFoundError: my.csv"
    assert json.loads((folder / "results/it.json").read_text()) == {"at": "my.csv"}
    assert json.loads(stored)["metadata"]["papermill"]["parameters"] == {"source": "my.csv"}
