"""The city itself in a package: ``city.toml`` and ``zones.geojson``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from citycompact.city import ZONES, CityPackage, write_identity
from citycompact.facts import Problem
from citycompact.web.city.models import City, Program
from citycompact.web.package_parts import Changes, Load, Part

_FILE = "city.toml"


def bring_city(load: Load) -> None:
    """Make the city, or change what the file says otherwise of it.

    A file that lists no signers says nothing of them. Where a sector has signers, another key for it is
    taken from the command line only: whoever may upload a file could else sign for a sector.
    """
    package = load.package.city
    there = City.objects.select_for_update().first()
    found = Changes("city", int(there is not None))
    load.changes.append(found)
    if there is None:
        found.added.append(package.city_id)
        City.objects.create(**_said(package, None))
        return
    if there.city_id != package.city_id:
        mend = f"Write id = {there.city_id!r}, or load it into a site of its own."
        said = f"this site is of the city {there.city_id}, and a site has one."
        load.refused.append(Problem(_FILE, said, mend, column="id", value=package.city_id))
        return
    if package.demo and not there.demo:
        # Else its clock could be set past a deadline, or before one.
        said = "would make a real city one in which nobody exists."
        load.refused.append(Problem(_FILE, said, "Take demo = true out.", column="demo", value="true"))
    now = _said(package, there)
    if not load.from_shell:
        load.refused += _foreign_keys(there, package)
    changed = tuple(name for name, value in now.items() if getattr(there, name) != value)
    if changed:
        found.changed[there.city_id] = changed
        City.objects.filter(pk=there.pk).update(**{name: now[name] for name in changed})


def _said(package: CityPackage, there: City | None) -> dict[str, object]:
    said: dict[str, object] = {
        "city_id": package.city_id,
        "name": package.name,
        "time_zone": package.time_zone,
        "languages": list(package.languages),
        "demo": package.demo,
    }
    if package.signers or there is None:
        said["signers"] = [asdict(signer) for signer in package.signers]
    if package.zones is not None or there is None:
        said["zones"] = package.zones
    return said


def _foreign_keys(there: City, package: CityPackage) -> list[Problem]:
    """Sectors whose signers an uploaded file would make others."""
    listed: dict[str, set[str]] = {}
    for signer in there.signers_listed:
        listed.setdefault(signer.sector, set()).add(signer.public_key)
    given: dict[str, set[str]] = {}
    for signer in package.signers:
        given.setdefault(signer.sector, set()).add(signer.public_key)
    return [
        Problem(
            _FILE,
            f"lists other keys for the {sector} sector than the site has.",
            "Who runs the site's machine changes keys, with: citycompact site load",
            column="signers",
        )
        for sector, keys in listed.items()
        if package.signers and given.get(sector, set()) != keys
    ]


def give_city(folder: Path, _round: str) -> None:
    """Write the city as it stands."""
    city = City.objects.get()
    package = CityPackage(
        city_id=city.city_id,
        name=city.name,
        time_zone=city.time_zone,
        languages=tuple(city.languages),
        tables={},
        signers=city.signers_listed,
        demo=city.demo,
    )
    (folder / _FILE).write_text(write_identity(package), encoding="utf-8", newline="\n")
    if city.zones is not None:
        (folder / ZONES).write_bytes(city.zones.encode())


def unapprove(load: Load) -> None:
    """Seats whose reserves have changed wait for the operator's word again."""
    for found in load.changes:
        if found.name == "reserves" and not found.nothing:
            ids = {name.rpartition(", ")[0] for name in (*found.added, *found.changed, *found.removed)}
            Program.objects.filter(pk__in=ids).update(seats_approved_at=None)


PARTS = (
    Part("city", -10, bring_city, give_city),
    Part("seats", 10, unapprove, lambda _folder, _round: None),
)
