"""What a command writes is there whole, or not at all, and stands in the place of nothing else."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from citycompact.facts import FactsError, Problem


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """A folder to write into, whose files come to ``folder`` at the end, beside what lies there already.

    Raises
    ------
    FactsError
        Where ``folder`` is no folder, or holds something of a name that was written.
    OSError
        Where nothing can be written; it names ``folder``, and nothing of it is left.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise FactsError([Problem(folder.name, "is not a folder.", "Write to another folder.")])
    folder = folder.resolve()
    scratch = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    made = [path for path in folder.parents if not path.exists()]
    done = False
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch.mkdir()
        yield scratch
        _into_place(scratch, folder)
        done = True
    except OSError as error:
        if str(scratch) in str(error.filename or scratch):
            # Else it would name a file that nobody asked for.
            raise OSError(error.errno or 0, error.strerror or str(error), str(folder)) from error
        raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        for path in () if done else made:
            with suppress(OSError):
                path.rmdir()


def _into_place(scratch: Path, folder: Path) -> None:
    if not folder.exists():
        scratch.rename(folder)
        return
    names = sorted(path.name for path in scratch.iterdir())
    stands = [name for name in names if os.path.lexists(folder / name)]
    if stands:
        mend = "Write to another folder, or move that one away."
        raise FactsError([Problem(f"{folder.name}/{name}", "stands there already.", mend) for name in stands])
    moved: list[str] = []
    try:
        for name in names:
            (scratch / name).rename(folder / name)
            moved.append(name)
    except OSError:
        for name in moved:
            (folder / name).rename(scratch / name)
        raise


def write_new(path: Path, text: str, like: str = "") -> None:
    """Write a file, and never over one that is there, unless it begins alike:
    with ``like`` in its first line.

    Raises
    ------
    FactsError
        Where something else stands there.
    OSError
        Where it cannot be written; it names ``path``, and nothing is left or replaced.
    """
    if os.path.lexists(path):
        known = path.is_file() and like and like in path.read_bytes()[:400].decode(errors="replace")
        if not known:
            mend = "Write to another file, or move that one away."
            raise FactsError([Problem(path.name, "stands there already.", mend)])
    scratch = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with open(scratch, "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        scratch.replace(path)
    except OSError as error:
        raise OSError(error.errno or 0, error.strerror or str(error), str(path)) from error
    finally:
        with suppress(OSError):
            scratch.unlink(missing_ok=True)
