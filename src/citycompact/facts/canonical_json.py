"""One way to write any fact as bytes, so that a hash means the same on every machine."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from typing import Any


def canonical_json(value: Any) -> bytes:
    """Sorted keys, no white space, UTF-8; dates and times in ISO 8601.

    The form of RFC 8785 for the values used here (strings, integers, booleans, null, and floats
    in their shortest round-trip form).
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_iso, allow_nan=False
    ).encode("utf-8")


def _iso(value: object) -> str | float:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime.date | datetime.time | datetime.datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")
