"""Secrets of second factors as the database holds them: under the site's key, which no backup holds."""

from __future__ import annotations

import base64
import secrets

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac

_MARK = "under-the-sites-key:"


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    """allauth's adapter."""

    def encrypt(self, text: str) -> str:
        """A secret as it is kept."""
        return _MARK + _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """A kept secret; in the place of one under another site's key, a random one that opens nothing."""
        if not encrypted_text.startswith(_MARK):
            return encrypted_text
        try:
            return _cipher().decrypt(encrypted_text.removeprefix(_MARK).encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()


def _cipher() -> Fernet:
    key = salted_hmac("citycompact.web.site.kept_secrets", "", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
