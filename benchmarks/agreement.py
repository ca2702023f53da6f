"""How fast agreement is beside other packages, and how little memory it takes.

    python benchmarks/agreement.py [--extracts 1000 100000 1000000] [--uv uv]

Everything runs in one go on the same ratings (3 raters, 5 categories), contenders taking turns,
the best of several runs counting. The ratio is the other's time over ours. irrCAC pins numpy
below 2, so it runs in an environment of its own through uv.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import krippendorff
import numpy as np
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

from helpers.agreement import Patterns, simulate, spss
from helpers.agreement.sums import anonymous, anonymous_parts, coefficient

TURN = 0.05
RATERS, SHARES, DRAWS = 3, np.array([0.35, 0.25, 0.2, 0.12, 0.08]), 10_000
IRRCAC = """
import sys, time
import numpy as np, pandas as pd
from irrCAC.raw import CAC
frame = pd.DataFrame(np.load(sys.argv[1]))
start = time.perf_counter()
value = CAC(frame).fleiss()["est"]["coefficient_value"]
print(time.perf_counter() - start, value)
"""
Codes = np.ndarray[Any, np.dtype[np.int16]]


def our_kappa(codes: Codes) -> float:
    return float(spss(Patterns.from_codes(codes, len(SHARES))).overall.kappa)  # type: ignore[arg-type]


def our_alpha(codes: Codes) -> float:
    patterns = Patterns.from_codes(codes, len(SHARES)).anonymous()
    return float(coefficient(*anonymous_parts(anonymous(patterns).sums))[3])


def our_bootstrap(codes: Codes) -> float:
    patterns = Patterns.from_codes(codes, len(SHARES)).anonymous()
    return float(anonymous(patterns).draw(DRAWS, 1)[:, 0].std())


def statsmodels_kappa(codes: Codes) -> float:
    return float(fleiss_kappa(aggregate_raters(codes)[0]))


def krippendorff_alpha(codes: Codes) -> float:
    return float(krippendorff.alpha(codes.T.astype(float), level_of_measurement="nominal"))


def resampled_rows(codes: Codes, kappa: Callable[[Codes], float]) -> float:
    return kappa(codes[np.random.default_rng(1).integers(0, len(codes), len(codes))])


def best(*contenders: Callable[[], float], turns: int = 7) -> list[tuple[float, float]]:
    """Each contender's shortest time in seconds and its value, taking turns.

    A turn lasts `TURN` seconds or one call, whichever is longer, as timeit's do.
    """
    times: list[list[float]] = [[] for _ in contenders]
    values = [0.0] * len(contenders)
    for _ in range(turns):
        for i, contender in enumerate(contenders):
            began = perf_counter()
            start = began
            while start < began + TURN:
                values[i] = contender()
                now = perf_counter()
                times[i].append(now - start)
                start = now
    return [(min(each), value) for each, value in zip(times, values, strict=True)]


def against(
    name: str, extracts: int, ours: tuple[float, float], other: tuple[float, float]
) -> None:
    apart = abs(ours[1] - other[1])
    same = "same value" if apart < 1e-9 else "same to the five decimals it gives"
    agree = same if apart <= 5.1e-6 else f"DIFFERS: {ours[1]} {other[1]}"
    print(
        f"{extracts:>9,} extracts  {name:<34} {other[0]:>10.4f} s  ours {ours[0]:.6f} s  "
        f"ratio {other[0] / ours[0]:>9,.0f}  {agree}",
        flush=True,
    )


def irrcac(uv: str | None, codes: Codes, limit: float) -> tuple[float, float] | str:
    """irrCAC's time and value, or why there are none."""
    if uv is None:
        return "uv is not here to give it an environment of its own"
    with tempfile.TemporaryDirectory() as folder:
        np.save(Path(folder) / "codes.npy", codes)
        command = [
            uv,
            "run",
            "--isolated",
            "--no-project",
            "--with",
            "irrCAC",
            "python",
            "-c",
            IRRCAC,
        ]
        try:
            done = subprocess.run(
                [*command, str(Path(folder) / "codes.npy")],
                capture_output=True, text=True, timeout=limit, check=True,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return f"not done after {limit:.0f} s"
        except subprocess.CalledProcessError as problem:
            return problem.stderr.strip().splitlines()[-1]
    seconds, value = done.stdout.split()
    return float(seconds), float(value)


def peak(work: Callable[[], float]) -> int:
    """Bytes that numpy and Python held at most while working, beyond what was there before."""
    work()
    tracemalloc.start()
    work()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def compare(codes: Codes, uv: str | None, limit: float) -> None:
    n = len(codes)
    ours, statsmodels = best(lambda: our_kappa(codes), lambda: statsmodels_kappa(codes))
    against("statsmodels, aggregate + fleiss_kappa", n, ours, statsmodels)
    ours, other = best(lambda: our_alpha(codes), lambda: krippendorff_alpha(codes))
    against("krippendorff, alpha", n, ours, other)
    found = irrcac(uv, codes, limit)
    if isinstance(found, str):
        print(f"{n:>9,} extracts  irrCAC, fleiss: {found}")
    else:
        (ours,) = best(lambda: our_kappa(codes))
        against("irrCAC, fleiss (without its start-up)", n, ours, found)


def bootstrap(codes: Codes) -> None:
    """Ours beside rows resampled, each resample's kappa by statsmodels, then by our own way."""
    (ours, _), *others = best(
        lambda: our_bootstrap(codes),
        lambda: resampled_rows(codes, statsmodels_kappa),
        lambda: resampled_rows(codes, our_kappa),
    )
    print(f"{len(codes):>9,} extracts  bootstrap of {DRAWS:,} draws: ours {ours:.4f} s")
    for name, (row, _) in zip(("statsmodels' kappa", "our kappa"), others, strict=True):
        print(
            f"{len(codes):>9,} extracts  resampling rows with {name}: {row:.4f} s a draw, "
            f"{row * DRAWS:,.0f} s for all (extrapolated): ratio {row * DRAWS / ours:,.0f}"
        )


def memory(codes: Codes) -> None:
    for name, work in (("kappa", our_kappa), ("bootstrap", our_bootstrap)):
        used = peak(lambda work=work: work(codes))  # type: ignore[misc]
        floor = "; the draws alone are 0.3 MB" if name == "bootstrap" and len(codes) < 1e5 else ""
        print(
            f"{len(codes):>9,} extracts  {name}: {used / 1e6:.2f} MB beyond the input of "
            f"{codes.nbytes / 1e6:.2f} MB: {used / codes.nbytes:.2f} times{floor}"
        )


def found_uv() -> str | None:
    """Beside this Python, on the path, or where the Makefile puts it."""
    own = Path(__file__).parents[1] / ".uv" / "bin"
    places = (f"{sys.prefix}/bin", None, str(own))
    return next((uv for place in places if (uv := shutil.which("uv", path=place))), None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--extracts", type=int, nargs="+", default=[1_000, 100_000, 1_000_000])
    parser.add_argument("--uv", default=found_uv())
    parser.add_argument("--limit", type=float, default=300, help="seconds allowed to irrCAC")
    chosen = parser.parse_args()
    for extracts in chosen.extracts:
        generator = np.random.default_rng(1)
        codes = simulate(0.84, SHARES, RATERS, extracts, generator).astype(np.int8)
        compare(codes, chosen.uv, chosen.limit)
        bootstrap(codes)
        memory(codes)


if __name__ == "__main__":
    main()
