"""Putting a finished folder in its place, and never in that of anything else."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from citycompact.facts import FactsError, Problem
from citycompact.record.record import read_record


def refuse_to_replace(folder: Path, room: str, *, overwrite: bool) -> None:
    """Refuse to write where something stands already.

    An empty folder is taken; the result of an earlier decision of the same room is replaced where that
    is asked for (``overwrite``) and nothing else lies in its folder; anything else never is.

    Raises
    ------
    FactsError
        Where the folder may not be written to.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise _refused(folder, "is not a folder.", "Write to another folder.")
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    if not overwrite:
        raise _refused(folder, "already holds something.", "Write to another folder, or say --overwrite.")
    try:
        found = read_record(folder / "record.json")["room"]
    except FactsError:
        found = None
    if found != room:
        mend = f"Write to another folder; only an earlier result of {room} is ever replaced."
        raise _refused(folder, f"holds something that is not a result of {room}.", mend)


@contextmanager
def finished(folder: Path, room: str, *, overwrite: bool) -> Iterator[Path]:
    """An empty folder to write a result into, which becomes ``folder`` at the end: whole, or not at all.

    Raises
    ------
    FactsError
        As :func:`refuse_to_replace`, at once, and at the end where meanwhile something else came there.
    """
    folder = folder.resolve()
    refuse_to_replace(folder, room, overwrite=overwrite)
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    try:
        scratch.mkdir()
        yield scratch
        _put_in_place(scratch, folder, room, overwrite=overwrite)
    except OSError as error:
        if str(scratch) in str(error.filename or scratch):
            # Else it would name a file that nobody asked for.
            raise OSError(error.errno or 0, error.strerror or str(error), str(folder)) from error
        raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _put_in_place(scratch: Path, folder: Path, room: str, *, overwrite: bool) -> None:
    refuse_to_replace(folder, room, overwrite=overwrite)
    strange = sorted(_files(folder) - _files(scratch))
    if strange:
        mend = "Move that away, or write to another folder; only what a result consists of is ever replaced."
        raise _refused(folder, f"holds {', '.join(strange[:5])} beside a result.", mend)
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch.rename(folder)
        return
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    folder.rename(old)
    scratch.rename(folder)
    shutil.rmtree(old)


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}


def _refused(folder: Path, message: str, mend: str) -> FactsError:
    return FactsError([Problem(folder.name, message, mend)])
