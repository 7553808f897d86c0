"""The rules that a decision rests on, with what is signed of them and by whom."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from citycompact.city import SECTORS, Signer
from citycompact.doors import Decision
from citycompact.facts import canonical_json
from citycompact.rulebook import (
    Header,
    Rulebook,
    Signature,
    SigningCity,
    counting,
    signing_record,
    signing_sectors,
    unsigned_problems,
)


@dataclass(frozen=True, eq=False)
class Agreed:
    """The sections of a rulebook on which a decision rests.

    Parameters
    ----------
    rulebook
        Where they stand.
    rules
        As the doors of the decision take them.
    signing
        For each section, what the record says of it (:func:`citycompact.rulebook.signing_record`).
    signed
        For each section, all that its signatures cover (:meth:`Rulebook.signed_content`).
    signatures
        Those that count.
    missing
        Why sections do not count as signed; empty where they do.
    sectors, signers
        Who has to sign and to approve, and with which keys, as far as the city is known.
    """

    rulebook: Rulebook
    rules: Any
    signing: Mapping[str, Mapping[str, Any]]
    signed: Mapping[str, Mapping[str, Any]]
    signatures: tuple[Signature, ...]
    missing: tuple[Any, ...] = ()
    sectors: tuple[str, ...] = ()
    signers: tuple[Signer, ...] = ()

    @classmethod
    def of(
        cls,
        decision: Decision,
        rules: Any,
        rulebook: Rulebook,
        signatures: Iterable[Signature],
        city: SigningCity,
    ) -> Agreed:
        """What a rulebook says on a decision, and whose signatures under it count in the city."""
        given, names = list(signatures), decision.sections
        missing = [p for name in names for p in unsigned_problems(name, rulebook, given, city)]
        return cls(
            rulebook,
            rules,
            signing_record(names, rulebook, given, city),
            {name: rulebook.signed_content(name) for name in names},
            tuple(item for name in names for item in counting(name, rulebook, given, city)),
            tuple(dict.fromkeys(missing)),
            signing_sectors(rulebook, city),
            tuple(city.signers),
        )

    def plain(self) -> dict[str, Any]:
        """What is published of it beside the record."""
        return {
            # Decimals, days and times in the spelling that is hashed.
            "signed": {name: json.loads(canonical_json(dict(text))) for name, text in self.signed.items()},
            "signatures": [asdict(item) for item in self.signatures],
        }


def rulebook_of(signed: Mapping[str, Any], signing: Mapping[str, Any], file: str) -> Rulebook:
    """The rulebook in which a published section stood, as far as it was signed.

    Parameters
    ----------
    signed
        As :meth:`Rulebook.signed_content` gives it, fractions as decimals.
    signing
        What the record says of the section.

    Raises
    ------
    FactsError, KeyError, TypeError, ValueError
        Where these are not the parts of a rulebook.
    """
    if signed.keys() != {"city", "signing_sectors", "section", "content"}:
        raise ValueError("what is signed is city, signing_sectors, section and content, and no more or less")
    header = Header(
        name=signing["name"],
        version=signing["version"],
        city=signed["city"],
        signing_sectors=tuple(signed["signing_sectors"]) or None,
    )
    if strangers := set(header.signing_sectors or ()) - set(SECTORS):
        raise ValueError(f"{', '.join(sorted(strangers))}: no such sector")
    is_default = signing["default_rules"]
    if is_default and signed["content"]:
        raise ValueError("default rules have no content of their own")
    content = {} if is_default else {signed["section"]: signed["content"]}
    return Rulebook("", file, header, content, is_default, is_published=True)
