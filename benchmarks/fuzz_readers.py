"""Throw damaged and invented files at the readers: only our own error may come out.

    python benchmarks/fuzz_readers.py [--minutes 5] [--seed 1]

Every file of `tests/data/layouts` (and one of each form we write) is cut, mixed, repeated and
overwritten at random; text is made from pieces that matter to the readers; archives are damaged
inside. A failure prints its seed: add it to `tests/readers/test_fuzz.py`, which replays some
always.
"""

import argparse
import io
import random
import sys
import time
import traceback
import zipfile
from collections import Counter
from pathlib import Path

from helpers import sources
from helpers.errors import StudyError
from helpers.layouts import Reading, choose, choose_files
from helpers.readers import read

ROOT = Path(__file__).resolve().parents[1]
PIECES = (
    b",;\t|\n\r\"'",
    b"id", b"rater", b"coder", b"theme", b"1", b"0", b"NA", b'"NA"', b"Total", b"kappa", b"%",
    b"agree", b"\xef\xbb\xbf", b"\xff\xfe", b"\x00", b"\x81", b"\xc3\xa9", b"a;b", b"x_y", b" ",
    b"\xc2\xa0", b"99", b"-1", b"1e999", b"9" * 40, b"\xf0\x9f\x98\x80", b"\xd9\xa3", b"\xc2\xb2",
)  # fmt: skip
READINGS = (
    Reading(),
    *(Reading(layout=name) for name in ("wide", "long", "counts", "indicators", "block")),
    Reading(layout="variables", category_column="theme"),
    Reading(merge_labels=True, split=";", several="drop", missing=("NA", "99")),
    Reading(split="", several="first", keep_names=True),
)


def seeds() -> list[bytes]:
    """Whole files to start from, one of each format at least."""
    from helpers import writers

    files = [path.read_bytes() for path in sorted((ROOT / "tests/data/layouts").iterdir())]
    wide = sources.load_files([ROOT / "tests/data/layouts/01_wide_initials_bom_crlf.csv"])
    return [*files, *(writers.written(wide, form) for form in ("csv", "parquet", "qdpx"))]


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The bytes cut, repeated, overwritten or mixed, a few times over."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(data) + 1)
        size = chance.choice((1, 1, 2, 8, 64, 512))
        what = chance.randrange(5)
        if what == 0:
            del data[at : at + size]
        elif what == 1:
            data[at:at] = data[at : at + size] * chance.randint(1, 4)
        elif what == 2:
            data[at : at + size] = chance.randbytes(min(size, 8))
        elif what == 3:
            data[at:at] = chance.choice(PIECES)
        else:
            del data[at:]
    return bytes(data)


def damaged_inside(content: bytes, chance: random.Random) -> bytes:
    """An archive whose entries are damaged, so that more than the archive's own checks are met."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        victim = chance.choice(source.namelist())
        for name in source.namelist():
            entry = source.read(name)
            target.writestr(name, damaged(entry, chance) if name == victim else entry)
    return out.getvalue()


def invented(chance: random.Random) -> bytes:
    """A small table of pieces that mean something to the readers."""
    mark = chance.choice((b",", b";", b"\t"))
    width = chance.randint(1, 7)
    rows = [
        mark.join(chance.choice(PIECES) for _ in range(width if chance.random() < 0.9 else 3))
        for _ in range(chance.randint(0, 12))
    ]
    return b"\n".join(rows)


def one(seed: int, files: list[bytes]) -> str:
    """What came of one attempt: `read`, or `refused`. Any other exception is the finding."""
    chance = random.Random(seed)
    content = chance.choice(files)
    if chance.random() < 0.3:
        content = invented(chance)
    elif content.startswith(b"PK") and chance.random() < 0.8:
        content = damaged_inside(content, chance)
    else:
        content = damaged(content, chance)
    try:
        understood(content, chance.choice(READINGS), several=chance.random() < 0.1)
    except StudyError as refusal:
        if "\n" in str(refusal):
            raise ValueError("a refusal must be one line") from refusal
        return "refused"
    return "read"


def understood(content: bytes, reading: Reading, several: bool) -> None:
    """The road that every file takes, without the disk."""
    from helpers import cleaning
    from helpers.ratings import Origin

    tables = read(content, "file", reading.sheet)
    twice = [tables[0], tables[0]]
    chosen = choose_files(twice, Reading()) if several else choose(tables, reading)
    labels = dict(chosen.sheet_labels)
    cleaning.ratings(chosen.candidate.grid(), reading, Origin("file"), sheet_labels=labels)


def main() -> int:
    """Attempts until the time is up, or until something else than a refusal comes out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    files, outcomes, failures = seeds(), Counter[str](), []
    seed, end = wanted.seed, time.monotonic() + 60 * wanted.minutes
    while time.monotonic() < end:
        try:
            outcomes[one(seed, files)] += 1
        except Exception:
            failures.append(seed)
            print(f"seed {seed}:\n{traceback.format_exc()}", file=sys.stderr)
        seed += 1
    print(f"{seed - wanted.seed} attempts: {dict(outcomes)}, {len(failures)} findings {failures}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
