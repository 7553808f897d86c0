"""Keys that sign rulebooks: Ed25519 (RFC 8032), one for each signer, kept on the signer's own machine."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from citycompact.facts import FactsError, Problem


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
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
    except OSError as error:
        # Half a key would stand in the way of a whole one.
        path.unlink()
        raise OSError(error.errno, error.strerror, str(path)) from error
    return public_key_of(key)


def public_key_of(key: Ed25519PrivateKey) -> str:
    """Public half of a key, base64 of its 32 raw bytes."""
    return base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def signature_is_of(public_key: str, signature: str, message: bytes) -> bool:
    """Whether a signature, like the key in base64, was made with the private half of a key."""
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        public.verify(base64.b64decode(signature, validate=True), message)
    except (ValueError, InvalidSignature):
        return False
    return True


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
