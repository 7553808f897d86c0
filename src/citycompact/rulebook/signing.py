"""Signatures under a rulebook: Ed25519 (RFC 8032), one or more per sector."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from citycompact.city import CityPackage
from citycompact.facts import FactsError, Problem
from citycompact.rulebook.document import Rulebook

Standing = Literal["valid", "wrong content", "unknown key", "broken"]


@dataclass(frozen=True)
class Signature:
    """A signature of one person for one sector; key and signature are base64."""

    sector: str
    name: str
    public_key: str
    signature: str


def generate_key(path: Path) -> str:
    """Write a new private key (PEM, readable by its owner only) and return the public key in base64.

    Raises
    ------
    FileExistsError
        A key is never overwritten: signatures made with it could not be made again.
    """
    return write_key(Ed25519PrivateKey.generate(), path)


def write_key(key: Ed25519PrivateKey, path: Path) -> str:
    """Write a given private key; see :func:`generate_key`."""
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
    return public_key_of(key)


def public_key_of(key: Ed25519PrivateKey) -> str:
    """Public half of a key, base64 of its 32 raw bytes."""
    return base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def read_key(path: Path) -> Ed25519PrivateKey:
    """Read a private key file; FactsError where it is not an Ed25519 key."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise FactsError(
            [Problem(path.name, f"cannot be read as a private key: {error}.", "Make one with keygen.")]
        ) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise FactsError([Problem(path.name, "is not an Ed25519 key.", "Make one with keygen.")])
    return key


def sign(rulebook: Rulebook, key: Ed25519PrivateKey, sector: str, name: str) -> Signature:
    """Sign the content hash of a rulebook on behalf of a sector."""
    signed = key.sign(_message(rulebook.digest, sector))
    return Signature(sector, name, public_key_of(key), base64.b64encode(signed).decode())


def signatures_path(rulebook_path: Path) -> Path:
    """Signatures stand beside the rulebook, so that signing does not change what is signed."""
    return rulebook_path.with_name(rulebook_path.stem + ".signatures.json")


def read_signatures(rulebook_path: Path | None) -> list[Signature]:
    """Read the signatures beside a rulebook; none where there is no such file."""
    if rulebook_path is None or not signatures_path(rulebook_path).exists():
        return []
    path = signatures_path(rulebook_path)
    try:
        return [Signature(**item) for item in json.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, TypeError) as error:
        raise FactsError(
            [Problem(path.name, f"cannot be read: {error}.", "Remove the file and sign again.")]
        ) from None


def add_signature(rulebook_path: Path, signature: Signature) -> None:
    """Add a signature beside the rulebook; the same key's earlier one for the sector is replaced."""
    kept = [
        other
        for other in read_signatures(rulebook_path)
        if (other.sector, other.public_key) != (signature.sector, signature.public_key)
    ]
    content = [asdict(item) for item in [*kept, signature]]
    path = signatures_path(rulebook_path)
    scratch = path.with_suffix(".tmp")
    scratch.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    scratch.replace(path)


def standing(signature: Signature, rulebook: Rulebook, city: CityPackage) -> Standing:
    """Say whether a signature counts: its key must be one that ``city.toml`` lists for the sector."""
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(signature.public_key, validate=True))
        raw = base64.b64decode(signature.signature, validate=True)
    except ValueError:
        return "broken"
    try:
        public.verify(raw, _message(rulebook.digest, signature.sector))
    except InvalidSignature:
        return "wrong content"
    listed = {(signer.sector, signer.public_key) for signer in city.signers}
    return "valid" if (signature.sector, signature.public_key) in listed else "unknown key"


def missing_sectors(rulebook: Rulebook, signatures: list[Signature], city: CityPackage) -> list[str]:
    """Sectors that have to sign and have not; the default rules need no signature."""
    if rulebook.is_default:
        return []
    required = rulebook.header.signing_sectors
    if required is None:
        required = city.sectors
    signed = {s.sector for s in signatures if standing(s, rulebook, city) == "valid"}
    return [sector for sector in required if sector not in signed]


def unsigned_problems(rulebook: Rulebook, signatures: list[Signature], city: CityPackage) -> list[Problem]:
    """One problem for each sector that has to sign and has not, saying what is wrong with what it gave."""
    faults = {item.sector: standing(item, rulebook, city) for item in signatures}
    reasons: dict[str, str] = {
        "wrong content": "its signature is for another version of the rulebook.",
        "unknown key": "its signature was made with a key that city.toml does not list.",
        "broken": "its signature is broken.",
    }
    return [
        Problem(
            rulebook.file,
            f"the {sector} sector has not signed: "
            + reasons.get(faults.get(sector, ""), "there is no signature."),
            "Sign it (citycompact rulebook sign), or run with --unsigned; the report will say so.",
        )
        for sector in missing_sectors(rulebook, signatures, city)
    ]


def signing_record(rulebook: Rulebook, signatures: list[Signature], city: CityPackage) -> dict[str, Any]:
    """What a round's record says of its rulebook: name, version, who signed, and which sectors did not."""
    return {
        "name": rulebook.header.name,
        "version": rulebook.header.version,
        "default_rules": rulebook.is_default,
        "signed_by": [
            {"sector": item.sector, "name": item.name}
            for item in signatures
            if standing(item, rulebook, city) == "valid"
        ],
        "not_signed_by": missing_sectors(rulebook, signatures, city),
    }


def _message(digest: str, sector: str) -> bytes:
    # The prefix keeps a signature made for something else from ever being read as one of these.
    return f"citycompact rulebook\n{sector}\n{digest}".encode()
