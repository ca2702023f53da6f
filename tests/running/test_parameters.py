import datetime
import json
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.errors import StudyError
from helpers.running.parameters import Parameter, check, read, read_code

from .conftest import notebook

CELL = """
# Which ratings to read:
# a name or a file.
source: str = "auto"
seed: int = 1  # of every random draw
share = 0.5
flag = True
%matplotlib inline
rater: str | None = None
layout: Literal["wide", "long"] = "wide"
themes: list[str] = ["a", "b"]
pair = (1, 2)
size: "int | None" = 3
folder = Path("x")
bare: int
"""


def known() -> dict[str, Parameter]:
    return {parameter.name: parameter for parameter in read_code(CELL)}


def test_the_cell_is_read_without_being_run() -> None:
    found = known()
    assert [*found] == [
        "source", "seed", "share", "flag", "rater", "layout", "themes", "pair", "size", "folder",
    ]  # fmt: skip
    assert found["source"] == Parameter(
        "source", "auto", (str,), (), "Which ratings to read: a name or a file."
    )
    assert found["seed"].comment == "of every random draw"
    assert found["share"] == Parameter("share", 0.5, (float,))
    assert found["rater"].kinds == (str, type(None))
    assert found["layout"].choices == ("wide", "long")
    assert found["themes"].kinds == (list,)
    assert found["pair"].kinds == (list,)
    assert found["size"].kinds == (int, type(None))
    assert found["folder"].kinds == ()


def test_a_notebook_without_the_cell_takes_nothing() -> None:
    plain = nbformat.reads(notebook("1 + 1"), as_version=4)
    assert read(plain) == ()
    with pytest.raises(StudyError, match="has no cell tagged 'parameters'"):
        check("a.ipynb", read(plain), {"seed": 1})


def test_only_the_tagged_cell_counts() -> None:
    text = notebook("other = 3", parameters="seed = 1")
    assert [p.name for p in read(nbformat.reads(text, as_version=4))] == ["seed"]


@pytest.mark.parametrize(
    ("name", "value", "fitted"),
    [
        ("seed", 7, 7),
        ("seed", 7.0, 7),
        ("share", 1, 1.0),
        ("rater", None, None),
        ("size", None, None),
        ("layout", "long", "long"),
        ("pair", (3, 4), [3, 4]),
        ("source", Path("a.csv"), "a.csv"),
        ("source", datetime.date(2020, 1, 2), "2020-01-02"),
        ("folder", {"any": [1, None]}, {"any": [1, None]}),
    ],
)
def test_values_take_the_type_the_cell_asks_for(name: str, value: object, fitted: object) -> None:
    result = check("a.ipynb", read_code(CELL), {name: value})[name]
    assert (result, type(result)) == (fitted, type(fitted))


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("sead", 1, "a.ipynb: no parameter 'sead'; did you mean 'seed'?"),
        ("zzz", 1, "no parameter 'zzz'; it takes source, seed"),
        ("seed", "7", "parameter 'seed' must be a whole number, not '7'"),
        ("seed", 1.5, "parameter 'seed' must be a whole number, not 1.5"),
        ("seed", True, "parameter 'seed' must be a whole number, not True"),
        ("seed", None, "parameter 'seed' must be a whole number, not None"),
        ("flag", 1, "parameter 'flag' must be true or false, not 1"),
        ("layout", "tall", "parameter 'layout' must be one of 'wide', 'long', not 'tall'"),
        ("source", b"x", r"parameter 'source' cannot hold b'x' \(bytes\)"),
        ("folder", {1: 2}, "parameter 'folder' cannot hold"),
        ("seed = 1\nimport os", 1, "cannot be the name of a parameter"),
        (3, 1, "3 cannot be the name of a parameter"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_line(name: str, value: object, message: str) -> None:
    with pytest.raises(StudyError, match=message) as caught:
        check("a.ipynb", read_code(CELL), {name: value})
    assert "\n" not in str(caught.value)


ITSELF: list[object] = []
ITSELF.append(ITSELF)
NESTED = json.loads("[" * 110 + "]" * 110)


@pytest.mark.parametrize(
    ("code", "value", "fitted"),
    [
        ("x: Union[int, str] = 1", "a", "a"),
        ("x: typing.Optional[str] = 'a'", None, None),
        ("x: Any = 1", "a", "a"),
        ("x: Any = None", [1], [1]),
        ("x: Literal['a'] | Any = 'a'", 3, 3),
        ("x: Optional[Literal['a']] = 'a'", "a", "a"),
        ("x: Optional[Literal['a']] = 'a'", None, None),
        ("x: Literal['a'] | int = 'a'", 3, 3),
        ("x: Literal['a'] | int = 'a'", "a", "a"),
        ("x: Literal[1, 2] = 1", 2.0, 2),
        ("x: Literal[True] | str = True", True, True),
        ("x: Literal[Way.OUT] = Way.OUT", "out", "out"),
        ("x: Path | None = None", "a", "a"),
        ("x: 'no expression!' = 1", 2, 2),
        ("x: typing.List[int] = []", [1], [1]),
        ("x = {[1]: 2}", 3, 3),
        ("x: float = 0.5", 10**308, 1e308),
    ],
)
def test_annotations_allow_what_python_means_by_them(
    code: str, value: object, fitted: object
) -> None:
    result = check("a.ipynb", read_code(code), {"x": value})["x"]
    assert (result, type(result)) == (fitted, type(fitted))


@pytest.mark.parametrize(
    ("code", "value", "message"),
    [
        ("x: Union[int, str] = 1", [1], "x' must be a whole number or text, not [1]"),
        ("x: typing.Optional[str] = 'a'", 1, "x' must be text or null, not 1"),
        ("x: Optional[Literal['a']] = 'a'", "b", "x' must be one of 'a' or null, not 'b'"),
        ("x: Literal['a'] | int = 'a'", "b", "x' must be one of 'a' or a whole number, not 'b'"),
        ("x: Literal[1, 2] = 1", True, "x' must be one of 1, 2, not True"),
        ("x: Literal[True] = True", 1, "x' must be one of True, not 1"),
        ("x: float = 0.5", 10**400, f"x' must be a number, not 1{'0' * 199}… (401 characters)"),
        ("x: float = 0.5", "1e-3", "not '1e-3'; YAML takes it for text: write 1.0e-3, with"),
        ("x: float = 0.5", "1E5", "not '1E5'; YAML takes it for text: write 1.0e+5, with"),
        ("x = []", [1 << 20_000], "x' cannot hold a number of so many digits"),
        ("x = [1]", ITSELF, "x' cannot hold what holds itself or is nested too deeply"),
        ("x = [1]", NESTED, "x' cannot hold what holds itself or is nested too deeply"),
        ("x = 'a'", "\udcff", "x' cannot hold '\\udcff': half a character"),
        ("x = {}", {"\udcff": 1}, "x' cannot hold {'\\udcff': 1}: half a character"),
    ],
)
def test_what_an_annotation_does_not_allow_is_refused_in_one_line(
    code: str, value: object, message: str
) -> None:
    with pytest.raises(StudyError) as caught:
        check("a.ipynb", read_code(code), {"x": value})
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_cell_that_is_not_python_says_where() -> None:
    with pytest.raises(StudyError, match="the parameters cell is not Python: line 2"):
        read_code("a = 1\nb = = 2")
    with pytest.raises(StudyError, match="the parameters cell is not Python: it is nested too dee"):
        read_code(f"a = {'-' * 3000}1")


@given(st.text())
def test_no_name_gets_past_that_the_cell_does_not_assign(name: str) -> None:
    if name not in known():
        with pytest.raises(StudyError):
            check("a.ipynb", read_code(CELL), {name: 1})
