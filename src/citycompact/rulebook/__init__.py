"""Rulebooks: read, validate, compare in sentences, sign section by section."""

from citycompact.rulebook.difference import difference, section_changes
from citycompact.rulebook.document import Header, Rulebook, parse_rulebook, read_rulebook
from citycompact.rulebook.header_and_city import SigningCity, header_problems, signing_sectors
from citycompact.rulebook.keys import generate_key, public_key_of, read_key, signature_is_of
from citycompact.rulebook.moments import CityMoment, is_skipped
from citycompact.rulebook.next_year import text_of_next_year
from citycompact.rulebook.signatures import (
    Signature,
    add_signatures,
    parse_signatures,
    read_signatures,
    sign,
    signature_of,
    signatures_path,
    write_signatures,
)
from citycompact.rulebook.validity import (
    Validity,
    counting,
    in_force,
    is_signed,
    missing_sectors,
    signing_record,
    unsigned_problems,
    validity,
)

__all__ = [
    "CityMoment",
    "Header",
    "Rulebook",
    "Signature",
    "SigningCity",
    "Validity",
    "add_signatures",
    "counting",
    "difference",
    "generate_key",
    "header_problems",
    "in_force",
    "is_signed",
    "is_skipped",
    "missing_sectors",
    "parse_rulebook",
    "parse_signatures",
    "public_key_of",
    "read_key",
    "read_rulebook",
    "read_signatures",
    "section_changes",
    "sign",
    "signature_is_of",
    "signature_of",
    "signatures_path",
    "signing_record",
    "signing_sectors",
    "text_of_next_year",
    "unsigned_problems",
    "validity",
    "write_signatures",
]
