"""figures/README.md shows every figure with the caption of the facts."""

import re
from pathlib import Path

import pytest
from PIL import Image

from helpers import facts
from helpers.figures import plates

FOLDER = Path(__file__).resolve().parents[2] / "figures"
README = (FOLDER / "README.md").read_text("utf-8")
CAPTIONS = facts.load().captions


@pytest.mark.parametrize("name", CAPTIONS)
def test_each_figure_is_shown_with_its_caption_and_its_files(name: str) -> None:
    assert CAPTIONS[name].strip() in README
    assert re.search(rf"!\[\w.{{20,}}\]\({name}\.svg\)", README)
    assert f"]({name}.txt)" in README
    assert f"]({name}.csv)" in README


def test_each_heading_is_the_title_of_the_figure_beneath_it() -> None:
    shown = re.findall(r"^## (.+)\n\n!\[.*\]\((\w+)\.svg\)", README, re.MULTILINE)
    assert {name: title for title, name in shown} == {m.NAME: m.TITLE for m in plates.modules()}


def test_each_picture_is_in_the_folder() -> None:
    for name in re.findall(r"\]\((\w+\.\w+)\)", README):
        assert (FOLDER / name).exists(), name


def test_a_figure_of_one_column_fits_a_page_with_its_caption() -> None:
    for path in FOLDER.glob("*_85mm.png"):
        with Image.open(path) as picture:
            assert picture.height * 25.4 / 300 <= 232, path.name


def test_each_notebook_that_draws_one_exists() -> None:
    named = set(re.findall(r"Notebook: `(\w+)`", README))
    kept = {path.stem for path in (FOLDER.parent / "notebooks").glob("*.ipynb")}
    assert named <= kept


def test_the_page_comes_back_with_the_figures() -> None:
    page = FOLDER.parent / "data" / "published" / "figures.md"
    assert page.read_text("utf-8") == README
