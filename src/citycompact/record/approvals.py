"""A sector's approval of a decision, signed with the key of its signer on their own machine."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from citycompact.facts import FactsError, Problem
from citycompact.rulebook import public_key_of, signature_is_of

FORMAT = "citycompact approval 1"


class Signing(Protocol):
    """Who may sign for which sector; keys in base64."""

    @property
    def sector(self) -> str:
        """The sector."""
        ...

    @property
    def public_key(self) -> str:
        """The key."""
        ...


@dataclass(frozen=True)
class Approval:
    """A signature (Ed25519) for a sector under the digest of what is approved; key and signature base64."""

    digest: str
    sector: str
    public_key: str
    signature: str


def approval_message(digest: str, sector: str) -> bytes:
    """What is signed; its first line keeps a signature made for something else from counting here."""
    return f"{FORMAT}\n{sector}\n{digest}".encode()


def sign_approval(digest: str, key: Ed25519PrivateKey, sector: str) -> Approval:
    """Approve for a sector what has this digest (SHA-256 in lowercase hex).

    Raises
    ------
    FactsError
        Where it is no such digest.
    """
    if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        mend = "Copy it from the page of the decision: 64 digits and letters from a to f."
        raise FactsError([Problem("digest", "is no SHA-256 digest.", mend, value=digest)])
    signed = base64.b64encode(key.sign(approval_message(digest, sector))).decode()
    return Approval(digest, sector, public_key_of(key), signed)


def approval_text(approval: Approval) -> str:
    """An approval as its file."""
    return json.dumps({"format": FORMAT, **asdict(approval)}, indent=2) + "\n"


def read_approval(content: bytes, file: str) -> Approval:
    """Read the file of an approval; FactsError where it is none."""
    return _read(content, file, one=True)[0]


def approvals_text(approvals: Iterable[Approval]) -> str:
    """The approvals of several sectors as one file."""
    listed = [{"format": FORMAT, **asdict(item)} for item in sorted(approvals, key=lambda item: item.sector)]
    return json.dumps(listed, indent=2) + "\n"


def read_approvals(content: bytes, file: str) -> list[Approval]:
    """Read the approvals of several sectors; FactsError where they are none."""
    return _read(content, file, one=False)


def _read(content: bytes, file: str, *, one: bool) -> list[Approval]:
    try:
        listed = [json.loads(content.decode("utf-8"))] if one else json.loads(content.decode("utf-8"))
        if not isinstance(listed, list):
            raise TypeError("it is no list")
        found = []
        for given in listed:
            if given.pop("format") != FORMAT:
                raise ValueError("its format is another one")
            found.append(Approval(**given))
        if not all(isinstance(value, str) for item in found for value in asdict(item).values()):
            raise TypeError("its values are no texts")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        mend = "Make it with: citycompact approve"
        raise FactsError([Problem(file, f"is not an approval: {error}.", mend)]) from None
    return found


def approval_fault(approval: Approval, digest: str, sector: str, signers: Iterable[Signing]) -> str:
    """Why an approval does not count for a sector on what has this digest; empty where it does."""
    if approval.digest != digest:
        return "The signature is under another digest, made for something else or an earlier state."
    if approval.sector != sector:
        return f"The signature is for the {approval.sector} sector."
    if approval.public_key not in {signer.public_key for signer in signers if signer.sector == sector}:
        return "The signature was made with a key that the city does not list for this sector."
    if not signature_is_of(approval.public_key, approval.signature, approval_message(digest, sector)):
        return "The signature does not fit its key."
    return ""
