"""Writers: checked ratings back out, and the study's themes as a codebook.

The stand-in stays recognisable in whatever is written from it.
"""

import csv
import io
import re
import shlex
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from helpers.errors import StudyError
from helpers.facts import Study
from helpers.layouts import Reading
from helpers.layouts.columns import Column
from helpers.layouts.several import check_single
from helpers.ratings import Ratings
from helpers.readers.refi_qda import CATEGORIES_SET

if TYPE_CHECKING:
    import pandas as pd

Form = Literal["csv", "parquet", "qdpx"]
PROGRAM = "study-notebooks"
PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
# A passage without its text: one character an extract, so that each has a place of its own.
NO_TEXT = "\u2026"
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#999999")


def written(ratings: Ratings, form: Form) -> bytes:
    """The ratings as a file of that form: one column a rater, or a REFI-QDA project.

    Where it is not known who gave which rating, counts a category are written.

    Raises:
        StudyError: when a name cannot be written in that form.
    """
    makers = {"csv": _csv, "parquet": _parquet, "qdpx": _qdpx}
    return makers[form](ratings)


def left_out(ratings: Ratings, form: Form) -> list[str]:
    """What that form cannot carry, and what has to be said to read it back equal."""
    said = []
    if form == "qdpx" and ratings.clusters:
        said.append("services left out: a project has no place for them; csv and parquet have")
    unused = [label for i, label in enumerate(ratings.categories) if not (ratings.codes == i).any()]
    if form == "csv" and ratings.raters_known and unused:
        options = " ".join(f"--category {shlex.quote(label)}" for label in ratings.categories)
        said.append(f"categories that no rater used have no place: read it back with {options}")
    if ratings.raters_known and _look_several(ratings):
        said.append("some labels look like several codes: read them back with --split ''")
    blank = (ratings.codes < 0).all(axis=0)
    if form != "qdpx" and ratings.raters_known and blank.any():
        n = len(ratings.raters)
        said.append(
            f"a rater who gave no rating is a blank column: read it back with "
            f"--raters 'columns 2 to {n + 1}'"
        )
    if not ratings.raters_known:
        said.append("counts are written: read them back with --layout counts")
    return said


def _look_several(ratings: Ratings) -> bool:
    import pandas as pd

    try:
        check_single((Column.from_cells("", pd.Series(ratings.categories)),), Reading(), "")
    except StudyError:
        return True
    return False


def codebook(study: Study) -> bytes:
    """The themes of a study and, below each, its activities, as a REFI-QDA codebook."""
    root = ET.Element("CodeBook", {"xmlns": CODEBOOK, "origin": PROGRAM})
    codes = ET.SubElement(root, "Codes")
    for theme, colour in zip(study.themes, COLOURS * len(study.themes), strict=False):
        code = _code(codes, theme.name, f"theme {theme.number}", colour)
        ET.SubElement(code, "Description").text = theme.definition
        for activity in study.activities:
            if activity.id in {one.id for one in theme.activities}:
                _code(code, activity.name, f"activity {activity.id}")
    return _xml(root, study.title)


def _csv(ratings: Ratings) -> bytes:
    """Every cell in quotes: an NA that is a label can then not be taken for a missing value."""
    if not ratings.raters_known:
        text: str = _counts(ratings).to_csv(index=False, lineterminator="\n")
        return text.encode("utf-8")
    return _labels(ratings).encode("utf-8")


def _counts(ratings: Ratings) -> "pd.DataFrame":
    """How many raters chose each category: all there is when it is not known who."""
    # A category may be called as the column of names usually is.
    head = next(name for name in ("extract", "id", "extract id") if name not in ratings.categories)
    return ratings.counts().reset_index(names=head).assign(**_beside(ratings))


def _beside(ratings: Ratings) -> dict[str, tuple[str, ...]]:
    """The columns beside the ratings: each extract's service where it is known, and the stamp."""
    beside = {"service": ratings.clusters} if ratings.clusters else {}
    if ratings.origin.synthetic:
        beside["provenance"] = ("synthetic",) * len(ratings.extracts)
    return beside


def _labels(ratings: Ratings) -> str:
    text = io.StringIO(newline="")
    rows = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    beside = _beside(ratings)
    rows.writerow(["extract", *ratings.raters, *beside])
    labels = (*ratings.categories, "")
    told = zip(*beside.values(), strict=True) if beside else ((),) * len(ratings.extracts)
    for extract, row, words in zip(ratings.extracts, ratings.codes, told, strict=True):
        rows.writerow([extract, *(labels[code] for code in row), *words])
    return text.getvalue()


def _parquet(ratings: Ratings) -> bytes:
    """Dictionary columns, so that the categories and their order are kept."""
    import pandas as pd

    out = io.BytesIO()
    if not ratings.raters_known:
        _counts(ratings).to_parquet(out, index=False)
        return out.getvalue()
    frame = pd.DataFrame({"extract": list(ratings.extracts)})
    for j, rater in enumerate(ratings.raters):
        frame[rater] = pd.Categorical.from_codes(ratings.codes[:, j], pd.Index(ratings.categories))
    frame.assign(**_beside(ratings)).to_parquet(out, index=False)
    return out.getvalue()


def _qdpx(ratings: Ratings) -> bytes:
    """A project with one source, a passage for each extract and rater, and no text."""
    if not ratings.raters_known:
        raise StudyError(
            f"{ratings.origin.name}: who gave which rating is not known, and a project needs it; "
            "write csv or parquet"
        )
    source = _guid("source")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        _add(opened, "project.qde", _xml(_project(ratings, source), ratings.origin.name))
        _add(opened, f"Sources/{source}.txt", NO_TEXT.encode() * len(ratings.extracts))
    return out.getvalue()


def _add(opened: zipfile.ZipFile, path: str, content: bytes) -> None:
    # A fixed date: the same ratings make the same bytes.
    entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    opened.writestr(entry, content)


def _project(ratings: Ratings, source: str) -> ET.Element:
    name = "Synthetic stand-in" if ratings.origin.synthetic else "Ratings"
    root = ET.Element("Project", {"xmlns": PROJECT, "name": name, "origin": PROGRAM})
    users = ET.SubElement(root, "Users")
    for rater in ratings.raters:
        ET.SubElement(users, "User", {"guid": _guid(f"user {rater}"), "name": rater})
    codes = ET.SubElement(ET.SubElement(root, "CodeBook"), "Codes")
    for label in ratings.categories:
        _code(codes, label, f"code {label}")
    _source(ET.SubElement(root, "Sources"), ratings, source)
    _category_set(ET.SubElement(root, "Sets"), ratings.categories)
    about = "Ratings without the extracts' text."
    stamp = ratings.origin.stamp
    ET.SubElement(root, "Description").text = f"{stamp}. {about}" if stamp else about
    return root


def _source(parent: ET.Element, ratings: Ratings, guid: str) -> None:
    path = f"internal://{guid}.txt"
    source = ET.SubElement(
        parent, "TextSource", {"guid": guid, "name": "Extracts", "plainTextPath": path}
    )
    users = [_guid(f"user {rater}") for rater in ratings.raters]
    codes = [_guid(f"code {label}") for label in ratings.categories]
    for i, extract in enumerate(ratings.extracts):
        for user, code in zip(users, ratings.codes[i], strict=True):
            passage = {"guid": _guid(f"passage {i} {user}"), "name": extract}
            passage |= {"startPosition": str(i), "endPosition": str(i + 1), "creatingUser": user}
            selection = ET.SubElement(source, "PlainTextSelection", passage)
            if code >= 0:
                own = {"guid": _guid(f"coding {i} {user}"), "creatingUser": user}
                coding = ET.SubElement(selection, "Coding", own)
                ET.SubElement(coding, "CodeRef", {"targetGUID": codes[code]})


def _category_set(parent: ET.Element, categories: Sequence[str]) -> None:
    """The list of categories, in order, unused ones too."""
    group = ET.SubElement(parent, "Set", {"guid": _guid("set"), "name": CATEGORIES_SET})
    for label in categories:
        ET.SubElement(group, "MemberCode", {"targetGUID": _guid(f"code {label}")})


def _code(parent: ET.Element, name: str, key: str, colour: str | None = None) -> ET.Element:
    about = {"guid": _guid(key), "name": name, "isCodable": "true"}
    return ET.SubElement(parent, "Code", about | ({"color": colour} if colour else {}))


def _guid(key: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"{PROGRAM}/{key}")).upper()


def _xml(root: ET.Element, name: str) -> bytes:
    texts = [text for one in root.iter() for text in (one.text or "", *one.attrib.values())]
    odd = next((text for text in texts if NOT_IN_XML.search(text)), None)
    if odd is not None:
        raise StudyError(f"{name}: {odd!r} holds a character that REFI-QDA (XML) cannot carry")
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content
