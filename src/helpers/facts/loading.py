"""Read `data/published` into the types of `helpers.facts.types`; refuse what is not whole."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml

from helpers.errors import StudyError
from helpers.facts.types import (
    Activity,
    Check,
    Claim,
    Comparison,
    Example,
    Extract,
    Factor,
    Gap,
    Kind,
    Phase,
    Study,
    Theme,
)
from helpers.paths import data

T = TypeVar("T")
PHASES = "data_collection.yaml"
SAFE = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)  # libyaml reads the same, some eight times faster


def load(folder: Path | None = None) -> Study:
    """The facts of `data/published`, or of another study's folder of the same shape.

    Raises:
        StudyError: naming the file and the entry, when something is missing, unknown or unlinked.
    """
    folder = folder or data("published")
    collection = _mapping(folder / PHASES)
    study = Study(
        **_about(folder / "study.yaml"),
        themes=tuple(_theme(row) for row in _rows(folder / "themes.yaml")),
        factors=_build_all(Factor, folder / "factors.yaml"),
        phases=_build_each(Phase, collection.get("phases", []), PHASES),
        checks=_build_each(Check, collection.get("checks", []), PHASES),
        extracts=tuple(map(_extract, _table(folder / "extracts.csv"))),
        claims=tuple(_claim(row, "claims.yaml") for row in _rows(folder / "claims.yaml")),
        gaps=_build_all(Gap, folder / "gaps.yaml"),
    )
    _check_links(study)
    return study


def categories(folder: Path | None = None) -> tuple[str, ...]:
    """The raters' category labels alone, which takes a fraction of the time of all facts.

    >>> categories() == load().categories
    True

    Raises:
        StudyError: when the themes cannot be read.
    """
    path = (folder or data("published")) / "themes.yaml"
    return tuple(_theme(row).short for row in _rows(path))


def example(name: str) -> Example:
    """What is known of the example `name`: its NAME.yaml in `data/examples`.

    Its published numbers are claims with the ids NAME-1, NAME-2, ...

    Raises:
        StudyError: when there is no such example, or its description is not whole.
    """
    path = data("examples", f"{name}.yaml")
    about = _mapping(path)
    given = {"topic": name, "kind": "stated"}
    published = tuple(
        _claim({**given, "id": f"{name}-{i}", **row}, path.name)
        for i, row in enumerate(about.get("published", []), 1)
    )
    return _build(Example, {**about, "name": name, "published": published}, path.name)


def _about(path: Path) -> dict[str, Any]:
    about = _mapping(path)
    article = _fact(path.name, about, "article", ("title", "citation", "doi", "year"))
    window = _fact(path.name, about, "window")
    return {
        **_without(article, "place", "kind"),
        "osf_node": _fact(path.name, about, "osf_node")["value"],
        "root": _fact(path.name, about, "root")["value"],
        "core_components": tuple(_fact(path.name, about, "core_components")["value"]),
        "window": tuple(window["value"]),
        "window_place": window["place"],
        "captions": dict(about.get("captions", {})),
        "not_said": tuple(about.get("not_said", ())),
    }


def _theme(row: dict[str, Any]) -> Theme:
    activities = _build_each(Activity, row.get("activities", []), "themes.yaml")
    return _build(Theme, {**row, "activities": activities}, "themes.yaml")


def _extract(row: dict[str, str]) -> Extract:
    try:
        numbers = {name: int(row[name]) for name in ("order", "theme", "id")}
        given = {**row, **numbers, "factors": row["factors"].split()}
    except (KeyError, ValueError, AttributeError) as error:
        raise StudyError(
            f"extracts.csv: the row {row.get('order')!r} needs whole numbers as order, theme "
            "and id, and factor ids apart by spaces"
        ) from error
    return _build(Extract, given, "extracts.csv")


def _claim(row: dict[str, Any], file: str) -> Claim:
    return _build(Claim, {**row, "check": _comparison(row.get("check"), file)}, file)


def _comparison(check: object, file: str) -> Comparison:
    """`transcribed`, `{consistent: RULE, of: [...]}` or `{recompute: RESULT, as: RULE, ...}`."""
    if check == "transcribed":
        return Comparison("transcribed")
    if isinstance(check, dict) and "consistent" in check:
        given = {"method": "consistent", "rule": check["consistent"]}
        return _build(Comparison, given | _without(check, "consistent"), file)
    if isinstance(check, dict) and {"recompute", "as"} <= set(check):
        given = {"method": "recompute", "result": check["recompute"], "rule": check["as"]}
        return _build(Comparison, given | _without(check, "recompute", "as"), file)
    raise StudyError(
        f"{file}: check {check!r} is none of transcribed, {{consistent: RULE, of: [ids]}}, "
        "{recompute: RESULT, as: RULE}"
    )


def _without(mapping: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in mapping.items() if name not in names}


def _build_all(cls: type[T], path: Path) -> tuple[T, ...]:
    return _build_each(cls, _rows(path), path.name)


def _build_each(cls: type[T], rows: Iterable[dict[str, Any]], file: str) -> tuple[T, ...]:
    return tuple(_build(cls, row, file) for row in rows)


def _build(cls: type[T], row: Mapping[str, Any], file: str) -> T:
    """An instance of the frozen dataclass `cls`, its names and kind checked, lists made tuples."""
    if not isinstance(row, Mapping):
        raise StudyError(f"{file}: {row!r} is not an entry with names")
    known = {field.name: field for field in fields(cls)}  # type: ignore[arg-type]
    which = f"{file}: {row.get('id', row.get('number', row.get('order', cls.__name__)))}"
    unknown = sorted(set(row) - set(known))
    if unknown:
        raise StudyError(f"{which}: unknown entry {unknown[0]!r}; there are {', '.join(known)}")
    missing = [n for n, f in known.items() if n not in row and f.default is MISSING]
    if missing:
        raise StudyError(f"{which}: the entry {missing[0]!r} is missing")
    _check_kind(which, row.get("kind", row.get("criterion_kind", "stated")))
    return cls(**{name: _frozen(value) for name, value in row.items()})


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _check_kind(which: str, kind: object) -> None:
    if kind not in get_args(Kind):
        raise StudyError(f"{which}: kind {kind!r} is none of {', '.join(get_args(Kind))}")


def _fact(
    file: str, about: Mapping[str, Any], name: str, entries: tuple[str, ...] = ("value",)
) -> dict[str, Any]:
    """The entry `name`, which must hold `entries`, a place and a kind, and nothing else."""
    fact = about.get(name)
    needed = (*entries, "place", "kind")
    if not isinstance(fact, dict) or set(fact) != set(needed):
        raise StudyError(f"{file}: {name!r} needs exactly the entries {', '.join(needed)}")
    _check_kind(f"{file}: {name}", fact["kind"])
    return fact


def _check_links(study: Study) -> None:
    """Whatever one entry says of another exists."""
    factors, phases = _ids(study.factors, "factors.yaml"), _ids(study.phases, PHASES)
    activities, claims = _ids(study.activities, "themes.yaml"), _ids(study.claims, "claims.yaml")
    extracts = {extract.order for extract in study.extracts}
    for activity in study.activities:
        _check_known("themes.yaml", activity.id, activity.stated + activity.reading, factors)
        _check_known("themes.yaml", activity.id, activity.extracts, extracts)
    for check in study.checks:
        _check_known(PHASES, check.id, check.phases, phases)
    for extract in study.extracts:
        _check_known("extracts.csv", extract.order, extract.factors, factors)
        _check_known("extracts.csv", extract.order, [extract.activity], activities)
    for claim in study.claims:
        _check_known("claims.yaml", claim.id, claim.check.of, claims)


def _ids(entries: Sequence[Activity | Claim | Factor | Phase], file: str) -> set[str]:
    ids = [entry.id for entry in entries]
    twice = [name for name in ids if ids.count(name) > 1]
    if twice:
        raise StudyError(f"{file}: the id {twice[0]!r} appears more than once")
    return set(ids)


def _check_known(file: str, which: object, named: Iterable[object], known: set[Any]) -> None:
    for name in named:
        if name not in known:
            raise StudyError(f"{file}: {which} names {name!r}, which does not exist")


def _mapping(path: Path) -> dict[str, Any]:
    content = _yaml(path)
    if not isinstance(content, dict):
        raise StudyError(f"{path.name}: expected named entries")
    return content


def _rows(path: Path) -> list[dict[str, Any]]:
    content = _yaml(path)
    if not isinstance(content, list) or not all(isinstance(row, dict) for row in content):
        raise StudyError(f"{path.name}: expected a list of entries")
    return content


def _yaml(path: Path) -> Any:
    try:
        return yaml.load(_text(path), Loader=SAFE)
    except yaml.YAMLError as error:
        problem = " ".join(str(error).split())
        raise StudyError(f"{path.name}: not readable as YAML: {problem}") from error


def _table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(_text(path).splitlines()))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise StudyError(f"{path.name}: cannot be read in {path.parent.name}/") from error
