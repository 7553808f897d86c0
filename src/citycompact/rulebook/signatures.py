"""Signatures under the sections of a rulebook, and the file beside it that keeps them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from citycompact.facts import FactsError, Problem
from citycompact.rulebook.document import Rulebook
from citycompact.rulebook.header_and_city import header_problems
from citycompact.rulebook.keys import public_key_of
from citycompact.rulebook.texts import LONGEST_NAME, text_fault

FORMAT = 2
"""Number of the file's format; format 1 was a bare list, each signature under a whole rulebook."""


@dataclass(frozen=True)
class Signature:
    """A signature of one person for one sector under one section; key and signature are base64.

    ``section`` is empty where an earlier version signed a whole rulebook; such a signature is kept
    and shown, and never counts.
    """

    section: str
    section_sha256: str
    sector: str
    name: str
    public_key: str
    signature: str


def signed_message(section_sha256: str, sector: str) -> bytes:
    """What is signed for a sector under a section.

    The prefix keeps a signature made for something else from ever being read as one of these; the
    digest covers the section's name, city and signing sectors (:meth:`Rulebook.signed_content`).
    """
    return f"citycompact rulebook 2\n{sector}\n{section_sha256}".encode()


def sign(rulebook: Rulebook, section: str, key: Ed25519PrivateKey, sector: str, name: str) -> Signature:
    """Sign one section of a rulebook on behalf of a sector.

    Raises
    ------
    FactsError
        Where the header does not say whose rules these are and who has to sign, the sector is not
        among them, the rulebook has no such section, or the name is none.
    """
    problems = header_problems(rulebook, None)
    sectors = rulebook.header.signing_sectors
    if sectors and sector not in sectors:
        message = f"does not have the {sector} sector sign."
        mend = f"Sign for {' or '.join(sectors)}, or change signing_sectors."
        problems.append(rulebook.problem(("rulebook", "signing_sectors"), message, mend))
    if section not in rulebook.content:
        message = f"has no section [{section}] to sign."
        mend = "Correct the name, or add the section; an empty one stands for the usual rules."
        problems.append(Problem(rulebook.file, message, mend))
    if fault := text_fault(name, LONGEST_NAME):
        problems.append(Problem("signature", f"the signer's name {fault[0]}", fault[1], value=name))
    if problems:
        raise FactsError(problems)
    digest = rulebook.section_digest(section)
    signed = base64.b64encode(key.sign(signed_message(digest, sector))).decode()
    return Signature(section, digest, sector, name, public_key_of(key), signed)


def signatures_path(rulebook_path: Path) -> Path:
    """Signatures stand beside the rulebook, so that signing does not change what is signed."""
    return rulebook_path.with_name(rulebook_path.stem + ".signatures.json")


def read_signatures(rulebook_path: Path | None) -> list[Signature]:
    """Read the signatures beside a rulebook; none where there is no such file."""
    if rulebook_path is None or not signatures_path(rulebook_path).exists():
        return []
    path = signatures_path(rulebook_path)
    return parse_signatures(path.read_bytes(), path.name)


def parse_signatures(content: bytes, file: str) -> list[Signature]:
    """Read a file of signatures of any format so far.

    Raises
    ------
    FactsError
        Where it is none, or of a format that only a later version knows.
    """
    try:
        given = json.loads(content.decode("utf-8"))
        if isinstance(given, list):
            return [signature_of({"section": "", "section_sha256": "", **item}) for item in given]
        if isinstance(given, dict) and given.get("format") == FORMAT:
            return [signature_of(item) for item in given["signatures"]]
        reason = "is not a file of signatures of a format known here"
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        reason = f"cannot be read as signatures: {error}"
    raise FactsError([Problem(file, f"{reason}.", "Remove the file and sign again, or use a later version.")])


def signature_of(item: dict[str, Any]) -> Signature:
    """A signature as it was written down; TypeError or ValueError where it is none."""
    found = Signature(**item)
    for field in fields(found):
        if not isinstance(getattr(found, field.name), str):
            raise TypeError(f"{field.name} is not a text")
    if fault := text_fault(found.name, LONGEST_NAME):
        raise ValueError(f"a signer's name {fault[0].removesuffix('.')}")
    return found


def add_signatures(rulebook_path: Path, signatures: Iterable[Signature]) -> None:
    """Add signatures beside a rulebook.

    One of the same key and sector under the same content of a section is replaced; those under
    other content stay, since that content may be in force or come back.
    """
    found = {_identity(item): item for item in read_signatures(rulebook_path)}
    for item in signatures:
        found.pop(_identity(item), None)
        found[_identity(item)] = item
    write_signatures(rulebook_path, found.values())


def write_signatures(rulebook_path: Path, signatures: Iterable[Signature]) -> None:
    """Write the file beside a rulebook anew."""
    path = signatures_path(rulebook_path)
    scratch = path.with_suffix(".tmp")
    content = {"format": FORMAT, "signatures": [asdict(item) for item in signatures]}
    try:
        scratch.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        scratch.replace(path)
    except OSError as error:
        if scratch.is_file():
            scratch.unlink()
        raise OSError(error.errno, error.strerror, str(path)) from error


def _identity(item: Signature) -> tuple[str, ...]:
    under = (item.section, item.section_sha256) if item.section else ("", item.signature)
    return (*under, item.sector, item.public_key)
