"""A signed approval counts for one sector, one digest and a key that the city lists, and for nothing else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from citycompact.city import Signer
from citycompact.facts import FactsError
from citycompact.record.approvals import approval_fault, approval_text, read_approval, sign_approval
from citycompact.rulebook import public_key_of

KEY, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
SIGNERS = (
    Signer("district", "Dana", public_key_of(KEY)),
    Signer("charter", "Luis", public_key_of(OTHER)),
)
DIGEST, ANOTHER = "a" * 64, "b" * 64


def test_a_sound_approval_counts_and_comes_back_from_its_file():
    approval = sign_approval(DIGEST, KEY, "district")
    assert read_approval(approval_text(approval).encode(), "a.json") == approval
    assert approval_fault(approval, DIGEST, "district", SIGNERS) == ""


@pytest.mark.parametrize(
    ("approval", "why"),
    [
        (sign_approval(ANOTHER, KEY, "district"), "under another digest"),
        (sign_approval(DIGEST, OTHER, "charter"), "for the charter sector"),
        (sign_approval(DIGEST, OTHER, "district"), "does not list for this sector"),
        (replace(sign_approval(ANOTHER, KEY, "district"), digest=DIGEST), "does not fit its key"),
        (replace(sign_approval(DIGEST, KEY, "charter"), sector="district"), "does not fit its key"),
        (replace(sign_approval(DIGEST, KEY, "district"), signature="?"), "does not fit its key"),
        (replace(sign_approval(DIGEST, KEY, "district"), signature=""), "does not fit its key"),
    ],
)
def test_what_is_not_this_sectors_word_on_this_does_not_count(approval, why):
    assert why in approval_fault(approval, DIGEST, "district", SIGNERS)


def test_a_signature_under_rules_is_no_approval():
    import base64

    from citycompact.record.approvals import Approval
    from citycompact.rulebook.signatures import signed_message

    borrowed = base64.b64encode(KEY.sign(signed_message(DIGEST, "district"))).decode()
    approval = Approval(DIGEST, "district", public_key_of(KEY), borrowed)
    assert "does not fit" in approval_fault(approval, DIGEST, "district", SIGNERS)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\x00",
        b"[]",
        b"null",
        b"{}",
        b'{"format": "citycompact approval 2"}',
        b"[" * 100_000,
        json.dumps({"format": "citycompact approval 1", "digest": 7}).encode(),
        json.dumps(
            {
                "format": "citycompact approval 1",
                "digest": 1,
                "sector": "district",
                "public_key": "",
                "signature": "",
            }
        ).encode(),
    ],
)
def test_a_file_that_is_no_approval_is_refused_in_words(content):
    with pytest.raises(FactsError, match="is not an approval"):
        read_approval(content, "a.json")


@pytest.mark.parametrize("digest", ["", "a" * 63, "A" * 64, "g" * 64, "a" * 64 + "\n"])
def test_only_a_digest_is_signed(digest):
    with pytest.raises(FactsError, match="no SHA-256 digest"):
        sign_approval(digest, KEY, "district")
