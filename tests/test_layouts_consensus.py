"""Columns headed as what raters agreed on: never taken for a rater's without a word."""

from pathlib import Path

import pytest

from helpers.layouts import Reading

from .written import asked, explained

ROWS = ("AABA", "ABBB", "CCCC", "BBAB", "CACC", "AAAA", "BBCB", "CCAC", "ABBB", "CCCC", "BAAA")

ENGLISH = (
    "Agreed upon|Aggregated|Answer key|Arbitration|Combined|Consensus coding|Decision|Definitive"
    "|Discussed|Ground truth|GroundTruth|Harmonised|Joint|Joint_Code|MASTER|master_code|Mode"
    "|Negotiated|Post discussion|Reconciled|Reference standard|Settled|Team|Team code|Tie-break"
    "|true_label|Verdict|together|Rating used|used in analysis|Corrected|PI|Senior|Senior coder"
    "|Anna+Ben|Anna / Ben|Ben and Cleo"
)
GERMAN = (
    "Abgestimmt|Einigung|Endgültiger Code|Endkodierung|Entscheidung|Finale Kategorie|Gemeinsam"
    "|Goldstandard|Konsens|Konsenskodierung|KONSENSUS|Mehrheit|Mehrheitsurteil|Abschließend"
)
SPANISH = (
    "Acordado|Acuerdo|Código final|codigo_final|Consenso|Decisión final|Estándar de oro|Mayoría"
)
FRENCH = (
    "Accord|Catégorie finale|Codage final|Code retenu|Décision|Étalon or|Majorité|Vérité terrain"
)
HEADS = [head for some in (ENGLISH, GERMAN, SPANISH, FRENCH) for head in some.split("|")]


def written(head: str, first: bool = False) -> str:
    names = [head, "Anna", "Ben", "Cleo"] if first else ["Anna", "Ben", "Cleo", head]
    rows = [f"{row[-1]}{row[:-1]}" if first else row for row in ROWS]
    body = [f"E{i},{','.join(row)}" for i, row in enumerate(rows, 1)]
    return "\n".join([f"id,{','.join(names)}", *body]) + "\n"


@pytest.mark.parametrize("head", [*HEADS, "Code", "Theme", "category"])
def test_what_raters_agreed_on_is_asked_about_by_its_header(tmp_path: Path, head: str) -> None:
    message = asked(tmp_path, written(head))
    assert "column 5, headed as what raters agreed on, holds a rater is not plain" in message
    for columns, raters in (("columns 2 to 4", 3), ("columns 2 to 5", 4)):
        assert f"--raters '{columns}'" in message
        told = explained(tmp_path, written(head), Reading(raters=(columns,)))
        labels = ["".join(row) for row in told.ratings.labels().to_numpy()]
        assert labels == [row[:raters] for row in ROWS]


def test_it_is_asked_about_before_the_raters_too(tmp_path: Path) -> None:
    assert "column 2, headed as what raters agreed on" in asked(tmp_path, written("Joint", True))


@pytest.mark.parametrize(
    "head", ["Dora", "EB final code", "R4", "True", "Masters", "Finley", "Dr Senior", "D/E", "PIA"]
)
def test_other_headers_are_a_raters(tmp_path: Path, head: str) -> None:
    text = written(head).replace("E2,A,B,B,B", "E2,A,B,B,A")
    assert explained(tmp_path, text, Reading(layout="wide")).ratings.codes.shape == (11, 4)


@pytest.mark.parametrize(
    "heads", ["Junior,Resident,Trainee,Senior", "AB,CD,EF,PI", "AB+CD,AB+EF,CD+EF,AB+GH"]
)
def test_raters_are_not_taken_for_who_settles_it(tmp_path: Path, heads: str) -> None:
    text = written("D").replace("Anna,Ben,Cleo,D", heads)
    assert explained(tmp_path, text, Reading(layout="wide")).ratings.codes.shape == (11, 4)


@pytest.mark.parametrize("who", ["agreed", "PI", "AB+CD", "together"])
def test_who_settles_it_in_a_column_of_raters_is_told(tmp_path: Path, who: str) -> None:
    names = ("Anna", "Ben", who) if who == "PI" else ("AB", "CD", who)
    rows = [f"{i},{n},{c}" for i, row in enumerate(ROWS) for n, c in zip(names, row, strict=False)]
    message = asked(tmp_path, "\n".join(["extract,rater,code", *rows]) + "\n")
    assert "R3 of column 2: named as what raters agreed on; leave these rows out" in message


@pytest.mark.parametrize(
    ("raters", "head"),
    [
        ("Эксперт 1,Эксперт 2", "Итог"),
        ("評価者1,評価者2", "最終"),
        ("평가자1,평가자2", "최종"),
        ("المقيم 1,المقيم 2", "الإجماع"),
        ("Hodnotitel 1,Hodnotitel 2", "Finální"),
        ("Rater 1,Rater 2", "Rater 1+2"),
        ("Rater 1,Rater 2", "Coder final"),
    ],
)
def test_what_was_agreed_on_is_known_in_other_scripts_and_beside_raters(
    tmp_path: Path, raters: str, head: str
) -> None:
    rows = [f"{i},{'ABC'[i % 3]},{'ABC'[(i + i // 7) % 3]},{'ABC'[i % 3]}" for i in range(30)]
    said = asked(tmp_path, "\n".join([f"id,{raters},{head}", *rows]) + "\n")
    assert "type --raters 'column 2,column 3' or, if so, --raters 'columns 2 to 4'" in said


@pytest.mark.parametrize(
    "head", ["Kommentar", "Remarques", "备注", "ملاحظات", "Почему", "Feedback"]
)
def test_a_few_remarks_are_no_rater_in_any_language(tmp_path: Path, head: str) -> None:
    remarks = {3: "not sure", 9: "see memo 4"}
    rows = [f"{i},{'ABC'[i % 3]},{'ABC'[(i + i // 7) % 3]},{remarks.get(i, '')}" for i in range(30)]
    found = explained(tmp_path, "\n".join([f"id,EB,KN,{head}", *rows]) + "\n")
    assert found.ratings.codes.shape == (30, 2)
