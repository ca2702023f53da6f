"""How time and memory grow when large files are reduced to patterns in DuckDB.

    python benchmarks/scale.py [--ratings 1000000 10000000 100000000] [--memory 1GB]

Long (extract, rater, category) and wide Parquet tables of three raters, rows of the long one
shuffled. `scan` is the time DuckDB needs to read and hash the columns; both pieces of work run
in processes of their own, imports not counted. `peak` is the largest resident memory.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import duckdb

from helpers.scale import reduce

LONG = """
    SELECT (hash(i) % 1000000007)::BIGINT * 1 AS shuffle, i // 3 AS extract,
        'judge ' || (i % 3) AS rater,
        'category ' || CASE WHEN hash(i + 7) % 100 < 85 THEN (i // 3) % 5 ELSE hash(i) % 5 END
            AS category
    FROM range({ratings} // 3 * 3) t(i)
"""
SCAN = "SELECT {columns} FROM '{path}'"


def make(folder: Path, ratings: int) -> dict[str, Path]:
    files = {form: folder / f"{form}.parquet" for form in ("long", "wide")}
    with duckdb.connect(config={"memory_limit": "4GB", "temp_directory": str(folder)}) as database:
        database.execute("SET preserve_insertion_order = false; SET enable_progress_bar = false")
        source = LONG.format(ratings=ratings)
        database.execute(
            f"COPY (SELECT extract, rater, category FROM ({source}) ORDER BY shuffle) "
            f"TO '{files['long']}'"
        )
        pivot = ", ".join(
            f"any_value(category) FILTER (rater = 'judge {j}') AS judge{j}" for j in range(3)
        )
        database.execute(
            f"COPY (SELECT extract, {pivot} FROM '{files['long']}' GROUP BY extract) "
            f"TO '{files['wide']}'"
        )
    return files


def alone(work: str, path: Path, memory: str) -> tuple[float, float]:
    """Seconds and peak megabytes of one piece of work in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--work", work, "--path", str(path), "--memory", memory],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    seconds, most = done.stdout.split()
    return float(seconds), float(most)


def scan(path: Path, memory: str) -> None:
    with duckdb.connect(config={"memory_limit": memory}) as database:
        columns = [row[0] for row in database.execute(f"DESCRIBE FROM '{path}'").fetchall()]
        read = ", ".join(f"bit_xor(hash({column}))" for column in columns)
        database.execute(SCAN.format(columns=read, path=path)).fetchall()


def peak() -> float:
    """This process's largest resident memory in megabytes, from Linux."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--ratings", type=int, nargs="+", default=[10**6, 10**7, 10**8])
    parser.add_argument("--memory", default="1GB")
    parser.add_argument("--folder", type=Path, help="where the tables go; a temporary folder")
    parser.add_argument("--work", choices=("scan", "reduce"), help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.work:
        start = perf_counter()
        if chosen.work == "scan":
            scan(chosen.path, chosen.memory)
        else:
            reduce(chosen.path, memory=chosen.memory)
        print(perf_counter() - start, peak())
        return
    for ratings in chosen.ratings:
        with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
            for form, path in make(Path(folder), ratings).items():
                scanned, _ = alone("scan", path, chosen.memory)
                reduced, most = alone("reduce", path, chosen.memory)
                print(
                    f"{ratings:>11,} ratings  {form}: scan {scanned:.2f} s, reduce {reduced:.2f} s "
                    f"(ratio {reduced / scanned:.1f}), peak {most:,.0f} MB",
                    flush=True,
                )


if __name__ == "__main__":
    main()
