"""Rulebooks: read, validate, compare in sentences, sign."""

from citycompact.rulebook.difference import difference
from citycompact.rulebook.document import Header, Rulebook, parse_rulebook, read_rulebook
from citycompact.rulebook.signing import (
    Signature,
    add_signature,
    generate_key,
    missing_sectors,
    read_key,
    read_signatures,
    sign,
    signatures_path,
    signing_record,
    standing,
    unsigned_problems,
)

__all__ = [
    "Header",
    "Rulebook",
    "Signature",
    "add_signature",
    "difference",
    "generate_key",
    "missing_sectors",
    "parse_rulebook",
    "read_key",
    "read_rulebook",
    "read_signatures",
    "sign",
    "signatures_path",
    "signing_record",
    "standing",
    "unsigned_problems",
]
