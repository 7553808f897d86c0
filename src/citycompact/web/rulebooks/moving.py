"""The rulebook in a package: its text as it is, and the signatures that count."""

from __future__ import annotations

from pathlib import Path

from citycompact.facts import FactsError, text_of
from citycompact.rooms import section_names, validated
from citycompact.rulebook import parse_rulebook, parse_signatures, signatures_path, validity, write_signatures
from citycompact.web.package_parts import Changes, Load, Part
from citycompact.web.rulebooks.models import RulebookSignature, RulebookVersion
from citycompact.web.rulebooks.signing import SigningCity, rows_of

_FILE = "rulebook.toml"
_SIGNATURES = signatures_path(Path(_FILE)).name


def bring_rulebook(load: Load) -> None:
    """Keep the rulebook as a further version, where it is none yet, with the signatures that count."""
    if _FILE not in load.package.files:
        return
    try:
        text = text_of(load.package.files[_FILE], _FILE)
        book = validated(parse_rulebook(text, _FILE, section_names()))
        given = []
        if _SIGNATURES in load.package.files:
            signatures = text_of(load.package.files[_SIGNATURES], _SIGNATURES)
            given = parse_signatures(signatures.encode(), _SIGNATURES)
    except FactsError as error:
        load.refused += error.problems
        return
    version, new = RulebookVersion.objects.get_or_create(
        sha256=book.digest,
        defaults={"text": text, "name": book.header.name, "version": book.header.version},
    )
    load.rulebook = version.sha256
    found = Changes("rulebook", RulebookVersion.objects.count() - int(new))
    found.added += [str(version)] if new else []
    load.changes.append(found)
    city = SigningCity.current()
    valid = [item for item in given if validity(item, book, city) == "valid"]
    before = RulebookSignature.objects.count()
    RulebookSignature.objects.bulk_create(rows_of(valid), ignore_conflicts=True)
    kept = Changes("signatures", before)
    kept.added += [f"[{item.section}] {item.sector}: {item.name}" for item in valid]
    kept.added = kept.added if RulebookSignature.objects.count() > before else []
    load.changes.append(kept)
    if len(valid) < len(given):
        load.notes.append(
            f"{_SIGNATURES}: {len(given) - len(valid)} signatures do not count here, by the rulebook and the "
            "keys that city.toml lists, and are not kept."
        )


def give_rulebook(folder: Path, round_id: str) -> None:
    """Write the rulebook of a round, else the one that was uploaded last, with the signatures that count."""
    every = RulebookVersion.objects.order_by("-uploaded_at", "-pk")
    version = (every.filter(rounds=round_id).first() if round_id else None) or every.first()
    if version is None:
        return
    (folder / _FILE).write_bytes(version.text.encode())
    city, book = SigningCity.current(), version.read()
    if valid := [item for item in version.signed() if validity(item, book, city) == "valid"]:
        write_signatures(folder / _FILE, valid)


PARTS = (Part("rulebook", 20, bring_rulebook, give_rulebook),)
