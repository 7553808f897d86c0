"""The files of a package: of a folder, or of a ZIP archive as somebody sends it."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from citycompact.facts.problems import FactsError, Problem
from citycompact.facts.unpacking import OversizedError, opened, unpacked

Files = Mapping[str, Path | bytes]
"""File name to where it lies, or to its content."""

MOST_BYTES = 200_000_000
"""Largest content of an archive that is unpacked."""

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    NotImplementedError,
)
"""What the archive's reader raises where bytes are wrong, a password is asked, or a method is unknown."""


ENDINGS = frozenset({".csv", ".parquet", ".toml", ".geojson", ".json"})
"""Of files that a package may have."""


def files_of(path: Path, most_bytes: int = MOST_BYTES) -> dict[str, Path | bytes]:
    """Return the files of a folder or of a ZIP archive.

    Raises
    ------
    FactsError
        Where there is neither.
    """
    if path.is_dir():
        folders = [
            entry.name for entry in sorted(path.iterdir()) if entry.is_dir() and entry.suffix in ENDINGS
        ]
        if folders:
            # Else what was meant would be taken for a table that is not there.
            mend = "Move it away, or put the file of that name in its place."
            raise FactsError([Problem(name, "is a folder, and not a file.", mend) for name in folders])
        return {entry.name: entry for entry in sorted(path.iterdir()) if entry.is_file()}
    if path.is_file() and zipfile.is_zipfile(path):
        return dict(files_of_zip(path.read_bytes(), most_bytes))
    what = "is neither a folder nor a ZIP file." if path.is_file() else "is not a folder."
    raise FactsError([Problem(path.name, what, "Give the folder or the ZIP file of the package.")])


def files_of_zip(content: bytes, most_bytes: int = MOST_BYTES) -> dict[str, bytes]:
    """Names and contents of the files in a ZIP archive; FactsError where it cannot be read, or unpacks to
    more than ``most_bytes`` or to thousands of files."""
    try:
        with opened(content) as archive:
            files = {e.filename: data for e, data in unpacked(archive, most_bytes, _is_meant)}
        # Whoever zips a folder gets its name before every file.
        folders = {name.rpartition("/")[0] for name in files}
        skip = len(folders.pop()) + 1 if len(folders) == 1 and folders != {""} else 0
        return {name[skip:]: data for name, data in files.items()}
    except OversizedError as error:
        raise FactsError([Problem("package", str(error), "Send a package alone.")]) from None
    except _DAMAGE as error:
        what = f"cannot be read as a ZIP file: {error or 'it ends too early'}."
        raise FactsError([Problem("package", what, "Send it again.")]) from None


def _is_meant(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is a file that somebody packed: no folder, and not what macOS adds."""
    name = entry.filename.rpartition("/")[2]
    return not (entry.is_dir() or entry.filename.startswith("__MACOSX/") or name == ".DS_Store")


def content_of(file: Path | bytes) -> bytes:
    """Bytes of a file, wherever it lies."""
    return file if isinstance(file, bytes) else file.read_bytes()


def text_of(file: Path | bytes, name: str) -> str:
    """Text of a file, without a byte order mark; FactsError where it is not UTF-8."""
    try:
        return content_of(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = Problem(name, f"is not UTF-8 text (byte {error.start}).", "Save it again as UTF-8.")
        raise FactsError([problem]) from None
