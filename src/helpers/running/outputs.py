"""What a notebook left in its run's folder, made fit to be kept.

A notebook may do anything there: close a folder to its owner, leave links, put a file where its
stored copy belongs. None of that is a fault of the infrastructure.
"""

import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import uuid4

LONGEST = 1000  # bytes of a folder's path from the run's; systems take some 4000 in all


def settle(folder: Path, notebook: str, taken: Iterable[str] = ()) -> str:
    """Open what is closed, replace links, remove what stands in the way of the run's own files.

    `taken` are names of the runner's own where the files belong.

    Returns what was removed and why, in a line; mostly nothing.
    """
    wrong = [*_no_folder(folder), *_open(folder)]
    _replace_links(folder)
    for name, what in list(_wrong(folder, notebook, taken)):
        _remove(folder / name)
        wrong.append((name, what))
    return "; ".join(f"{name} was not kept: it is {what}" for name, what in wrong)


def _no_folder(folder: Path) -> Iterator[tuple[str, str]]:
    """Make the folder anew where it is none: what a link leads to is not the run's."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        yield "its folder", "a link" if folder.is_symlink() else "no folder"
        folder.unlink()
    folder.mkdir(parents=True, exist_ok=True)


def _open(folder: Path) -> Iterator[tuple[str, str]]:
    """Let the owner read and move everything, after removing what lies too deep for that."""
    _permit(folder, stat.S_IRWXU)
    for place, folders, files in os.walk(folder):
        for name in folders[:]:
            _permit(path := Path(place, name), stat.S_IRWXU)
            if len(os.fsencode(path.relative_to(folder))) > LONGEST and not path.is_symlink():
                folders.remove(name)
                _flatten(path)
                shutil.rmtree(path)
                yield f"{path.relative_to(folder).parts[0]}/…/{name}", "too deep"
        for name in files:
            _permit(Path(place, name), stat.S_IRUSR | stat.S_IWUSR)


def _flatten(folder: Path) -> None:
    """Bring up what lies in folders within it: Python goes down only so many at once."""
    while inner := next((p for p in folder.iterdir() if p.is_dir() and not p.is_symlink()), None):
        _permit(inner, stat.S_IRWXU)
        for path in inner.iterdir():
            path.rename(folder / uuid4().hex)
        inner.rmdir()


def _permit(path: Path, wanted: int) -> None:
    mode = path.lstat().st_mode
    if mode & wanted != wanted and not stat.S_ISLNK(mode):
        path.chmod(stat.S_IMODE(mode) | wanted)


def _replace_links(folder: Path) -> None:
    """A copy in place of each link to a file of this run; nothing in place of any other link."""
    links = [path for path in folder.rglob("*") if path.is_symlink()]
    meant = {link: link.resolve() for link in links if link.is_file()}
    for link in links:
        link.unlink()
    for link, path in meant.items():
        if path.is_relative_to(folder.resolve()):
            shutil.copyfile(path, link)


def _wrong(folder: Path, notebook: str, taken: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What is not what it should be, by its path in the folder, and what it is instead."""
    for name in taken:
        if (folder / name).exists():
            yield name, "the runner's own"
    for name in ("notebooks", "results"):
        if (folder / name).exists() and not (folder / name).is_dir():
            yield name, "no folder"
    for path in (folder / "notebooks" / f"{notebook}.ipynb", *folder.glob("results/*.json")):
        if path.exists() and (what := _no_text(path)):
            yield path.relative_to(folder).as_posix(), what


def _no_text(path: Path) -> str:
    if not path.is_file():
        return "no file"
    try:
        path.read_text("utf-8")
    except UnicodeDecodeError:
        return "not UTF-8 text"
    return ""


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
