"""Tables as programs for coding and screening write them, with all that stands beside ratings."""

from pathlib import Path

import pytest

from helpers.errors import StudyError

from .written import asked, explained

CODES = "AABBABCCBBCCAABA"


def long(head: str, row: str, codes: str = CODES) -> str:
    """Two raters to each of eight extracts; `{i}` numbers the extract, from 0."""
    rows = (
        row.format(i=i // 2, j=i // 8, who=("ann", "ben")[i % 2], code=code)
        for i, code in enumerate(codes)
    )
    return "\n".join((head, *rows)) + "\n"


@pytest.mark.parametrize(
    ("head", "row", "extract", "category"),
    [
        # A span is named by its text; where it stands is no code.
        ("doc,start,end,text,type,annotator", "d{j},{i}0,{i}8,sp{i},{code},{who}", "text", "type"),
        # One hash of the extract beside another, and a session for each annotator.
        (
            "_input_hash,_task_hash,label,_annotator_id,_session_id",
            "88{i},99{i},{code},{who},db-{who}",
            "_input_hash",
            "label",
        ),
        # A task has its own number, the same for all.
        ("HITId,HITTypeId,WorkerId,Input,label", "3H{i},HT1,{who},t{i},{code}", "HITId", "label"),
    ],
)
def test_what_stands_beside_codes_of_an_extract_is_no_code(
    tmp_path: Path, head: str, row: str, extract: str, category: str
) -> None:
    found = explained(tmp_path, long(head, row))
    assert (found.reading.extract, found.reading.category_column) == (extract, category)
    assert found.ratings.codes.T.tolist() == [
        ["ABC".index(c) for c in CODES[j::2]] for j in range(2)
    ]


def test_extracts_numbered_anew_are_named_by_what_they_are_in_too(tmp_path: Path) -> None:
    row = "obs1,s{j},{{k}},{who},{code}"
    text = long("Observation id,Subject,Interval,Observer,Behavior", row)
    for i in range(16):
        text = text.replace("{k}", str(i // 2 % 4), 1)
    found = explained(tmp_path, text)
    assert found.reading.extract == "Subject,Interval"
    assert found.ratings.codes.shape == (8, 2)


def test_one_label_in_all_rows_is_asked_about_beside_answers(tmp_path: Path) -> None:
    answers = CODES.replace("C", "A").replace("A", "accept,").replace("B", "reject,").split(",")
    rows = (f"{i // 2},INSULT,{code},{'ab'[i % 2]}" for i, code in enumerate(answers[:16]))
    said = asked(tmp_path, "\n".join(("_input_hash,label,answer,_annotator_id", *rows)) + "\n")
    assert "--category-column label" in said
    assert "--category-column 'column 3'" in said


WIDE = ("Yes,Yes", "No,No", "Yes,No", "No,No", "Yes,Yes", "No,Yes")


def test_what_a_reviewer_adds_to_a_decision_is_no_decision(tmp_path: Path) -> None:
    heads = "Study,Reviewer A decision,Reviewer A reason,Reviewer B decision,Reviewer B reason"
    rows = (
        f"Smith {i},{a},{'Wrong design' * (a == 'No')},{b},{'Wrong design' * (b == 'No')}"
        for i, (a, b) in enumerate(one.split(",") for one in WIDE)
    )
    found = explained(tmp_path, "\n".join((heads, *rows)) + "\n")
    assert found.reading.raters == ("Reviewer A decision", "Reviewer B decision")


def test_a_question_offers_no_column_that_was_agreed_on_beside_raters(tmp_path: Path) -> None:
    heads = "Study,Reviewer A vote,Reviewer B vote,Consensus vote,Stance"
    rows = (f"S{i},{one},{one[:3].strip(',')},{'ab'[i % 2]}" for i, one in enumerate(WIDE))
    with pytest.raises(StudyError) as question:
        explained(tmp_path, "\n".join((heads, *rows)) + "\n")
    assert "type --raters 'column 2,column 3', --raters" in str(question.value)


def test_words_of_a_sentence_are_named_by_both(tmp_path: Path) -> None:
    rows = (f"{i // 8},{i % 8},w{i},{c},{CODES[i - i % 5]}" for i, c in enumerate(CODES))
    found = explained(tmp_path, "\n".join(("sentence,token_no,token,annaK,benM", *rows)) + "\n")
    assert found.layout == "one column a rater"
    assert len(found.ratings.extracts) == 16
