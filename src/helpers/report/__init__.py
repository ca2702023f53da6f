"""The report: one page a reviewer can file, and a page for each executed notebook.

* `build(out)`: write `out/report/` from what a run left in `out`; returns `index.html`.
* `pack(index)`: the same folder as one zip beside it.
* `ready()`: imports what that takes, while there is nothing else to do.

The pages need no server, no network and no other file: style, script and pictures are inside.
"""

from helpers.report.build import build, pack, ready

__all__ = ["build", "pack", "ready"]
