"""Merkle trees as in RFC 6962 (Certificate Transparency), section 2.1."""

from __future__ import annotations

import hashlib


def leaf_hash(data: bytes) -> bytes:
    """Hash of a leaf; the prefix 0x00 keeps leaves and nodes apart."""
    return hashlib.sha256(b"\x00" + data).digest()


def merkle_levels(leaves: list[bytes]) -> list[list[bytes]]:
    """All levels of the tree over leaf hashes, the leaves first and the root alone last.

    A node without a sibling is carried up unchanged, which gives the same tree as the recursive
    definition. No leaves: the single level of SHA-256 of nothing.
    """
    if not leaves:
        return [[hashlib.sha256(b"").digest()]]
    levels = [leaves]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [
            hashlib.sha256(b"\x01" + below[i] + below[i + 1]).digest() for i in range(0, len(below) - 1, 2)
        ]
        if len(below) % 2:
            above.append(below[-1])
        levels.append(above)
    return levels


def merkle_path(levels: list[list[bytes]], index: int) -> list[tuple[str, str]]:
    """Audit path of a leaf: side of the sibling ("left" or "right") and its hash in hexadecimal."""
    path = []
    for level in levels[:-1]:
        sibling = index ^ 1
        if sibling < len(level):
            path.append(("left" if sibling < index else "right", level[sibling].hex()))
        index //= 2
    return path
