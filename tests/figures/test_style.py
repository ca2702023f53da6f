import csv
import re
import runpy
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.font_manager import FontProperties, findfont, get_font
from PIL import Image
from pypdf import PdfReader

from helpers import facts
from helpers.figures import (
    by_category,
    data_collection,
    fonts,
    plates,
    style,
    theme_hierarchy,
)
from helpers.paths import project

SUFFIXES = ("svg", "pdf", "png", "csv", "txt")
BESIDE = ("svg", "csv", "txt")  # what a notebook saves
STAMP = "SYNTHETIC STAND-IN: not the study's data"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def saved(tmp_path: Path, categories: Callable) -> style.SavedFigure:
    frame = by_category.table(categories(3, "Latin"))
    made = style.publish(by_category, frame, tmp_path, stamp=STAMP, caption="What <it> shows")
    plates.complete(tmp_path)
    return made


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_bytes_on_a_second_run(tmp_path: Path, categories: Callable) -> None:
    study = facts.load()
    for run in ("first", "second"):
        style.publish(theme_hierarchy, theme_hierarchy.table(study), tmp_path / run)
        style.publish(data_collection, data_collection.table(study), tmp_path / run)
        frame = by_category.table(categories(3, "Greek"))
        style.publish(by_category, frame, tmp_path / run, stamp=STAMP)
        plates.complete(tmp_path / run)
    first, second = files(tmp_path / "first"), files(tmp_path / "second")
    assert len(first) == 3 * 2 * len(SUFFIXES)
    assert first == second


@pytest.mark.parametrize("shown", [170, 85])
def test_a_notebook_saves_what_it_shows_and_leaves_no_form_of_an_earlier_figure(
    tmp_path: Path, categories: Callable, shown: int
) -> None:
    frame = by_category.table(categories(3, "Latin"))
    style.publish(by_category, frame, tmp_path)
    plates.complete(tmp_path)
    saved = style.publish(by_category, frame.assign(n=1), tmp_path, width_mm=shown)
    assert saved.name == {170: by_category.NAME, 85: f"{by_category.NAME}_85mm"}[shown]
    assert set(files(tmp_path)) == {f"{saved.name}.{suffix}" for suffix in BESIDE}


@pytest.mark.parametrize("shown", [170, 85])
def test_a_complete_figure_is_there_in_every_form_at_both_widths(
    tmp_path: Path, categories: Callable, shown: int
) -> None:
    frame = by_category.table(categories(3, "Latin"))
    style.publish(by_category, frame, tmp_path, width_mm=shown)
    before = files(tmp_path)
    plates.complete(tmp_path)
    after = files(tmp_path)
    for name, mm in ((by_category.NAME, 170), (f"{by_category.NAME}_85mm", 85)):
        assert {f"{name}.{suffix}" for suffix in SUFFIXES} <= set(after)
        root = ET.fromstring(after[f"{name}.svg"])
        assert float(root.get("width", "").removesuffix("pt")) == pytest.approx(mm / 25.4 * 72)
        pixels = Image.open(tmp_path / f"{name}.png").width
        assert pixels == pytest.approx(mm / 25.4 * 300, abs=1)
    assert len(after) == 2 * len(SUFFIXES)
    assert {name: after[name] for name in before} == before


@pytest.mark.parametrize("damaged", ["", "category,kappa\nA,high\n", "\x00", "category\n"])
@pytest.mark.parametrize("suffix", ["svg", "csv"])
def test_a_figure_that_was_changed_stays_as_it_is(
    tmp_path: Path, categories: Callable, suffix: str, damaged: str
) -> None:
    saved = style.publish(by_category, by_category.table(categories(3, "Latin")), tmp_path)
    saved.path(suffix).write_text(damaged, "utf-8")
    before = files(tmp_path)
    plates.complete(tmp_path)
    assert files(tmp_path) == before


def test_a_saved_table_gives_the_same_figures_again(tmp_path: Path) -> None:
    committed = files(project() / "figures")
    for name in (
        name for name in committed if name.endswith((".csv", ".svg")) and "_85mm" not in name
    ):
        (tmp_path / name).write_bytes(committed[name])
    plates.complete(tmp_path)
    drawn = files(tmp_path)
    assert set(drawn) == set(committed) - {"README.md"}
    for name in (name for name in drawn if name.endswith((".svg", ".csv", ".txt"))):
        assert drawn[name] == committed[name], name


def test_undefined_numbers_and_missing_texts_come_back_from_a_table(
    tmp_path: Path, categories: Callable
) -> None:
    frame = by_category.table(categories(3, "Latin"))
    frame.loc[0, ["kappa", "low", "high"]] = float("nan")
    frame = frame.replace(frame["category"][0], "NA")
    style.publish(by_category, frame, tmp_path, stamp=STAMP)
    before = files(tmp_path)
    plates.complete(tmp_path)
    after = files(tmp_path)
    assert {name: after[name] for name in before} == before
    assert len(after) == 2 * len(SUFFIXES)


def test_svg_has_live_text_a_title_and_a_description(saved: style.SavedFigure) -> None:
    root = ET.parse(saved.path("svg")).getroot()
    assert root.get("role") == "img"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert title.text == by_category.TITLE
    assert description.text == saved.alt
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    words = {text.text for text in root.iter(f"{SVG}text")}
    assert {"Ratings", "Kappa", "Fisher", STAMP} <= words
    identifiers = re.findall(r'\bid="([^"]+)"', saved.path("svg").read_text("utf-8"))
    assert len(identifiers) == len(set(identifiers))


def test_pdf_embeds_its_fonts_and_carries_no_date(saved: style.SavedFigure) -> None:
    reader = PdfReader(saved.path("pdf"))
    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        assert "StudySans" in font["/BaseFont"]
        assert "/FontFile2" in inner["/FontDescriptor"]
    assert "Ratings" in reader.pages[0].extract_text()
    assert reader.metadata is not None
    assert "/CreationDate" not in reader.metadata
    assert reader.metadata["/Subject"] == saved.alt
    assert reader.metadata["/Title"] == by_category.TITLE


def test_png_carries_its_title_and_the_alt_text(saved: style.SavedFigure) -> None:
    with Image.open(saved.path("png")) as picture:
        assert picture.info["Title"] == by_category.TITLE
        assert picture.info["Description"] == saved.alt


def test_the_plotted_table_is_the_frame_with_its_stamp(
    saved: style.SavedFigure, categories: Callable
) -> None:
    frame = by_category.table(categories(3, "Latin"))
    read = pd.read_csv(saved.path("csv"))
    pd.testing.assert_frame_equal(read.drop(columns="stamp"), frame, check_dtype=False)
    assert set(read["stamp"]) == {STAMP}
    assert saved.path("txt").read_text("utf-8") == saved.alt + "\n"
    assert saved.alt.startswith(STAMP)


def test_published_facts_carry_no_stamp(tmp_path: Path) -> None:
    frame = theme_hierarchy.table(facts.load())
    saved = style.publish(theme_hierarchy, frame, tmp_path)
    with saved.path("csv").open(encoding="utf-8", newline="") as lines:
        assert next(csv.reader(lines)) == list(theme_hierarchy.COLUMNS)
    for suffix in ("svg", "txt", "csv"):
        assert "SYNTHETIC" not in saved.path(suffix).read_text("utf-8")


def test_a_notebook_shows_picture_alt_text_and_caption(saved: style.SavedFigure) -> None:
    shown = saved._repr_html_()
    assert shown == saved._repr_html_()
    assert f'alt="{STAMP.replace(chr(39), "&#x27;")}' in shown
    assert 'src="data:image/svg+xml;base64,' in shown
    assert "<figcaption>What &lt;it&gt; shows</figcaption>" in shown
    plain = style.SavedFigure(saved.name, saved.folder, saved.alt)
    assert "figcaption" not in plain._repr_html_()


def test_nothing_is_left_behind(saved: style.SavedFigure) -> None:
    before = dict(matplotlib.rcParams)
    with matplotlib.rc_context({"font.size": 30, "svg.fonttype": "path"}):
        again = style.publish(by_category, pd.read_csv(saved.path("csv")), saved.folder / "again")
        assert matplotlib.rcParams["font.size"] == 30
    assert dict(matplotlib.rcParams) == before
    assert plt.get_fignums() == []
    assert "<text" in again.path("svg").read_text("utf-8")


@pytest.mark.parametrize(
    ("weight", "slope"), [("normal", "normal"), ("bold", "normal"), ("normal", "italic")]
)
def test_the_font_comes_with_the_project_and_the_rest_with_matplotlib(
    weight: str, slope: str
) -> None:
    own, whole = (
        Path(findfont(FontProperties(family=name, weight=weight, style=slope)))
        for name in fonts.known()
    )
    assert own.parent == Path(fonts.__file__).parent
    assert whole.is_relative_to(matplotlib.get_data_path())
    cut, full = get_font(own).get_charmap(), get_font(whole).get_charmap()
    assert set(cut) < set(full)
    assert set(map(ord, "Aé€αЖ–“→≤●")) <= set(cut)


def test_the_fonts_are_what_their_script_makes_of_matplotlibs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = runpy.run_path(str(project() / "scripts" / "fonts.py"))
    monkeypatch.setitem(script["main"].__globals__, "FOLDER", tmp_path)
    script["main"]()
    made = files(tmp_path)
    kept = {path.name: path.read_bytes() for path in Path(fonts.__file__).parent.glob("*.ttf")}
    assert made == kept


def test_a_missing_script_warns_once_and_still_saves(tmp_path: Path, categories: Callable) -> None:
    frame = by_category.table(categories(2, "Latin")).replace("0 Über", "日本", regex=True)
    with pytest.warns(UserWarning, match="lacks 2 characters") as seen:
        style.save(by_category.draw(frame), by_category, frame, tmp_path, name="figure")
    assert len(seen) == 1


@pytest.mark.parametrize("color", [style.STATED["color"], style.READING["markeredgecolor"]])
def test_marks_stand_out_from_paper_in_grey(color: str) -> None:
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    assert 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.55


def test_every_text_is_seven_points_or_more(categories: Callable) -> None:
    study = facts.load()
    drawn = [
        module.draw(module.table(study), width_mm=width)
        for module in (theme_hierarchy, data_collection)
        for width in (style.WIDE_MM, style.NARROW_MM)
    ]
    drawn.append(by_category.draw(categories(12, "Latin"), width_mm=style.NARROW_MM))
    sizes = {text.get_fontsize() for figure in drawn for text in figure.axes[0].texts}
    assert sizes == {7, 8}
