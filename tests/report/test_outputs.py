from pathlib import Path
from typing import Any

import pytest

from helpers.paths import project
from helpers.report import outputs


def display(mime: str, value: Any, **metadata: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {mime: value}, "metadata": metadata}


def stream(text: str, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def only(output: dict[str, Any]) -> tuple[str, str]:
    (shown,) = outputs.shown([output])
    ((mime, value),) = shown["data"].items()
    return mime, value


def test_neighbouring_streams_of_one_name_are_joined() -> None:
    shown = outputs.shown([stream("a"), stream("b"), stream("c", "stderr"), stream("d")])
    assert [(one["name"], one["text"]) for one in shown] == [
        ("stdout", "ab"),
        ("stderr", "c"),
        ("stdout", "d"),
    ]


def test_endless_text_keeps_its_start_and_its_end() -> None:
    (shown,) = outputs.shown([stream("start" + "x" * 5_000_000 + "end")])
    assert len(shown["text"]) < outputs.TEXT_LIMIT + 100
    assert shown["text"].startswith("start")
    assert shown["text"].endswith("end")
    assert "4,980,008 characters left out" in shown["text"]


def test_endless_outputs_end_with_how_many_are_left_out() -> None:
    shown = outputs.shown([display("text/plain", str(i)) for i in range(1000)])
    assert len(shown) == outputs.OUTPUTS_LIMIT + 1
    assert shown[-1]["data"] == {outputs.NOTE: "940 further outputs of this cell are not shown."}


@pytest.mark.parametrize(
    ("mime", "value", "said"),
    [
        ("text/html", "<p>x</p>" * 50_000, "A table or page of 400 kB is not shown."),
        ("image/png", "A" * 9_000_000, "A picture of 9,000 kB is not shown."),
        ("image/png", 'AA" onerror="x', "A picture that cannot be read is not shown."),
        ("application/javascript", "alert(1)", "An output that needs script is not shown."),
        (
            "application/odd",
            "?",
            "An output of a kind that is not shown here (application/odd).",
        ),
        (
            "application/vnd.jupyter.widget-view+json",
            {"model_id": "1"},
            "An interactive view; open the notebook in JupyterLab to use it.",
        ),
    ],
)
def test_what_is_not_shown_is_said(mime: str, value: Any, said: str) -> None:
    assert only(display(mime, value)) == (outputs.NOTE, said)


def test_the_representation_that_reads_best_is_taken() -> None:
    both = {"text/plain": "<Figure>", "image/svg+xml": "<svg/>", "image/png": "AAAA"}
    mime, value = only({"output_type": "execute_result", "data": both, "metadata": {}})
    assert (mime, value[:26]) == ("image/png", "data:image/svg+xml;base64,")


def test_a_picture_takes_its_description_from_the_metadata() -> None:
    (plain,) = outputs.shown([display("image/png", "AAAA", alt="A bar.")])
    (nested,) = outputs.shown([display("image/png", "AAAA", **{"image/png": {"alt": "A bar."}})])
    assert plain["metadata"]["alt"] == nested["metadata"]["alt"] == "A bar."


def test_a_picture_within_html_does_not_count_as_a_long_page() -> None:
    page = f'<img alt="x" src="data:image/png;base64,{"A" * 1_000_000}">'
    assert only(display("text/html", page)) == ("text/html", page)


def test_an_error_without_a_traceback_still_says_what_it_was() -> None:
    error = {"output_type": "error", "ename": "DeadKernel", "evalue": "gone", "traceback": []}
    assert outputs.shown([error])[0]["traceback"] == ["DeadKernel: gone"]


def test_the_machine_is_not_named() -> None:
    text = f"\x1b[31m{project()}/src/x.py\x1b[0m {Path.home()}/my.csv"
    assert outputs.scrub(text) == "./src/x.py ~/my.csv"
