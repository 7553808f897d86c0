"""Hashes of tables that do not depend on the order of rows or columns, nor on the file."""

from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl


def sha256_hex(data: bytes) -> str:
    """SHA-256 (FIPS 180-4) in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, in lower-case hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def table_digest(frame: pl.DataFrame) -> str:
    """Hash of a table that does not depend on the order of its rows or columns, nor on its file."""
    columns = sorted(frame.columns)
    ordered = frame.select(columns).sort(columns, nulls_last=True)
    return sha256_hex(ordered.write_csv(line_terminator="\n").encode("utf-8"))
