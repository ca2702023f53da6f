"""The warm parent: imports what notebooks import, then forks a child for each request.

It has one thread, since only then is a fork safe, and answers one request at a time on a socket:
`fork` (with the child's wire and log attached) gives the child's pid, `reap PID` its exit status.
A child stays a zombie until it is reaped, so that its pid means it and no other process. When the
runner goes, however it goes, the socket closes; the server kills what it has forked and ends.
With a child goes whatever its notebook has started, in other sessions too.
"""

import builtins
import contextlib
import gc
import importlib
import io
import os
import pkgutil
import signal
import socket
import sys
from pathlib import Path
from types import SimpleNamespace

from helpers.running import strays

# What notebooks import, here or inside the helpers; what is not installed is passed over.
PRELOAD = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "IPython.core.debugger",
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "tornado.platform.asyncio",
    "matplotlib_inline.config",
    "ipywidgets",
    "numpy",
    "pandas",
    "pandas.io.formats.csvs",
    "pandas.io.formats.style",
    "pyarrow.pandas_compat",
    "pyarrow.vendored.version",
    "scipy.stats",
    "scipy.optimize",
    "statsmodels.stats.inter_rater",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "seaborn",
    "faulthandler",
    "sqlite3",
    "encodings.utf_8_sig",
    "yaml",
)
ROOMS = ("agreement", "claims", "facts", "figures", "layouts", "readers", "explorer")
# An allocator's housekeeping thread: it holds no lock that a child would need.
HARMLESS = {"jemalloc_bg_thd"}


def main(descriptor: int) -> None:
    """Serve on an inherited socket until the other end closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=descriptor)
    gc.disable()  # nothing to find while importing, and a child enables it again
    preload(PRELOAD)
    strays.adopt()
    gc.freeze()  # or each child's collections would copy every page of the parent
    control.send((unsafe_threads() or "ready").encode())
    serve(control)
    os._exit(0)  # nothing is open, and to tear the imports down would take a while


def preload(names: tuple[str, ...]) -> None:
    """Import what there is of these, as if in a notebook: pandas looks, to choose its widths."""
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None)  # type: ignore[attr-defined]
    for name in (*names, *_helpers()):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    _draw()
    # It ties figures to the kernel when it is imported, so each child must import it.
    sys.modules.pop("matplotlib_inline.backend_inline", None)
    del builtins.get_ipython  # type: ignore[attr-defined]


def _helpers() -> list[str]:
    """The helpers that notebooks use, down to each room's modules."""
    import helpers

    top = [f"helpers.{name}" for _, name, _ in pkgutil.iter_modules(helpers.__path__)]
    inner = [
        f"helpers.{room}.{name}"
        for room in ROOMS
        for _, name, _ in pkgutil.iter_modules([str(Path(helpers.__path__[0]) / room)])
    ]
    return [name for name in (*top, *inner) if name not in ("helpers.cli", "helpers.running")]


def _draw() -> None:
    """Draw a figure that nobody sees: matplotlib finds its writer, and the figures' fonts."""
    from helpers.figures import layout, style

    with style.paper():
        page = layout.Page.blank(style.NARROW_MM)
        for font in (style.BODY, style.STRONG, style.NOTE, style.ITALIC):
            page.text(0, 0, "Aa", style.NARROW_MM, font)
        page.panel(0, 0, 1, 1)
        figure = page.finish(10)
        figure.savefig(io.BytesIO(), format="svg")


def unsafe_threads() -> str:
    """Why forking is not safe, or nothing: every thread but this one, unless known as harmless."""
    tasks = [task for task in Path("/proc/self/task").iterdir() if task.name != str(os.getpid())]
    names = {(task / "comm").read_text().strip() for task in tasks} - HARMLESS
    return f"threads are alive: {', '.join(sorted(names))}" if names else ""


def serve(control: socket.socket) -> None:
    """Answer requests; on the last one's end, kill every child."""
    children: set[int] = set()
    while True:
        request, descriptors, _, _ = socket.recv_fds(control, 100, 2)
        if not request:
            break
        verb, *rest = request.decode().split()
        if verb == "fork":
            answer = _forked(control, children, descriptors)
        else:
            answer = _reaped(children, int(rest[0]))
        control.send(str(answer).encode())
    for child in tuple(children):
        _reaped(children, child)


def _forked(control: socket.socket, children: set[int], descriptors: list[int]) -> int | str:
    if unsafe := unsafe_threads():
        return unsafe
    pid = os.fork()
    if pid == 0:
        control.close()
        _become_child(*descriptors)
    children.add(pid)
    for descriptor in descriptors:
        os.close(descriptor)
    return pid


def _reaped(children: set[int], pid: int) -> int:
    _kill(pid)
    _, status = os.waitpid(pid, 0)
    children.discard(pid)
    strays.end_adopted(children)
    return os.waitstatus_to_exitcode(status)


def _kill(pid: int) -> None:
    """Kill a child, and whatever processes its notebook left in the child's group."""
    for kill in (os.killpg, os.kill):  # the group is not there until the child has made it
        with contextlib.suppress(ProcessLookupError):
            kill(pid, signal.SIGKILL)


def _become_child(wire: int, log: int) -> None:
    """Serve one notebook, then end without the parent's way out."""
    code = 1
    try:
        gc.enable()
        from helpers.running.warm.child import run

        code = run(wire, log)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code)
