"""Files out of a ZIP archive that somebody sends, counted while they are unpacked.

What an archive says of its own sizes need not be true, and a few hundred kilobytes may unpack to gigabytes:
so no more is unpacked at a time than a small piece, and the count goes by what comes out.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator

MOST_FILES = 5_000
"""Files of an archive; a list of millions of empty ones is large before anything is unpacked."""
_PIECE = 1 << 16
_ENTRY = b"PK\x01\x02"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class OversizedError(ValueError):
    """It unpacks to more than is read; its text says what of it."""


def opened(content: bytes) -> zipfile.ZipFile:
    """Open an archive.

    Raises
    ------
    OversizedError
        With more than ``MOST_FILES`` files.
    zipfile.BadZipFile
        Where it is no archive.
    """
    if content.count(_ENTRY) > MOST_FILES:
        raise OversizedError(f"has more than {MOST_FILES:,} files.")
    return zipfile.ZipFile(io.BytesIO(content))


def unpacked(
    archive: zipfile.ZipFile, most_bytes: int, wanted: Callable[[zipfile.ZipInfo], bool]
) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
    """Yield the wanted entries of an archive with their contents, ``most_bytes`` of all of them at most.

    Raises
    ------
    OversizedError
        As soon as more has come out.
    NotImplementedError
        For a way of packing other than Deflate: from the others any amount may come out of one piece.
    """
    left = most_bytes
    for entry in archive.infolist():
        if not wanted(entry):
            continue
        if entry.compress_type not in _METHODS:
            raise NotImplementedError("it is packed in another way than by Deflate")
        pieces = []
        with archive.open(entry) as file:
            while piece := file.read(min(_PIECE, left + 1)):
                left -= len(piece)
                if left < 0:
                    raise OversizedError(f"is larger than {most_bytes // 1_000_000} MB.")
                pieces.append(piece)
        yield entry, b"".join(pieces)
