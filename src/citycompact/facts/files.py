"""The files of a package: of a folder, or of a ZIP archive as somebody sends it."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from citycompact.facts.problems import FactsError, Problem

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
    """Names and contents of the files in a ZIP archive;
    FactsError where it cannot be read or is too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not _is_litter(entry)]
            if sum(entry.file_size for entry in entries) > most_bytes:
                size = f"{most_bytes // 1_000_000} MB"
                raise FactsError([Problem("package", f"is larger than {size}.", "Send a package alone.")])
            # Whoever zips a folder gets its name before every file.
            folders = {entry.filename.rpartition("/")[0] for entry in entries}
            skip = len(folders.pop()) + 1 if len(folders) == 1 and folders != {""} else 0
            return {entry.filename[skip:]: archive.read(entry) for entry in entries}
    except _DAMAGE as error:
        what = f"cannot be read as a ZIP file: {error or 'it ends too early'}."
        raise FactsError([Problem("package", what, "Send it again.")]) from None


def _is_litter(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is a folder, or what macOS adds to every archive."""
    name = entry.filename.rpartition("/")[2]
    return entry.is_dir() or entry.filename.startswith("__MACOSX/") or name == ".DS_Store"


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
