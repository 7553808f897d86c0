"""Which sections of the uploaded rulebooks are signed, by whom, and which of them are in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from citycompact.city import SECTORS, CityPackage, Signer
from citycompact.doors import Decision
from citycompact.record.agreed import Agreed
from citycompact.rooms import rules_for
from citycompact.rulebook import (
    Rulebook,
    Signature,
    counting,
    header_problems,
    is_signed,
    missing_sectors,
    read_rulebook,
    signing_sectors,
    validity,
)
from citycompact.web.city.models import City, School
from citycompact.web.rulebooks.models import RulebookSignature, RulebookVersion
from citycompact.web.site.language import page_language


@dataclass(frozen=True)
class SigningCity:
    """What signatures are held against: the site's city, who runs schools in it, and its signers."""

    city_id: str
    sectors: tuple[str, ...]
    signers: tuple[Signer, ...]

    @classmethod
    def current(cls) -> SigningCity:
        """The city of this site, read anew each time: a signer or a school may be added at any moment."""
        city = City.objects.defer("zones").get()
        running = set(School.objects.values_list("operator__sector", flat=True).distinct())
        return cls(city.city_id, tuple(s for s in SECTORS if s in running), city.signers_listed)


def blockers(section: str, version: RulebookVersion) -> list[str]:
    """Why a section does not count as signed, each reason as a sentence in the page's language."""
    city, rulebook = SigningCity.current(), version.read()
    found = [
        f"[rulebook] {fault.message} {fault.mend}"
        for fault in header_problems(rulebook, city, page_language())
    ]
    if section not in rulebook.content:
        found.append(_("The rulebook has no section [%(section)s].") % {"section": section})
    if found:
        return found
    missing = dict.fromkeys(missing_sectors(section, rulebook, version.signed(), city))
    if (held := section_in_force(section)) is not None:
        # Nobody is dropped from the rules without their own word.
        signed = _signed_by(section, rulebook, version.signed(), city)
        missing |= dict.fromkeys(s for s in signing_sectors(held.version.read(), city) if s not in signed)
    return [
        _("The %(sector)s sector has not signed the section [%(section)s].")
        % {"sector": _sector_name(sector), "section": section}
        for sector in missing
    ]


def superseded(section: str, version: RulebookVersion) -> list[str]:
    """That another version's section is in force, as a sentence; empty where this one's is, or none."""
    held, book = section_in_force(section), version.read()
    if held is None or section not in book.content:
        return []
    if held.version.read().section_digest(section) == book.section_digest(section):
        return []
    words = {"section": section, "version": held.version}
    return [_("Other rules are in force for [%(section)s]: %(version)s. Choose these.") % words]


def _signed_by(
    section: str, rulebook: Rulebook, signatures: Iterable[Signature], city: SigningCity
) -> set[str]:
    """Sectors that have signed a section, whether the rulebook names them or not."""
    return {
        item.sector
        for item in signatures
        if item.section == section and validity(item, rulebook, city) == "valid"
    }


def _sector_name(sector: str) -> str:
    return {"district": _("district"), "charter": _("charter")}.get(sector, sector)


@dataclass(frozen=True)
class InForce:
    """A section that all its sectors have signed: the version it stands in, and the signatures that count."""

    version: RulebookVersion
    signatures: list[Signature]


def section_in_force(section: str) -> InForce | None:
    """The section that is in force; None where no version of it is signed by all its sectors.

    Where several are, the one that all its sectors have agreed on last: who uploads earlier rules once
    more does not bring them back, and neither does one sector that signs them again alone. A version that
    drops a sector takes the place of another only with that sector's own signature.
    """
    rows = list(RulebookSignature.objects.filter(section=section))
    if not rows:
        return None
    city = SigningCity.current()
    versions = sorted(
        RulebookVersion.objects.order_by("uploaded_at", "pk"),
        key=lambda version: _agreed_at(section, version, rows, city),
    )
    signatures = [row.as_signed() for row in rows]
    found: RulebookVersion | None = None
    needed: set[str] = set()
    for version in versions:
        book = version.read()
        if is_signed(section, book, signatures, city) and needed <= _signed_by(
            section, book, signatures, city
        ):
            found, needed = version, set(signing_sectors(book, city))
    return None if found is None else InForce(found, counting(section, found.read(), signatures, city))


def held_before(version: RulebookVersion) -> RulebookVersion | None:
    """The rules in force whose place a version would take, which a signer compares it with; None where it is
    those itself, or nothing is in force."""
    book = version.read()
    for name in book.sections:
        held = section_in_force(name)
        if held is not None and held.version.read().section_digest(name) != book.section_digest(name):
            return held.version
    return None


def version_in_force(sections: Iterable[str]) -> RulebookVersion | None:
    """The latest version that has each of these sections as it is in force; None where there is none."""
    digests = {}
    for section in sections:
        found = section_in_force(section)
        if found is None:
            return None
        digests[section] = found.version.read().section_digest(section)
    for version in RulebookVersion.objects.order_by("-uploaded_at", "-pk"):
        book = version.read()
        if all(name in book.content and book.section_digest(name) == d for name, d in digests.items()):
            return version
    return None


def _agreed_at(
    section: str, version: RulebookVersion, rows: list[RulebookSignature], city: SigningCity
) -> float:
    """When the sector that signed longest ago last did; before all time where one has not signed."""
    rulebook = version.read()
    latest: dict[str, float] = {}
    for row in rows:
        if row.section == section and validity(row.as_signed(), rulebook, city) == "valid":
            latest[row.sector] = max(latest.get(row.sector, 0.0), row.signed_at.timestamp())
    return min((latest.get(name, 0.0) for name in signing_sectors(rulebook, city)), default=0.0)


def rulebook_of(version: RulebookVersion | None) -> Rulebook:
    """The rulebook of a version; the usual rules, which nobody has signed, without one."""
    return read_rulebook(None, frozenset()) if version is None else version.read()


def agreed_on(decision: Decision, version: RulebookVersion | None, facts: Any) -> Agreed:
    """The rules of a decision with the signatures that count.

    They count by the keys of the facts where these bring the city's signers, and so for whoever recomputes
    the decision from them; else by those that the site lists now.
    """
    city = facts if isinstance(facts, CityPackage) else SigningCity.current()
    book = rulebook_of(version)
    signatures = [] if version is None else version.signed()
    return Agreed.of(decision, rules_for(decision, book), book, signatures, city)


def approving_sectors(version: RulebookVersion | None) -> tuple[str, ...]:
    """Sectors each of which has to approve what is decided under a rulebook: those that sign it, and those
    that sign the rules in force, so that no version drops one."""
    book, city = rulebook_of(version), SigningCity.current()
    held = (section_in_force(name) for name in book.sections)
    named = [*signing_sectors(book, city)]
    named += [s for item in held if item is not None for s in signing_sectors(item.version.read(), city)]
    return tuple(dict.fromkeys(named))


def section_states(version: RulebookVersion) -> list[dict[str, Any]]:
    """For each section of a version: its name, digest, the signatures that count, and what is missing."""
    city, rulebook = SigningCity.current(), version.read()
    rows = list(RulebookSignature.objects.filter(section__in=rulebook.sections).order_by("signed_at"))
    return [
        {
            "name": name,
            "sha256": rulebook.section_digest(name),
            "signatures": [
                row
                for row in rows
                if row.section == name and validity(row.as_signed(), rulebook, city) == "valid"
            ],
            "missing": blockers(name, version),
        }
        for name in rulebook.sections
    ]


def rows_of(signatures: list[Signature]) -> list[RulebookSignature]:
    """Signatures as rows that are not kept yet."""
    return [
        RulebookSignature(
            section=item.section,
            section_sha256=item.section_sha256,
            sector=item.sector,
            name=item.name,
            public_key=item.public_key,
            signature=item.signature,
        )
        for item in signatures
    ]


def counting_signatures(version: RulebookVersion, sections: Iterable[str]) -> list[dict[str, Any]]:
    """For each of some sections its digest and the signatures under it that count, for everybody to see."""
    city, rulebook, given = SigningCity.current(), version.read(), version.signed()
    return [
        {
            "name": name,
            "sha256": rulebook.section_digest(name),
            "signatures": counting(name, rulebook, given, city),
        }
        for name in sections
        if name in rulebook.content
    ]
