"""Hashes of a city's facts."""

from __future__ import annotations

from citycompact.city.package import CityPackage
from citycompact.facts import canonical_json, sha256_hex, table_digest


def package_digests(city: CityPackage) -> dict[str, str]:
    """Hash of every table that has rows, and of the city's identity; computed once for the same facts."""
    return city.latest("digests", (), lambda: _digests(city))


def _digests(city: CityPackage) -> dict[str, str]:
    frames = {name: city.table(name) for name in sorted(city.tables)}
    digests = {name: table_digest(frame) for name, frame in frames.items() if not frame.is_empty()}
    digests["city"] = sha256_hex(
        canonical_json(
            {"id": city.city_id, "name": city.name, "time_zone": city.time_zone}
            # Its clock may be set, so it is another city than one that says nothing.
            | ({"demo": True} if city.demo else {})
        )
    )
    return digests
