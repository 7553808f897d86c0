"""One way to write any fact as bytes, so that a hash means the same on every machine."""

from __future__ import annotations

import datetime
import hashlib
import json
from typing import Any

import polars as pl

from citycompact.city.package import CityPackage
from citycompact.city.tables import TABLES


def canonical_json(value: Any) -> bytes:
    """Sorted keys, no white space, UTF-8; dates and times in ISO 8601.

    The form of RFC 8785 for the values used here (strings, integers, booleans, null, and floats
    in their shortest round-trip form).
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_iso, allow_nan=False
    ).encode("utf-8")


def sha256_hex(data: bytes) -> str:
    """SHA-256 (FIPS 180-4) in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def table_digest(frame: pl.DataFrame) -> str:
    """Hash of a table that does not depend on the order of its rows or columns, nor on its file."""
    columns = sorted(frame.columns)
    ordered = frame.select(columns).sort(columns, nulls_last=True)
    return sha256_hex(ordered.write_csv(line_terminator="\n").encode("utf-8"))


def package_digests(city: CityPackage) -> dict[str, str]:
    """Hash of every table that has rows, and of the city's identity."""
    digests = {name: table_digest(city.table(name)) for name in TABLES if not city.table(name).is_empty()}
    digests["city"] = sha256_hex(
        canonical_json({"id": city.city_id, "name": city.name, "time_zone": city.time_zone})
    )
    return digests


def _iso(value: object) -> str:
    if isinstance(value, datetime.date | datetime.time | datetime.datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")
