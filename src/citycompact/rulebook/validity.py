"""Which signatures count, which sectors have yet to sign a section, and which rules are in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Literal

from citycompact.facts import Problem
from citycompact.rulebook.document import DEFAULT_NAME, Rulebook
from citycompact.rulebook.header_and_city import SigningCity, header_problems, signing_sectors
from citycompact.rulebook.keys import signature_is_of
from citycompact.rulebook.signatures import Signature, signed_message

Validity = Literal[
    "valid", "other content", "other city", "unknown key", "broken", "earlier format", "not checked"
]
"""What a signature is worth under a rulebook; only a valid one counts."""


def validity(signature: Signature, rulebook: Rulebook, city: SigningCity | None) -> Validity:
    """Say what a signature is worth under a rulebook in a city.

    Parameters
    ----------
    city
        Its key must be one that ``city.toml`` lists for the sector. Without a city a sound signature is
        "not checked": anybody can make one with a key of their own.
    """
    if not signature.section:
        return "earlier format"
    message = signed_message(signature.section_sha256, signature.sector)
    if not signature_is_of(signature.public_key, signature.signature, message):
        return "broken"
    if signature.section not in rulebook.content:
        return "other content"
    if signature.section_sha256 != rulebook.section_digest(signature.section):
        return "other content"
    if city is None:
        return "not checked"
    if rulebook.header.city != city.city_id:
        return "other city"
    listed = {(signer.sector, signer.public_key) for signer in city.signers}
    return "valid" if (signature.sector, signature.public_key) in listed else "unknown key"


def counting(
    section: str, rulebook: Rulebook, signatures: Iterable[Signature], city: SigningCity
) -> list[Signature]:
    """Signatures that count under a section: valid, of its signing sectors, its header fit for the city.

    Each key counts once for its sector, under the name that the city lists for it: no signature covers
    the name that stands beside it.
    """
    if header_problems(rulebook, city):
        return []
    listed = {(signer.sector, signer.public_key): signer.name for signer in city.signers}
    valid = {
        (item.sector, item.public_key): item
        for item in signatures
        if item.section == section
        and item.sector in signing_sectors(rulebook, city)
        and validity(item, rulebook, city) == "valid"
    }
    return [replace(item, name=listed[key]) for key, item in valid.items()]


def missing_sectors(
    section: str, rulebook: Rulebook, signatures: Iterable[Signature], city: SigningCity
) -> list[str]:
    """Sectors that have to sign a section and have not.

    Where the rulebook lacks the section, nobody has signed it. A city without any rulebook needs no
    signature: nothing there claims to be agreed.
    """
    if rulebook.is_default:
        return []
    signed = {item.sector for item in counting(section, rulebook, signatures, city)}
    return [sector for sector in signing_sectors(rulebook, city) if sector not in signed]


def is_signed(section: str, rulebook: Rulebook, signatures: Iterable[Signature], city: SigningCity) -> bool:
    """Whether a rulebook has the section and all its signing sectors have signed it."""
    return (
        section in rulebook.content
        and not header_problems(rulebook, city)
        and not missing_sectors(section, rulebook, signatures, city)
    )


def in_force(
    section: str, rulebooks: Iterable[Rulebook], signatures: Iterable[Signature], city: SigningCity
) -> Rulebook | None:
    """The rulebook whose section is in force: the first that all its signing sectors have signed.

    Parameters
    ----------
    rulebooks
        The newest first.

    Returns
    -------
    None where none is; then the room's usual rules hold.
    """
    given = [item for item in signatures if item.section == section]
    return next((book for book in rulebooks if is_signed(section, book, given, city)), None)


def unsigned_problems(
    section: str, rulebook: Rulebook, signatures: Iterable[Signature], city: SigningCity
) -> list[Problem]:
    """Why a section does not count as signed: faults of the header, else the sectors that are missing."""
    if rulebook.is_default:
        return []
    problems = header_problems(rulebook, city)
    if section not in rulebook.content:
        message = f"has no section [{section}]: its default rules would hold, signed by nobody."
        mend = f"Add [{section}], empty where they are meant, and have it signed. Or run with --unsigned."
        problems.append(Problem(rulebook.file, message, mend))
    if problems:
        return problems
    given = list(signatures)
    return [
        Problem(
            rulebook.file,
            f"the {sector} sector has not signed [{section}]: "
            + _reason(section, sector, rulebook, given, city),
            f"Sign it: citycompact rulebook sign {rulebook.file} --section {section} --sector {sector} "
            '--key KEY --name "...". Or run with --unsigned; the report will say so.',
        )
        for sector in missing_sectors(section, rulebook, given, city)
    ]


def _reason(
    section: str, sector: str, rulebook: Rulebook, signatures: list[Signature], city: SigningCity
) -> str:
    own = [item for item in signatures if item.sector == sector and item.section in (section, "")]
    # The latest that was made for this section says most.
    own.sort(key=lambda item: item.section != "")
    return _REASONS[validity(own[-1], rulebook, city)] if own else "there is no signature."


_REASONS: dict[Validity, str] = {
    "valid": "",
    "not checked": "it was not held against the city's keys.",
    "other content": "its signature is for other rules, another city or other signing sectors.",
    "other city": "its signature is for another city.",
    "unknown key": "its signature was made with a key that city.toml does not list.",
    "broken": "its signature is broken.",
    "earlier format": "its signature was made by an earlier version for the whole rulebook.",
}


def signing_record(
    sections: Iterable[str], rulebook: Rulebook, signatures: Iterable[Signature], city: SigningCity
) -> dict[str, dict[str, Any]]:
    """What a record says of each section a decision rests on: digest, origin, who signed, who did not.

    ``default_rules`` is true where the rulebook, or the section in it, is absent; then ``name`` and
    ``version`` are not those of a rulebook, which says nothing about it.
    """
    given = list(signatures)
    return {
        section: {
            "sha256": rulebook.section_digest(section),
            **_origin(section, rulebook),
            "signed_by": [
                {"sector": item.sector, "name": item.name}
                for item in counting(section, rulebook, given, city)
            ],
            "not_signed_by": missing_sectors(section, rulebook, given, city),
        }
        for section in sections
    }


def _origin(section: str, rulebook: Rulebook) -> dict[str, Any]:
    header = rulebook.header
    if section in rulebook.content:
        return {"name": header.name, "version": header.version, "default_rules": False}
    return {"name": f"{DEFAULT_NAME} for [{section}]", "version": "default", "default_rules": True}
