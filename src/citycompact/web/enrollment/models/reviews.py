"""Applications that somebody has looked at, because something about them is unusual."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models

from citycompact.web.enrollment.models.applications import Version


@pghistory.track()
class Review(models.Model):
    """Somebody has looked at an application as it was sent, for these reasons; a further version or a further
    reason is to be looked at anew."""

    version = models.OneToOneField(Version, models.CASCADE, related_name="review")
    reasons = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    why = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"version {self.version_id} was looked at"
