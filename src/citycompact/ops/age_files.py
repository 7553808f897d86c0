"""Files encrypted to a public key in the format of age (age-encryption.org), so that the machine which writes
them cannot read them, and any age program can."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO

import pyrage

from citycompact.facts import FactsError, Problem


def new_key(file: Path) -> str:
    """Write a new private key, readable by its owner alone, and return its public key; FileExistsError where
    something stands there."""
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(number, "w") as target:
            target.write(f"# public key: {public}\n{identity}\n")
    except OSError as error:
        file.unlink()
        raise OSError(error.errno, error.strerror, str(file)) from error
    return public


def recipients(keys: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    """Public keys as they are written (``age1...``); FactsError for all that are none."""
    found, problems = [], []
    for key in keys:
        try:
            found.append(pyrage.x25519.Recipient.from_str(key.strip()))
        except pyrage.RecipientError:
            mend = "Give the line that begins with age1, as citycompact backup-key or age-keygen prints it."
            # A private key that was given by mistake is not repeated.
            shown = key if key.startswith("age1") else None
            problems.append(Problem("--to", "is no public key of age.", mend, value=shown))
    if problems:
        raise FactsError(problems)
    return found


def identities(file: Path) -> list[pyrage.x25519.Identity]:
    """The private keys in a file; FactsError where it holds none."""
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    try:
        found = [pyrage.x25519.Identity.from_str(x.strip()) for x in lines if x.startswith("AGE-SECRET-KEY-")]
    except pyrage.IdentityError:
        found = []
    if not found:
        mend = "Give the file that citycompact backup-key or age-keygen wrote (AGE-SECRET-KEY-1...)."
        raise FactsError([Problem(file.name, "holds no private key of age.", mend)])
    return found


class _Out:
    """A target for the library, which would turn an error of the disk into one of its own."""

    def __init__(self, target: IO[bytes]) -> None:
        self.target = target
        self.failed: OSError | None = None

    def write(self, content: bytes) -> int:
        try:
            return self.target.write(content)
        except OSError as error:
            self.failed = error
            raise

    def flush(self) -> None:
        self.target.flush()


def encrypt(write: Callable[[IO[bytes]], None], target: IO[bytes], to: Sequence[str]) -> None:
    """Encrypt what ``write`` writes, while it writes it; nothing of it touches a disk in plain."""
    keys, out = recipients(to), _Out(target)
    with _flowing(write) as source:
        try:
            pyrage.encrypt_io(source, out, keys)
        except pyrage.EncryptError as error:
            raise out.failed or OSError(str(error)) from error


def decrypt(source: Path, read: Callable[[IO[bytes]], None], keys: Path) -> None:
    """Give ``read`` what a file holds; it has ended well only when this returns.

    Raises
    ------
    FactsError
        For a file that another key opens, that was cut or changed, or that is not encrypted.
    """
    with open(source, "rb") as file, _flowing(read, writes=False) as sink:
        try:
            pyrage.decrypt_io(file, sink, identities(keys))
            sink.close()
        except (pyrage.DecryptError, OSError, ValueError) as error:
            if isinstance(error, BrokenPipeError):
                return
            raise FactsError([_unreadable(source, str(error))]) from error


def _unreadable(source: Path, said: str) -> Problem:
    if "No matching keys" in said:
        mend = "Give the private key whose public key it was made for with --identity."
        return Problem(source.name, "was encrypted to another key.", mend)
    with open(source, "rb") as file:
        if not file.read(21).startswith(b"age-encryption.org/v1"):
            mend = "Give a file that citycompact backup wrote."
            return Problem(source.name, "is not a backup of City Compact: it is not encrypted.", mend)
    return Problem(source.name, "was cut or changed: it does not decrypt.", "Take another copy of it.")


@contextlib.contextmanager
def _flowing(job: Callable[[IO[bytes]], None], writes: bool = True) -> Iterator[IO[bytes]]:
    """The other end of a pipe that a job writes (or reads) beside this; what it raises is raised at the end,
    and before an error of this side, which it caused."""
    reading, writing = os.pipe()
    its, ours = (writing, reading) if writes else (reading, writing)
    failed: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(its, "wb" if writes else "rb") as end:
                job(end)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    here = os.fdopen(ours, "rb" if writes else "wb")
    try:
        yield here
    except (OSError, FactsError):
        _shut(here, thread)
        # A job that found its pipe closed failed because of this side.
        own = [error for error in failed if not isinstance(error, (BrokenPipeError, EOFError))]
        if writes and own:
            raise own[0] from None
        raise
    _shut(here, thread)
    if failed:
        raise failed[0]


def _shut(end: IO[bytes], thread: threading.Thread) -> None:
    with contextlib.suppress(OSError):
        end.close()
    thread.join()
