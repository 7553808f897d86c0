"""Rulebooks, keys and small cities for tests of signatures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from citycompact.city import Signer
from citycompact.rulebook import Rulebook, Signature, parse_rulebook, sign
from citycompact.rulebook.keys import public_key_of

SECTIONS = frozenset({"enrollment", "compact"})
BOTH = ("district", "charter")


def key(name: str) -> Ed25519PrivateKey:
    """The key of this name, always the same."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())


@dataclass(frozen=True)
class Town:
    """What a signature is held against; one key for each sector, the same in every town."""

    city_id: str = "town"
    sectors: tuple[str, ...] = BOTH

    @property
    def signers(self) -> tuple[Signer, ...]:
        """One signer for each sector, whether it runs a school or not."""
        return tuple(
            Signer(sector, sector.title(), public_key_of(key(sector)))
            for sector in ("district", "charter", "partnership")
        )


def book(
    city: str | None = "town",
    sectors: Iterable[str] | None = BOTH,
    *,
    name: str = "R",
    version: str = "1",
    maximum: int | None = 3,
    amber: int | None = 91,
) -> Rulebook:
    """A rulebook with an enrollment section, a compact section, or both."""
    lines = ["[rulebook]", f'name = "{name}"', f'version = "{version}"']
    lines += [] if city is None else [f'city = "{city}"']
    lines += [] if sectors is None else [f"signing_sectors = {json.dumps(list(sectors))}"]
    lines += [] if maximum is None else ["[enrollment.choices]", f"maximum = {maximum}"]
    lines += [] if amber is None else ["[compact.evidence_age]", f"amber = {amber}", "red = 181"]
    return parse_rulebook("\n".join(lines), "rulebook.toml", SECTIONS)


def signed(rulebook: Rulebook, section: str, *sectors: str) -> list[Signature]:
    """Signatures of these sectors under a section."""
    return [sign(rulebook, section, key(sector), sector, sector.title()) for sector in sectors]
