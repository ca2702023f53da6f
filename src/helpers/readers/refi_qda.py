"""REFI-QDA projects (.qdpx) and codebooks (.qdc), as NVivo, ATLAS.ti, MAXQDA and QualCoder write.

Namespaces differ between versions and programs, so elements are known by their local names.
Source: REFI-QDA 1.5, www.qdasoftware.org.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from helpers.errors import StudyError
from helpers.readers.archives import archive, entry
from helpers.readers.refi_codes import codes, every, guid, labels, local, parsed
from helpers.readers.table import Table

CATEGORIES_SET = "Categories"
LONGEST_NAME = 60
SENTENCE = 2  # words
QUOTED = re.compile(r"^[\d:.\s]+(?=\D)")  # the numbers that ATLAS.ti puts before a quotation
ROLES = {"extract": "extract", "rater": "rater", "category": "category"}


@dataclass(frozen=True)
class _Passage:
    """A coded stretch of a source: the unit that several people may have coded."""

    source: int
    start: int
    place: tuple[tuple[str, str], ...]


def read(content: bytes, name: str) -> Table:
    """The codings of a project: a row for each, with its passage, its creating user and its code.

    A passage is the same extract for two people when it begins and ends at the same place.

    Raises:
        StudyError: when the archive or the XML is damaged, or fewer than two people coded.
    """
    opened = archive(content, name)
    paths = [path for path in opened.namelist() if path.lower().endswith(".qde")]
    if len(paths) != 1:
        raise StudyError(f"{name}: holds {len(paths)} files that end in .qde; a project has one")
    made = table(parsed(entry(opened, paths[0], name), name), name, opened)
    if made.cells[tuple(ROLES).index("rater")].nunique() == 1:
        raise StudyError(
            f"{name}: one user made every coding, and agreement needs two raters or more; merge "
            "the raters' projects before the export, each rater under a user of their own"
        )
    return made


def table(root: Any, name: str, opened: zipfile.ZipFile | None = None) -> Table:
    """The codings below a project's root element, as a long table."""
    known = {code.guid: code for code in codes(root)}
    shown = labels(tuple(known.values()))
    users = {guid(u.get("guid")): u.get("name") or u.get("id") or "" for u in every(root, "User")}
    found = [(p, s, *pair) for p, s in _passages(root) for pair in _codings(s)]
    if not any(code for *_, code in found):
        raise StudyError(f"{name}: the project holds no coded passage")
    if not all(user for _, _, user, _ in found):
        raise StudyError(f"{name}: some codings name no creatingUser, so their rater is not known")
    named, notes = _names(found, _texts(root, opened, name))
    # Raters are told apart by their identifier: two may share a name.
    raters = {user: _label(user, users) for *_, user, _ in found}
    found.sort(key=lambda one: (one[0].source, one[0].start))
    order = [user for user in users if user in raters]
    rows = [(named[p], raters[u], shown.get(c, c)) for p, _, u, c in found]
    return Table(
        name,
        pd.DataFrame(rows, dtype=object, index=range(1, len(rows) + 1)),
        header=tuple(ROLES.values()),
        declared={"category": _categories(root, shown, found), "rater": _in_order(order, raters)},
        roles=ROLES,
        notes=(*notes, *_left_out(root), *_unknown(found, shown), *_alone(found)),
    )


def _left_out(root: Any) -> list[str]:
    """What codes a source as a whole: there is no passage that two people may have coded."""
    sources = [source for found in every(root, "Sources") for source in found]
    whole = sum(local(one) == "Coding" for source in sources for one in source)
    return [f"codings of whole sources left out, as they mark no passage: {whole}"] if whole else []


def _unknown(found: list[tuple[_Passage, Any, str, str]], shown: dict[str, str]) -> list[str]:
    """Codes that passages were given and the codebook has not."""
    lost = {code for *_, code in found if code and code not in shown}
    how = "codes that the codebook does not have, called by their identifiers"
    return [f"{how}: {len(lost)}"] if lost else []


def _alone(found: list[tuple[_Passage, Any, str, str]]) -> list[str]:
    """Passages that nobody else marked at the same place, as happens where people cut freely."""
    users: dict[_Passage, set[str]] = {}
    for passage, _, user, _ in found:
        users.setdefault(passage, set()).add(user)
    alone = sum(len(who) == 1 for who in users.values())
    told = f"passages that one person alone marked from there to there: {alone} of {len(users)}"
    return [told] if alone else []


def _in_order(order: list[str], raters: dict[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*(raters[user] for user in order), *raters.values()]))


def _label(user: str, users: dict[str, str]) -> str:
    shown = users.get(user) or user
    twice = list(users.values()).count(shown) > 1
    return f"{shown} ({user})" if twice else shown


def _passages(root: Any) -> Iterator[tuple[_Passage, Any]]:
    for sources in every(root, "Sources"):
        for i, source in enumerate(sources):
            for one in _selections(source):
                yield _passage(i, one), one


def _selections(source: Any) -> list[Any]:
    """The marked places of a source; of a PDF that is marked on its pages, not those in its text.

    Some programs write both, and each coding would count twice.
    """
    found = [one for one in source.iter() if local(one).endswith("Selection")]
    on_pages = [one for one in found if local(one) == "PDFSelection" and _is_coded(one)]
    if local(source) != "PDFSource" or not on_pages:
        return found
    return [one for one in found if local(one) != "PlainTextSelection"]


def _is_coded(selection: Any) -> bool:
    return any(local(one) == "Coding" for one in selection)


def _passage(source: int, selection: Any) -> _Passage:
    own = ("guid", "name", "creatingUser", "creationDateTime", "modifyingUser", "modifiedDateTime")
    place = tuple(sorted((k, v) for k, v in selection.attrib.items() if k not in own))
    start = selection.get("startPosition") or selection.get("begin") or selection.get("page") or ""
    return _Passage(
        source,
        int(start) if start.lstrip("-").isdecimal() else 0,
        (("", local(selection)), *place),
    )


def _codings(selection: Any) -> Iterator[tuple[str, str]]:
    """(user, code) of each coding; of an uncoded passage its user and no code."""
    maker = selection.get("creatingUser")
    codings = [one for one in selection if local(one) == "Coding"]
    for coding in codings:
        for ref in every(coding, "CodeRef"):
            yield guid(coding.get("creatingUser") or maker), guid(ref.get("targetGUID"))
    # A passage that is there for a note says nothing of its rating.
    if not codings and maker and not any(local(one) == "NoteRef" for one in selection):
        yield guid(maker), ""


def _names(
    found: list[tuple[_Passage, Any, str, str]], texts: dict[int, str]
) -> tuple[dict[_Passage, str], tuple[str, ...]]:
    """What each passage is called: its own name when that is unique and not its text."""
    given: dict[_Passage, set[str]] = {}
    for passage, selection, *_ in found:
        given.setdefault(passage, set()).add((selection.get("name") or "").strip())
    ordered = sorted(given, key=lambda p: (p.source, p.start))
    names = [next(iter(given[p])) if len(given[p]) == 1 else "" for p in ordered]
    fit = all(_fit(n, p, texts) for n, p in zip(names, ordered, strict=True))
    if fit and len(set(names)) == len(names):
        return dict(zip(ordered, names, strict=True)), ()
    numbered = {p: str(i) for i, p in enumerate(ordered, 1)}
    return numbered, ("passages have no names of their own: numbered in the order of the text",)


def _fit(name: str, passage: _Passage, texts: dict[int, str]) -> bool:
    """Whether a name may be shown: it is short, and not the passage, as far as that is known."""
    bare = QUOTED.sub("", name).rstrip("…. ")
    whole = texts.get(passage.source)
    several = sum(map(str.isalpha, bare.split())) >= SENTENCE
    if not bare or len(name) > LONGEST_NAME:
        return False
    if not whole:  # nothing to compare it with: a sentence may be the passage itself
        return not several
    # Programs count positions in units of their own, so several words are looked for anywhere.
    return bare not in whole if several else not whole[max(passage.start, 0) :].startswith(bare)


def _texts(root: Any, opened: zipfile.ZipFile | None, name: str) -> dict[int, str]:
    """The plain text of each source that has one, to keep it out of the extracts' names."""
    texts = {}
    for sources in every(root, "Sources"):
        for i, source in enumerate(sources):
            inside = [one.text or "" for one in source if local(one) == "PlainTextContent"]
            path = "Sources/" + (source.get("plainTextPath") or "").removeprefix("internal://")
            if inside:
                texts[i] = inside[0]
            elif opened is not None and path in opened.namelist():
                texts[i] = entry(opened, path, name).decode("utf-8-sig", errors="replace")
    return texts


def _categories(
    root: Any, shown: dict[str, str], found: list[tuple[_Passage, Any, str, str]]
) -> tuple[str, ...]:
    """The set of codes called Categories where there is one, else the codes in use."""
    for one in every(root, "Set"):
        members = [guid(m.get("targetGUID") or m.get("guid")) for m in every(one, "MemberCode")]
        if one.get("name") == CATEGORIES_SET and members:
            return tuple(shown[m] for m in members if m in shown)
    used = {code for *_, code in found}
    return tuple(dict.fromkeys(label for one, label in shown.items() if one in used))
