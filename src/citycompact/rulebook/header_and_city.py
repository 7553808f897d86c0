"""Whose rules these are, and who has to sign them: the header of a rulebook held against its city."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from citycompact.city import SECTORS, Signer
from citycompact.facts import Problem
from citycompact.rulebook.document import Rulebook
from citycompact.words import Language


@runtime_checkable
class SigningCity(Protocol):
    """What a signature is held against; a :class:`citycompact.city.CityPackage` is one."""

    @property
    def city_id(self) -> str:
        """The city's id."""

    @property
    def sectors(self) -> tuple[str, ...]:
        """Sectors that run at least one school."""

    @property
    def signers(self) -> tuple[Signer, ...]:
        """Who may sign for which sector, with which key."""


def sectors_needed(city: SigningCity) -> tuple[str, ...]:
    """Sectors without which nothing is agreed: district and charter where both run a school, else all."""
    both = ("district", "charter")
    return both if set(both) <= set(city.sectors) else city.sectors


def signing_sectors(rulebook: Rulebook, city: SigningCity) -> tuple[str, ...]:
    """Sectors that have to sign and to approve: those of the header, never fewer than are needed."""
    found = {*(rulebook.header.signing_sectors or ()), *sectors_needed(city)}
    return tuple(sector for sector in SECTORS if sector in found)


def header_problems(rulebook: Rulebook, city: SigningCity | None, language: Language = "en") -> list[Problem]:
    """What keeps a rulebook from being signed; empty where its header is complete and fits the city.

    Parameters
    ----------
    city
        None where it is not known; then only what is missing is named.
    """
    header, words = rulebook.header, _WORDS[language]
    listed = sorted(set(header.signing_sectors or ()), key=SECTORS.index)
    blanks = {
        "given": header.city,
        "city": city.city_id if city else "...",
        "sectors": _toml(signing_sectors(rulebook, city) if city else listed or ["district", "charter"]),
    }
    problems: list[Problem] = []

    def report(key: str, code: str, **more: str) -> None:
        message, mend = (text.format(**{**blanks, **more}) for text in words[code])
        problems.append(rulebook.problem(("rulebook", key), message, mend))

    if header.city is None:
        report("city", "no city")
    elif city and header.city != city.city_id:
        report("city", "other city")
    if not listed:
        report("signing_sectors", "no sectors")
    elif city:
        for sector in sectors_needed(city):
            if sector not in listed:
                report("signing_sectors", "left out", sector=sector)
        known = {*city.sectors, *(signer.sector for signer in city.signers)}
        for sector in listed:
            if sector not in known:
                report("signing_sectors", "stranger", sector=sector)
    return problems


def _toml(sectors: Iterable[str]) -> str:
    return json.dumps(list(sectors))


_WORDS: dict[Language, dict[str, tuple[str, str]]] = {
    "en": {
        "no city": (
            "does not say which city it is for, so that nobody can sign it.",
            'Add city = "{city}" to [rulebook].',
        ),
        "other city": (
            "is for the city {given}, and this city is {city}.",
            'Use this city\'s own rulebook, or write city = "{city}".',
        ),
        "no sectors": (
            "does not say which sectors have to sign it.",
            "Add signing_sectors = {sectors} to [rulebook].",
        ),
        "left out": (
            "would be decided without the {sector} sector, which runs schools here.",
            "Write signing_sectors = {sectors}.",
        ),
        "stranger": (
            "has the {sector} sector sign, which runs no school here and has no signer in city.toml.",
            "Take it out of signing_sectors, or add its signer to city.toml.",
        ),
    },
    "es": {
        "no city": (
            "no dice para qué ciudad es, y así nadie puede firmarlo.",
            'Añada city = "{city}" a [rulebook].',
        ),
        "other city": (
            "es para la ciudad {given}, y esta ciudad es {city}.",
            'Use el reglamento de esta ciudad, o escriba city = "{city}".',
        ),
        "no sectors": (
            "no dice qué sectores tienen que firmarlo.",
            "Añada signing_sectors = {sectors} a [rulebook].",
        ),
        "left out": (
            "se decidiría sin el sector {sector}, que tiene escuelas aquí.",
            "Escriba signing_sectors = {sectors}.",
        ),
        "stranger": (
            "pide la firma del sector {sector}, que no tiene escuelas aquí ni firmante en city.toml.",
            "Quítelo de signing_sectors, o añada su firmante a city.toml.",
        ),
    },
}
