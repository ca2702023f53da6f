"""How long the explorer takes to show a change, view by view: `python benchmarks/explorer.py`.

Every state of a walk through a view's controls is drawn as a kernel would draw it. What a browser
adds (two messages, a picture to lay out) is not in it: some hundredths of a second.
"""

import argparse
import statistics
import time
from collections.abc import Iterable, Sequence

from helpers import explorer, facts
from helpers.explorer.panel import Panel

TARGET = 0.25  # seconds a change
CORNERS = (0.1, 0.5, 0.9)  # of a slider's range


def walk(panel: Panel) -> Iterable[tuple[str, object]]:
    """Every control in turn, at some of the values it takes."""
    for name, control in panel.controls.items():
        for value in values(control):
            if value != control.value:
                yield name, value


def values(control: object) -> Sequence[object]:
    """Some values of a control: its options one by one, or points of its range."""
    if not hasattr(control, "options"):
        low, high = control.min, min(control.max, 1000)  # type: ignore[attr-defined]
        return [type(control.value)(low + share * (high - low)) for share in CORNERS]  # type: ignore[attr-defined]
    options = [one[1] if isinstance(one, tuple) else one for one in control.options]
    several = isinstance(control.value, tuple)  # type: ignore[attr-defined]
    return [options[:2], options] if several else options


def seconds(panel: Panel) -> tuple[list[float], list[float]]:
    """Wall and processor time of every change."""
    wall, cpu = [], []
    for name, value in walk(panel):
        before = time.perf_counter(), time.process_time()
        panel.controls[name].value = value
        wall.append(time.perf_counter() - before[0])
        cpu.append(time.process_time() - before[1])
    return wall, cpu


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    views = {
        "themes": explorer.themes.view(facts.load()),
        "ratings": explorer.ratings.view("standin"),
        "kappa": explorer.kappa.view("standin", 0.1, 0.5, 200),
    }
    print(f"target {TARGET} s a change")
    print(f"{'view':8} {'changes':>7} {'median':>8} {'worst':>8} {'CPU':>8}")
    for name, panel in views.items():
        wall, cpu = seconds(panel)
        numbers = statistics.median(wall), max(wall), statistics.median(cpu)
        print(f"{name:8} {len(wall):7} {numbers[0]:7.3f}s {numbers[1]:7.3f}s {numbers[2]:7.3f}s")


if __name__ == "__main__":
    main()
