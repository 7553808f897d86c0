"""The demo city's rulebook, signed section by section with keys that are no secret."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from citycompact.city import CityPackage, Signer
from citycompact.rulebook.document import parse_rulebook
from citycompact.rulebook.keys import public_key_of
from citycompact.rulebook.signatures import sign, write_signatures

_NAMES = {
    "district": "Dana Whitfield, superintendent (demo)",
    "charter": "Luis Ortega, charter collaborative (demo)",
    "partnership": "Priya Raman, partnership network (demo)",
}


def with_demo_signers(city: CityPackage) -> CityPackage:
    """The city with one signer for each of its sectors."""
    signers = tuple(
        Signer(sector, _NAMES[sector], public_key_of(demo_key(sector))) for sector in city.sectors
    )
    return replace(city, signers=signers)


def demo_rulebook() -> str:
    """The text of the demo city's rulebook."""
    return files("citycompact.rulebook").joinpath("demo_rulebook.toml").read_text(encoding="utf-8")


def write_demo_rulebook(city: CityPackage, folder: Path, text: str = "") -> None:
    """Write ``rulebook.toml``, the demo's or a text of its own, and its signatures into the city's folder."""
    text = text or demo_rulebook()
    path = folder / "rulebook.toml"
    path.write_text(text, encoding="utf-8")
    sections = sorted(tomllib.loads(text).keys() - {"rulebook"})
    rulebook = parse_rulebook(text, path.name, frozenset(sections))
    signers = [item for item in city.signers if item.sector in (rulebook.header.signing_sectors or ())]
    write_signatures(
        path,
        [
            sign(rulebook, section, demo_key(signer.sector), signer.sector, signer.name)
            for section in sections
            for signer in signers
        ],
    )


def demo_key(sector: str) -> Ed25519PrivateKey:
    """The key of the demo's signer for a sector; no secret."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"demo {sector}".encode()).digest())
