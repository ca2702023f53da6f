"""The document of `document` as plain tables for a terminal, or for a file when piped."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from helpers.agreement.coefficients import NAMES as COEFFICIENTS
from helpers.ratings import DOUBTED

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

Tree = dict[str, Any]
NAMES = {**COEFFICIENTS, "mean_pairwise_cohen": "mean pairwise Cohen"}
LISTWISE = {"fleiss": "Fleiss' kappa", "light": "Light's kappa"}
MOST_PAIRS = 15  # more than these are summed up by rater
PIPED_WIDTH = 100
FEW = 30  # extracts below which the headline itself warns
MOST_SPLIT = 10  # extracts named for adjudication
READ = "layout found"  # how a note on the layout begins


def show(found: Tree, console: "Console | None" = None) -> None:
    """Print the document: the result to quote first, what is undefined and dropped last."""
    from rich.console import Console

    if console is None:
        console = Console(markup=False, highlight=False, emoji=False)
        console = console if console.is_terminal else _piped()
    for part in _parts(found):
        console.print(part)


def headline(found: Tree) -> str:
    """The result to quote, in one line, with a caution when few extracts stand behind it."""
    n = found["available"]["n_subjects_2plus"]
    caution = f"; caution: only {_counted(n, 'extract')} rated twice or more" if n < FEW else ""
    return _headline(found) + caution


def _headline(found: Tree) -> str:
    fleiss, ci = found["available"]["fleiss_gwet"], _ci(found)
    if fleiss["coef"] is None:
        return f"Fleiss' kappa is undefined: {found['undefined']['available.fleiss_gwet.coef']}"
    level = f"{100 * found['confidence']:g}%"
    interval = fleiss[f"{ci}_fisher"]
    if interval is None:
        why = found["undefined"][f"available.fleiss_gwet.{ci}_fisher"]
        return f"Fleiss' kappa {number(fleiss['coef'])}, no {level} interval: {why}"
    return f"Fleiss' kappa {number(fleiss['coef'])} ({level} interval {span(interval)})"


def number(value: float | None) -> str:
    """Three decimals, zero without a sign, or the word."""
    return "undefined" if value is None else f"{value:z.3f}"


def span(interval: Sequence[float] | None) -> str:
    """Both limits, or a dash where there is no interval."""
    return "–" if interval is None else f"{interval[0]:z.3f} to {interval[1]:z.3f}"


def _piped() -> "Console":
    from rich.console import Console

    return Console(markup=False, highlight=False, emoji=False, width=PIPED_WIDTH, color_system=None)


def _parts(found: Tree) -> "Iterator[RenderableType]":
    if stamp := found["input"].get("stamp"):
        yield stamp
    yield headline(found)
    yield _size(found)
    changes = found["input"]["changes"]
    yield from (f"Caution: {change}" for change in changes if change.startswith(DOUBTED))
    yield ""
    yield from _published(found)
    yield _coefficients(found)
    yield ""
    if services := found["input"].get("services"):
        interval = span(found["available"]["fleiss_gwet"][f"{_ci(found)}_services"])
        yield f"Fleiss' kappa with {services} services resampled, not extracts: {interval}"
        yield ""
    if found["pairs"]:
        yield _pairs(found)
        yield ""
    yield _changes(found)
    yield ""
    yield found["paradox"]["text"]
    yield from _lines("Note", found["notes"])
    yield from _lines("Undefined", _undefined(found))
    yield from _lines("Raters split on", _split(found["split_extracts"]))
    layout = [line for line in changes[:1] if line.startswith(READ)]
    yield from _lines("Read as", [line.partition(": ")[2] for line in layout])
    yield from _lines("Could also be", _alternatives(found["input"].get("alternatives", [])))
    rest = [line for line in changes[len(layout) :] if not line.startswith(DOUBTED)]
    yield from _lines("Changed in reading", rest)


def _alternatives(others: Sequence[Tree]) -> list[str]:
    return [f"{one['layout']}: {one['why']} (score {one['score']:.2f})" for one in others]


def _size(found: Tree) -> str:
    given, listwise = found["input"], found["listwise"]["fleiss"]
    counts = (
        f"{given['file']}: {given['extracts']} extracts, {len(given['raters'])} raters, "
        f"{_categories(len(found['categories']))}"
    )
    if not given["missing"]:
        return counts
    n = given["blank_extracts"]
    blank = f", {_counted(n, 'extract')} blank" if n else ""
    return (
        f"{counts}; {_counted(given['missing'], 'rating')} missing{blank}, "
        f"{_counted(listwise['n_subjects'], 'extract')} rated by all"
    )


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"


def _categories(n: int) -> str:
    return "1 category" if n == 1 else f"{n} categories"


def _split(names: Sequence[str]) -> list[str]:
    """The most divided extracts, for adjudication, in one line; none where no raters part."""
    more = len(names) - MOST_SPLIT
    tail = f", and {more} more" if more > 0 else ""
    return [f"{', '.join(names[:MOST_SPLIT])}{tail}"] if names else []


def _published(found: Tree) -> "Iterator[RenderableType]":
    from rich.text import Text

    fleiss, ci = found["listwise"]["fleiss"], _ci(found)
    table = _table("As SPSS prints it", "", "share", "kappa", "null SE", "z", "p", "interval")
    rows = [("overall", None, fleiss)]
    shares = zip(fleiss["per_category"], fleiss["marginals"], strict=True)
    rows += [(row["category"], share, row) for row, share in shares]
    for label, share, row in rows:
        numbers = [number(row["kappa"]), *(_short(row[name]) for name in ("se_null", "z"))]
        used = "" if share is None else f"{share:.0%}"
        table.add_row(Text(label), used, *numbers, _p(row["p"]), span(row[f"{ci}_null"]))
    yield table
    yield ""
    yield (
        f"SPSS's method, on the {fleiss['n_subjects']} extracts rated by all. Its standard "
        "error assumes a true kappa of 0: the interval can be too narrow or too wide."
    )
    yield ""


def _coefficients(found: Tree) -> "RenderableType":
    ci = _ci(found)
    table = _table("From every rating", "", "value", "SE", "Fisher", "BCa")
    for key, name in NAMES.items():
        row = found["available"][key]
        se = row.get("se", row.get("se_gwet", row.get("se_bootstrap")))
        intervals = [span(row.get(f"{ci}_{kind}")) for kind in ("fisher", "bca")]
        table.add_row(name, number(row["coef"]), _short(se), *intervals)
    return table


def _pairs(found: Tree) -> "RenderableType":
    from rich.text import Text

    ci = _ci(found)
    table = _table("Raters two by two", "", "extracts", "agreement", "Cohen's kappa", "BCa")
    few = len(found["pairs"]) <= MOST_PAIRS
    named = [(row["name"], row) for row in found["pairs"] if few]
    if len(found["raters"]) > 2:
        named += [(f"{row['name']} against the others", row) for row in found["raters"]]
    for name, row in named:
        share = "undefined" if row["agreement"] is None else f"{row['agreement']:.1%}"
        cells = (str(row["extracts"]), share, number(row["kappa"]), span(row[f"{ci}_bca"]))
        table.add_row(Text(name), *cells)
    return table


def _changes(found: Tree) -> "RenderableType":
    from rich.text import Text

    table = _table("Fleiss' kappa with other raters", "", "kappa", "change")
    rows = [(f"one more, who {row['rater']}", row) for row in found["one_more_rater"]]
    without = found["without_rater"] if len(found["input"]["raters"]) > 2 else None
    rows = [(f"without {row['rater']}", row) for row in without or ()] + rows
    for name, row in rows:
        change = "" if row["change"] is None else f"{row['change']:+z.3f}"
        table.add_row(Text(name), number(row["kappa"]), change)
    return table


def _undefined(found: Tree) -> list[str]:
    things: dict[str, dict[str, None]] = {}
    for path, why in found["undefined"].items():
        if path.startswith(("listwise.", "available.")) and "pairwise_cohen." not in path:
            things.setdefault(why, {})[_thing(found, path.split("."))] = None
    return [f"{', '.join(names)}: {why}" for why, names in things.items()]


def _thing(found: Tree, path: list[str]) -> str:
    """What a path of the document stands for, in words; a whole coefficient where it can be."""
    half, key, *rest = path
    if "per_category" in path:
        return f"category {found['categories'][int(path[3])]!r}"
    name = (NAMES | LISTWISE).get(key, key.replace("_", " "))
    whole = [found["undefined"].get(f"{half}.{key}.{one}") for one in ("coef", "kappa")]
    if not rest or found["undefined"][".".join(path)] in whole:
        return name
    kind = "interval" if "ci" in rest[-1] else "standard error" if "se" in rest[-1] else "test"
    return f"{name} ({kind})"


def _lines(what: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield ""
    yield from (f"{what}: {item}" for item in items)


def _table(title: str, *columns: str) -> "Table":
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    table.show_edge = False
    for j, column in enumerate(columns):
        table.add_column(column, justify="left" if j == 0 else "right", no_wrap=j > 0)
    return table


def _short(value: float | None) -> str:
    return "–" if value is None else f"{value:z.3f}"


def _p(value: float | None) -> str:
    if value is None:
        return "–"
    return "< 0.0005" if value < 0.0005 else f"{value:z.3f}"


def _ci(found: Tree) -> str:
    return f"ci{100 * found['confidence']:g}"
