"""Tokens: what another system may fetch, until when."""

from __future__ import annotations

import hashlib
import secrets

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SCOPES = (
    ("package", _("facts of a round, pseudonymous, without homes and families")),
    (
        "whole_package",
        _("facts of a round with homes and families, to compute its result again"),
    ),
    ("placements", _("placed students with their names (OneRoster)")),
)
"""What a token may be allowed: name and what it opens."""


@pghistory.track(exclude=["last_used"])
class ApiToken(models.Model):
    """A token; only its hash is kept, so that a copy of the database opens nothing."""

    name = models.CharField(_("what uses it"), max_length=100)
    sha256 = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    expires_on = models.DateField(_("valid until"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    last_used = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def hash_of(cls, secret: str) -> str:
        """Hash of a token's secret; the secret has 256 random bits, so one pass is enough."""
        return hashlib.sha256(secret.encode()).hexdigest()

    @classmethod
    def new_secret(cls) -> str:
        """A new secret, shown once."""
        return f"cc_{secrets.token_urlsafe(32)}"

    @classmethod
    def by_secret(cls, secret: str) -> ApiToken | None:
        """The valid token with this secret, and note that it was used."""
        token = cls.objects.filter(sha256=cls.hash_of(secret), expires_on__gte=timezone.localdate()).first()
        if token is not None:
            cls.objects.filter(pk=token.pk).update(last_used=timezone.now())
        return token
