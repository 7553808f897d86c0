"""Invitations to a role: one use, one address, a few days."""

from __future__ import annotations

import uuid

import pghistory
from django.conf import settings
from django.db import models

from citycompact.web.site.models.accounts import Role


@pghistory.track()
class Invitation(models.Model):
    """An invitation to one role, sent to one address; who has the letter and the address takes it up, once.

    Only the hash of what stands in the letter's link is kept. ``invited_by`` is empty where it was made on
    the machine itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Role)
    sector = models.CharField(max_length=12, blank=True)
    school = models.ForeignKey("city.School", models.CASCADE, null=True, blank=True, related_name="+")
    operator = models.ForeignKey("city.Operator", models.CASCADE, null=True, blank=True, related_name="+")
    token_sha256 = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=2, default="en")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="invitations"
    )

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.email}"
