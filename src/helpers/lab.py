"""JupyterLab on the notebooks: in a copy of one's own, in the project's environment.

JupyterLab's questions about news and updates are silenced by the defaults in `jupyter_config/`,
which the server reads beside the user's own settings and never writes.
"""

import os
import shutil
import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from helpers import paths
from helpers.errors import StudyError

START = "00_start_here.ipynb"
DEFAULTS = Path(__file__).with_name("jupyter_config")


def open_lab(*, in_place: bool = False, browser: bool = True, port: int | None = None) -> None:
    """Open JupyterLab on the first notebook and serve until Ctrl-C.

    The server's root is the project, so that links from a notebook to data and figures resolve.

    Raises:
        StudyError: when there are no notebooks, or `port` is taken.
    """
    notebooks = paths.project() / "notebooks"
    if not (notebooks / START).is_file():
        raise StudyError(
            f"there is no notebooks/{START} in {paths.project().name}; run from a clone"
        )
    if port is not None:
        check_free(port)
    folder = notebooks if in_place else working_copy(notebooks, paths.project() / "work")
    os.environ.update(environment(os.environ))
    from jupyterlab.labapp import LabApp  # slow to import: only the lab pays for it

    server = LabApp.initialize_server(arguments(folder, browser=browser, port=port))
    # Without a terminal Jupyter would leave its kernels to find out for themselves.
    signal.signal(signal.SIGINT, signal.getsignal(signal.SIGTERM))
    server.start()


def working_copy(notebooks: Path, work: Path) -> Path:
    """Copy what `work` lacks of `notebooks`; a file that is there stays as its owner left it."""
    for original in sorted(notebooks.rglob("*")):
        copy = work / original.relative_to(notebooks)
        if original.is_file() and ".ipynb_checkpoints" not in original.parts and not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            partial = copy.with_name(copy.name + ".partial")
            shutil.copyfile(original, partial)
            partial.replace(copy)  # so that an interrupted copy leaves no half a notebook
    return work


def arguments(folder: Path, *, browser: bool, port: int | None) -> list[str]:
    """The options of `jupyter lab` that open `folder` and ask nothing."""
    root = paths.project()
    options = {
        "ServerApp.root_dir": root,
        "FileContentsManager.preferred_dir": folder,
        "LabApp.default_url": f"/lab/tree/{folder.relative_to(root).as_posix()}/{START}",
        "LabApp.workspaces_dir": paths.build() / "lab-workspaces",  # tabs of this project only
        "LabApp.open_browser": browser,
        "ServerApp.allow_root": True,  # containers; the server listens on loopback, with a token
        "Application.log_level": "WARN",
    }
    if port is not None:
        options |= {"ServerApp.port": port, "ServerApp.port_retries": 0}
    return [f"--{name}={value}" for name, value in options.items()]


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """What the server and its kernels and terminals need of the environment.

    Our defaults come after any that the user has named, and this environment's programs and
    kernel before any others.
    """
    ours = str(DEFAULTS)
    theirs = given.get("JUPYTER_CONFIG_PATH")
    programs = str(Path(sys.executable).parent)
    return {
        "JUPYTER_CONFIG_PATH": os.pathsep.join([theirs, ours] if theirs else [ours]),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "PATH": os.pathsep.join([programs, given.get("PATH", "")]),
    }


def check_free(port: int) -> None:
    """Raise StudyError when something already listens on this port of the loopback."""
    with socket.socket() as caller:
        if caller.connect_ex(("127.0.0.1", port)) == 0:
            raise StudyError(f"port {port} is in use; name another with --port, or leave it out")
