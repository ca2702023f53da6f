import getpass
import json
import platform
import re
import shutil
import subprocess
import zipfile
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from click.testing import CliRunner
from lxml import html

from helpers import facts, osf, report
from helpers.cli.report import report as command
from helpers.errors import StudyError
from helpers.osf import stored
from helpers.osf.lock import ONE_RATERS
from helpers.paths import project
from helpers.report import about

RUN = Path(__file__).with_name("run")
BOOM = "attacked=1"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run")
    shutil.copytree(RUN, out, dirs_exist_ok=True)
    return report.build(out)


@pytest.fixture(scope="module")
def pages(index: Path) -> dict[str, Any]:
    return {page.name: html.parse(page) for page in index.parent.rglob("*.html")}


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


def test_a_page_for_the_report_and_one_for_each_notebook(pages: dict[str, Any]) -> None:
    assert sorted(pages) == ["01_agreement.html", "02_broken.html", "03_hostile.html", "index.html"]


def test_the_top_says_source_kappa_verdicts_and_when(pages: dict[str, Any]) -> None:
    (summary,) = pages["index.html"].xpath("//section[@id='summary']")
    words = text(summary)
    assert "standin the synthetic stand-in" in words
    assert "0.731 Intervals of kappa 95% interval, as SPSS prints it 0.651 to 0.811" in words
    assert "2 by construction" in words
    assert "1 cannot be checked" in words


def test_a_kappa_that_is_undefined_says_why(tmp_path: Path) -> None:
    shutil.copytree(RUN, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "results/01_agreement.json"
    recorded = json.loads(path.read_text("utf-8"))
    recorded["results"] = {"fleiss_kappa": {"value": None, "unit": "", "note": "one category"}}
    path.write_text(json.dumps(recorded), "utf-8")
    (summary,) = html.parse(report.build(tmp_path)).xpath("//section[@id='summary']")
    assert "undefined one category No interval was recorded." in text(summary)


def test_the_stand_in_is_stamped_on_every_page(pages: dict[str, Any]) -> None:
    for page in pages.values():
        (stamp,) = page.xpath("//aside[@class='stamp']/strong")
        assert stamp.text == "SYNTHETIC STAND-IN: not the study's data"


def test_real_ratings_are_not_stamped(tmp_path: Path) -> None:
    shutil.copytree(RUN, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "results/01_agreement.json"
    path.write_text(path.read_text("utf-8").replace('"standin"', '"osf"'), "utf-8")
    page = html.parse(report.build(tmp_path))
    assert not page.xpath("//aside[@class='stamp']")


def test_every_claim_is_a_row_and_its_text_stays_text(pages: dict[str, Any]) -> None:
    rows = pages["index.html"].xpath("//table[@data-role='claims']/tbody/tr")
    assert len(rows) == 8
    assert "café <b>bold</b> C011" in text(rows[6])
    assert not rows[6].xpath(".//b")


def test_figures_have_their_description_caption_and_files(pages: dict[str, Any]) -> None:
    (first, second) = pages["index.html"].xpath("//section[@aria-labelledby='figures']/figure")
    assert first.xpath(".//img/@alt") == ["Phases in order, and the checks that guard them."]
    titles = [text(one.xpath("./h3")[0]) for one in (first, second)]
    assert titles == ["Phases and checks", "Themes and activities"]
    assert [one.get("aria-labelledby") for one in (first, second)] == [
        one.xpath("./h3/@id")[0] for one in (first, second)
    ]
    assert second.xpath(".//figcaption//a/@href") == [
        "figures/figure2_theme_hierarchy.svg",
        "figures/figure2_theme_hierarchy.csv",
    ]
    assert "SYNTHETIC" in text(second.xpath(".//figcaption")[0])
    assert text(second.xpath(".//tbody")[0]) == "alpha0.1235"


def test_every_link_within_the_report_leads_somewhere(index: Path) -> None:
    for path in index.parent.rglob("*.html"):
        page = html.parse(path)
        for href in page.xpath("//a/@href[not(starts-with(., 'http'))]"):
            file, _, anchor = href.partition("#")
            target = (path.parent / file).resolve() if file else path
            assert target.is_file(), href
            ids = html.parse(target).xpath("//@id") if target.suffix == ".html" else [anchor]
            assert not anchor or anchor in ids, href


def test_nothing_is_loaded_from_anywhere(index: Path) -> None:
    loads = "//@src | //link/@href | //script/@src | //@srcset | //object/@data | //form/@action"
    for path in index.parent.rglob("*.html"):
        assert all(value.startswith("data:") for value in html.parse(path).xpath(loads))
        assert "@import" not in path.read_text("utf-8")


def test_the_policy_names_our_script_and_our_style_and_nothing_else(index: Path) -> None:
    for path in index.parent.rglob("*.html"):
        page = html.parse(path)
        (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
        (script,) = page.xpath("//script[not(@type)]/text()")
        (style,) = page.xpath("//style/text()")
        assert rules["default-src"] == "'none'"
        for name, content in (("script-src", script), ("style-src", style)):
            digest = b64encode(sha256(content.encode()).digest()).decode()
            assert rules[name] == f"'sha256-{digest}'"


def test_an_attack_reaches_the_page_as_text_only(index: Path) -> None:
    page = html.parse(index.parent / "notebooks/03_hostile.html")
    for element in page.iter():
        if isinstance(element.tag, str) and element.tag != "script":
            assert not [k for k in element.attrib if k.startswith("on") or k == "style"]
            reaches = [v for k, v in element.attrib.items() if k not in {"alt", "id", "href"}]
            assert not [value for value in reaches if BOOM in value]
    assert not [h for h in page.xpath("//a/@href") if h.startswith(("javascript", "data"))]
    assert len(page.xpath("//script[not(@type)]")) == 1


def test_the_search_index_cannot_end_its_element(index: Path) -> None:
    (data,) = html.parse(index).xpath("//script[@type='application/json']/text()")
    assert "<" not in data
    entries = json.loads(data)
    assert {entry["page"] for entry in entries} == {
        f"notebooks/{name}.html" for name in ("01_agreement", "02_broken", "03_hostile")
    }
    assert any("</script><script>" in entry["words"] for entry in entries)


def test_a_failed_notebook_is_named_on_the_front_and_on_its_page(pages: dict[str, Any]) -> None:
    front = text(pages["index.html"].xpath("//section[@aria-labelledby='notebooks']")[0])
    assert "02_broken failed cell [2]: ZeroDivisionError: division by zero" in front
    (note,) = pages["02_broken.html"].xpath("//p[@class='failed']")
    assert text(note).startswith("This notebook did not finish. cell [2]: ZeroDivisionError")


def test_the_batch_has_a_row_a_run_and_the_tracebacks(pages: dict[str, Any]) -> None:
    (batch,) = pages["index.html"].xpath("//section[@aria-labelledby='batch']")
    assert len(batch.xpath(".//tbody/tr")) == 2
    assert "cell error" in text(batch.xpath(".//tbody/tr")[1])
    assert "StudyError: lost.csv" in text(batch.xpath(".//details/pre")[0])


def test_provenance_without_the_names_of_this_machine(index: Path) -> None:
    (section,) = html.parse(index).xpath("//section[@aria-labelledby='provenance']")
    words = text(section)
    assert re.search(r"Python 3\.\d+", words)
    assert "published/claims.yaml" in words
    assert sha256((project() / "uv.lock").read_bytes()).hexdigest() in words
    for page in index.parent.rglob("*.html"):
        written = page.read_text("utf-8")
        assert str(project()) not in written
        assert str(index.parent.parent) not in written
        assert platform.node() not in written or len(platform.node()) < 4
        assert f"{getpass.getuser()}@" not in written


def test_an_empty_run_says_plainly_what_is_missing(tmp_path: Path) -> None:
    page = html.parse(report.build(tmp_path))
    missing = [text(one) for one in page.xpath("//p[@class='missing']")]
    assert [one.split(";")[0].split(".")[0] for one in missing] == [
        "This run holds no table of claims",
        "This run holds no figures",
        "This run holds no executed notebooks",
        "No batch was run into this folder",
    ]
    words = text(page.xpath("//section[@id='summary']")[0])
    assert "No notebook has recorded a source." in words
    assert "Not recorded in this run." in words
    assert "No claims were tested in this run." in words


def test_a_report_made_again_holds_nothing_of_the_one_before(tmp_path: Path) -> None:
    shutil.copytree(RUN, tmp_path, dirs_exist_ok=True)
    report.build(tmp_path)
    (tmp_path / "notebooks/03_hostile.ipynb").unlink()
    index = report.build(tmp_path)
    assert sorted(p.stem for p in (index.parent / "notebooks").iterdir()) == [
        "01_agreement",
        "02_broken",
    ]
    assert not list(tmp_path.glob(".report-*"))


def test_a_batch_alone_links_its_notebooks_and_misses_nothing(tmp_path: Path) -> None:
    rows = [
        "run,notebook,outcome,seconds,files",
        "it's-1,it's,ok,1,runs/it's-1",
        "it's-2,it's,infrastructure,0,runs/it's-2",
    ]
    (tmp_path / "runs.csv").write_text("\n".join(rows) + "\n", "utf-8")
    stored = tmp_path / "runs/it's-1/notebooks/it's.ipynb"
    stored.parent.mkdir(parents=True)
    shutil.copy(RUN / "notebooks/01_agreement.ipynb", stored)
    page = html.parse(report.build(tmp_path))
    linked = page.xpath("//section[@aria-labelledby='batch']//td/a")
    assert [text(one) for one in linked] == ["it's-1"]
    assert (tmp_path / "report" / unquote(linked[0].get("href"))).resolve() == stored.resolve()
    assert [text(one) for one in page.xpath("//h2")] == ["Batch", "Provenance"]
    (contents,) = page.xpath("//nav//ol")
    assert text(contents) == "Summary Batch Provenance"
    (summary,) = page.xpath("//section[@id='summary']")
    assert text(summary).startswith("Runs of the batch 1 infrastructure 1 ok Run")
    assert page.xpath("//p[@class='missing']") == []


def test_a_folder_of_that_name_that_holds_other_files_is_not_replaced(tmp_path: Path) -> None:
    own = tmp_path / "report" / "thesis.tex"
    own.parent.mkdir()
    report.build(tmp_path)
    report.build(tmp_path)
    shutil.rmtree(own.parent)
    own.parent.mkdir()
    own.write_text("mine")
    with pytest.raises(StudyError, match=r"/report: holds files that are no report"):
        report.build(tmp_path)
    assert own.read_text() == "mine"


def test_a_study_whose_facts_are_missing_still_has_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDY_PROJECT", str(tmp_path))
    out = tmp_path / "out"
    shutil.copytree(RUN, out)
    page = html.parse(report.build(out))
    assert text(page.xpath("//h1")[0]) == "The published study"
    assert "not inside a git checkout" in text(page.xpath("//section[@id='summary']")[0])


def test_a_run_is_dated_by_its_ledger(tmp_path: Path) -> None:
    ends = ["2026-01-02T03:04:05+00:00", "2026-01-02T03:05:05+00:00"]
    lines = [
        {"event": "finished", "run": "a", "attempt": str(i), "notebook": "a", "parameters": {}}
        | {"outcome": "ok", "seconds": 1, "home": ".", "identity": {}, "files": {}}
        | {"failure": None, "at": end}
        for i, end in enumerate(ends)
    ]
    (tmp_path / "ledger.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    assert about.of(tmp_path).run_at == ends[1]
    page = html.parse(report.build(tmp_path))
    assert "2 January 2026, 03:05 UTC" in text(page.xpath("//section[@id='summary']")[0])


def test_the_commit_is_that_of_the_checkout() -> None:
    done = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=project(), capture_output=True, text=True, check=True
    )
    assert about.of(project() / "none").commit == done.stdout.strip()


def test_no_checksum_names_a_file_that_holds_one_raters_codes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data" / "osf"
    folder.mkdir(parents=True)
    (tmp_path / "data" / "own.csv").write_text("a")
    (folder / "Ada.csv").write_text("b")
    codes, other = (
        osf.LockedFile(name, name, "n", name, 1, "0" * 64, None, 1, None, "", "size", "")
        for name in ("Ada.csv", "questions.txt")
    )
    tried = (osf.Tried("Ada.csv", ONE_RATERS, "", readable=True),)
    stored.save(osf.Lock("n", "t", "a", "", (codes, other), tried=tried, folder=folder))
    monkeypatch.setenv("STUDY_PROJECT", str(tmp_path))
    (tmp_path / "out").mkdir()
    names = [name for name, _ in about.of(tmp_path / "out").checksums]
    assert names == ["own.csv", f"osf/{ONE_RATERS}", "osf/questions.txt"]
    assert "Ada" not in (tmp_path / "out" / "provenance.json").read_text()


def test_one_zip_holds_the_whole_report(index: Path, tmp_path: Path) -> None:
    path = report.pack(index)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path)
    unpacked = tmp_path / "report"
    files = [p.relative_to(index.parent) for p in index.parent.rglob("*") if p.is_file()]
    assert len(files) >= 8
    assert all((unpacked / f).read_bytes() == (index.parent / f).read_bytes() for f in files)
    first = path.read_bytes()
    assert report.pack(index).read_bytes() == first


def test_a_zip_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "report/index.html").write_text("page")
    (tmp_path / "report.zip").mkdir()
    with pytest.raises(StudyError, match=r"^report.zip: cannot be written: .+; no run is lost"):
        report.pack(tmp_path / "report/index.html")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report", "report.zip"]


def test_no_folder_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"^gone: no such folder; run `study reproduce` first$"):
        report.build(tmp_path / "gone")


def test_the_command_names_what_it_wrote(tmp_path: Path) -> None:
    done = CliRunner().invoke(command, ["--out", str(tmp_path), "--zip"])
    assert done.exit_code == 0
    assert done.output.split() == [
        str(tmp_path / "report/index.html"),
        str(tmp_path / "report.zip"),
    ]


def test_a_later_report_on_the_same_run_names_the_state_it_was_run_in(tmp_path: Path) -> None:
    line = {"event": "finished", "run": "a", "attempt": "1", "notebook": "a", "parameters": {}}
    line |= {"outcome": "ok", "seconds": 1.0, "home": ".", "identity": {}, "files": {}}
    line |= {"failure": None, "at": "2026-01-02T03:04:05+00:00"}
    (tmp_path / "ledger.jsonl").write_text(json.dumps(line) + "\n", "utf-8")
    first = about.of(tmp_path)
    kept = tmp_path / "provenance.json"
    kept.write_text(kept.read_text("utf-8").replace(first.lock, "0" * 64), "utf-8")
    assert about.of(tmp_path).lock == "0" * 64
    line["at"] = "2026-01-02T04:00:00+00:00"
    (tmp_path / "ledger.jsonl").write_text(json.dumps(line) + "\n", "utf-8")
    assert about.of(tmp_path).lock == first.lock


def of_source(folder: Path, kind: str, name: str) -> Any:
    """The front page of the fixture's run, as if it had read other ratings."""
    shutil.copytree(RUN, folder, dirs_exist_ok=True)
    for path in (folder / "results").glob("*.json"):
        recorded = path.read_text("utf-8").replace('"standin"', f'"{kind}"')
        path.write_text(recorded.replace(f'"name": "{kind}"', f'"name": "{name}"'), "utf-8")
    return html.parse(report.build(folder))


def test_a_report_on_other_ratings_is_not_headed_by_the_article(tmp_path: Path) -> None:
    page = of_source(tmp_path, "own", "codes.xlsx")
    assert text(page.xpath("//h1")[0]) == "Agreement in codes.xlsx"
    assert facts.load().citation not in text(page.xpath("//header")[0])
    claims = page.xpath("//section[@aria-labelledby='claims']")[0]
    assert "Nothing is known to be published about these ratings" in text(claims)
    assert len(claims.xpath("./details[@class='claims-apart']//tbody/tr")) == 8
    assert "Nothing published is held against these" in text(page.xpath("//*[@id='summary']")[0])


def test_an_examples_own_claims_come_first_and_are_counted_alone(tmp_path: Path) -> None:
    rows = (RUN / "claims.csv").read_text("utf-8").splitlines()
    own = rows[1].replace(rows[1].split(",")[0], "fleiss1971-1", 1)
    shutil.copytree(RUN, tmp_path, dirs_exist_ok=True)
    (tmp_path / "claims.csv").write_text("\n".join([rows[0], own, *rows[1:]]) + "\n", "utf-8")
    for path in (tmp_path / "results").glob("*.json"):
        path.write_text(path.read_text("utf-8").replace('"standin"', '"example"'), "utf-8")
    page = html.parse(report.build(tmp_path))
    section = page.xpath("//section[@aria-labelledby='claims']")[0]
    assert "fleiss1971-1" in text(section.xpath("./table")[0])
    assert len(section.xpath("./table//tbody/tr")) == 1
    verdicts = page.xpath("//section[@id='summary']//ul[@class='verdicts']/li")
    assert len(verdicts) == 1


def test_what_was_kept_in_doubt_stands_beside_the_source(tmp_path: Path) -> None:
    shutil.copytree(RUN, tmp_path, dirs_exist_ok=True)
    said = '"changes": ["1 rating missing", "kept apart, though alike: <b>"], "kind"'
    for path in (tmp_path / "results").glob("*.json"):
        path.write_text(path.read_text("utf-8").replace('"kind"', said), "utf-8")
    top = text(html.parse(report.build(tmp_path)).xpath("//dl")[0])
    assert "Caution: kept apart, though alike: <b>" in top
    assert "rating missing" not in top


def test_results_of_several_sources_are_told_apart(tmp_path: Path) -> None:
    shutil.copytree(RUN, tmp_path, dirs_exist_ok=True)
    other = (RUN / "results/01_agreement.json").read_text("utf-8").replace('"standin"', '"own"')
    (tmp_path / "results/00_other.json").write_text(other, "utf-8")
    page = html.parse(report.build(tmp_path))
    assert "Results of several sources lie in this folder" in text(page.xpath("//dl")[0])


def test_a_batchs_table_leaves_out_what_is_empty_and_begins_with_kappa(tmp_path: Path) -> None:
    rows = ["run,outcome,cell,error,result.n,result.fleiss_kappa,traceback,files"]
    (tmp_path / "runs.csv").write_text("\n".join([*rows, "a-1,ok,,,9,0.5,,runs/a-1"]), "utf-8")
    page = html.parse(report.build(tmp_path))
    heads = [text(one) for one in page.xpath("//section[@aria-labelledby='batch']//th")]
    assert heads == ["run", "outcome", "fleiss kappa result", "n result"]
    assert text(page.xpath("//h1")[0]) == "1 run"


def test_figures_of_ratings_come_before_those_of_the_article(tmp_path: Path) -> None:
    before = [one.get("id") for one in of_source(tmp_path, "own", "codes.xlsx").xpath("//figure")]
    assert before[0].startswith("figure")
    shutil.copy(tmp_path / f"figures/{before[0]}.svg", tmp_path / "figures/agreement.svg")
    shown = [one.get("id") for one in html.parse(report.build(tmp_path)).xpath("//figure")]
    assert shown == ["agreement", *before]


def test_a_reproduction_says_nothing_of_a_batch_that_nobody_asked_for(tmp_path: Path) -> None:
    shutil.copytree(RUN, tmp_path, dirs_exist_ok=True)
    (tmp_path / "runs.csv").unlink()
    page = html.parse(report.build(tmp_path))
    assert "Batch" not in [text(one) for one in page.xpath("//h2")]
    assert "Batch" not in text(page.xpath("//nav//ol")[0])


def test_what_one_that_was_killed_left_behind_is_removed(tmp_path: Path) -> None:
    left = tmp_path / ".report-abc" / "report"
    left.mkdir(parents=True)
    (left / "index.html").write_text("half")
    (other := tmp_path / ".report-notes").mkdir()
    report.build(tmp_path)
    assert not left.parent.exists()
    assert other.is_dir()
