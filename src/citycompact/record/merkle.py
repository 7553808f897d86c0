"""Merkle trees as in RFC 6962 (Certificate Transparency), section 2.1, and the salts of their leaves."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from hashlib import sha256


def leaf_hash(data: bytes) -> bytes:
    """Hash of a leaf; the prefix 0x00 keeps leaves and nodes apart."""
    return sha256(b"\x00" + data).digest()


def parent(left: bytes, right: bytes) -> bytes:
    """Hash of a node over two others; the prefix 0x01 keeps it apart from leaves."""
    return sha256(b"\x01" + left + right).digest()


def merkle_levels(leaves: list[bytes]) -> list[list[bytes]]:
    """All levels of the tree over leaf hashes, the leaves first and the root alone last.

    A node without a sibling is carried up unchanged, which gives the same tree as the recursive
    definition. No leaves: the single level of SHA-256 of nothing.
    """
    if not leaves:
        return [[sha256(b"").digest()]]
    levels = [leaves]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = zip(below[::2], below[1::2], strict=False)
        # As parent() has it; a call for each node would take as long as the hash.
        above = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
        if len(below) % 2:
            above.append(below[-1])
        levels.append(above)
    return levels


def salted_levels(salts: Iterable[bytes], texts: Iterable[str]) -> list[list[bytes]]:
    """All levels of the tree over texts, each with its salt before it."""
    salted = zip(salts, texts, strict=True)
    return merkle_levels([sha256(b"\x00" + salt + text.encode()).digest() for salt, text in salted])


def merkle_path(levels: list[list[bytes]], index: int) -> list[tuple[str, str]]:
    """Audit path of a leaf: side of the sibling ("left" or "right") and its hash in hexadecimal."""
    path = []
    for level in levels[:-1]:
        sibling = index ^ 1
        if sibling < len(level):
            path.append(("left" if sibling < index else "right", level[sibling].hex()))
        index //= 2
    return path


def salts(records: list[str], applicant_ids: list[str]) -> list[bytes]:
    """A secret for each applicant, so that nobody can test guesses against a published hash.

    Derived from all records together: whoever does not hold every record cannot derive one, and
    the same facts always give the same commitment.
    """
    everything = sha256()
    for record in records:
        everything.update(f"{record}\n".encode())
    key = hmac.new(b"citycompact salt", everything.digest(), sha256).digest()
    return [sha256(key + applicant.encode()).digest()[:16] for applicant in applicant_ids]
