"""Sources that have a name: the stand-in, what was fetched from OSF, and the examples."""

import difflib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from helpers import facts, osf, paths
from helpers.errors import StudyError
from helpers.layouts import Reading
from helpers.ratings import Kind, Origin, Ratings
from helpers.sources.explanation import Explanation, understood

LARGEST_EXAMPLE = 1 << 20  # bytes
STANDIN = "made by a seeded generator: synthetic"


@dataclass(frozen=True)
class Source:
    """A source that has a name: what it is, how large, where it comes from."""

    name: str
    kind: Kind
    extracts: int
    raters: int
    where: str


def available() -> tuple[Source, ...]:
    """The sources that have a name, the study's own first."""
    return tuple(_described(make().ratings) for make in named(fetched_only=True).values())


def resolved(source: str) -> str:
    """What `auto` stands for now; any other source as it is."""
    if source != "auto":
        return source
    fetched = osf.locked()
    return "osf" if fetched is not None and fetched.ratings is not None else "standin"


def named(fetched_only: bool = False) -> Mapping[str, Callable[[], Explanation]]:
    """Every name and what makes its ratings; with `fetched_only`, `osf` only once it has some."""
    made: dict[str, Callable[[], Explanation]] = {"standin": _standin, "osf": _osf}
    if fetched_only and ((fetched := osf.locked()) is None or fetched.ratings is None):
        del made["osf"]
    return {**made, **{name: partial(_example, name) for name in _examples()}}


def unknown(source: str) -> str:
    """What to say of a source that is neither a name nor a path."""
    names = ("auto", *named())
    near = difflib.get_close_matches(source, names, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return f"no source named {source!r}; {hint}there are {', '.join(names)}, or give a file's path"


def example_of(path: Path) -> str | None:
    """The example that a file is a copy of: what is known of it, its table alone does not tell."""
    with suppress(OSError):  # whoever reads it next says what is wrong with it
        if path.stat().st_size <= LARGEST_EXAMPLE:
            content = path.read_bytes()
            tables = {name: paths.data("examples", f"{name}.csv") for name in _examples()}
            return next((n for n, table in tables.items() if table.read_bytes() == content), None)
    return None


def _examples() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in paths.data("examples").glob("*.yaml")))


def _standin() -> Explanation:
    reading = Reading(layout="wide", categories=facts.categories())
    origin = Origin("standin", "standin", STANDIN)
    return understood([paths.data("standin", "ratings.csv")], reading, origin)


def _example(name: str) -> Explanation:
    about = facts.example(name)
    reading = Reading(layout="wide", categories=about.categories)
    origin = Origin(name, "example", about.citation)
    found = understood([paths.data("examples", f"{name}.csv")], reading, origin)
    ratings = replace(found.ratings, raters_known=about.raters_known)
    return replace(found, ratings=ratings)


def _osf() -> Explanation:
    fetched = osf.locked()
    if fetched is None:
        raise StudyError("osf: nothing has been fetched yet; run `study fetch`, or use standin")
    if fetched.ratings is None:
        raise StudyError(
            f"osf: no fetched file is taken for the ratings: {fetched.why_none('ratings')}; "
            "name it with `study fetch --osf-ratings PATH`, or use standin"
        )
    chosen = fetched.ratings
    settled = Reading.from_mapping(chosen.reading, f"{fetched.folder.name}/lock.json")
    reading = replace(settled, categories=chosen.categories)
    origin = replace(fetched_from(fetched, chosen.shown), doubt=chosen.doubt)
    return understood([fetched.path(file) for file in chosen.files], reading, origin)


def fetched_from(lock: "osf.Lock", shown: str = "") -> Origin:
    """Where fetched files come from: the study's project on OSF; any other is said to be one."""
    own = is_of_the_study(lock)
    other = "" if own else "another OSF project than the study's"
    served = "" if lock.api in ("", osf.API) else f"served by {lock.api}"
    where = "; ".join(filter(None, (shown, other, served)))
    return Origin(f"osf {lock.node}", "osf" if own else "own", where)


def is_of_the_study(lock: "osf.Lock") -> bool:
    """Whether what was fetched is the project that the article names."""
    return lock.node == facts.load().osf_node


def _described(ratings: Ratings) -> Source:
    origin = ratings.origin
    return Source(
        origin.name, origin.kind, len(ratings.extracts), len(ratings.raters), origin.where
    )
