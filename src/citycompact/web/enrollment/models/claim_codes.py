"""Codes by which a family finds its children who came from a file."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models


@pghistory.track()
class ClaimCode(models.Model):
    """The code of a family: whoever enters it acts for its children. Only its hash is kept."""

    family_id = models.CharField(max_length=40, primary_key=True)
    sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True)

    def __str__(self) -> str:
        return self.family_id
